#ifndef QUASISCREEN_TREES_H
#define QUASISCREEN_TREES_H

#include <stddef.h>
#include <stdint.h>

/// Rows that the trees pass over together.
enum { qs_tree_rows = 64 };
/// The largest number of splits between a root and a leaf.
enum { qs_tree_depth = 64 };
/// The largest number of different thresholds of a feature; a power of two.
enum { qs_threshold_limit = 1 << 14 };

/// A node of a tree whose nodes stand in preorder: a split before everything on its left, and that
/// before everything on its right.
typedef struct {
    /// What a leaf adds.
    int32_t value;
    /// The feature that a split asks for; -1 in leaves.
    int16_t feature;
    /// The position of its threshold among those of the feature: rows of this rank or a lower one go
    /// to the left.
    int16_t rank;
} qs_tree_node;

/// Trees that add to the same column.
typedef struct {
    /// Nodes of whole trees. No row's leaves add up to more than an int32_t holds.
    size_t begin, end;
    size_t column;
} qs_tree_run;

/// How many thresholds of each feature lie below each row's value.
///
/// - `rows`: `count` rows of `features` values, finite; at most `qs_tree_rows` of them.
/// - `thresholds`: those of feature f rise from `starts[f]` on, 2^steps[f] - 1 of them with
///   infinities behind the last.
/// - `ranks`: receives `features` columns of `qs_tree_rows` numbers; 0 behind the last row.
void qs_tree_ranks(
    const double *rows, size_t count, size_t features, const double *thresholds,
    const size_t *starts, const int32_t *steps, int16_t *ranks);

/// Adds the leaves that rows end in to `sums`: columns of `qs_tree_rows` numbers.
///
/// Every tree is passed over node by node with the rows of a block side by side, each split a
/// comparison of all of them: without a branch that depends on a row, small trees take a fraction of
/// the time of walks. Sums of whole numbers: the same on every processor.
void qs_tree_sums(
    const qs_tree_node *nodes, const qs_tree_run *runs, size_t count, const int16_t *ranks,
    int64_t *sums);

#endif
