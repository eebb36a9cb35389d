#ifndef QUASISCREEN_ELEMENTARY_H
#define QUASISCREEN_ELEMENTARY_H

#include <stddef.h>
#include <stdint.h>

#include "Neighbours.h"

// Functions over columns that give the same bits on every processor, at any count and wherever a
// value stands in its column: additions, multiplications, divisions and bit operations of IEEE 754
// in a fixed order, none of them fused, and nothing from the system's mathematical library, which
// chooses its variants by processor. Rounding is to nearest.

/// Replaces each value x by exp(x).
///
/// Largest error found: 0.80 units in the last place over 5 * 10^7 random values of [-745.2,
/// 709.78], subnormal results included. exp(0) = 1; 0 below about -745.13, infinity above about
/// 709.78, NaN for NaN.
void qs_exp(double *values, size_t count);

/// Replaces each value x by its natural logarithm.
///
/// Largest error found: 0.91 units in the last place over 5 * 10^7 random numbers above 0,
/// subnormal ones included. log(1) = 0; -infinity for 0, infinity for infinity, NaN below 0 and for NaN.
void qs_log(double *values, size_t count);

// Columns of a table of points: column c begins at `c * stride`. Sums over columns run from the
// first column on.

/// Shares exp(s_c) / sum_c exp(s_c) of scores s_c = unit * (starts[c] + scores[c]), the largest
/// score of the point taken off first.
///
/// - `scores`, `shares`: `classes` columns of `count` values.
void qs_softmax(
    const int64_t *scores, const int32_t *starts, double unit, size_t classes, size_t count,
    size_t stride, double *shares);

/// Whole numbers over a divisor.
void qs_divide(const int64_t *numbers, double divisor, size_t count, double *quotients);

/// Adds `weight * values` to `sums`.
void qs_add_weighted(const double *values, double weight, size_t count, double *sums);

/// Adds `weight * log(max(values, floor))` to `sums`; `floor` is above 0.
void qs_add_weighted_logarithms(
    const double *values, double weight, double floor, size_t count, double *sums);

/// Divides `classes` columns by their sum, point by point; a sum of 0 leaves NaN.
void qs_normalise(double *columns, size_t classes, size_t count, size_t stride);

/// log(p / (1 - p)) of shares, first clipped to [floor, 1 - floor].
void qs_logit(const double *shares, double floor, size_t count, double *scores);

/// 1 / (1 + exp(-(slope * score + intercept))).
void qs_logistic(
    const double *scores, double slope, double intercept, size_t count, double *shares);

/// Writes `curves` over their sum to `shares`; points where all curves are 0 keep their shares.
///
/// - `curves`: column c begins at `c * curve_stride`.
void qs_replace_shares(
    const double *curves, size_t curve_stride, size_t classes, size_t count, size_t stride,
    double *shares);

#endif
