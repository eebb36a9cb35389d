#ifndef QUASISCREEN_SCREENING_INTERNAL_H
#define QUASISCREEN_SCREENING_INTERNAL_H

#include "CScreening.h"

#include <stdbool.h>

#if defined(__x86_64__) && defined(__linux__)
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
    qs_chunk *first;
    qs_chunk *current;
    size_t used;
} qs_arena;

// `count` numbers at an address that is a multiple of 64; NULL where memory is lacking.
int16_t *qs_arena_take(qs_arena *arena, size_t count);
void qs_arena_reset(qs_arena *arena);
void qs_arena_free(qs_arena *arena);

// Where a cut changes its answer. Positions before edge 0 of their row go to side `first`, those
// from edge 0 to edge 1 to the other side, and so on in turn.
typedef struct {
    // count arrays of one number a row, ascending: edges[q * padded + row].
    int16_t *edges;
    uint16_t count;
    // 0 is the left side, value <= threshold.
    uint8_t first;
} qs_cut;

// Cuts that have been worked out, by number.
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

// A property of the elements of the strip at hand.
typedef struct {
    // In the order of summation.
    double values[4];
    // By role, less the value of the remaining element; 0 for roles that nobody has.
    double row, running, fixed;
    double remaining;
    double largest_size, range;
} qs_property;

typedef struct {
    const qs_strip *strip;
    const double *const *rows;
    qs_arena *memory;
    qs_counters *counters;
    // Scratch of one row.
    double *row_values;
    bool failed;
} qs_cutter;

void qs_weights_at(const qs_strip *strip, int row, int position, double *weights);
qs_property qs_property_of(const qs_cutter *cutter, uint32_t property);
// The bound on the rounding error of a mean or variance as qs_pool computes it.
double qs_mean_error(const qs_property *property);
double qs_variance_error(const qs_property *property);
qs_cut qs_cut_of(qs_cutter *cutter, uint32_t feature, double threshold);

#endif
