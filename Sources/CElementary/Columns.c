#include "CElementary.h"
#include "Elementary.h"

// Points handled at a time: what they share stays in the first-level cache.
enum { block = 128 };

// Adds up the columns at `width` points, the first column first.
QS_INLINE void add_up(
    const double *columns, size_t stride, size_t classes, size_t width, double *restrict total) {
    for (size_t i = 0; i < width; i++) total[i] = columns[i];
    for (size_t c = 1; c < classes; c++) {
        const double *restrict column = columns + c * stride;
        for (size_t i = 0; i < width; i++) total[i] += column[i];
    }
}

// Divides the columns at `width` points by their totals.
QS_INLINE void divide_by(
    const double *restrict total, size_t classes, size_t width, size_t stride, double *columns) {
    for (size_t c = 0; c < classes; c++) {
        double *restrict column = columns + c * stride;
        for (size_t i = 0; i < width; i++) column[i] /= total[i];
    }
}

QS_CLONES
void qs_exp(double *values, size_t count) {
    for (size_t i = 0; i < count; i++) values[i] = exp_of(values[i]);
}

QS_CLONES
void qs_log(double *values, size_t count) {
    for (size_t i = 0; i < count; i++) values[i] = log_of(values[i]);
}

QS_CLONES
void qs_softmax(
    const int64_t *scores, const int32_t *starts, double unit, size_t classes, size_t count,
    size_t stride, double *shares) {
    int64_t largest[block];
    double total[block];
    for (size_t point = 0; point < count; point += block) {
        size_t width = count - point < block ? count - point : block;
        const int64_t *restrict column = scores + point;
        for (size_t i = 0; i < width; i++) largest[i] = column[i] + starts[0];
        for (size_t c = 1; c < classes; c++) {
            column = scores + c * stride + point;
            int64_t start = starts[c];
            for (size_t i = 0; i < width; i++) {
                int64_t score = column[i] + start;
                largest[i] = score > largest[i] ? score : largest[i];
            }
        }
        for (size_t c = 0; c < classes; c++) {
            column = scores + c * stride + point;
            double *restrict share = shares + c * stride + point;
            int64_t start = starts[c];
            for (size_t i = 0; i < width; i++) {
                share[i] = exp_below((double)(column[i] + start - largest[i]) * unit);
            }
        }
        add_up(shares + point, stride, classes, width, total);
        divide_by(total, classes, width, stride, shares + point);
    }
}

QS_CLONES
void qs_divide(
    const int64_t *restrict numbers, double divisor, size_t count, double *restrict quotients) {
    for (size_t i = 0; i < count; i++) quotients[i] = (double)numbers[i] / divisor;
}

QS_CLONES
void qs_add_weighted(
    const double *restrict values, double weight, size_t count, double *restrict sums) {
    for (size_t i = 0; i < count; i++) sums[i] += weight * values[i];
}

QS_CLONES
void qs_add_weighted_logarithms(
    const double *restrict values, double weight, double floor, size_t count,
    double *restrict sums) {
    for (size_t i = 0; i < count; i++) {
        double value = values[i] > floor ? values[i] : floor;
        sums[i] += weight * log_of(value);
    }
}

QS_CLONES
void qs_normalise(double *columns, size_t classes, size_t count, size_t stride) {
    double total[block];
    for (size_t point = 0; point < count; point += block) {
        size_t width = count - point < block ? count - point : block;
        add_up(columns + point, stride, classes, width, total);
        divide_by(total, classes, width, stride, columns + point);
    }
}

QS_CLONES
void qs_logit(
    const double *restrict shares, double floor, size_t count, double *restrict scores) {
    double ceiling = 1 - floor;
    for (size_t i = 0; i < count; i++) {
        double share = shares[i] > floor ? shares[i] : floor;
        share = share < ceiling ? share : ceiling;
        scores[i] = log_of(share / (1 - share));
    }
}

QS_CLONES
void qs_logistic(
    const double *restrict scores, double slope, double intercept, size_t count,
    double *restrict shares) {
    for (size_t i = 0; i < count; i++) {
        shares[i] = 1 / (1 + exp_of(-(slope * scores[i] + intercept)));
    }
}

QS_CLONES
void qs_replace_shares(
    const double *curves, size_t curve_stride, size_t classes, size_t count, size_t stride,
    double *shares) {
    double total[block];
    for (size_t point = 0; point < count; point += block) {
        size_t width = count - point < block ? count - point : block;
        add_up(curves + point, curve_stride, classes, width, total);
        for (size_t c = 0; c < classes; c++) {
            const double *restrict curve = curves + c * curve_stride + point;
            double *restrict share = shares + c * stride + point;
            for (size_t i = 0; i < width; i++) {
                double part = curve[i] / total[i];
                share[i] = total[i] > 0 ? part : share[i];
            }
        }
    }
}
