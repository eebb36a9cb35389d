#include "Worker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

qs_worker *qs_worker_create(const qs_program *program) {
    qs_worker *worker = calloc(1, sizeof *worker);
    if (!worker) return NULL;
    worker->program = program;
    size_t cuts = program->cut_starts[program->feature_count] + 1;
    size_t properties = program->property_count + 1;
    worker->windows = calloc(program->feature_count + 1, sizeof *worker->windows);
    worker->known_at = calloc(cuts, sizeof *worker->known_at);
    size_t nodes = qs_trees_together * (program->largest_tree + 2);
    worker->root_codes = (uint32_t)(2 * nodes);
    worker->live_cuts = calloc(nodes, sizeof *worker->live_cuts);
    worker->codes = calloc(2 * nodes + qs_trees_together, sizeof *worker->codes);
    worker->become = calloc(nodes, sizeof *worker->become);
    worker->visits = calloc(nodes, sizeof *worker->visits);
    uint32_t leaves = 1;
    for (size_t g = 0; g < program->group_count; g++) {
        uint32_t own = program->groups[g].leaf_count;
        leaves = own > leaves ? own : leaves;
    }
    worker->tally = calloc(leaves, sizeof *worker->tally);
    worker->mean_low = calloc(6 * properties, sizeof(double));
    worker->cutter.row_values = calloc(1 << 15, sizeof(double));
    worker->cutter.properties = calloc(properties, sizeof(qs_property));
    if (!worker->windows || !worker->known_at || !worker->live_cuts
        || !worker->codes || !worker->become || !worker->visits || !worker->tally || !worker->mean_low
        || !worker->cutter.row_values || !worker->cutter.properties) {
        qs_worker_destroy(worker);
        return NULL;
    }
    worker->mean_high = worker->mean_low + properties;
    worker->variance_low = worker->mean_high + properties;
    worker->variance_high = worker->variance_low + properties;
    worker->maximum = worker->variance_high + properties;
    worker->minimum = worker->maximum + properties;
    worker->cutter.memory = &worker->known_memory;
    return worker;
}

void qs_worker_destroy(qs_worker *worker) {
    if (!worker) return;
    free(worker->windows);
    free(worker->known_at);
    free(worker->live_cuts);
    free(worker->codes);
    free(worker->become);
    free(worker->visits);
    free(worker->tally);
    free(worker->mean_low);
    free(worker->cutter.row_values);
    free(worker->cutter.properties);
    free(worker->open.regions);
    free(worker->leaves.regions);
    free(worker->slots);
    free(worker->known);
    qs_arena_free(&worker->known_memory);
    qs_arena_free(&worker->regions);
    free(worker);
}


void qs_worker_begin(qs_worker *worker, qs_strip *strip, const double *const *rows) {
    worker->strip = strip;
    worker->cutter.strip = strip;
    for (int e = 0; e < strip->geometry.elements; e++) worker->cutter.rows[e] = rows[e];
    worker->cutter.failed = false;
    worker->known_count = 0;
    qs_arena_reset(&worker->known_memory);
    qs_worker_resolve(worker);
}

// The slots of `lanes` columns, all zero: every use leaves them so.
static bool provide_slots(qs_worker *worker, size_t lanes) {
    size_t needed = worker->strip->slots * lanes;
    if (needed <= worker->slot_capacity) return true;
    free(worker->slots);
    worker->slots = calloc(needed, sizeof(int64_t));
    worker->slot_capacity = worker->slots ? needed : 0;
    return worker->slots != NULL;
}

// Turns changes into sums, row by row, and clears the slots.
static void run_sums(
    qs_worker *worker, uint32_t lanes, uint32_t lane, int64_t total, int64_t *column,
    const uint32_t *offsets) {
    const qs_strip *strip = worker->strip;
    for (int r = 0; r < strip->rows; r++) {
        int64_t *changes = worker->slots + (size_t)strip->bases[r] * lanes + lane;
        int64_t *target = column + offsets[r];
        int64_t sum = total;
        int length = strip->lengths[r];
        for (int p = 0; p < length; p++) {
            sum += changes[(size_t)p * lanes];
            changes[(size_t)p * lanes] = 0;
            target[p] = sum;
        }
        changes[(size_t)length * lanes] = 0;
    }
}

// Whether a feature is out of range at every position: values up to `lower` and above `upper` are.
static bool is_outside(const qs_worker *worker) {
    const qs_program *program = worker->program;
    for (size_t f = 0; f < program->feature_count; f++) {
        double low, high;
        qs_feature_bounds(worker, f, &low, &high);
        if (high <= program->range_lower[f] || low > program->range_upper[f]) return true;
    }
    return false;
}

// Counts in the slots the features that are out of range at some positions only.
static bool count_outside(qs_worker *worker, bool *is_any) {
    const qs_program *program = worker->program;
    for (size_t f = 0; f < program->feature_count; f++) {
        double low, high, lower = program->range_lower[f], upper = program->range_upper[f];
        qs_feature_bounds(worker, f, &low, &high);
        for (int side = 0; side < 2; side++) {
            if (side == 0 ? low > lower : high <= upper) continue;
            qs_cut cut = {NULL, 0, 0, 0};
            qs_cut_provide(
                &worker->cutter, (uint32_t)f, side == 0 ? lower : upper, UINT64_MAX, &cut);
            if (worker->cutter.failed) return false;
            qs_paint_side(worker, &cut, side, 1);
            *is_any = true;
        }
    }
    return true;
}

// Marks the positions where a feature is out of range.
static bool mark_outside(qs_worker *worker, const uint32_t *offsets, uint8_t *outside) {
    const qs_strip *strip = worker->strip;
    bool is_all = is_outside(worker), is_any = false;
    if (!is_all && !count_outside(worker, &is_any)) return false;
    for (int r = 0; r < strip->rows; r++) {
        uint8_t *target = outside + offsets[r];
        size_t length = (size_t)strip->lengths[r];
        if (!is_any) {
            memset(target, is_all, length);
            continue;
        }
        int64_t *changes = worker->slots + strip->bases[r];
        int64_t sum = 0;
        for (size_t p = 0; p < length; p++) {
            sum += changes[p];
            target[p] = sum > 0;
        }
        memset(changes, 0, (length + 1) * sizeof *changes);
    }
    return true;
}

int qs_worker_sums(
    qs_worker *worker, int64_t *columns, size_t stride, const uint32_t *offsets,
    uint8_t *outside) {
    const qs_program *program = worker->program;
    for (size_t g = 0; g < program->group_count; g++) {
        const qs_tree_group *group = &program->groups[g];
        if (!provide_slots(worker, group->lanes)) return -1;
        int64_t totals[qs_most_lanes] = {0};
        if (!qs_worker_paint(worker, group, totals)) return -1;
        for (uint32_t lane = 0; lane < group->lanes; lane++) {
            run_sums(
                worker, group->lanes, lane, totals[lane],
                columns + (group->column + lane) * stride, offsets);
        }
    }
    if (!provide_slots(worker, 1)) return -1;
    return mark_outside(worker, offsets, outside) ? 0 : -1;
}
