#ifndef QUASISCREEN_MOMENTS_INTERNAL_H
#define QUASISCREEN_MOMENTS_INTERNAL_H

#include "CMoments.h"

#include <stdbool.h>
#include <string.h>

// Vectors pass between functions that are always inlined, so no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

#define QS_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#define QS_TARGETS 1
#else
#define QS_CLONES
#define QS_TARGETS 0
#endif

enum { qs_lanes = 16, qs_panel_vectors = qs_panel_rights / qs_lanes };

typedef float qs_vector __attribute__((vector_size(64)));
typedef int32_t qs_integers __attribute__((vector_size(64)));
typedef bool qs_bits __attribute__((ext_vector_type(qs_lanes)));
typedef double qs_doubles __attribute__((vector_size(64)));

// The bits of the lanes where `condition` holds (all ones).
QS_INLINE uint32_t qs_mask(qs_integers condition) {
    qs_bits bits = __builtin_convertvector(condition, qs_bits);
    uint16_t word;
    memcpy(&word, &bits, sizeof word);
    return word;
}

QS_INLINE qs_doubles qs_load(const double *values) {
    qs_doubles result;
    memcpy(&result, values, sizeof result);
    return result;
}

QS_INLINE double qs_total(qs_doubles v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

QS_INLINE size_t qs_whole_group(size_t stride) {
    return (stride + qs_chunk_rows - 1) / qs_chunk_rows * qs_chunk_rows * qs_group_lefts;
}

QS_INLINE qs_vector qs_all(float value) { return value - (qs_vector){0}; }

// The largest share of the sum of absolute values by which a sum in single precision is off: the
// factors are rounded, each product may be, and a term is part of at most a chunk's additions and
// of one for each chunk.
QS_INLINE float qs_error(size_t rows) {
    size_t chunks = (rows + qs_chunk_rows - 1) / qs_chunk_rows;
    return (float)(qs_chunk_rows + chunks + 8) * 6.1e-8f;
}

#endif
