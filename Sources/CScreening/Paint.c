#include "Worker.h"

#include <string.h>

static bool append(qs_region_list *list, qs_region region) {
    if (!qs_reserve((void **)&list->regions, list->count, &list->capacity, sizeof region)) {
        return false;
    }
    list->regions[list->count++] = region;
    return true;
}

// Keeps of trees the cuts that divide the strip, and writes the code of each root behind those of
// all nodes. A cut with the same leaf on both sides is none.
//
// Nodes are visited level by level, several trees together and without branches: which way a node
// goes cannot be foretold, and a wrong guess, or waiting for one node after the other, would cost
// more than all that is done here.
static void specialise(qs_worker *worker, uint32_t first_tree, uint32_t count) {
    const qs_program *program = worker->program;
    const qs_node *nodes = program->nodes;
    const qs_window *windows = worker->windows;
    qs_visit *visits = worker->visits;
    uint32_t *codes = worker->codes, *cuts = worker->live_cuts;
    uint32_t leaf_feature = (uint32_t)program->feature_count, live = 0, end = count;
    for (uint32_t k = 0; k < count; k++) {
        visits[k] = (qs_visit){program->roots[first_tree + k], worker->root_codes + k};
    }
    for (uint32_t place = 0; place < end; place++) {
        qs_visit visit = visits[place];
        qs_node own = nodes[visit.node];
        qs_window window = windows[own.feature];
        uint32_t is_leaf = own.feature == leaf_feature;
        uint32_t is_live = (uint16_t)(own.rank - window.first) < window.span;
        uint32_t side = own.rank < window.first;
        // A node that does not divide hands its slot on, and what is written here is replaced.
        codes[visit.slot] = is_leaf ? qs_live_leaf | own.next : live;
        cuts[live] = program->cut_starts[own.feature] + own.rank;
        visits[end] = (qs_visit){
            own.next + (is_live ? 0 : side), is_live ? 2 * live : visit.slot};
        end += !is_leaf;
        visits[end] = (qs_visit){own.next + 1, 2 * live + 1};
        end += is_live;
        live += is_live;
    }
    worker->live_count = live;
    // From the leaves up: a node that asks nothing is replaced by its leaf.
    uint32_t *become = worker->become;
    for (uint32_t node = live; node-- > 0;) {
        uint32_t left = codes[2 * node], right = codes[2 * node + 1];
        left = left & qs_live_leaf ? left : become[left];
        right = right & qs_live_leaf ? right : become[right];
        codes[2 * node] = left;
        codes[2 * node + 1] = right;
        become[node] = left == right ? left : node;
        __builtin_prefetch(&worker->known_at[cuts[node]]);
        __builtin_prefetch(&program->cuts[cuts[node]]);
    }
    for (uint32_t k = worker->root_codes; k < worker->root_codes + count; k++) {
        if (!(codes[k] & qs_live_leaf)) codes[k] = become[codes[k]];
    }
}

QS_INLINE uint64_t rows_where(const qs_row_mask *mask, uint64_t among) {
    uint64_t bits;
    memcpy(&bits, mask, sizeof bits);
    return bits & among;
}

// A region for a part of another: room for bounds of each row and a mask of each block.
QS_INLINE bool provide(qs_worker *worker, qs_room *room, size_t padded) {
    if (room->bounds) return true;
    size_t blocks = padded / qs_vector_rows;
    room->bounds = qs_arena_take(&worker->regions, padded + 4 * blocks);
    if (!room->bounds) return false;
    room->filled = (uint64_t *)(void *)(room->bounds + padded);
    return true;
}

// The parts of a region before and behind an edge; the row count of a part is 0 where it is empty.
QS_INLINE void halve(
    qs_region whole, const int16_t *edge, int blocks, qs_room before, qs_room behind,
    qs_region *first, qs_region *second) {
    *first = (qs_region){.from = whole.from, .to = before.bounds, .filled = before.filled};
    *second = (qs_region){.from = behind.bounds, .to = whole.to, .filled = behind.filled};
    for (int block = 0; block < blocks; block++) {
        uint64_t among = whole.filled[block];
        before.filled[block] = behind.filled[block] = 0;
        if (!among) continue;
        int row = block * qs_vector_rows;
        qs_rows from = *(const qs_rows *)(whole.from + row);
        qs_rows to = *(const qs_rows *)(whole.to + row);
        qs_rows cut = *(const qs_rows *)(edge + row);
        *(qs_rows *)(before.bounds + row) = __builtin_elementwise_min(to, cut);
        *(qs_rows *)(behind.bounds + row) = __builtin_elementwise_max(from, cut);
        // Bounds of rows without positions may be anything, also in order.
        qs_row_mask is_before = __builtin_convertvector(
            __builtin_elementwise_min(to, cut) > from, qs_row_mask);
        qs_row_mask is_behind = __builtin_convertvector(
            to > __builtin_elementwise_max(from, cut), qs_row_mask);
        before.filled[block] = rows_where(&is_before, among);
        behind.filled[block] = rows_where(&is_behind, among);
        first->row_count += (uint32_t)__builtin_popcountll(before.filled[block]);
        second->row_count += (uint32_t)__builtin_popcountll(behind.filled[block]);
    }
}

QS_INLINE void fill(
    int64_t *slots, const uint32_t *bases, const qs_region *region, int blocks,
    const int64_t *amounts, const uint32_t lanes) {
    for (int block = 0; block < blocks; block++) {
        for (uint64_t left = region->filled[block]; left; left &= left - 1) {
            int row = block * qs_vector_rows + __builtin_ctzll(left);
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
    qs_arena_reset(&worker->regions);
    worker->open.count = 0;
    worker->leaves.count = 0;
    qs_region rest = {
        root, (uint32_t)strip->rows, strip->zeros, strip->lengths, strip->filled};
    if (!append(&worker->open, rest)) return false;
    qs_room before = {NULL, NULL}, behind = {NULL, NULL};
    while (worker->open.count) {
        rest = worker->open.regions[--worker->open.count];
        const uint32_t *children = &worker->codes[2 * rest.code];
        const qs_cut *cut = qs_worker_cut(worker, worker->live_cuts[rest.code], rest.filled);
        if (!cut) return false;
        // Piece by piece from the beginning of the rows; what is left is the last piece.
        for (int piece = 0; piece <= cut->count && rest.row_count; piece++) {
            qs_region own = rest;
            if (piece < cut->count) {
                if (!provide(worker, &before, padded) || !provide(worker, &behind, padded)) {
                    return false;
                }
                halve(
                    rest, cut->edges + (size_t)piece * padded, blocks, before, behind, &own,
                    &rest);
                if (own.row_count) before.bounds = NULL;
                if (rest.row_count) behind.bounds = NULL;
            }
            if (own.row_count == 0) continue;
            own.code = children[cut->first ^ (piece & 1)];
            if (!append(own.code & qs_live_leaf ? &worker->leaves : &worker->open, own)) {
                return false;
            }
        }
    }
    return true;
}

// Adds the numbers of a tree to the slots; what all positions have in common goes to `totals`.
QS_INLINE bool paint(
    qs_worker *worker, uint32_t root, const qs_tree_group *group, int64_t *totals) {
    const qs_strip *strip = worker->strip;
    int blocks = strip->padded / qs_vector_rows;
    uint32_t lanes = group->lanes, common = root & ~qs_live_leaf;
    if (!(root & qs_live_leaf)) {
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
        const int32_t *own = group->values + (size_t)code * lanes;
        int64_t amounts[qs_most_lanes];
        for (uint32_t lane = 0; lane < lanes; lane++) {
            amounts[lane] = (int64_t)own[lane] - base[lane];
        }
        switch (lanes) {
        case 1: fill(worker->slots, strip->bases, leaf, blocks, amounts, 1); break;
        case 2: fill(worker->slots, strip->bases, leaf, blocks, amounts, 2); break;
        default: fill(worker->slots, strip->bases, leaf, blocks, amounts, lanes);
        }
    }
    return true;
}

QS_CLONES
bool qs_worker_paint(qs_worker *worker, const qs_tree_group *group, int64_t *totals) {
    for (uint32_t first = 0; first < group->tree_count; first += qs_trees_together) {
        uint32_t left = group->tree_count - first;
        uint32_t count = left < qs_trees_together ? left : qs_trees_together;
        specialise(worker, group->first_tree + first, count);
        for (uint32_t k = 0; k < count; k++) {
            if (!paint(worker, worker->codes[worker->root_codes + k], group, totals)) return false;
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

// The extremes of a tree's numbers over the leaves that the windows allow.
static void reach(
    qs_worker *worker, uint32_t tree, const qs_tree_group *group, int64_t *low, int64_t *high) {
    specialise(worker, tree, 1);
    // Nodes that were replaced count as well: what they name is within reach.
    uint32_t root = worker->codes[worker->root_codes];
    const uint32_t *codes = root & qs_live_leaf ? &root : worker->codes;
    uint32_t count = root & qs_live_leaf ? 1 : 2 * worker->live_count;
    for (uint32_t k = 0; k < count; k++) {
        if (!(codes[k] & qs_live_leaf)) continue;
        const int32_t *values = group->values + (size_t)(codes[k] & ~qs_live_leaf) * group->lanes;
        for (uint32_t lane = 0; lane < group->lanes; lane++) {
            if (values[lane] < low[lane]) low[lane] = values[lane];
            if (values[lane] > high[lane]) high[lane] = values[lane];
        }
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
            reach(worker, group->first_tree + t, group, low, high);
            for (uint32_t lane = 0; lane < group->lanes; lane++) {
                lowest[group->column + lane] += low[lane];
                highest[group->column + lane] += high[lane];
            }
        }
    }
}
