#include "Folds.h"

// Bars of one left against the lanes of a panel, lanes that the limit of complexity allows, and
// for which left they hold.
typedef struct {
    _Alignas(64) float bars[qs_panel_rights];
    uint32_t allowed;
    int32_t complexity, inverted;
} qs_bars;

QS_INLINE void set_bars(
    qs_bars *at, const qs_panel *panel, const float *bars, int32_t complexity, int32_t inverted,
    bool sum) {
    if (at->complexity == complexity && at->inverted == inverted) return;
    at->complexity = complexity;
    at->inverted = inverted;
    at->allowed = 0;
    for (int lane = 0; lane < qs_panel_rights; lane++) {
        int32_t nodes = complexity + 1
            + (sum ? panel->sum[lane]
                   : panel->base[lane] + (inverted ? panel->inverse[lane] : 0));
        at->bars[lane] = bars[nodes];
        if (bars[nodes] < __builtin_inff()) at->allowed |= (uint32_t)1 << lane;
    }
}

// Which of the products of a left can reach its bars; from the head's variance or from all rows'.
QS_INLINE uint32_t product_hits(
    const qs_table *table, const qs_column *left, const qs_lanes_known *known, const float *bars,
    const float *numerators, size_t apart, const float *means, const float *squares, float error,
    float inverse_weight) {
    uint32_t result = 0;
    for (int v = 0; v < qs_panel_vectors; v++) {
        int at = v * qs_lanes;
        qs_vector right = qs_lanes_at(known->all.square + at);
        qs_vector largest = {0};
        for (size_t j = 0; j < table->residuals; j++) {
            qs_vector n = qs_lanes_at(numerators + j * apart + at);
            float spread = (float)left->spreads[j] * (QS_WIDENING * error * error);
            largest = qs_larger(largest, QS_WIDENED * n * n + spread * right);
        }
        qs_vector m = qs_lanes_at(means + at), q = qs_lanes_at(squares + at);
        qs_vector variance = q - m * m * inverse_weight - (4 * error) * q;
        result |= qs_kept(largest, variance, q, qs_lanes_at(bars + at)) << at;
    }
    return result;
}

// The same for the sums (`sign` 1) or differences (-1) of a left.
QS_INLINE uint32_t sum_hits(
    const qs_table *table, const qs_column *left, const qs_lanes_known *known, bool head,
    const float *bars, float sign, const float *means, float error, float inverse_weight) {
    const qs_lane_moments *lanes = head ? &known->head : &known->all;
    float mean = (float)(head ? left->head_mean : left->mean);
    float square = (float)(head ? left->head_square : left->square);
    uint32_t result = 0;
    for (int v = 0; v < qs_panel_vectors; v++) {
        int at = v * qs_lanes;
        // The right in the left's scale.
        qs_vector ratio = (float)left->scale * qs_lanes_at(known->inverse_scale + at);
        qs_vector rightSquare = ratio * ratio * qs_lanes_at(lanes->square + at);
        qs_vector whole = (float)left->square
            + ratio * ratio * qs_lanes_at(known->all.square + at);
        qs_vector largest = {0};
        for (size_t j = 0; j < table->residuals; j++) {
            qs_vector n = (float)left->products[j]
                + sign * ratio * qs_lanes_at(known->products[j] + at);
            largest = qs_larger(largest, QS_WIDENED * n * n + 1e-9f * whole);
        }
        qs_vector both = square + rightSquare;
        qs_vector m = mean + sign * ratio * qs_lanes_at(lanes->mean + at);
        qs_vector q = both + 2 * sign * ratio * qs_lanes_at(means + at);
        qs_vector variance = q - m * m * inverse_weight - (4 * error) * both;
        result |= qs_kept(largest, variance, whole, qs_lanes_at(bars + at)) << at;
    }
    return result;
}

typedef struct {
    const qs_table *table;
    const qs_lefts *lefts;
    const qs_panel *panel;
    const uint32_t *products, *sums;
    uint32_t operations;
    const float *bars;
    float *scratch;
    qs_hit *hits;
    uint64_t *count;
} qs_request;

enum { qs_tile_floats = qs_group_lefts * qs_panel_rights };

QS_INLINE size_t write_hits(
    qs_hit *hits, size_t found, size_t left, uint32_t open, uint32_t joining) {
    for (; open; open &= open - 1) {
        hits[found++] = (qs_hit){
            .left = (uint16_t)left, .right = (uint16_t)__builtin_ctz(open), .joining = joining};
    }
    return found;
}

QS_INLINE void clear(float *values) { memset(values, 0, qs_tile_floats * sizeof(float)); }

QS_INLINE size_t group_hits(
    const qs_request *request, size_t group, const qs_lanes_known *known, qs_bars *product_bars,
    qs_bars *sum_bars, size_t found, const int lefts, const int vectors) {
    const qs_table *table = request->table;
    const qs_lefts *block = request->lefts;
    const qs_panel *panel = request->panel;
    const size_t rows = table->rows, head = table->head, first = group * qs_group_lefts;
    const size_t size = qs_whole_group(table->stride);
    const size_t offset = group * size, whole = block->groups * size;
    const float error = qs_error(rows);
    const float head_share = (float)(1 / table->head_weight);
    const bool staged = head < rows;
    uint32_t products[qs_group_lefts], sums[qs_sum_joinings][qs_group_lefts];
    uint32_t any_product = 0, any_linear = 0, any_fold = 0;
    for (size_t l = 0; l < qs_group_lefts; l++) {
        size_t left = first + l;
        int32_t nodes = block->sum_complexity[left];
        set_bars(
            product_bars + l, panel, request->bars, block->complexity[left],
            block->inverted[left], false);
        set_bars(sum_bars + l, panel, request->bars, nodes, 0, true);
        products[l] = request->products[left] & product_bars[l].allowed;
        any_product |= products[l];
        uint64_t candidates = (uint64_t)__builtin_popcount(products[l]);
        for (size_t k = 0; k < qs_sum_joinings; k++) {
            bool wanted = request->operations >> (qs_add + k) & 1;
            sums[k][l] = wanted
                ? request->sums[k * block->groups * qs_group_lefts + left] & sum_bars[l].allowed
                : 0;
            if (k < 2) any_linear |= sums[k][l];
            if (k >= 2) any_fold |= sums[k][l];
            candidates += (uint64_t)__builtin_popcount(sums[k][l]);
        }
        *request->count += candidates;
    }
    if (!(any_product | any_linear | any_fold)) return found;
    float *means = request->scratch, *squares = means + qs_tile_floats;
    float *numerators = squares + qs_tile_floats;
    uint32_t product_open[qs_group_lefts], sum_open[2][qs_group_lefts];
    uint32_t open_products = 0, open_sums = 0;
    if (any_product | any_linear) {
        clear(means);
        qs_tile(block->weighted + offset, panel->scaled, 0, head, means, lefts, vectors);
    }
    if (any_product) {
        clear(squares);
        qs_tile(block->squared + offset, panel->squared, 0, head, squares, lefts, vectors);
        for (size_t j = 0; j < table->residuals; j++) {
            clear(numerators + j * qs_tile_floats);
            qs_tile(
                block->residual + j * whole + offset, panel->scaled, 0, rows,
                numerators + j * qs_tile_floats, lefts, vectors);
        }
    }
    for (int stage = staged ? 0 : 1; stage < 2; stage++) {
        const bool partial = stage == 0;
        const float share = partial ? head_share : 1;
        if (!partial && staged) {
            if (!(open_products | open_sums)) break;
            qs_tile(block->weighted + offset, panel->scaled, head, rows, means, lefts, vectors);
            if (open_products) {
                qs_tile(
                    block->squared + offset, panel->squared, head, rows, squares, lefts, vectors);
            }
        }
        open_products = 0;
        open_sums = 0;
        for (size_t l = 0; l < qs_group_lefts; l++) {
            const qs_column *left = block->columns + first + l;
            const float *mean = means + l * qs_panel_rights;
            uint32_t open = partial || !staged ? products[l] : product_open[l];
            if (open) {
                open &= product_hits(
                    table, left, known, product_bars[l].bars,
                    numerators + l * qs_panel_rights, qs_tile_floats, mean,
                    squares + l * qs_panel_rights, error, share);
            }
            product_open[l] = open;
            open_products |= open;
            for (int which = 0; which < 2; which++) {
                uint32_t open = partial || !staged ? sums[which][l] : sum_open[which][l];
                if (open) {
                    open &= sum_hits(
                        table, left, known, partial, sum_bars[l].bars, which ? -1 : 1, mean,
                        error, share);
                }
                sum_open[which][l] = open;
                open_sums |= open;
            }
        }
    }
    for (size_t l = 0; (open_products | open_sums) && l < qs_group_lefts; l++) {
        found = write_hits(request->hits, found, first + l, product_open[l], qs_product);
        found = write_hits(request->hits, found, first + l, sum_open[0][l], qs_add);
        found = write_hits(request->hits, found, first + l, sum_open[1][l], qs_subtract);
    }
    for (size_t l = 0; any_fold && l < qs_group_lefts; l += qs_fold_lefts) {
        uint32_t open[3][qs_fold_lefts], any = 0;
        for (size_t k = 0; k < 3; k++) {
            for (size_t p = 0; p < qs_fold_lefts; p++) {
                any |= open[k][p] = sums[2 + k][l + p];
            }
        }
        if (!any) continue;
        const float *bars[qs_fold_lefts] = {sum_bars[l].bars, sum_bars[l + 1].bars};
        qs_fold_pair(
            table, block->columns + first + l,
            block->plain + offset + l * qs_chunk_rows, panel, known, request->operations, bars,
            open);
        for (uint32_t k = 0; k < 3; k++) {
            for (size_t p = 0; p < qs_fold_lefts; p++) {
                found = write_hits(
                    request->hits, found, first + l + p, open[k][p], qs_absolute_difference + k);
            }
        }
    }
    return found;
}

QS_INLINE size_t screen(const qs_request *request, const int lefts, const int vectors) {
    qs_lanes_known known __attribute__((aligned(64)));
    qs_bars product_bars[qs_group_lefts] __attribute__((aligned(64)));
    qs_bars sum_bars[qs_group_lefts] __attribute__((aligned(64)));
    qs_know(request->table, request->panel, &known);
    for (int l = 0; l < qs_group_lefts; l++) {
        product_bars[l].complexity = -1;
        sum_bars[l].complexity = -1;
    }
    size_t found = 0;
    for (size_t group = 0; group < request->lefts->groups; group++) {
        found = group_hits(
            request, group, &known, product_bars, sum_bars, found, lefts, vectors);
    }
    return found;
}

#if QS_TARGETS
__attribute__((target("arch=x86-64-v4")))
static size_t screen_v4(const qs_request *request) { return screen(request, 12, 2); }

__attribute__((target("arch=x86-64-v3")))
static size_t screen_v3(const qs_request *request) { return screen(request, 6, 1); }

static size_t screen_plain(const qs_request *request) { return screen(request, 2, 1); }
#else
static size_t screen_plain(const qs_request *request) { return screen(request, 6, 1); }
#endif

size_t qs_scratch_floats(size_t residuals) {
    return (2 + residuals) * qs_tile_floats;
}

size_t qs_screen(
    const qs_table *table, const qs_lefts *lefts, const qs_panel *panel, const uint32_t *products,
    const uint32_t *sums, uint32_t operations, const float *bars, float *scratch, qs_hit *hits,
    uint64_t *count) {
    qs_request request = {table, lefts, panel, products, sums, operations, bars, scratch, hits,
                          count};
#if QS_TARGETS
    if (__builtin_cpu_supports("x86-64-v4")) return screen_v4(&request);
    if (__builtin_cpu_supports("x86-64-v3")) return screen_v3(&request);
#endif
    return screen_plain(&request);
}
