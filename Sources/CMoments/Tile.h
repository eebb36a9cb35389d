#ifndef QUASISCREEN_MOMENTS_TILE_H
#define QUASISCREEN_MOMENTS_TILE_H

#include "Internal.h"

// Adds the products of a group of lefts with a panel of rights, rows `begin` to `end`, to `sums`,
// qs_panel_rights values for each left. `lefts` and `vectors` say how many accumulators the
// processor has registers for; both divide the whole.
QS_INLINE void qs_tile(
    const float *restrict left, const float *restrict right, size_t begin, size_t end,
    float *restrict sums, const int lefts, const int vectors) {
    for (int l0 = 0; l0 < qs_group_lefts; l0 += lefts) {
        for (int v0 = 0; v0 < qs_panel_vectors; v0 += vectors) {
            for (size_t chunk = begin; chunk < end; chunk += qs_chunk_rows) {
                size_t count = end - chunk < qs_chunk_rows ? end - chunk : qs_chunk_rows;
                const float *a = left + chunk * qs_group_lefts + (size_t)l0 * qs_chunk_rows;
                const float *b = right + chunk * qs_panel_rights + (size_t)v0 * qs_lanes;
                qs_vector partial[qs_group_lefts][qs_panel_vectors];
#pragma clang loop unroll(full)
                for (int l = 0; l < lefts; l++) {
#pragma clang loop unroll(full)
                    for (int v = 0; v < vectors; v++) partial[l][v] = (qs_vector){0};
                }
                for (size_t row = 0; row < count; row++) {
                    qs_vector x[qs_panel_vectors];
#pragma clang loop unroll(full)
                    for (int v = 0; v < vectors; v++) {
                        x[v] = *(const qs_vector *)(b + row * qs_panel_rights + v * qs_lanes);
                    }
#pragma clang loop unroll(full)
                    for (int l = 0; l < lefts; l++) {
                        qs_vector y = qs_all(a[l * qs_chunk_rows + row]);
#pragma clang loop unroll(full)
                        for (int v = 0; v < vectors; v++) partial[l][v] += y * x[v];
                    }
                }
#pragma clang loop unroll(full)
                for (int l = 0; l < lefts; l++) {
#pragma clang loop unroll(full)
                    for (int v = 0; v < vectors; v++) {
                        qs_vector *sum =
                            (qs_vector *)(sums + (l0 + l) * qs_panel_rights + (v0 + v) * qs_lanes);
                        *sum += partial[l][v];
                    }
                }
            }
        }
    }
}

#endif
