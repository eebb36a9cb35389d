#include "Internal.h"

#include "CPooling.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

static void measure(
    qs_property *property, const qs_geometry *geometry, const double by_role[4], double size,
    double range) {
    double n = geometry->divisions, fixed = geometry->fixed;
    property->remaining = by_role[2];
    property->row = geometry->first_count ? by_role[0] - by_role[2] : 0;
    property->running = by_role[1] - by_role[2];
    property->fixed = geometry->fixed ? by_role[3] - by_role[2] : 0;
    property->mean_error = qs_mean_error(size);
    property->variance_error = qs_variance_error(size, range);
    // With the running element's value as unit and the remaining one's as origin.
    double unit = property->running;
    double row = property->row / unit, still = property->fixed / unit;
    double scale = n / unit;
    property->mean = (qs_mean_shape){
        .scale = scale,
        .origin = -property->remaining * scale - fixed * still,
        .slope = -row,
        .tolerance = property->mean_error * fabs(scale),
    };
    double doubt = 2 * property->variance_error * scale * scale;
    double tolerance =
        64 * DBL_EPSILON * n * (1 + fabs(row) + fabs(still)) * (1 + size / fabs(unit));
    double unclear = doubt / (0.25 - tolerance);
    unclear *= unclear;
    property->variance = (qs_variance_shape){
        .centre = n / 2 - fixed * still,
        .centre_slope = -row,
        .discriminant = n * n / 4 + n * fixed * (still * still - still),
        .discriminant_slope = n * (row * row - row),
        .scale = scale * scale,
        .doubt = doubt,
        .tolerance = tolerance,
        .unclear = unclear > doubt ? unclear : doubt,
    };
}

void qs_cutter_measure(qs_cutter *cutter, const double *maximum, const double *minimum) {
    const qs_geometry *geometry = &cutter->strip->geometry;
    for (size_t p = 0; p < cutter->strip->program->property_count; p++) {
        double by_role[4] = {0, 0, 0, 0};
        for (int32_t e = 0; e < geometry->elements; e++) {
            by_role[geometry->roles[e]] = cutter->rows[e][p];
        }
        double size = maximum[p] > -minimum[p] ? maximum[p] : -minimum[p];
        measure(&cutter->properties[p], geometry, by_role, size, maximum[p] - minimum[p]);
    }
}

static double value_at(qs_cutter *cutter, uint32_t feature, int row, int position) {
    const qs_strip *strip = cutter->strip;
    const qs_program *program = strip->program;
    qs_feature_kind kind = program->kinds[feature];
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
    qs_cut cut = {qs_arena_take(cutter->memory, count), (uint16_t)edges, first, 0};
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
        wider.ready = cut->ready;
        *cut = wider;
    }
}

// Any feature: every value of every row is looked at.
static qs_cut general_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    qs_cut cut = take_empty_cut(cutter, 2);
    for (int row = 0; !cutter->failed && row < cutter->strip->rows; row++) {
        decide_row(cutter, &cut, feature, threshold, row);
    }
    cut.ready = UINT64_MAX;
    return cut;
}

// A mean's crossings for one threshold.
typedef struct {
    double origin, slope, tolerance;
    // Whether values rise along the row: those up to the place are then on the left side, else
    // those from the place on.
    bool rises;
} line;

// Rows that are worked out side by side, each with numbers of its own: one number for all rows
// would keep the loops from becoming vectors. Rows that do not exist may be among them or left
// out: nobody looks at their edges.
enum { together = 16 };

// Whether a row belongs to one of the groups.
QS_INLINE bool is_among(const qs_strip *strip, uint64_t groups, int row) {
    return groups >> (row / together >> strip->group_shift) & 1;
}

QS_INLINE double clamp(double value, double length) {
    value = value < 0 ? 0 : value;
    return value > length ? length : value;
}

// Edges of the rows of some groups. Returns how far from the middle between two positions any
// crossing is, at most a half, which it is on a position.
QS_INLINE double line_edges(
    line line, bool rises, const qs_strip *strip, uint64_t groups, int16_t *restrict edges) {
    double farthest[together] = {0};
    for (int part = 0; part < strip->padded / together; part++) {
        if (!(groups >> (part >> strip->group_shift) & 1)) continue;
        int start = part * together;
        const double *parts = strip->row_parts + start, *lengths = strip->row_lengths + start;
        for (int k = 0; k < together; k++) {
            double place = line.origin + line.slope * parts[k];
            double whole = __builtin_floor(place);
            double off = fabs(place - whole - 0.5);
            farthest[k] = off > farthest[k] ? off : farthest[k];
            // Rising: positions up to the place are before the edge; falling: those below it.
            double edge = rises ? whole : __builtin_ceil(place) - 1;
            edges[start + k] = (int16_t)(int32_t)clamp(edge, lengths[k]);
        }
    }
    double all = 0;
    for (int k = 0; k < together; k++) all = farthest[k] > all ? farthest[k] : all;
    return all;
}

QS_CLONES
double qs_line_edges(const line *line, const qs_strip *strip, uint64_t groups, int16_t *edges) {
    return line->rises ? line_edges(*line, true, strip, groups, edges)
                       : line_edges(*line, false, strip, groups, edges);
}

// Rows along which the property does not change: each is on one side as a whole, but for rounding.
static qs_cut level_cut(qs_cutter *cutter, uint32_t feature, double threshold) {
    const qs_strip *strip = cutter->strip;
    const qs_geometry *geometry = &strip->geometry;
    bool is_mean = strip->program->kinds[feature] == QS_MEAN;
    const qs_property x = cutter->properties[strip->program->properties[feature]];
    double tolerance = is_mean ? x.mean_error : x.variance_error;
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
    cut.ready = UINT64_MAX;
    return cut;
}

static void provide_mean(
    qs_cutter *cutter, uint32_t feature, double threshold, uint64_t groups, qs_cut *cut) {
    const qs_strip *strip = cutter->strip;
    const qs_property *x = &cutter->properties[strip->program->properties[feature]];
    line line = {
        x->mean.scale * threshold + x->mean.origin, x->mean.slope, x->mean.tolerance,
        x->running > 0};
    if (!cut->edges) *cut = take_cut(cutter, 1, line.rises ? 0 : 1);
    if (cutter->failed) return;
    cut->ready |= groups;
    if (0.5 - qs_line_edges(&line, strip, groups, cut->edges) > line.tolerance) return;
    for (int r = 0; r < strip->rows; r++) {
        if (!is_among(strip, groups, r)) continue;
        double place = line.origin + line.slope * strip->row_parts[r];
        double nearest = __builtin_rint(place);
        if (fabs(place - nearest) > line.tolerance) continue;
        if (nearest < 1 || nearest > strip->row_lengths[r]) continue;
        int position = (int)nearest - 1;
        int side = value_at(cutter, feature, r, position) > threshold;
        cut->edges[r] = (int16_t)(side == cut->first ? position + 1 : position);
    }
}

// Edges of the rows of some groups. Returns whether none is too near a position, or a row too near
// the threshold, to tell.
QS_CLONES
bool qs_parabola_edges(
    const qs_variance_shape *shape, double threshold, const qs_strip *strip, uint64_t groups,
    int16_t *restrict first, int16_t *restrict second) {
    const qs_variance_shape curve = *shape;
    double discriminant = curve.discriminant - curve.scale * threshold;
    double least[together];
    for (int k = 0; k < together; k++) least[k] = 1;
    for (int part = 0; part < strip->padded / together; part++) {
        if (!(groups >> (part >> strip->group_shift) & 1)) continue;
        int start = part * together;
        const double *parts = strip->row_parts + start, *lengths = strip->row_lengths + start;
        for (int k = 0; k < together; k++) {
            double centre = curve.centre + curve.centre_slope * parts[k];
            double square = discriminant + curve.discriminant_slope * parts[k];
            double root = __builtin_elementwise_sqrt(square > 0 ? square : 0);
            double low = centre - root, high = centre + root;
            // The middle, above the threshold, has the parts between the two roots.
            double below = __builtin_floor(low), above = __builtin_ceil(high);
            double edge = clamp(below, lengths[k]), other = clamp(above - 1, lengths[k]);
            first[start + k] = (int16_t)(int32_t)(square <= 0 ? lengths[k] : edge);
            second[start + k] = (int16_t)(int32_t)(square <= 0 ? lengths[k] : other);
            // An error of the root is that of the discriminant over the root; nothing is divided.
            double off_low = fabs(low - below - 0.5), off_high = fabs(above - high - 0.5);
            double off = off_low > off_high ? off_low : off_high;
            double margin = (0.5 - off - curve.tolerance) * root - curve.doubt;
            double distance = fabs(square) - curve.unclear;
            margin = square <= 0 ? 1 : margin;
            margin = distance < margin ? distance : margin;
            least[k] = margin < least[k] ? margin : least[k];
        }
    }
    double all = 1;
    for (int k = 0; k < together; k++) all = least[k] < all ? least[k] : all;
    return all > 0;
}

// Settles the edges of a row that rounding could move.
static void settle_row(
    qs_cutter *cutter, qs_cut *cut, const qs_variance_shape *curve, uint32_t feature,
    double threshold, int row) {
    const qs_strip *strip = cutter->strip;
    double length = strip->row_lengths[row], parts = strip->row_parts[row];
    double centre = curve->centre + curve->centre_slope * parts;
    double square =
        curve->discriminant - curve->scale * threshold + curve->discriminant_slope * parts;
    if (square < -curve->unclear) return;
    double root = sqrt(square > 0 ? square : 0);
    double nearest[2] = {__builtin_rint(centre - root), __builtin_rint(centre + root)};
    if (nearest[1] < 0 || nearest[0] > length + 1) return;
    if (square <= curve->unclear || nearest[0] == nearest[1]) {
        decide_row(cutter, cut, feature, threshold, row);
        return;
    }
    double error = curve->doubt / root + curve->tolerance;
    for (int side = 0; side < 2; side++) {
        double place = side ? centre + root : centre - root;
        if (fabs(place - nearest[side]) > error) continue;
        if (nearest[side] < 1 || nearest[side] > length) continue;
        int position = (int)nearest[side] - 1;
        bool is_middle = value_at(cutter, feature, row, position) > threshold;
        // A position is before the first edge where it is not in the middle, before the second
        // where it is.
        cut->edges[side * strip->padded + row] = (int16_t)(position + (is_middle == (side == 1)));
    }
}

static void provide_variance(
    qs_cutter *cutter, uint32_t feature, double threshold, uint64_t groups, qs_cut *cut) {
    const qs_strip *strip = cutter->strip;
    const qs_variance_shape *curve =
        &cutter->properties[strip->program->properties[feature]].variance;
    if (!cut->edges) *cut = take_cut(cutter, 2, 0);
    if (cutter->failed) return;
    cut->ready |= groups;
    int16_t *second = cut->edges + strip->padded;
    if (qs_parabola_edges(curve, threshold, strip, groups, cut->edges, second)) return;
    for (int r = 0; r < strip->rows && !cutter->failed; r++) {
        if (is_among(strip, groups, r)) {
            settle_row(cutter, cut, curve, feature, threshold, r);
        }
    }
}

void qs_cut_provide(
    qs_cutter *cutter, uint32_t feature, double threshold, uint64_t groups, qs_cut *cut) {
    groups &= ~cut->ready;
    if (!groups) return;
    const qs_program *program = cutter->strip->program;
    qs_feature_kind kind = program->kinds[feature];
    bool is_shaped = kind == QS_MEAN || kind == QS_VARIANCE;
    const qs_property *x = is_shaped ? &cutter->properties[program->properties[feature]] : NULL;
    if (is_shaped && x->running == 0) {
        *cut = level_cut(cutter, feature, threshold);
    } else if (kind == QS_MEAN && x->mean.tolerance < 0.25) {
        provide_mean(cutter, feature, threshold, groups, cut);
    } else if (kind == QS_VARIANCE && x->variance.tolerance < 0.25) {
        provide_variance(cutter, feature, threshold, groups, cut);
    } else {
        // Other features; and positions closer together than rounding errors.
        *cut = general_cut(cutter, feature, threshold);
    }
}
