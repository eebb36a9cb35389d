#ifndef QUASISCREEN_NEIGHBOURS_H
#define QUASISCREEN_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

/// Points of a leaf, and leaves of a group.
enum { qs_leaf_size = 16 };

/// Points in boxes, for exact nearest-neighbour search.
typedef struct {
    size_t dimensions;
    /// Each holds up to ``qs_leaf_size`` points.
    size_t leaves;
    /// Shape [leaves, dimensions, points of a leaf]; infinite where there is no point.
    const float *points;
    /// The caller's numbers, shape [leaves, points of a leaf]; -1 where there is no point.
    const int64_t *numbers;
    /// Shape [leaves, points of a leaf].
    const int32_t *groups;
    /// The smallest, then the largest coordinates of sixteen leaves side by side, shape
    /// [ceil(leaves / 16), dimensions, 2, 16]; infinity and minus infinity where there is no leaf.
    const float *bounds;
} qs_leaves;

/// Queries that are answered together.
enum { qs_query_limit = 8 };

/// Adds, for each query, the points nearest to it to a list that is ordered by squared distance,
/// then number.
///
/// Squared distances are sums of single-precision squares in the order of the coordinates: the bits
/// are those of a search through all points, on every processor and whichever queries are answered
/// together. Many at a time are faster: a leaf is then read once for all.
///
/// - `queries`: shape [count, dimensions], finite; `count` is ``qs_query_limit`` at most.
/// - `groups`: by query: points of this group take no part; -1 leaves none out.
/// - `exceptions`: by query: the point of this number takes no part; -1 leaves none out.
/// - `farthest`: points at a larger squared distance take no part; infinity leaves none out.
/// - `enough`: the search for a query ends where its list is full and the mean distance is at most
///   this, with points that need not be the nearest; 0 looks for the nearest always.
/// - `capacity`: how many points a list holds at most, 1 or more.
/// - `squares`, `numbers`: the lists, shape [count, capacity].
/// - `found`: how many entries of each list are taken; receives how many are now.
/// - `scratch`: room for count * ceil(leaves / 16) * 16 numbers.
void qs_nearest(
    const qs_leaves *leaves, const float *queries, size_t count, const int32_t *groups,
    const int64_t *exceptions, float farthest, double enough, size_t capacity, float *squares,
    int64_t *numbers, size_t *found, float *scratch);

#endif
