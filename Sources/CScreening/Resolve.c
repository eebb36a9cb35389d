#include "Worker.h"

#pragma STDC FP_CONTRACT OFF

// Bounds over the strip: a mean is largest and smallest at one of its ends, a variance smallest.
// No variance exceeds a quarter of the squared range.
QS_CLONES
void qs_property_bounds(
    const double *const *rows, size_t elements, const double (*ends)[4], size_t properties,
    double *mean_low, double *mean_high, double *variance_low, double *variance_high,
    double *maximum, double *minimum) {
    for (size_t p = 0; p < properties; p++) {
        double high = rows[0][p], low = high;
        for (size_t e = 1; e < elements; e++) {
            double x = rows[e][p];
            high = x > high ? x : high;
            low = x < low ? x : low;
        }
        double mean_top = low, mean_bottom = high;
        double variance_bottom = (high - low) * (high - low);
        for (size_t end = 0; end < 3; end++) {
            double mean = 0, variance = 0;
            for (size_t e = 0; e < elements; e++) mean += ends[end][e] * rows[e][p];
            for (size_t e = 0; e < elements; e++) {
                double off = rows[e][p] - mean;
                variance += ends[end][e] * (off * off);
            }
            mean_top = mean > mean_top ? mean : mean_top;
            mean_bottom = mean < mean_bottom ? mean : mean_bottom;
            variance_bottom = variance < variance_bottom ? variance : variance_bottom;
        }
        double range = high - low;
        double size = high > -low ? high : -low;
        double error = qs_mean_error(size), variance_error = qs_variance_error(size, range);
        // Equal values have a mean and a variance without any error.
        bool is_constant = range == 0;
        mean_low[p] = is_constant ? low : mean_bottom - error;
        mean_high[p] = is_constant ? low : mean_top + error;
        variance_low[p] = is_constant ? 0 : variance_bottom - variance_error;
        variance_high[p] = is_constant ? 0 : range * range / 4 + variance_error;
        maximum[p] = high;
        minimum[p] = low;
    }
}

void qs_feature_bounds(const qs_worker *worker, size_t feature, double *low, double *high) {
    const qs_program *program = worker->program;
    uint32_t property = program->properties[feature];
    switch ((qs_feature_kind)program->kinds[feature]) {
    case QS_MEAN:
        *low = worker->mean_low[property];
        *high = worker->mean_high[property];
        return;
    case QS_VARIANCE:
        *low = worker->variance_low[property];
        *high = worker->variance_high[property];
        return;
    case QS_MAXIMUM:
        *low = *high = worker->maximum[property];
        return;
    case QS_MINIMUM:
        *low = *high = worker->minimum[property];
        return;
    case QS_RANGE:
        *low = *high = worker->maximum[property] - worker->minimum[property];
        return;
    case QS_DEVIATION:
        // At most half the range.
        *low = 0;
        *high = (worker->maximum[property] - worker->minimum[property]) * (0.5 + 1e-9)
            + 1e-9 * worker->maximum[property];
        if (*high < 1e-9 * -worker->minimum[property]) {
            *high += 1e-9 * -worker->minimum[property];
        }
        return;
    case QS_GEOMETRIC_MEAN:
    case QS_HARMONIC_MEAN:
        // Between the extremes, which are above 0.
        *low = worker->minimum[property] * (1 - 1e-9);
        *high = worker->maximum[property] * (1 + 1e-9);
        return;
    case QS_POSITION:
        *low = worker->strip->lowest[feature];
        *high = worker->strip->highest[feature];
        return;
    }
}

// The number of thresholds below `value`.
static uint32_t count_below(const qs_threshold *cuts, uint32_t count, double value) {
    uint32_t low = 0;
    while (count > 0) {
        uint32_t half = count / 2;
        bool is_below = cuts[low + half].threshold < value;
        low = is_below ? low + half + 1 : low;
        count = is_below ? count - half - 1 : half;
    }
    return low;
}

void qs_worker_resolve(qs_worker *worker) {
    const qs_program *program = worker->program;
    const qs_strip *strip = worker->strip;
    qs_property_bounds(
        worker->cutter.rows, (size_t)strip->geometry.elements, strip->ends,
        program->property_count, worker->mean_low, worker->mean_high, worker->variance_low,
        worker->variance_high, worker->maximum, worker->minimum);
    qs_cutter_measure(&worker->cutter, worker->maximum, worker->minimum);
    for (size_t f = 0; f < program->feature_count; f++) {
        const qs_threshold *cuts = program->cuts + program->cut_starts[f];
        uint32_t count = program->cut_starts[f + 1] - program->cut_starts[f];
        double low, high;
        qs_feature_bounds(worker, f, &low, &high);
        uint32_t first = count_below(cuts, count, low);
        uint32_t span = low == high ? 0 : count_below(cuts + first, count - first, high);
        worker->windows[f] = (qs_window){(uint16_t)first, (uint16_t)span};
    }
}

static bool append(qs_worker *worker, qs_known_cut cut) {
    if (!qs_reserve(
            (void **)&worker->known, worker->known_count, &worker->known_capacity, sizeof cut)) {
        return false;
    }
    worker->known[worker->known_count++] = cut;
    return true;
}

// The groups of rows that have any row in a region.
static uint64_t groups_of(const qs_strip *strip, const uint64_t *filled) {
    uint64_t groups = 0;
    for (int block = 0; block < strip->padded / qs_vector_rows; block++) {
        for (int part = 0; part < qs_vector_rows; part += 16) {
            if (!(filled[block] >> part & 0xffff)) continue;
            groups |= (uint64_t)1 << ((block * qs_vector_rows + part) / 16 >> strip->group_shift);
        }
    }
    return groups;
}

const qs_cut *qs_worker_cut(qs_worker *worker, uint32_t cut, const uint64_t *filled) {
    const qs_program *program = worker->program;
    uint32_t feature = program->cuts[cut].feature;
    double threshold = program->cuts[cut].threshold;
    qs_strip *strip = worker->strip;
    if (program->kinds[feature] == QS_POSITION) {
        // The same for all elements: kept with the strip.
        if (strip->kept_at[cut] == 0) {
            qs_cut fresh = {NULL, 0, 0, 0};
            worker->cutter.memory = &strip->kept.memory;
            qs_cut_provide(&worker->cutter, feature, threshold, UINT64_MAX, &fresh);
            worker->cutter.memory = &worker->known_memory;
            if (worker->cutter.failed || !qs_cut_list_append(&strip->kept, fresh)) return NULL;
            strip->kept_at[cut] = (uint32_t)strip->kept.count;
        }
        return &strip->kept.cuts[strip->kept_at[cut] - 1];
    }
    // Whatever stands in known_at, the known cut there says whether it is meant.
    uint32_t place = worker->known_at[cut];
    if (place >= worker->known_count || worker->known[place].cut != cut) {
        if (!append(worker, (qs_known_cut){cut, {NULL, 0, 0, 0}})) return NULL;
        place = worker->known_at[cut] = (uint32_t)worker->known_count - 1;
    }
    qs_cut *edges = &worker->known[place].edges;
    qs_cut_provide(&worker->cutter, feature, threshold, groups_of(strip, filled), edges);
    return worker->cutter.failed ? NULL : edges;
}
