#include "Internal.h"

#include <math.h>

// Vectors of any width give the same bits only if no product is fused into a sum.
#pragma STDC FP_CONTRACT OFF

QS_INLINE void sums_of(const qs_table *table, const double *column, qs_column *sums) {
    qs_doubles mean = {0}, square = {0}, head_mean = {0}, head_square = {0};
    for (size_t row = 0; row < table->stride; row += 8) {
        if (row == table->head) {
            head_mean = mean;
            head_square = square;
        }
        qs_doubles x = qs_load(column + row);
        qs_doubles wx = qs_load(table->weights + row) * x;
        mean += wx;
        square += wx * x;
    }
    bool all = table->head >= table->rows;
    sums->mean = qs_total(mean);
    sums->square = qs_total(square);
    sums->head_mean = all ? sums->mean : qs_total(head_mean);
    sums->head_square = all ? sums->square : qs_total(head_square);
    for (size_t j = 0; j < table->residuals; j++) {
        const double *wr = table->weighted_residuals + j * table->stride;
        const double *wrr = table->squared_residuals + j * table->stride;
        qs_doubles product = {0}, spread = {0};
        for (size_t row = 0; row < table->stride; row += 8) {
            qs_doubles x = qs_load(column + row);
            product += qs_load(wr + row) * x;
            spread += qs_load(wrr + row) * (x * x);
        }
        sums->products[j] = qs_total(product);
        sums->spreads[j] = qs_total(spread);
    }
    int exponent = 0;
    if (sums->square > 0 && isfinite(sums->square)) frexp(sqrt(sums->square), &exponent);
    exponent = exponent > 300 ? 300 : exponent < -300 ? -300 : exponent;
    double scale = ldexp(1, -exponent);
    sums->scale = scale;
    sums->mean *= scale;
    sums->head_mean *= scale;
    sums->square *= scale * scale;
    sums->head_square *= scale * scale;
    for (size_t j = 0; j < table->residuals; j++) {
        sums->products[j] *= scale;
        sums->spreads[j] *= scale * scale;
    }
}

size_t qs_group_floats(size_t stride) { return qs_whole_group(stride); }

QS_CLONES
void qs_pack_left(
    const qs_table *table, const double *column, size_t index, const qs_lefts *block,
    qs_column *sums) {
    sums_of(table, column, sums);
    const size_t stride = table->stride;
    const size_t size = qs_whole_group(stride), whole = block->groups * size;
    const size_t group = index / qs_group_lefts, place = index % qs_group_lefts;
    double scale = sums->scale;
    for (size_t chunk = 0; chunk < stride; chunk += qs_chunk_rows) {
        size_t count = stride - chunk < qs_chunk_rows ? stride - chunk : qs_chunk_rows;
        size_t offset = group * size + chunk * qs_group_lefts + place * qs_chunk_rows;
        const double *restrict a = column + chunk;
        const double *restrict w = table->weights + chunk;
        float *restrict weighted = block->weighted + offset;
        float *restrict squared = block->squared + offset;
        for (size_t row = 0; row < count; row++) {
            double x = a[row] * scale;
            weighted[row] = (float)(w[row] * x);
            squared[row] = (float)(w[row] * x * x);
        }
        if (block->plain) {
            float *restrict plain = block->plain + offset;
            for (size_t row = 0; row < count; row++) plain[row] = (float)a[row];
        }
        for (size_t j = 0; j < table->residuals; j++) {
            const double *restrict wr = table->weighted_residuals + j * stride + chunk;
            float *restrict residual = block->residual + j * whole + offset;
            for (size_t row = 0; row < count; row++) {
                residual[row] = (float)(wr[row] * (a[row] * scale));
            }
        }
    }
}

void qs_pack_right(
    const qs_table *table, const double *column, size_t lane, float *scaled, float *squared,
    float *plain, qs_column *sums) {
    sums_of(table, column, sums);
    for (size_t row = 0; row < table->stride; row++) {
        double x = column[row] * sums->scale;
        scaled[row * qs_panel_rights + lane] = (float)x;
        squared[row * qs_panel_rights + lane] = (float)(x * x);
        if (plain) plain[row * qs_panel_rights + lane] = (float)column[row];
    }
}

QS_CLONES
void qs_join(
    const double *restrict a, const double *restrict b, int32_t joining, size_t rows,
    size_t stride, double *restrict target) {
    switch (joining) {
    case qs_product:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] * b[row];
        break;
    case qs_add:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] + b[row];
        break;
    case qs_subtract:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] - b[row];
        break;
    case qs_absolute_difference:
        for (size_t row = 0; row < rows; row++) target[row] = fabs(a[row] - b[row]);
        break;
    case qs_minimum:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] < b[row] ? a[row] : b[row];
        break;
    default:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] < b[row] ? b[row] : a[row];
    }
    for (size_t row = rows; row < stride; row++) target[row] = 0;
}

QS_CLONES
void qs_transform(
    const double *a, int32_t transform, size_t rows, size_t stride, double *target) {
    switch (transform) {
    case qs_square_root:
        for (size_t row = 0; row < rows; row++) target[row] = sqrt(a[row]);
        break;
    case qs_square:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] * a[row];
        break;
    case qs_cube:
        for (size_t row = 0; row < rows; row++) target[row] = a[row] * a[row] * a[row];
        break;
    case qs_inverse:
        for (size_t row = 0; row < rows; row++) target[row] = 1 / a[row];
        break;
    default:
        for (size_t row = 0; row < rows; row++) target[row] = fabs(a[row]);
    }
    for (size_t row = rows; row < stride; row++) target[row] = 0;
}

QS_CLONES
double qs_lowest(const double *a, size_t rows) {
    // Eight at a time, as vectors are filled.
    double lows[8];
    for (int k = 0; k < 8; k++) lows[k] = INFINITY;
    size_t row = 0;
    for (; row + 8 <= rows; row += 8) {
        for (int k = 0; k < 8; k++) {
            double x = a[row + (size_t)k];
            lows[k] = x < lows[k] ? x : lows[k];
        }
    }
    double low = INFINITY;
    for (int k = 0; k < 8; k++) low = lows[k] < low ? lows[k] : low;
    for (; row < rows; row++) low = a[row] < low ? a[row] : low;
    return low;
}

QS_CLONES
int32_t qs_is_finite(const double *a, size_t stride) {
    // Zero times a number that is not finite is NaN, and stays in the sum.
    qs_doubles sum = {0};
    for (size_t row = 0; row < stride; row += 8) sum += qs_load(a + row) * 0;
    return qs_total(sum) == 0;
}

QS_CLONES
int32_t qs_exact_moments(
    const qs_table *table, const double *column, double *mean, double *square, double *variance,
    double *products) {
    qs_doubles first = {0}, second = {0}, third = {0}, none = {0};
    for (size_t row = 0; row < table->stride; row += 8) {
        qs_doubles x = qs_load(column + row);
        qs_doubles wx = qs_load(table->weights + row) * x;
        first += wx;
        second += wx * x;
        none += x * 0;
    }
    double centre = qs_total(first);
    *mean = centre;
    *square = qs_total(second);
    for (size_t row = 0; row < table->stride; row += 8) {
        qs_doubles x = qs_load(column + row) - centre;
        third += qs_load(table->weights + row) * x * x;
    }
    *variance = qs_total(third);
    for (size_t j = 0; j < table->residuals; j++) {
        const double *wr = table->weighted_residuals + j * table->stride;
        qs_doubles product = {0};
        for (size_t row = 0; row < table->stride; row += 8) {
            // Centred, so that a constant of any size does not show.
            product += qs_load(wr + row) * (qs_load(column + row) - centre);
        }
        products[j] = qs_total(product);
    }
    return qs_total(none) == 0;
}
