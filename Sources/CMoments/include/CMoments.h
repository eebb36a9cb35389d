#ifndef QUASISCREEN_MOMENTS_H
#define QUASISCREEN_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

/// Columns that are worked on together: lefts of a group, rights of a panel, rows of a chunk.
enum { qs_group_lefts = 12, qs_panel_rights = 32, qs_chunk_rows = 128, qs_most_residuals = 16 };

/// How a left and a right are joined, in the order in which hits of a cell come.
enum {
    qs_product = 0,
    qs_add = 1,
    qs_subtract = 2,
    qs_absolute_difference = 3,
    qs_minimum = 4,
    qs_maximum = 5,
    qs_sum_joinings = 5
};

/// Operations on one column.
enum { qs_square_root, qs_square, qs_cube, qs_inverse, qs_absolute };

/// What all columns share.
///
/// Rows stand in an order of the caller's choice; the first `head` of them (a multiple of
/// ``qs_chunk_rows``, or all) are a sample with the total weight `head_weight`.
typedef struct {
    size_t rows;
    size_t stride;
    size_t head;
    double head_weight;
    size_t residuals;
    /// Weights with sum one, zero beyond `rows`.
    const double *weights;
    /// For each residual r (weighted mean 0, variance 1): w r, then w r r, `stride` values each.
    const double *weighted_residuals;
    const double *squared_residuals;
    /// The weights and the weighted residuals in single precision.
    const float *single_weights, *single_residuals;
} qs_table;

/// Sums over one column x: of w x and w x x over all rows and over the head, of w r x, and of
/// w r r x x; x times `scale`, a power of two that brings the mean square near one.
typedef struct {
    double scale;
    double mean, square, head_mean, head_square;
    double products[qs_most_residuals];
    double spreads[qs_most_residuals];
} qs_column;

/// A block of lefts in single precision, in groups of ``qs_group_lefts``.
///
/// Each array of columns holds for each group, for each chunk of rows, the chunk's rows of the
/// group's first left, then of its second left and so on. `residual` holds one such array for each
/// residual. `plain` is the column unscaled, for the operations on equal units.
typedef struct {
    size_t groups;
    float *weighted, *squared, *residual, *plain;
    const qs_column *columns;
    const int32_t *complexity, *sum_complexity;
    const int32_t *inverted;
} qs_lefts;

/// A panel of rights in single precision: row by row the ``qs_panel_rights`` columns.
///
/// `base` is the complexity that a product adds beside its own node, `inverse` one where the right
/// is an inverse; `sum` the complexity that other joinings add.
typedef struct {
    const float *scaled, *squared, *plain;
    const qs_column *columns;
    int32_t base[qs_panel_rights], inverse[qs_panel_rights], sum[qs_panel_rights];
} qs_panel;

/// A candidate that single precision could not reject.
typedef struct {
    uint16_t left, right;
    uint32_t joining;
} qs_hit;

/// Fills the sums of a column and writes it scaled, in single precision, as left `index` of a block.
void qs_pack_left(
    const qs_table *table, const double *column, size_t index, const qs_lefts *block,
    qs_column *sums);

/// Fills the sums of a column and writes it, scaled, as right `lane` of a panel.
void qs_pack_right(
    const qs_table *table, const double *column, size_t lane, float *scaled, float *squared,
    float *plain, qs_column *sums);

/// Floats of a group of lefts in each array of columns: whole chunks of rows.
size_t qs_group_floats(size_t stride);

/// Floats of scratch that ``qs_screen`` needs.
size_t qs_scratch_floats(size_t residuals);

/// Writes to `hits` all allowed candidates of a block and a panel whose score could reach the bar
/// of their complexity, and adds the number of allowed candidates to `count`.
///
/// - `products[left]`: a bit for each right that may be joined; `sums` the same for each further
///   joining in the order of the enumeration, all lefts of the block each time.
/// - `operations`: bit k for each joining k of the enumeration that is wanted at all.
/// - `bars[complexity]`: what a score must reach; -1 lets all pass, infinity none and does not count.
/// - Returns the number of hits, at most 6 for each cell.
///
/// Sums in single precision are off by a known share at most; a candidate is left out only if its
/// score is below the bar whatever the rounding. Where the variance over the head times its share
/// of the weight already says so, the other rows are not read for it.
size_t qs_screen(
    const qs_table *table, const qs_lefts *lefts, const qs_panel *panel, const uint32_t *products,
    const uint32_t *sums, uint32_t operations, const float *bars, float *scratch, qs_hit *hits,
    uint64_t *count);

/// Writes a joined with b (see the enumeration) to `target`, zeros beyond `rows`.
void qs_join(
    const double *a, const double *b, int32_t joining, size_t rows, size_t stride, double *target);

/// Writes a transform of a to `target`, which may be a; zeros beyond `rows`.
void qs_transform(
    const double *a, int32_t transform, size_t rows, size_t stride, double *target);

/// The smallest value, infinity where there is none.
double qs_lowest(const double *a, size_t rows);

/// Whether all values are finite; `stride` is a multiple of eight.
int32_t qs_is_finite(const double *a, size_t stride);

/// The weighted mean, the mean square, the variance from centred values, and the sums with the
/// weighted residuals; 0 is returned where a value is not finite.
///
/// The order of addition depends only on the stride and no product is fused into a sum, so the bits
/// do not depend on the processor.
int32_t qs_exact_moments(
    const qs_table *table, const double *column, double *mean, double *square, double *variance,
    double *products);

/// The weighted sum, the weighted sum of squares and the sum with `weighted` of a column, in this
/// order; `stride` is a multiple of eight.
void qs_part_sums(
    const double *values, const double *weights, const double *weighted, size_t stride,
    double *sums);

/// The sum of the products of two columns; `stride` is a multiple of eight.
double qs_part_product(const double *values, const double *weighted, size_t stride);

#endif
