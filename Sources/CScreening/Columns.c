#include "CScreening.h"

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define QS_CLONES
#endif

enum { lanes = 16 };

QS_CLONES
size_t qs_first_largest(const double *values, size_t count) {
    // Several running maxima, because a single one would wait for itself.
    double best[lanes];
    for (size_t k = 0; k < lanes; k++) best[k] = values[0];
    size_t whole = count / lanes * lanes;
    for (size_t i = 0; i < whole; i += lanes) {
        for (size_t k = 0; k < lanes; k++) {
            best[k] = values[i + k] > best[k] ? values[i + k] : best[k];
        }
    }
    for (size_t i = whole; i < count; i++) best[0] = values[i] > best[0] ? values[i] : best[0];
    double largest = best[0];
    for (size_t k = 1; k < lanes; k++) largest = best[k] > largest ? best[k] : largest;
    for (size_t i = 0; i < whole; i += lanes) {
        int found = 0;
        for (size_t k = 0; k < lanes; k++) found |= values[i + k] == largest;
        if (found) {
            for (size_t k = 0; k < lanes; k++) {
                if (values[i + k] == largest) return i + k;
            }
        }
    }
    for (size_t i = whole; i < count; i++) {
        if (values[i] == largest) return i;
    }
    return 0;
}

QS_CLONES
void qs_predicted_classes(
    const double *columns, size_t stride, size_t classes, size_t count, double *scratch,
    uint8_t *predicted) {
    for (size_t i = 0; i < count; i++) {
        scratch[i] = columns[i];
        predicted[i] = 0;
    }
    for (size_t c = 1; c < classes; c++) {
        const double *column = columns + c * stride;
        for (size_t i = 0; i < count; i++) {
            int is_larger = column[i] > scratch[i];
            predicted[i] = is_larger ? (uint8_t)c : predicted[i];
            scratch[i] = is_larger ? column[i] : scratch[i];
        }
    }
}

QS_CLONES
void qs_count_classes(const uint8_t *predicted, size_t count, size_t classes, uint32_t *counts) {
    for (size_t c = 0; c < classes; c++) {
        uint32_t own = 0;
        for (size_t i = 0; i < count; i++) own += predicted[i] == c;
        counts[c] = own;
    }
}

QS_CLONES
void qs_remainder(
    int64_t *columns, size_t stride, size_t first, size_t others, int64_t total, size_t count) {
    int64_t *rest = columns + (first + others) * stride;
    for (size_t i = 0; i < count; i++) rest[i] = total;
    for (size_t c = first; c < first + others; c++) {
        const int64_t *own = columns + c * stride;
        for (size_t i = 0; i < count; i++) rest[i] -= own[i];
    }
}
