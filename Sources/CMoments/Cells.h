#ifndef QUASISCREEN_MOMENTS_CELLS_H
#define QUASISCREEN_MOMENTS_CELLS_H

#include "Tile.h"

// Sums beyond this may have met infinity on the way; such candidates are never rejected here.
#define QS_LARGEST 1e37f

// (|n| + d)^2 <= 1.001 n^2 + 1001 d^2: the square of a numerator that is off by d at most.
#define QS_WIDENED 1.001f
#define QS_WIDENING 1001.0f

// What is known of a panel's rights, lane by lane; of all rows, or of the head alone.
typedef struct {
    _Alignas(64) float mean[qs_panel_rights];
    float square[qs_panel_rights];
} qs_lane_moments;

typedef struct {
    qs_lane_moments all, head;
    float inverse_scale[qs_panel_rights];
    float products[qs_most_residuals][qs_panel_rights];
} qs_lanes_known;

QS_INLINE void qs_know(const qs_table *table, const qs_panel *panel, qs_lanes_known *known) {
    for (size_t lane = 0; lane < qs_panel_rights; lane++) {
        const qs_column *column = panel->columns + lane;
        known->all.mean[lane] = (float)column->mean;
        known->all.square[lane] = (float)column->square;
        known->head.mean[lane] = (float)column->head_mean;
        known->head.square[lane] = (float)column->head_square;
        known->inverse_scale[lane] = (float)(1 / column->scale);
        for (size_t j = 0; j < table->residuals; j++) {
            known->products[j][lane] = (float)column->products[j];
        }
    }
}

// The lanes whose candidates cannot be rejected: not (numerator < bar * variance) for sure.
QS_INLINE uint32_t qs_kept(
    qs_vector numerator, qs_vector variance, qs_vector square, qs_vector bar) {
    variance = (qs_vector)((qs_integers)variance & (variance > 0));
    return ~qs_mask((numerator < bar * variance) & (square < qs_all(QS_LARGEST))) & 0xffff;
}

QS_INLINE qs_vector qs_larger(qs_vector a, qs_vector b) {
    // A NaN in b stays: a comparison with it fails.
    qs_integers choice = a > b;
    return (qs_vector)((choice & (qs_integers)a) | (~choice & (qs_integers)b));
}

QS_INLINE qs_vector qs_lanes_at(const float *values) { return *(const qs_vector *)values; }

#endif
