#ifndef QUASISCREEN_POOLING_H
#define QUASISCREEN_POOLING_H

#include <stddef.h>
#include <stdint.h>

/// Where each statistic goes, one value a property; NULL where it is not wanted.
typedef struct {
    double *mean;
    double *variance;
    double *maximum;
    double *minimum;
    double *range;
    double *standard_deviation;
    double *deviation;
    double *geometric_mean;
    double *harmonic_mean;
} qs_pool_outputs;

/// Statistics of `properties` element properties over the `count` elements of one composition.
///
/// `rows[e]` holds the properties of element e, `weights[e]` its fraction. Sums run over the
/// elements in the order given, from the first product on, without fused multiply-add, so that the
/// bits do not depend on the processor: mean = ((w1 x1) + w2 x2) + ..., clamped to [minimum,
/// maximum], variance = ((w1 (x1 - mean)^2) + w2 (x2 - mean)^2) + ... The geometric and the harmonic
/// mean are clamped too. So the means of equal values are that value and their variance, standard
/// deviation and mean absolute deviation are exactly 0, where rounding alone would leave noise for
/// trees to split on. No value may be NaN; `count` is at least 1.
void qs_pool(
    const double *const *rows, const double *weights, size_t count, size_t properties,
    const qs_pool_outputs *outputs);

/// Rows of mean, variance, maximum and minimum (each `properties` long) for points inside a
/// ternary diagram, where all three elements are present: the same bits as ``qs_pool``.
///
/// `counts` holds three positive integers a point with the sum `divisions`; `order[e]` says which
/// of the three belongs to `rows[e]`. `extremes` holds the maxima, then the minima.
void qs_pool_ternary(
    const double *const rows[3], const int32_t order[3], const double *extremes,
    const int32_t *counts, size_t points, int32_t divisions, size_t properties, double *output);

/// Tells the system that a large array is about to be filled, so that it can use large pages.
///
/// Advice only: it changes how long the first writes take, never what they write. Small arrays and
/// systems without such advice are left alone.
void qs_expect_filling(void *bytes, size_t count);

#endif
