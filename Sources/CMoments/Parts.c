#include "Internal.h"

// Vectors of any width give the same bits only if no product is fused into a sum.
#pragma STDC FP_CONTRACT OFF

void qs_part_sums(
    const double *values, const double *weights, const double *weighted, size_t stride,
    double *sums) {
    qs_doubles sum = {0}, square = {0}, product = {0};
    for (size_t row = 0; row < stride; row += 8) {
        qs_doubles x = qs_load(values + row);
        qs_doubles wx = qs_load(weights + row) * x;
        sum += wx;
        square += wx * x;
        product += qs_load(weighted + row) * x;
    }
    sums[0] = qs_total(sum);
    sums[1] = qs_total(square);
    sums[2] = qs_total(product);
}

double qs_part_product(const double *values, const double *weighted, size_t stride) {
    qs_doubles product = {0};
    for (size_t row = 0; row < stride; row += 8) product += qs_load(weighted + row) * qs_load(values + row);
    return qs_total(product);
}
