#ifndef QUASISCREEN_MOMENTS_FOLDS_H
#define QUASISCREEN_MOMENTS_FOLDS_H

#include "Cells.h"

enum {
    qs_fold_operations =
        1 << qs_absolute_difference | 1 << qs_minimum | 1 << qs_maximum,
    // Lefts that share the loads of a panel's rows.
    qs_fold_lefts = 2
};

// Sums over d = |a - b| of some lefts with a panel of rights: w d, w d d, w (a + b) d, and w r d.
typedef struct {
    qs_vector mean[qs_fold_lefts][qs_panel_vectors];
    qs_vector square[qs_fold_lefts][qs_panel_vectors];
    qs_vector mixed[qs_fold_lefts][qs_panel_vectors];
    qs_vector products[qs_most_residuals][qs_fold_lefts][qs_panel_vectors];
} qs_fold_sums;

QS_INLINE qs_vector qs_magnitude(qs_vector x) {
    return (qs_vector)((qs_integers)x & (0x7fffffff - (qs_integers){0}));
}

// Adds the rows `begin` to `end`; the mixed sums only if they are wanted.
QS_INLINE void qs_fold_moments(
    const qs_table *table, const float *left, const float *right, size_t begin, size_t end,
    const bool mixing, qs_fold_sums *sums) {
    for (int v = 0; v < qs_panel_vectors; v++) {
        for (size_t chunk = begin; chunk < end; chunk += qs_chunk_rows) {
            size_t count = end - chunk < qs_chunk_rows ? end - chunk : qs_chunk_rows;
            const float *a = left + chunk * qs_group_lefts;
            const float *b = right + chunk * qs_panel_rights + v * qs_lanes;
            const float *w = table->single_weights + chunk;
            qs_vector mean[qs_fold_lefts] = {{0}}, square[qs_fold_lefts] = {{0}};
            qs_vector mixed[qs_fold_lefts] = {{0}};
            for (size_t row = 0; row < count; row++) {
                qs_vector y = qs_lanes_at(b + row * qs_panel_rights);
#pragma clang loop unroll(full)
                for (int l = 0; l < qs_fold_lefts; l++) {
                    qs_vector x = qs_all(a[l * qs_chunk_rows + row]);
                    qs_vector d = qs_magnitude(x - y);
                    qs_vector wd = w[row] * d;
                    mean[l] += wd;
                    square[l] += wd * d;
                    if (mixing) mixed[l] += wd * (x + y);
                }
            }
            for (int l = 0; l < qs_fold_lefts; l++) {
                sums->mean[l][v] += mean[l];
                sums->square[l][v] += square[l];
                if (mixing) sums->mixed[l][v] += mixed[l];
            }
        }
    }
}

QS_INLINE void qs_fold_numerators(
    const qs_table *table, const float *left, const float *right, qs_fold_sums *sums) {
    for (size_t j = 0; j < table->residuals; j++) {
        const float *residual = table->single_residuals + j * table->stride;
        for (size_t chunk = 0; chunk < table->rows; chunk += qs_chunk_rows) {
            size_t count =
                table->rows - chunk < qs_chunk_rows ? table->rows - chunk : qs_chunk_rows;
            const float *a = left + chunk * qs_group_lefts;
            const float *b = right + chunk * qs_panel_rights;
            qs_vector product[qs_fold_lefts][qs_panel_vectors] = {{{0}}};
            for (size_t row = 0; row < count; row++) {
                float r = residual[chunk + row];
#pragma clang loop unroll(full)
                for (int l = 0; l < qs_fold_lefts; l++) {
#pragma clang loop unroll(full)
                    for (int v = 0; v < qs_panel_vectors; v++) {
                        qs_vector y = qs_lanes_at(b + row * qs_panel_rights + v * qs_lanes);
                        product[l][v] += r * qs_magnitude(a[l * qs_chunk_rows + row] - y);
                    }
                }
            }
            for (int l = 0; l < qs_fold_lefts; l++) {
                for (int v = 0; v < qs_panel_vectors; v++) {
                    sums->products[j][l][v] += product[l][v];
                }
            }
        }
    }
}

// Which of |a - b|, min and max (`which` 0, 1, 2) of a left can reach its bars.
//
// min = (a + b - d) / 2 and max = (a + b + d) / 2; their squares add to a a + b b and differ by
// (a + b) d. Errors are shares of the parts' mean squares, as the parts may nearly cancel.
QS_INLINE uint32_t qs_fold_hits(
    const qs_table *table, const qs_column *left, const qs_lanes_known *known, bool head,
    const float *bars, int which, const qs_fold_sums *sums, int place, float error,
    float inverse_weight) {
    const qs_lane_moments *lanes = head ? &known->head : &known->all;
    const float unscale = (float)(1 / left->scale);
    const float left_mean = (float)((head ? left->head_mean : left->mean) / left->scale);
    const float left_square =
        (float)((head ? left->head_square : left->square) / left->scale / left->scale);
    const float left_whole = (float)(left->square / left->scale / left->scale);
    const float sign = which == 1 ? -1 : 1;
    uint32_t result = 0;
    for (int v = 0; v < qs_panel_vectors; v++) {
        int at = v * qs_lanes;
        qs_vector ratio = qs_lanes_at(known->inverse_scale + at);
        qs_vector both = left_square + ratio * ratio * qs_lanes_at(lanes->square + at);
        qs_vector whole = left_whole + ratio * ratio * qs_lanes_at(known->all.square + at);
        qs_vector m = sums->mean[place][v], q = sums->square[place][v];
        if (which) {
            m = 0.5f * (left_mean + ratio * qs_lanes_at(lanes->mean + at) + sign * m);
            q = 0.5f * (both + sign * sums->mixed[place][v]);
        }
        qs_vector largest = {0};
        for (size_t j = 0; j < table->residuals; j++) {
            qs_vector n = sums->products[j][place][v];
            if (which) {
                qs_vector parts = (float)left->products[j] * unscale
                    + ratio * qs_lanes_at(known->products[j] + at);
                n = 0.5f * (parts + sign * n);
            }
            largest = qs_larger(
                largest, QS_WIDENED * n * n + (4 * QS_WIDENING * error * error) * whole);
        }
        qs_vector variance = q - m * m * inverse_weight - (12 * error) * both;
        result |= qs_kept(largest, variance, whole, qs_lanes_at(bars + at)) << at;
    }
    return result;
}

// For a pair of lefts: leaves in `open` the rights for which |a - b|, min or max may reach the bars.
QS_INLINE void qs_fold_pair(
    const qs_table *table, const qs_column *columns, const float *left, const qs_panel *panel,
    const qs_lanes_known *known, uint32_t operations, const float *const *bars,
    uint32_t open[3][qs_fold_lefts]) {
    const bool staged = table->head < table->rows;
    const bool mixing = operations & (1u << qs_minimum | 1u << qs_maximum);
    const float error = qs_error(table->rows);
    qs_fold_sums sums;
    memset(&sums, 0, offsetof(qs_fold_sums, products));
    memset(sums.products, 0, table->residuals * sizeof sums.products[0]);
    qs_fold_numerators(table, left, panel->plain, &sums);
    for (int stage = staged ? 0 : 1; stage < 2; stage++) {
        bool partial = stage == 0;
        float share = partial ? (float)(1 / table->head_weight) : 1;
        size_t begin = partial || !staged ? 0 : table->head;
        size_t end = partial ? table->head : table->rows;
        if (mixing) {
            qs_fold_moments(table, left, panel->plain, begin, end, true, &sums);
        } else {
            qs_fold_moments(table, left, panel->plain, begin, end, false, &sums);
        }
        uint32_t any = 0;
        for (int l = 0; l < qs_fold_lefts; l++) {
            for (int which = 0; which < 3; which++) {
                uint32_t left_open = open[which][l];
                if (left_open) {
                    left_open &= qs_fold_hits(
                        table, columns + l, known, partial, bars[l], which, &sums, l, error,
                        share);
                }
                open[which][l] = left_open;
                any |= left_open;
            }
        }
        if (!any) return;
    }
}

#endif
