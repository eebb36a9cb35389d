#include "Internal.h"

#include "CPooling.h"

#include <float.h>
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Adding and taking away 1.5 * 2^52 rounds to the nearest whole number.
static const double to_whole = 0x1.8p52;
// Beyond every row: the finest grid has 2000 divisions.
static const double far_away = 30000;

qs_property qs_property_of(const qs_cutter *cutter, uint32_t property) {
    const qs_geometry *geometry = &cutter->strip->geometry;
    qs_property result = {.largest_size = 0};
    double by_role[4] = {0, 0, 0, 0};
    double high = cutter->rows[0][property], low = high;
    for (int32_t e = 0; e < geometry->elements; e++) {
        double x = cutter->rows[e][property];
        result.values[e] = x;
        by_role[geometry->roles[e]] = x;
        high = x > high ? x : high;
        low = x < low ? x : low;
    }
    result.remaining = by_role[2];
    result.row = geometry->first_count ? by_role[0] - by_role[2] : 0;
    result.running = by_role[1] - by_role[2];
    result.fixed = geometry->fixed ? by_role[3] - by_role[2] : 0;
    result.largest_size = fmax(fabs(high), fabs(low));
    result.range = high - low;
    return result;
}

// A mean is off by less than 3 epsilon times the largest size, and so are the numbers that its
// edges are worked out from; the factors below leave room several times over.
double qs_mean_error(const qs_property *property) {
    return 64 * DBL_EPSILON * property->largest_size;
}

double qs_variance_error(const qs_property *property) {
    double size = DBL_EPSILON * property->largest_size;
    return 64 * size * property->range + 256 * size * size;
}

static double value_at(qs_cutter *cutter, uint32_t feature, int row, int position) {
    const qs_strip *strip = cutter->strip;
    const qs_program *program = strip->program;
    qs_feature_kind kind = program->kinds[feature];
    cutter->counters->exact_positions++;
    double weights[4];
    qs_weights_at(strip, row, position, weights);
    const double *rows[4];
    size_t elements = (size_t)strip->geometry.elements;
    for (size_t e = 0; e < elements; e++) {
        rows[e] = cutter->rows[e] + program->properties[feature];
    }
    double value = 0;
    qs_pool_outputs outputs = {0};
    switch (kind) {
    case QS_MEAN: outputs.mean = &value; break;
    case QS_VARIANCE: outputs.variance = &value; break;
    case QS_MAXIMUM: outputs.maximum = &value; break;
    case QS_MINIMUM: outputs.minimum = &value; break;
    case QS_RANGE: outputs.range = &value; break;
    case QS_DEVIATION: outputs.deviation = &value; break;
    case QS_GEOMETRIC_MEAN: outputs.geometric_mean = &value; break;
    case QS_HARMONIC_MEAN: outputs.harmonic_mean = &value; break;
    case QS_POSITION: break;
    }
    qs_pool(rows, weights, elements, 1, &outputs);
    return value;
}

// The values of one row.
static const double *row_values(qs_cutter *cutter, uint32_t feature, int row) {
    const qs_strip *strip = cutter->strip;
    const double *plane = strip->geometry.planes[feature];
    if (plane) {
        for (int r = 0; r < row; r++) plane += strip->lengths[r];
        return plane;
    }
    cutter->counters->exact_rows++;
    for (int p = 0; p < strip->lengths[row]; p++) {
        cutter->row_values[p] = value_at(cutter, feature, row, p);
    }
    return cutter->row_values;
}

// Places the edges of a row of known values; false where it has more changes than the cut has
// edges.
static bool place_edges(
    qs_cut *cut, int padded, int row, const double *values, int length, double threshold) {
    int side = cut->first, edge = 0;
    for (int p = 0; p < length; p++) {
        int own = values[p] > threshold;
        if (own == side) continue;
        if (edge == cut->count) return false;
        cut->edges[edge * padded + row] = (int16_t)p;
        side = own;
        edge++;
    }
    for (; edge < cut->count; edge++) cut->edges[edge * padded + row] = (int16_t)length;
    return true;
}

static qs_cut take_cut(qs_cutter *cutter, int edges, uint8_t first) {
    size_t count = (size_t)edges * (size_t)cutter->strip->padded;
    qs_cut cut = {qs_arena_take(cutter->memory, count), (uint16_t)edges, first};
    if (!cut.edges) cutter->failed = true;
    return cut;
}

// Rows behind the last have no positions, and no edges but 0.
static qs_cut take_empty_cut(qs_cutter *cutter, int edges) {
    qs_cut cut = take_cut(cutter, edges, 0);
    size_t count = (size_t)edges * (size_t)cutter->strip->padded;
    if (!cutter->failed) memset(cut.edges, 0, count * sizeof(int16_t));
    return cut;
}

// Decides a row by its values; a cut with too few edges for it gets more.
static void decide_row(
    qs_cutter *cutter, qs_cut *cut, uint32_t feature, double threshold, int row) {
    const qs_strip *strip = cutter->strip;
    const double *values = row_values(cutter, feature, row);
    int padded = strip->padded, length = strip->lengths[row];
    while (!place_edges(cut, padded, row, values, length, threshold)) {
        qs_cut wider = take_cut(cutter, 2 * cut->count, cut->first);
        if (cutter->failed) return;
        for (int edge = 0; edge < wider.count; edge++) {
            const int16_t *known =
                edge < cut->count ? cut->edges + edge * padded : strip->lengths;
            memcpy(wider.edges + edge * padded, known, (size_t)padded * sizeof(int16_t));
        }
        *cut = wider;
    }
}

// Any feature: every value of every row is looked at.
static qs_cut general_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    cutter->counters->general_cuts++;
    qs_cut cut = take_empty_cut(cutter, 2);
    for (int row = 0; !cutter->failed && row < cutter->strip->rows; row++) {
        decide_row(cutter, &cut, feature, threshold, row);
    }
    return cut;
}

// Where a line crosses the threshold: at origin + slope * (parts of the row element), in parts of
// the running element.
typedef struct {
    double origin, slope, tolerance;
    // Whether values rise along the row, so that those before the edge are on the left side.
    bool rises;
} line;

typedef struct {
    double nearest;
    double edge;
    bool doubtful;
} crossing;

QS_INLINE crossing cross(line line, double row_parts, double length) {
    double place = line.origin + line.slope * row_parts;
    place = place < -2 ? -2 : place > far_away ? far_away : place;
    double nearest = (place + to_whole) - to_whole;
    // Rising: parts up to the place are before the edge; falling: parts below the place.
    double before = line.rises ? nearest <= place : nearest < place;
    double edge = nearest - 1 + before;
    edge = edge < 0 ? 0 : edge > length ? length : edge;
    bool doubtful =
        (fabs(place - nearest) <= line.tolerance) & (nearest >= 1) & (nearest <= length);
    return (crossing){nearest, edge, doubtful};
}

QS_CLONES
int qs_line_edges(
    const line *given, double first_parts, int padded, const int16_t *lengths, int16_t *edges) {
    line line = *given;
    int doubtful = 0;
    for (int r = 0; r < padded; r++) {
        crossing found = cross(line, first_parts + (double)r, (double)lengths[r]);
        edges[r] = (int16_t)(int32_t)found.edge;
        doubtful |= found.doubtful;
    }
    return doubtful;
}

// Rows along which the property does not change: each is on one side as a whole, but for rounding.
static qs_cut level_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    const qs_strip *strip = cutter->strip;
    const qs_geometry *geometry = &strip->geometry;
    bool is_mean = strip->program->kinds[feature] == QS_MEAN;
    qs_property x = qs_property_of(cutter, strip->program->properties[feature]);
    double tolerance = is_mean ? qs_mean_error(&x) : qs_variance_error(&x);
    qs_cut cut = take_empty_cut(cutter, 1);
    if (cutter->failed) return cut;
    double n = geometry->divisions;
    for (int r = 0; r < strip->rows; r++) {
        double own = geometry->first_count ? geometry->first_count + r : 0, fixed = geometry->fixed;
        double mean = (own * x.row + fixed * x.fixed) / n;
        double square = (own * x.row * x.row + fixed * x.fixed * x.fixed) / n;
        double value = is_mean ? x.remaining + mean : square - mean * mean;
        if (fabs(value - threshold) > tolerance) {
            cut.edges[r] = value <= threshold ? strip->lengths[r] : 0;
            for (int edge = 1; edge < cut.count; edge++) {
                cut.edges[edge * strip->padded + r] = strip->lengths[r];
            }
        } else {
            decide_row(cutter, &cut, feature, threshold, r);
        }
    }
    return cut;
}

static qs_cut mean_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    const qs_strip *strip = cutter->strip;
    const qs_geometry *geometry = &strip->geometry;
    qs_property x = qs_property_of(cutter, strip->program->properties[feature]);
    if (x.running == 0) return level_cut(cutter, feature, threshold);
    double n = geometry->divisions;
    line line = {
        .origin = ((threshold - x.remaining) * n - (double)geometry->fixed * x.fixed) / x.running,
        .slope = -x.row / x.running,
        .tolerance = qs_mean_error(&x) * n / fabs(x.running),
        .rises = x.running > 0,
    };
    // Positions closer together than rounding errors.
    if (!(line.tolerance < 0.25)) return general_cut(cutter, feature, threshold);
    qs_cut cut = take_cut(cutter, 1, line.rises ? 0 : 1);
    if (cutter->failed) return cut;
    double first = geometry->first_count;
    if (!qs_line_edges(&line, first, strip->padded, strip->lengths, cut.edges)) return cut;
    for (int r = 0; r < strip->rows; r++) {
        crossing found = cross(line, first + (double)r, strip->lengths[r]);
        if (!found.doubtful) continue;
        int position = (int)found.nearest - 1;
        int side = value_at(cutter, feature, r, position) > threshold;
        cut.edges[r] = (int16_t)(side == cut.first ? position + 1 : position);
    }
    return cut;
}

// Where a downward parabola crosses the threshold: at centre -+ root of a discriminant, both
// linear in the parts of the row element.
typedef struct {
    double centre, centre_slope, discriminant, discriminant_slope;
    // Bounds on the errors of the discriminant and of the centre.
    double doubt, tolerance;
} parabola;

typedef struct {
    double nearest[2], edge[2];
    bool doubtful[2];
    // The whole row is too near the threshold to tell.
    bool unclear;
} double_crossing;

QS_INLINE double_crossing cross_twice(parabola curve, double row_parts, double length) {
    double centre = curve.centre + curve.centre_slope * row_parts;
    double discriminant = curve.discriminant + curve.discriminant_slope * row_parts;
    double root = sqrt(discriminant > 0 ? discriminant : 0);
    double low = centre - root, high = centre + root;
    low = low < -2 ? -2 : low > far_away ? far_away : low;
    high = high < -2 ? -2 : high > far_away ? far_away : high;
    double near_low = (low + to_whole) - to_whole, near_high = (high + to_whole) - to_whole;
    // The middle, above the threshold, has the parts between the two roots.
    double first = near_low <= low ? near_low : near_low - 1;
    double second = near_high < high ? near_high : near_high - 1;
    bool is_below = discriminant <= 0;
    first = (is_below | (first > length)) ? length : first < 0 ? 0 : first;
    second = (is_below | (second > length)) ? length : second < 0 ? 0 : second;
    // An error of the root is that of the discriminant over the root; nothing is divided here.
    double doubt = curve.doubt, tolerance = curve.tolerance;
    bool is_near = ((0.25 - tolerance) * root < doubt) | (fabs(discriminant) <= doubt);
    bool is_far_below = discriminant < -doubt;
    double_crossing result = {
        .nearest = {near_low, near_high}, .edge = {first, second},
        .doubtful = {
            ((fabs(low - near_low) - tolerance) * root <= doubt) & (near_low >= 1)
                & (near_low <= length) & !is_far_below,
            ((fabs(high - near_high) - tolerance) * root <= doubt) & (near_high >= 1)
                & (near_high <= length) & !is_far_below},
        .unclear = is_near & !is_far_below & (length > 0) & (centre + root > 0)
            & (centre - root < length + 1),
    };
    return result;
}

QS_CLONES
int qs_parabola_edges(
    const parabola *given, double first_parts, int padded, const int16_t *lengths, int16_t *first,
    int16_t *second) {
    parabola curve = *given;
    int doubtful = 0;
    for (int r = 0; r < padded; r++) {
        double_crossing found = cross_twice(curve, first_parts + (double)r, (double)lengths[r]);
        first[r] = (int16_t)(int32_t)found.edge[0];
        second[r] = (int16_t)(int32_t)found.edge[1];
        doubtful |= found.doubtful[0] | found.doubtful[1] | found.unclear;
    }
    return doubtful;
}

static qs_cut variance_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    const qs_strip *strip = cutter->strip;
    const qs_geometry *geometry = &strip->geometry;
    qs_property x = qs_property_of(cutter, strip->program->properties[feature]);
    if (x.running == 0) return level_cut(cutter, feature, threshold);
    double n = geometry->divisions, fixed = geometry->fixed;
    // With the running element's value as unit and the remaining one's as origin.
    double row = x.row / x.running, still = x.fixed / x.running;
    double size = x.largest_size / fabs(x.running);
    double scale = n * n / (x.running * x.running);
    parabola curve = {
        .centre = n / 2 - fixed * still,
        .centre_slope = -row,
        .discriminant = n * n / 4 + n * fixed * (still * still - still) - threshold * scale,
        .discriminant_slope = n * (row * row - row),
        .doubt = 2 * qs_variance_error(&x) * scale,
        .tolerance = 64 * DBL_EPSILON * n * (1 + fabs(row) + fabs(still)) * (1 + size),
    };
    if (!(curve.tolerance < 0.25)) return general_cut(cutter, feature, threshold);
    qs_cut cut = take_cut(cutter, 2, 0);
    if (cutter->failed) return cut;
    double first = geometry->first_count;
    int16_t *second = cut.edges + strip->padded;
    if (!qs_parabola_edges(&curve, first, strip->padded, strip->lengths, cut.edges, second)) {
        return cut;
    }
    for (int r = 0; r < strip->rows; r++) {
        int length = strip->lengths[r];
        double_crossing found = cross_twice(curve, first + (double)r, length);
        bool are_close = found.nearest[0] == found.nearest[1];
        if (found.unclear | ((found.doubtful[0] | found.doubtful[1]) & are_close)) {
            decide_row(cutter, &cut, feature, threshold, r);
            continue;
        }
        for (int side = 0; side < 2; side++) {
            if (!found.doubtful[side]) continue;
            int position = (int)found.nearest[side] - 1;
            bool is_middle = value_at(cutter, feature, r, position) > threshold;
            // The position is behind the first edge, or before the second, if in the middle.
            bool is_before = side == 0 ? !is_middle : is_middle;
            cut.edges[side * strip->padded + r] = (int16_t)(position + (is_before ? 1 : 0));
        }
    }
    return cut;
}

qs_cut qs_cut_of(qs_cutter *cutter, uint32_t feature, double threshold) {
    cutter->counters->cuts++;
    switch ((qs_feature_kind)cutter->strip->program->kinds[feature]) {
    case QS_MEAN: return mean_cut(cutter, feature, threshold);
    case QS_VARIANCE: return variance_cut(cutter, feature, threshold);
    default: return general_cut(cutter, feature, threshold);
    }
}
