#include "Internal.h"

// Vectors of any width give the same bits only if no product is fused into a sum.
#pragma STDC FP_CONTRACT OFF

QS_INLINE qs_doubles load(const double *values) {
    qs_doubles result;
    memcpy(&result, values, sizeof result);
    return result;
}

QS_INLINE double total(qs_doubles v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

void qs_part_sums(
    const double *values, const double *weights, const double *weighted, size_t stride,
    double *sums) {
    qs_doubles sum = {0}, square = {0}, product = {0};
    for (size_t row = 0; row < stride; row += 8) {
        qs_doubles x = load(values + row);
        qs_doubles wx = load(weights + row) * x;
        sum += wx;
        square += wx * x;
        product += load(weighted + row) * x;
    }
    sums[0] = total(sum);
    sums[1] = total(square);
    sums[2] = total(product);
}

double qs_part_product(const double *values, const double *weighted, size_t stride) {
    qs_doubles product = {0};
    for (size_t row = 0; row < stride; row += 8) product += load(weighted + row) * load(values + row);
    return total(product);
}
