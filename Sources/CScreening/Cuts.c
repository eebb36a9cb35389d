#include "Internal.h"

#include "CPooling.h"

#include <float.h>
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

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
    // Whether values rise along the row: those up to the place are then on the left side, else
    // those from the place on.
    bool rises;
} line;

// Rows that are worked out side by side, each with numbers of its own: one number for all rows
// would keep the loops from becoming vectors.
enum { together = 16 };

QS_INLINE double clamp(double value, double length) {
    value = value < 0 ? 0 : value;
    return value > length ? length : value;
}

// Edges of all rows. Returns how far from the middle between two positions any crossing is, at
// most a half, which it is on a position.
QS_INLINE double line_edges(
    line line, bool rises, const qs_strip *strip, int16_t *restrict edges) {
    double farthest[together] = {0};
    for (int start = 0; start < strip->padded; start += together) {
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
double qs_line_edges(const line *line, const qs_strip *strip, int16_t *edges) {
    return line->rises ? line_edges(*line, true, strip, edges)
                       : line_edges(*line, false, strip, edges);
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
    if (0.5 - qs_line_edges(&line, strip, cut.edges) > line.tolerance) return cut;
    for (int r = 0; r < strip->rows; r++) {
        double place = line.origin + line.slope * strip->row_parts[r];
        double nearest = __builtin_rint(place);
        if (fabs(place - nearest) > line.tolerance) continue;
        if (nearest < 1 || nearest > strip->row_lengths[r]) continue;
        int position = (int)nearest - 1;
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
    // Up to this discriminant the roots are too uncertain to say anything of the row.
    double unclear;
} parabola;

// Edges of all rows. Returns whether none is too near a position, or a row too near the threshold,
// to tell.
QS_CLONES
bool qs_parabola_edges(
    const parabola *given, const qs_strip *strip, int16_t *restrict first,
    int16_t *restrict second) {
    parabola curve = *given;
    double least[together];
    for (int k = 0; k < together; k++) least[k] = 1;
    for (int start = 0; start < strip->padded; start += together) {
        const double *parts = strip->row_parts + start, *lengths = strip->row_lengths + start;
        for (int k = 0; k < together; k++) {
            double centre = curve.centre + curve.centre_slope * parts[k];
            double square = curve.discriminant + curve.discriminant_slope * parts[k];
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
    qs_cutter *cutter, qs_cut *cut, const parabola *curve, uint32_t feature, double threshold,
    int row) {
    const qs_strip *strip = cutter->strip;
    double length = strip->row_lengths[row], parts = strip->row_parts[row];
    double centre = curve->centre + curve->centre_slope * parts;
    double square = curve->discriminant + curve->discriminant_slope * parts;
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
    double share = curve.doubt / (0.25 - curve.tolerance);
    curve.unclear = share * share > curve.doubt ? share * share : curve.doubt;
    if (qs_parabola_edges(&curve, strip, cut.edges, cut.edges + strip->padded)) return cut;
    for (int r = 0; r < strip->rows && !cutter->failed; r++) {
        settle_row(cutter, &cut, &curve, feature, threshold, r);
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
