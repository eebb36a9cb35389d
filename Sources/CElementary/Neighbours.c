#include "Neighbours.h"
#include "Elementary.h"

enum { size = qs_leaf_size };

// Vectors are passed between inlined functions only, so no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"

// One number for each point of a leaf, or each leaf of sixteen: as many registers as the processor
// needs for them. Aligned as single numbers are.
typedef float lanes __attribute__((vector_size(4 * size), aligned(4)));
typedef int32_t marks __attribute__((vector_size(4 * size), aligned(4)));

QS_INLINE lanes larger(lanes a, lanes b) {
    marks first = a > b;
    return (lanes)(((marks)a & first) | ((marks)b & ~first));
}

// The second where the first is not a number.
QS_INLINE lanes smaller(lanes a, lanes b) {
    marks first = a < b;
    return (lanes)(((marks)a & first) | ((marks)b & ~first));
}

QS_INLINE int any(marks chosen) { return __builtin_reduce_or(chosen) != 0; }

// Room for rounding: a box is passed over only where it is beyond doubt.
static const float certainty = 1 - 0x1p-16f;

// Coordinates between two looks at whether a leaf is too far.
enum { stretch = 8 };

typedef struct {
    float *squares;
    int64_t *numbers;
    size_t found;
    size_t capacity;
    // Squared distances beyond it are too far for any list.
    float farthest;
} list;

QS_INLINE float limit_of(const list *nearest) {
    size_t last = nearest->capacity - 1;
    return nearest->found <= last ? nearest->farthest : nearest->squares[last];
}

static void offer(list *nearest, float square, int64_t number) {
    float *squares = nearest->squares;
    int64_t *numbers = nearest->numbers;
    size_t place = nearest->found;
    while (place > 0
           && (square < squares[place - 1]
               || (square == squares[place - 1] && number < numbers[place - 1]))) {
        place -= 1;
    }
    if (place == nearest->capacity) return;
    if (nearest->found < nearest->capacity) nearest->found += 1;
    for (size_t i = nearest->found - 1; i > place; i--) {
        squares[i] = squares[i - 1];
        numbers[i] = numbers[i - 1];
    }
    squares[place] = square;
    numbers[place] = number;
}

// Squared distances to the boxes of sixteen leaves.
QS_INLINE lanes box_squares(
    const lanes *restrict bounds, const float *restrict query, size_t dimensions) {
    lanes squares = {0};
    for (size_t d = 0; d < dimensions; d++) {
        lanes below = bounds[2 * d] - query[d];
        lanes above = query[d] - bounds[2 * d + 1];
        lanes step = larger(larger(below, above), (lanes){0});
        squares += step * step;
    }
    return squares;
}

typedef struct {
    const float *query;
    int32_t group;
    int64_t exception;
    list nearest;
    float *boxes;
    // The list is near enough: nothing nearer is looked for.
    int done;
} search;

// The mean distance, added up from the nearest on, against what is near enough.
QS_INLINE int is_enough(const list *nearest, double enough) {
    if (!(enough > 0) || nearest->found < nearest->capacity) return 0;
    double sum = 0;
    for (size_t i = 0; i < nearest->found; i++) sum += __builtin_sqrt((double)nearest->squares[i]);
    return sum / (double)nearest->found <= enough;
}

QS_INLINE void take(const qs_leaves *leaves, size_t leaf, lanes squares, search *search) {
    list *nearest = &search->nearest;
    if (!any(squares <= limit_of(nearest))) return;
    float values[size];
    memcpy(values, &squares, sizeof values);
    for (size_t i = 0; i < size; i++) {
        if (!(values[i] <= limit_of(nearest))) continue;
        size_t position = leaf * size + i;
        int64_t candidate = leaves->numbers[position];
        if (candidate < 0 || candidate == search->exception) continue;
        if (search->group >= 0 && leaves->groups[position] == search->group) continue;
        offer(nearest, values[i], candidate);
    }
}

// One leaf for up to four queries: its points are read once, and where one sum would wait for its
// last addition, four go on.
QS_INLINE void visit(
    const qs_leaves *leaves, size_t leaf, search *const *searches, size_t count) {
    size_t dimensions = leaves->dimensions;
    const lanes *restrict points = (const lanes *)(leaves->points + leaf * dimensions * size);
    const float *restrict a = searches[0]->query;
    const float *restrict b = searches[count > 1 ? 1 : 0]->query;
    const float *restrict c = searches[count > 2 ? 2 : 0]->query;
    const float *restrict d = searches[count > 3 ? 3 : 0]->query;
    float limit = limit_of(&searches[0]->nearest);
    for (size_t i = 1; i < count; i++) {
        float other = limit_of(&searches[i]->nearest);
        limit = other > limit ? other : limit;
    }
    lanes first = {0}, second = {0}, third = {0}, fourth = {0};
    for (size_t place = 0; place < dimensions;) {
        size_t stop = place + stretch < dimensions ? place + stretch : dimensions;
        for (; place < stop; place++) {
            lanes values = points[place];
            lanes step = values - a[place];
            first += step * step;
            step = values - b[place];
            second += step * step;
            step = values - c[place];
            third += step * step;
            step = values - d[place];
            fourth += step * step;
        }
        // Sums of squares only grow: a leaf that is too far by now stays so.
        marks near = (first <= limit) | (second <= limit) | (third <= limit) | (fourth <= limit);
        if (!any(near)) return;
    }
    take(leaves, leaf, first, searches[0]);
    if (count > 1) take(leaves, leaf, second, searches[1]);
    if (count > 2) take(leaves, leaf, third, searches[2]);
    if (count > 3) take(leaves, leaf, fourth, searches[3]);
}

QS_INLINE void visit_for(
    const qs_leaves *leaves, size_t leaf, search *const *searches, size_t count, double enough) {
    visit(leaves, leaf, searches, count);
    for (size_t i = 0; i < count; i++) searches[i]->done = is_enough(&searches[i]->nearest, enough);
}

// Boxes that are visited one by one for a list that may soon be near enough.
enum { tries = 4 };

// Visits the box nearest to a query, and further ones until its list is full; where a list may stay
// open, a few.
QS_INLINE void begin(const qs_leaves *leaves, search *search, double enough) {
    size_t left = enough > 0 ? tries : 1;
    do {
        size_t groups = (leaves->leaves + size - 1) / size;
        lanes smallest = (lanes){0} + __builtin_inff();
        for (size_t g = 0; g < groups; g++) {
            lanes boxes;
            memcpy(&boxes, search->boxes + g * size, sizeof boxes);
            smallest = smaller(boxes, smallest);
        }
        float least = __builtin_inff();
        for (size_t i = 0; i < size; i++) least = smallest[i] < least ? smallest[i] : least;
        if (least == __builtin_inff() || least * certainty > limit_of(&search->nearest)) return;
        size_t nearest = 0;
        while (search->boxes[nearest] != least) nearest += 1;
        // Not a number is never within reach.
        search->boxes[nearest] = __builtin_nanf("");
        visit_for(leaves, nearest, &search, 1, enough);
        if (left > 0) left -= 1;
    } while (!search->done && (left > 0 || limit_of(&search->nearest) == __builtin_inff()));
}

QS_CLONES
void qs_nearest(
    const qs_leaves *leaves, const float *queries, size_t count, const int32_t *groups,
    const int64_t *exceptions, float farthest, double enough, size_t capacity, float *squares,
    int64_t *numbers, size_t *found, float *scratch) {
    size_t dimensions = leaves->dimensions;
    size_t stride = (leaves->leaves + size - 1) / size * size;
    search searches[qs_query_limit];
    size_t open = 0;
    for (size_t q = 0; q < count; q++) {
        list nearest = {squares + q * capacity, numbers + q * capacity, found[q], capacity, farthest};
        if (is_enough(&nearest, enough)) continue;
        searches[open++] = (search){
            queries + q * dimensions, groups[q], exceptions[q], nearest, scratch + q * stride, 0};
    }
    for (size_t leaf = 0; leaf < stride; leaf += size) {
        const lanes *bounds = (const lanes *)(leaves->bounds + 2 * leaf * dimensions);
        for (size_t q = 0; q < open; q++) {
            lanes boxes = box_squares(bounds, searches[q].query, dimensions);
            memcpy(searches[q].boxes + leaf, &boxes, sizeof boxes);
        }
    }
    // Without coordinates every box is at distance 0, even those that do not exist.
    for (size_t q = 0; q < open; q++) {
        for (size_t leaf = leaves->leaves; leaf < stride; leaf++) {
            searches[q].boxes[leaf] = __builtin_inff();
        }
    }
    // The nearest box first: what it holds bounds the rest. The order leaves no trace.
    for (size_t q = 0; q < open; q++) begin(leaves, &searches[q], enough);
    for (size_t leaf = 0; leaf < leaves->leaves; leaf++) {
        search *chosen[4];
        size_t filled = 0;
        for (size_t q = 0; q < open; q++) {
            if (searches[q].done) continue;
            if (!(searches[q].boxes[leaf] * certainty <= limit_of(&searches[q].nearest))) continue;
            chosen[filled++] = &searches[q];
            if (filled < 4) continue;
            visit_for(leaves, leaf, chosen, 4, enough);
            filled = 0;
        }
        if (filled > 0) visit_for(leaves, leaf, chosen, filled, enough);
    }
    for (size_t q = 0; q < open; q++) {
        found[(size_t)(searches[q].nearest.squares - squares) / capacity] = searches[q].nearest.found;
    }
}
