#ifndef QUASISCREEN_SCREENING_INTERNAL_H
#define QUASISCREEN_SCREENING_INTERNAL_H

#include "CScreening.h"

#include <float.h>
#include <stdbool.h>

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define QS_CLONES
#endif

#define QS_INLINE static inline __attribute__((always_inline))

// Rows are handled a whole vector at a time; the rows that fill up the last one have length 0.
enum { qs_vector_rows = 64 };
typedef int16_t qs_rows __attribute__((ext_vector_type(qs_vector_rows)));
typedef bool qs_row_mask __attribute__((ext_vector_type(qs_vector_rows)));

// Memory that is handed out piece by piece and taken back all at once. Pieces stay where they are.
typedef struct qs_chunk qs_chunk;
typedef struct {
    // Numbers in a chunk, where no piece needs more; 0 stands for many.
    size_t chunk;
    qs_chunk *first;
    qs_chunk *current;
    size_t used;
} qs_arena;

// `count` numbers at an address that is a multiple of 64; NULL where memory is lacking.
int16_t *qs_arena_take(qs_arena *arena, size_t count);
void qs_arena_reset(qs_arena *arena);
void qs_arena_free(qs_arena *arena);

// Makes room for one more than `count` items of `size` bytes; false where memory is lacking.
bool qs_reserve(void **items, size_t count, size_t *capacity, size_t size);

// Where a cut changes its answer. Positions before edge 0 of their row go to side `first`, those
// from edge 0 to edge 1 to the other side, and so on in turn.
typedef struct {
    // count arrays of one number a row, ascending: edges[q * padded + row].
    int16_t *edges;
    uint16_t count;
    // 0 is the left side, value <= threshold.
    uint8_t first;
    // The groups of rows whose edges have been worked out, the first in the lowest bit.
    uint64_t ready;
} qs_cut;

typedef struct {
    qs_cut *cuts;
    size_t count, capacity;
    qs_arena memory;
} qs_cut_list;

bool qs_cut_list_append(qs_cut_list *list, qs_cut cut);
void qs_cut_list_free(qs_cut_list *list);

struct qs_strip {
    qs_geometry geometry;
    const qs_program *program;
    int rows, padded;
    // Rows whose edges are worked out together, 16 times a power of two; at most 64 such groups.
    int group_shift;
    // Positions in each row, with zeros behind; and zeros, where a row begins.
    int16_t *lengths, *zeros;
    // The same lengths, and the parts of the row element in each row, as the edges need them.
    double *row_lengths, *row_parts;
    // Where each row begins among the slots; a row has one slot more than positions.
    uint32_t *bases;
    // For each block of rows, which of them exist.
    uint64_t *filled;
    size_t slots, positions;
    // Fractions at the three ends of the strip, in the order of summation.
    double ends[3][4];
    // Smallest and largest value of features of kind QS_POSITION.
    double *lowest, *highest;
    // Their cuts, kept from one use to the next: a position in `kept` plus 1, 0 where not yet known.
    uint32_t *kept_at;
    qs_cut_list kept;
};

// What all cuts of a mean have in common: they cross at scale * threshold + origin + slope * (parts
// of the row element), in parts of the running element.
typedef struct {
    double scale, origin, slope, tolerance;
} qs_mean_shape;

// The same of a variance, a downward parabola: it crosses at centre -+ root of a discriminant, both
// linear in the parts of the row element.
typedef struct {
    double centre, centre_slope;
    // The discriminant at threshold 0, and how fast it falls with the threshold.
    double discriminant, discriminant_slope, scale;
    // Bounds on the errors of the discriminant and of the centre.
    double doubt, tolerance;
    // Up to this discriminant the roots are too uncertain to say anything of the row.
    double unclear;
} qs_variance_shape;

// A property of the elements of the strip at hand.
typedef struct {
    // By role, less the value of the remaining element; 0 for roles that nobody has.
    double row, running, fixed;
    double remaining;
    // Bounds on the rounding errors of mean and variance as qs_pool computes them.
    double mean_error, variance_error;
    qs_mean_shape mean;
    qs_variance_shape variance;
} qs_property;

// A mean of values of this size is off by less than 3 epsilon times the size, and so are the numbers
// that its edges are worked out from; the factors leave room several times over.
QS_INLINE double qs_mean_error(double size) { return 64 * DBL_EPSILON * size; }

QS_INLINE double qs_variance_error(double size, double range) {
    double error = DBL_EPSILON * size;
    return 64 * error * range + 256 * error * error;
}

typedef struct {
    const qs_strip *strip;
    // Of each element, in the order of summation.
    const double *rows[4];
    // By number.
    qs_property *properties;
    qs_arena *memory;
    // Scratch of one row.
    double *row_values;
    bool failed;
} qs_cutter;

void qs_weights_at(const qs_strip *strip, int row, int position, double *weights);
// Works out all properties of the elements at hand, whose extremes are given.
void qs_cutter_measure(qs_cutter *cutter, const double *maximum, const double *minimum);
// Works out edges, at least in the groups of rows that are asked for; a cut without memory is begun.
void qs_cut_provide(
    qs_cutter *cutter, uint32_t feature, double threshold, uint64_t groups, qs_cut *cut);

#endif
