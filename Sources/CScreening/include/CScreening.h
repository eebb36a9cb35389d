#ifndef QUASISCREEN_SCREENING_H
#define QUASISCREEN_SCREENING_H

#include <stddef.h>
#include <stdint.h>

// Trees over a strip of compositions, without visiting the compositions one by one.
//
// A strip is a set of rows of compositions. Along a row one element is exchanged for another, atom
// by atom, so that a mean of element properties is linear in the position and a variance a
// downward parabola. A comparison "descriptor <= threshold", called a cut, therefore changes its
// answer at no more than two places of a row, its edges, which follow from solving an equation. A
// tree divides each row into intervals; each adds its leaf's numbers at its first position and
// takes them away behind its last, and running sums along the row give every position its total.
//
// Nothing is approximated: a position too near an edge for rounding errors to be ruled out is
// decided by the descriptor itself, computed as qs_pool computes it.

/// What a feature is of the property that it belongs to.
typedef enum {
    QS_MEAN,
    QS_VARIANCE,
    QS_MAXIMUM,
    QS_MINIMUM,
    QS_RANGE,
    QS_DEVIATION,
    QS_GEOMETRIC_MEAN,
    QS_HARMONIC_MEAN,
    /// Given for each position of a geometry, whatever the elements are.
    QS_POSITION,
} qs_feature_kind;

/// A node of a tree.
typedef struct {
    /// The feature that is asked for; in a leaf the number of features.
    uint16_t feature;
    /// The position of the threshold among those of the feature.
    uint16_t rank;
    /// The left child, with the right one behind it; in a leaf the position of its numbers,
    /// counted in leaves, equal for leaves with equal numbers.
    uint32_t next;
} qs_node;

/// A cut; those of a feature stand side by side, thresholds ascending.
typedef struct {
    double threshold;
    uint32_t feature;
} qs_threshold;

/// The most numbers that a leaf may have.
enum { qs_most_lanes = 64 };

/// Consecutive trees that add to the same columns of sums.
typedef struct {
    uint32_t first_tree;
    uint32_t tree_count;
    /// Numbers in a leaf, one for each column.
    uint32_t lanes;
    /// Which column receives the first of them.
    uint32_t column;
    /// The numbers of each leaf; equal leaves of several trees are one.
    const int32_t *values;
    uint32_t leaf_count;
} qs_tree_group;

/// Trees prepared for strips. All arrays belong to the caller and must outlive the workers.
typedef struct {
    const qs_node *nodes;
    /// The root of each tree, where its nodes begin, and the end of the last tree's nodes.
    const uint32_t *roots;
    /// Nodes of the largest tree.
    size_t largest_tree;
    const qs_tree_group *groups;
    size_t group_count;
    size_t column_count;
    size_t feature_count;
    const uint8_t *kinds;
    /// The property of each feature; unused for QS_POSITION.
    const uint32_t *properties;
    size_t property_count;
    /// The cuts of feature f are cut_starts[f]..<cut_starts[f + 1].
    const uint32_t *cut_starts;
    const qs_threshold *cuts;
    /// For each feature the smallest and largest value that is not out of range.
    const double *range_lower;
    const double *range_upper;
} qs_program;

/// The rows of a strip: what does not depend on the elements.
///
/// Position p of row r has `first_count + r` parts of the row element (none of it where
/// `first_count` is 0 and there is one row only), p + 1 parts of the running element, `fixed` parts
/// of the fixed one, and the rest, at least 1, of the remaining one; parts are of `divisions`.
typedef struct {
    int32_t divisions;
    int32_t rows;
    int32_t first_count;
    int32_t fixed;
    /// Elements in a composition, 2 to 4.
    int32_t elements;
    /// The place of each element in the order of summation: 0 row, 1 running, 2 remaining, 3 fixed.
    int32_t roles[4];
    /// For features of kind QS_POSITION their values, row after row; NULL for others.
    const double *const *planes;
} qs_geometry;

typedef struct qs_strip qs_strip;
typedef struct qs_worker qs_worker;

/// Prepares a geometry for repeated use by one thread; NULL where memory is lacking.
qs_strip *qs_strip_create(const qs_program *program, const qs_geometry *geometry);
void qs_strip_destroy(qs_strip *strip);

/// Scratch for one thread; NULL where memory is lacking.
qs_worker *qs_worker_create(const qs_program *program);
void qs_worker_destroy(qs_worker *worker);

/// Names the elements of the strip that the following calls are about.
///
/// - rows: for each element, in the order of summation, its properties.
void qs_worker_begin(qs_worker *worker, qs_strip *strip, const double *const *rows);

/// The smallest and the largest sum in each column that any position could have.
///
/// Bounds, not extremes: they take each tree by itself.
void qs_worker_bounds(qs_worker *worker, int64_t *lowest, int64_t *highest);

/// Sums over all trees at every position.
///
/// - columns: column c begins at columns + c * stride.
/// - offsets: where the first position of each row stands in a column; the others follow.
/// - outside: one byte a position, laid out as a column: 1 where a feature is out of range.
/// Returns 0, or -1 where memory is lacking.
int qs_worker_sums(
    qs_worker *worker, int64_t *columns, size_t stride, const uint32_t *offsets, uint8_t *outside);

/// The position of the largest of `count` numbers (at least 1, no NaN); the first of equals.
size_t qs_first_largest(const double *values, size_t count);

/// For each position the column with the largest number, the first of equals; at most 256 columns.
///
/// - scratch: room for `count` numbers.
void qs_predicted_classes(
    const double *columns, size_t stride, size_t classes, size_t count, double *scratch,
    uint8_t *predicted);

/// How often each class occurs.
void qs_count_classes(const uint8_t *predicted, size_t count, size_t classes, uint32_t *counts);

/// Fills the column behind `others` columns from `first` on with what is missing to `total`.
void qs_remainder(
    int64_t *columns, size_t stride, size_t first, size_t others, int64_t total, size_t count);

#endif
