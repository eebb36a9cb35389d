#include "CPooling.h"

#include <math.h>
#include <string.h>

// Vectors of any width give the same bits only if no product is fused into a sum.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define QS_CLONES
#endif

#define QS_INLINE static inline __attribute__((always_inline))

// Properties handled at a time; scratch for statistics that others are made from.
enum { block = 64 };

// Rounding can carry a mean past the values that it is of, and off a value that all of them share.
QS_INLINE double clamped(double mean, double low, double high) {
    mean = mean > high ? high : mean;
    return mean < low ? low : mean;
}

// With a constant count the loop over elements unrolls and the one over properties vectorises.
QS_INLINE void pool_counted(
    const double *const *restrict rows, size_t offset, const double *restrict weights,
    const size_t count, size_t properties, double *restrict mean, double *restrict variance,
    double *restrict maximum, double *restrict minimum) {
    for (size_t p = 0; p < properties; p++) {
        double first = rows[0][offset + p];
        double sum = weights[0] * first;
        double high = first;
        double low = first;
        for (size_t e = 1; e < count; e++) {
            double x = rows[e][offset + p];
            sum += weights[e] * x;
            high = x > high ? x : high;
            low = x < low ? x : low;
        }
        sum = clamped(sum, low, high);
        double off = first - sum;
        double spread = weights[0] * (off * off);
        for (size_t e = 1; e < count; e++) {
            off = rows[e][offset + p] - sum;
            spread += weights[e] * (off * off);
        }
        mean[p] = sum;
        variance[p] = spread;
        maximum[p] = high;
        minimum[p] = low;
    }
}

QS_INLINE void pool_block(
    const double *const *rows, size_t offset, const double *weights, size_t count,
    size_t properties, double *mean, double *variance, double *maximum, double *minimum) {
    switch (count) {
    case 1:
        pool_counted(rows, offset, weights, 1, properties, mean, variance, maximum, minimum);
        break;
    case 2:
        pool_counted(rows, offset, weights, 2, properties, mean, variance, maximum, minimum);
        break;
    case 3:
        pool_counted(rows, offset, weights, 3, properties, mean, variance, maximum, minimum);
        break;
    case 4:
        pool_counted(rows, offset, weights, 4, properties, mean, variance, maximum, minimum);
        break;
    case 5:
        pool_counted(rows, offset, weights, 5, properties, mean, variance, maximum, minimum);
        break;
    default:
        pool_counted(rows, offset, weights, count, properties, mean, variance, maximum, minimum);
    }
}

static void pool_more(
    const double *const *rows, size_t offset, const double *weights, size_t count,
    size_t properties, const double *mean, const double *variance, const double *maximum,
    const double *minimum, const qs_pool_outputs *outputs) {
    for (size_t p = 0; p < properties; p++) {
        size_t at = offset + p;
        if (outputs->range) outputs->range[at] = maximum[p] - minimum[p];
        if (outputs->standard_deviation) outputs->standard_deviation[at] = sqrt(variance[p]);
        if (outputs->deviation) {
            double sum = weights[0] * fabs(rows[0][at] - mean[p]);
            for (size_t e = 1; e < count; e++) sum += weights[e] * fabs(rows[e][at] - mean[p]);
            outputs->deviation[at] = sum;
        }
        if (outputs->geometric_mean) {
            double sum = weights[0] * log(rows[0][at]);
            for (size_t e = 1; e < count; e++) sum += weights[e] * log(rows[e][at]);
            outputs->geometric_mean[at] = clamped(exp(sum), minimum[p], maximum[p]);
        }
        if (outputs->harmonic_mean) {
            double sum = weights[0] / rows[0][at];
            for (size_t e = 1; e < count; e++) sum += weights[e] / rows[e][at];
            outputs->harmonic_mean[at] = clamped(1 / sum, minimum[p], maximum[p]);
        }
    }
}

QS_CLONES
void qs_pool(
    const double *const *rows, const double *weights, size_t count, size_t properties,
    const qs_pool_outputs *outputs) {
    double scratch[4][block];
    int more = outputs->range || outputs->standard_deviation || outputs->deviation
        || outputs->geometric_mean || outputs->harmonic_mean;
    for (size_t offset = 0; offset < properties; offset += block) {
        size_t width = properties - offset < block ? properties - offset : block;
        double *mean = outputs->mean ? outputs->mean + offset : scratch[0];
        double *variance = outputs->variance ? outputs->variance + offset : scratch[1];
        double *maximum = outputs->maximum ? outputs->maximum + offset : scratch[2];
        double *minimum = outputs->minimum ? outputs->minimum + offset : scratch[3];
        pool_block(rows, offset, weights, count, width, mean, variance, maximum, minimum);
        if (more) {
            pool_more(
                rows, offset, weights, count, width, mean, variance, maximum, minimum, outputs);
        }
    }
}

QS_CLONES
void qs_pool_ternary(
    const double *const rows[3], const int32_t order[3], const double *extremes,
    const int32_t *counts, size_t points, int32_t divisions, size_t properties, double *output) {
    const double *restrict a = rows[0];
    const double *restrict b = rows[1];
    const double *restrict c = rows[2];
    const double *restrict high = extremes;
    const double *restrict low = extremes + properties;
    for (size_t point = 0; point < points; point++) {
        double u = (double)counts[3 * point + (size_t)order[0]] / (double)divisions;
        double v = (double)counts[3 * point + (size_t)order[1]] / (double)divisions;
        double w = (double)counts[3 * point + (size_t)order[2]] / (double)divisions;
        double *restrict mean = output + 4 * properties * point;
        double *restrict variance = mean + properties;
        for (size_t p = 0; p < properties; p++) {
            double sum = clamped(u * a[p] + v * b[p] + w * c[p], low[p], high[p]);
            double x = a[p] - sum;
            double y = b[p] - sum;
            double z = c[p] - sum;
            mean[p] = sum;
            variance[p] = u * (x * x) + v * (y * y) + w * (z * z);
        }
        memcpy(variance + properties, extremes, 2 * properties * sizeof(double));
    }
}
