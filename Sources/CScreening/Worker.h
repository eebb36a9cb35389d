#ifndef QUASISCREEN_SCREENING_WORKER_H
#define QUASISCREEN_SCREENING_WORKER_H

#include "Internal.h"

// The bit that tells a leaf's code from that of a node.
#define qs_live_leaf 0x80000000u

// A node on the way down a tree, and where among the codes its own is to be written.
typedef struct {
    uint32_t node, slot;
} qs_visit;

// Which thresholds of a feature divide the strip: `span` of them from `first` on. Those before send
// all positions to the right, those behind to the left.
typedef struct {
    uint16_t first, span;
} qs_window;

// A cut that has been worked out.
typedef struct {
    uint32_t cut;
    qs_cut edges;
} qs_known_cut;

// Where a walk has come to: the positions from..<to of each row that has any.
typedef struct {
    uint32_t code;
    uint32_t row_count;
    const int16_t *from, *to;
    // For each block of rows, which of them have positions, the first row in the lowest bit;
    // bounds of others mean nothing.
    const uint64_t *filled;
} qs_region;

// Memory for the part of a region: it shares one bound with the whole.
typedef struct {
    int16_t *bounds;
    uint64_t *filled;
} qs_room;

typedef struct {
    qs_region *regions;
    size_t count, capacity;
} qs_region_list;

struct qs_worker {
    const qs_program *program;
    qs_strip *strip;
    qs_cutter cutter;
    // By feature.
    qs_window *windows;
    // By cut, its position among the known ones if it is there; else anything.
    uint32_t *known_at;
    qs_known_cut *known;
    size_t known_count, known_capacity;
    qs_arena known_memory;
    // By property: bounds of mean and variance, the extremes.
    double *mean_low, *mean_high, *variance_low, *variance_high, *maximum, *minimum;
    // A tree of which only the cuts are left that divide the strip. Node k asks for live_cuts[k]
    // and has the children codes[2 k] and codes[2 k + 1]; a code is a node or a marked leaf.
    uint32_t *live_cuts, *codes;
    // What a node turns out to be: itself, or a leaf.
    uint32_t *become;
    uint32_t live_count;
    // Where the codes of roots begin.
    uint32_t root_codes;
    qs_visit *visits;
    qs_region_list open, leaves;
    qs_arena regions;
    // By leaf; all zero between trees.
    uint32_t *tally;
    int64_t *slots;
    size_t slot_capacity;
};

// The properties of the elements, bounds of every feature and what they leave of its cuts.
void qs_worker_resolve(qs_worker *worker);
void qs_feature_bounds(const qs_worker *worker, size_t feature, double *low, double *high);
// The cut, worked out where it is not yet known in the rows that are filled, one bit a row.
const qs_cut *qs_worker_cut(qs_worker *worker, uint32_t cut, const uint64_t *filled);
// Trees that are cut down to a strip together.
enum { qs_trees_together = 16 };

// Adds the numbers of a group's trees to the slots; what all positions have in common goes to
// `totals`.
bool qs_worker_paint(qs_worker *worker, const qs_tree_group *group, int64_t *totals);
// Adds `amount` at the positions of one side of a cut.
void qs_paint_side(qs_worker *worker, const qs_cut *cut, int side, int64_t amount);

#endif
