#include "Worker.h"

#include <stdlib.h>
#include <string.h>

static bool append(qs_region_list *list, qs_region region) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        qs_region *regions = realloc(list->regions, capacity * sizeof *regions);
        if (!regions) return false;
        list->regions = regions;
        list->capacity = capacity;
    }
    list->regions[list->count++] = region;
    return true;
}

// Follows the cuts that do not divide the strip and keeps the others. A cut with the same leaf on
// both sides is none.
static uint32_t specialise(qs_worker *worker, uint32_t node) {
    const qs_node *nodes = worker->program->nodes;
    qs_node own = nodes[node];
    while (own.cut != QS_LEAF) {
        uint8_t state = worker->states[own.cut];
        if (state >= QS_DIVIDES) break;
        own = nodes[own.next + state];
    }
    if (own.cut == QS_LEAF) return qs_live_leaf | own.next;
    uint32_t left = specialise(worker, own.next);
    uint32_t right = specialise(worker, own.next + 1);
    if (left == right) return left;
    worker->live[worker->live_count] = (qs_live_node){own.cut, {left, right}};
    return worker->live_count++;
}

// The part of a region from one edge (none where NULL) to another; its row count is 0 where there
// is nothing.
//
// - room: two numbers for each row, then a mask for each block.
QS_INLINE qs_region part(
    const qs_region *whole, const int16_t *low, const int16_t *high, int16_t *room, int blocks) {
    int rows = blocks * qs_vector_rows;
    int16_t *from = room, *to = room + rows;
    uint32_t *filled = (uint32_t *)(void *)(room + 2 * rows);
    qs_region result = {
        .from = low ? from : whole->from, .to = high ? to : whole->to, .filled = filled};
    for (int block = 0; block < blocks; block++) {
        filled[block] = 0;
        if (!whole->filled[block]) continue;
        int row = block * qs_vector_rows;
        qs_rows first = *(const qs_rows *)(whole->from + row);
        qs_rows last = *(const qs_rows *)(whole->to + row);
        if (low) {
            first = __builtin_elementwise_max(first, *(const qs_rows *)(low + row));
            *(qs_rows *)(from + row) = first;
        }
        if (high) {
            last = __builtin_elementwise_min(last, *(const qs_rows *)(high + row));
            *(qs_rows *)(to + row) = last;
        }
        // Bounds of rows without positions may be anything, also in order.
        qs_row_mask mask = __builtin_convertvector(last > first, qs_row_mask);
        memcpy(&filled[block], &mask, sizeof filled[block]);
        filled[block] &= whole->filled[block];
        result.row_count += (uint32_t)__builtin_popcount(filled[block]);
    }
    return result;
}

QS_INLINE void fill(
    int64_t *slots, const uint32_t *bases, const qs_region *region, int blocks,
    const int64_t *amounts, const uint32_t lanes) {
    for (int block = 0; block < blocks; block++) {
        for (uint32_t left = region->filled[block]; left; left &= left - 1) {
            int row = block * qs_vector_rows + __builtin_ctz(left);
            int64_t *first = slots + (size_t)(bases[row] + (uint32_t)region->from[row]) * lanes;
            int64_t *last = slots + (size_t)(bases[row] + (uint32_t)region->to[row]) * lanes;
            for (uint32_t lane = 0; lane < lanes; lane++) first[lane] += amounts[lane];
            for (uint32_t lane = 0; lane < lanes; lane++) last[lane] -= amounts[lane];
        }
    }
}

// The leaf that fills most rows: its numbers go to all positions, so that only the others need
// painting.
QS_INLINE uint32_t commonest(qs_worker *worker) {
    const qs_region_list *leaves = &worker->leaves;
    uint32_t best = 0, best_rows = 0;
    for (size_t i = 0; i < leaves->count; i++) {
        uint32_t leaf = leaves->regions[i].code & ~qs_live_leaf;
        uint32_t rows = worker->tally[leaf] += leaves->regions[i].row_count;
        best = rows > best_rows ? leaf : best;
        best_rows = rows > best_rows ? rows : best_rows;
    }
    for (size_t i = 0; i < leaves->count; i++) {
        worker->tally[leaves->regions[i].code & ~qs_live_leaf] = 0;
    }
    return best;
}

QS_INLINE bool divide(qs_worker *worker, uint32_t root) {
    const qs_strip *strip = worker->strip;
    size_t padded = (size_t)strip->padded;
    int blocks = strip->padded / qs_vector_rows;
    size_t room_size = 2 * padded + 2 * (size_t)blocks;
    qs_arena_reset(&worker->regions);
    worker->open.count = 0;
    worker->leaves.count = 0;
    qs_region whole = {
        root, (uint32_t)strip->rows, strip->zeros, strip->lengths, strip->filled};
    if (!append(&worker->open, whole)) return false;
    int16_t *room = NULL;
    while (worker->open.count) {
        qs_region region = worker->open.regions[--worker->open.count];
        const qs_live_node *node = &worker->live[region.code];
        const qs_cut *cut = qs_worker_cut(worker, node->cut);
        if (!cut) return false;
        const int16_t *low = NULL, *high = cut->edges;
        for (int piece = 0; piece <= cut->count; piece++) {
            if (!room) room = qs_arena_take(&worker->regions, room_size);
            if (!room) return false;
            if (piece == cut->count) high = NULL;
            qs_region own = part(&region, low, high, room, blocks);
            low = high;
            if (high) high += padded;
            if (own.row_count == 0) continue;
            room = NULL;
            own.code = node->children[cut->first ^ (piece & 1)];
            worker->counters.intervals += own.row_count;
            if (!append(own.code & qs_live_leaf ? &worker->leaves : &worker->open, own)) {
                return false;
            }
        }
    }
    return true;
}

QS_CLONES
bool qs_worker_paint(
    qs_worker *worker, uint32_t tree, const qs_tree_group *group, int64_t *totals) {
    const qs_strip *strip = worker->strip;
    int blocks = strip->padded / qs_vector_rows;
    worker->live_count = 0;
    uint32_t lanes = group->lanes;
    uint32_t root = specialise(worker, worker->program->roots[tree]);
    worker->counters.trees++;
    uint32_t common = root & ~qs_live_leaf;
    if (root & qs_live_leaf) {
        worker->counters.constant_trees++;
    } else {
        worker->counters.live_nodes += worker->live_count;
        if (!divide(worker, root)) return false;
        common = commonest(worker);
    }
    const int32_t *base = group->values + (size_t)common * lanes;
    for (uint32_t lane = 0; lane < lanes; lane++) totals[lane] += base[lane];
    if (root & qs_live_leaf) return true;
    for (size_t i = 0; i < worker->leaves.count; i++) {
        const qs_region *leaf = &worker->leaves.regions[i];
        uint32_t code = leaf->code & ~qs_live_leaf;
        if (code == common) continue;
        worker->counters.painted_rows += leaf->row_count;
        const int32_t *own = group->values + (size_t)code * lanes;
        int64_t amounts[qs_most_lanes];
        for (uint32_t lane = 0; lane < lanes; lane++) amounts[lane] = (int64_t)own[lane] - base[lane];
        switch (lanes) {
        case 1: fill(worker->slots, strip->bases, leaf, blocks, amounts, 1); break;
        case 2: fill(worker->slots, strip->bases, leaf, blocks, amounts, 2); break;
        default: fill(worker->slots, strip->bases, leaf, blocks, amounts, lanes);
        }
    }
    return true;
}

void qs_paint_side(qs_worker *worker, const qs_cut *cut, int side, int64_t amount) {
    const qs_strip *strip = worker->strip;
    size_t padded = (size_t)strip->padded;
    for (int piece = 0; piece <= cut->count; piece++) {
        if ((cut->first ^ (piece & 1)) != side) continue;
        for (int r = 0; r < strip->rows; r++) {
            int from = piece == 0 ? 0 : cut->edges[(size_t)(piece - 1) * padded + (size_t)r];
            int to = piece == cut->count
                ? strip->lengths[r] : cut->edges[(size_t)piece * padded + (size_t)r];
            worker->slots[strip->bases[r] + (size_t)from] += amount;
            worker->slots[strip->bases[r] + (size_t)to] -= amount;
        }
    }
}

// The extremes of a tree's numbers over the leaves that the states allow.
static void reach(
    const qs_worker *worker, uint32_t node, const qs_tree_group *group, int64_t *low,
    int64_t *high) {
    const qs_node *nodes = worker->program->nodes;
    qs_node own = nodes[node];
    while (own.cut != QS_LEAF) {
        uint8_t state = worker->states[own.cut];
        if (state >= QS_DIVIDES) {
            reach(worker, own.next, group, low, high);
            own = nodes[own.next + 1];
        } else {
            own = nodes[own.next + state];
        }
    }
    const int32_t *values = group->values + (size_t)own.next * group->lanes;
    for (uint32_t lane = 0; lane < group->lanes; lane++) {
        if (values[lane] < low[lane]) low[lane] = values[lane];
        if (values[lane] > high[lane]) high[lane] = values[lane];
    }
}

void qs_worker_bounds(qs_worker *worker, int64_t *lowest, int64_t *highest) {
    const qs_program *program = worker->program;
    for (size_t c = 0; c < program->column_count; c++) lowest[c] = highest[c] = 0;
    for (size_t g = 0; g < program->group_count; g++) {
        const qs_tree_group *group = &program->groups[g];
        for (uint32_t t = 0; t < group->tree_count; t++) {
            int64_t low[qs_most_lanes], high[qs_most_lanes];
            for (uint32_t lane = 0; lane < group->lanes; lane++) {
                low[lane] = INT64_MAX;
                high[lane] = INT64_MIN;
            }
            reach(worker, program->roots[group->first_tree + t], group, low, high);
            for (uint32_t lane = 0; lane < group->lanes; lane++) {
                lowest[group->column + lane] += low[lane];
                highest[group->column + lane] += high[lane];
            }
        }
    }
}
