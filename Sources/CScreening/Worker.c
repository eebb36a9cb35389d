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
    worker->live = calloc(program->largest_tree + 1, sizeof *worker->live);
    uint32_t leaves = 1;
    for (size_t g = 0; g < program->group_count; g++) {
        uint32_t own = program->groups[g].leaf_count;
        leaves = own > leaves ? own : leaves;
    }
    worker->tally = calloc(leaves, sizeof *worker->tally);
    worker->mean_low = calloc(6 * properties, sizeof(double));
    worker->cutter.row_values = calloc(1 << 15, sizeof(double));
    if (!worker->windows || !worker->known_at || !worker->live || !worker->tally || !worker->mean_low
        || !worker->cutter.row_values) {
        qs_worker_destroy(worker);
        return NULL;
    }
    worker->mean_high = worker->mean_low + properties;
    worker->variance_low = worker->mean_high + properties;
    worker->variance_high = worker->variance_low + properties;
    worker->maximum = worker->variance_high + properties;
    worker->minimum = worker->maximum + properties;
    worker->cutter.memory = &worker->known_memory;
    worker->cutter.counters = &worker->counters;
    return worker;
}

void qs_worker_destroy(qs_worker *worker) {
    if (!worker) return;
    free(worker->windows);
    free(worker->known_at);
    free(worker->live);
    free(worker->tally);
    free(worker->mean_low);
    free(worker->cutter.row_values);
    free(worker->open.regions);
    free(worker->leaves.regions);
    free(worker->slots);
    free(worker->known);
    qs_arena_free(&worker->known_memory);
    qs_arena_free(&worker->regions);
    free(worker);
}

qs_counters qs_worker_counters(const qs_worker *worker) { return worker->counters; }

void qs_worker_begin(qs_worker *worker, qs_strip *strip, const double *const *rows) {
    worker->strip = strip;
    worker->cutter.strip = strip;
    worker->cutter.rows = rows;
    worker->cutter.failed = false;
    worker->known_count = 0;
    qs_arena_reset(&worker->known_memory);
    worker->counters.strips++;
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

// Marks the positions where a feature is out of range.
static bool mark_outside(qs_worker *worker, const uint32_t *offsets, uint8_t *outside) {
    const qs_program *program = worker->program;
    const qs_strip *strip = worker->strip;
    bool is_all = false, is_any = false;
    for (size_t f = 0; f < program->feature_count && !is_all; f++) {
        double low, high;
        qs_feature_bounds(worker, f, &low, &high);
        // Values up to `lower` and above `upper` are out.
        double lower = program->range_lower[f], upper = program->range_upper[f];
        if (high <= lower || low > upper) {
            is_all = true;
            break;
        }
        for (int side = 0; side < 2; side++) {
            if (side == 0 ? low > lower : high <= upper) continue;
            qs_cut cut = qs_cut_of(&worker->cutter, (uint32_t)f, side == 0 ? lower : upper);
            if (worker->cutter.failed) return false;
            qs_paint_side(worker, &cut, side, 1);
            is_any = true;
        }
    }
    for (int r = 0; r < strip->rows; r++) {
        uint8_t *target = outside + offsets[r];
        size_t length = (size_t)strip->lengths[r];
        if (is_all || !is_any) {
            memset(target, is_all, length);
            if (!is_any) continue;
        }
        int64_t *changes = worker->slots + strip->bases[r];
        int64_t sum = 0;
        for (size_t p = 0; p < length; p++) {
            sum += changes[p];
            target[p] = is_all || sum > 0;
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
        for (uint32_t t = 0; t < group->tree_count; t++) {
            if (!qs_worker_paint(worker, group->first_tree + t, group, totals)) return -1;
        }
        for (uint32_t lane = 0; lane < group->lanes; lane++) {
            run_sums(
                worker, group->lanes, lane, totals[lane],
                columns + (group->column + lane) * stride, offsets);
        }
    }
    if (!provide_slots(worker, 1)) return -1;
    return mark_outside(worker, offsets, outside) ? 0 : -1;
}
