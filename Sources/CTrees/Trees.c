#include "CTrees.h"

#include <string.h>

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define QS_CLONES
#endif

QS_CLONES
void qs_tree_ranks(
    const double *rows, size_t count, size_t features, const double *thresholds,
    const size_t *starts, const int32_t *steps, int16_t *ranks) {
    for (size_t feature = 0; feature < features; feature++) {
        const double *sorted = thresholds + starts[feature];
        double values[qs_tree_rows] = {0};
        // As wide as the values, which keeps the search in vectors.
        int64_t below[qs_tree_rows] = {0};
        for (size_t row = 0; row < count; row++) values[row] = rows[row * features + feature];
        for (int32_t step = steps[feature]; step-- > 0;) {
            int64_t half = (int64_t)1 << step;
            const double *probe = sorted + half - 1;
            for (size_t row = 0; row < qs_tree_rows; row++) {
                below[row] += probe[below[row]] < values[row] ? half : 0;
            }
        }
        int16_t *column = ranks + feature * qs_tree_rows;
        for (size_t row = 0; row < qs_tree_rows; row++) column[row] = (int16_t)below[row];
    }
}

// One number for each row of a block: as many registers as the processor needs for them.
typedef int16_t marks __attribute__((ext_vector_type(qs_tree_rows)));
typedef int32_t numbers __attribute__((ext_vector_type(qs_tree_rows)));

QS_CLONES
void qs_tree_sums(
    const qs_tree_node *nodes, const qs_tree_run *runs, size_t count, const int16_t *ranks,
    int64_t *sums) {
    for (size_t run = 0; run < count; run++) {
        // Rows that are at a node hold -1, the others 0.
        marks waiting[qs_tree_depth];
        size_t depth = 0;
        marks here = -1;
        numbers sum = 0;
        const qs_tree_node *end = nodes + runs[run].end;
        for (const qs_tree_node *node = nodes + runs[run].begin; node < end; node++) {
            if (node->feature >= 0) {
                marks own;
                memcpy(&own, ranks + (size_t)node->feature * qs_tree_rows, sizeof own);
                marks left = here & (own <= node->rank);
                waiting[depth++] = here ^ left;
                here = left;
            } else {
                sum += __builtin_convertvector(here, numbers) & node->value;
                // Behind the last leaf of a tree stands the root of the next.
                here = depth > 0 ? waiting[--depth] : (marks)-1;
            }
        }
        int64_t *column = sums + runs[run].column * qs_tree_rows;
        for (size_t row = 0; row < qs_tree_rows; row++) column[row] += sum[row];
    }
}
