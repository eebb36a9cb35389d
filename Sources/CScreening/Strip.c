#include "Internal.h"

#include <stdlib.h>

static double fraction(int32_t parts, const qs_geometry *geometry) {
    return (double)parts / (double)geometry->divisions;
}

// The parts of the four roles at a position.
static void parts_at(const qs_strip *strip, int row, int position, int32_t parts[4]) {
    const qs_geometry *geometry = &strip->geometry;
    parts[0] = geometry->first_count == 0 ? 0 : geometry->first_count + row;
    parts[1] = position + 1;
    parts[3] = geometry->fixed;
    parts[2] = geometry->divisions - parts[0] - parts[1] - parts[3];
}

void qs_weights_at(const qs_strip *strip, int row, int position, double *weights) {
    int32_t parts[4];
    parts_at(strip, row, position, parts);
    for (int32_t e = 0; e < strip->geometry.elements; e++) {
        weights[e] = fraction(parts[strip->geometry.roles[e]], &strip->geometry);
    }
}

static bool measure_planes(qs_strip *strip) {
    const qs_program *program = strip->program;
    strip->lowest = calloc(program->feature_count, sizeof(double));
    strip->highest = calloc(program->feature_count, sizeof(double));
    size_t cuts = program->cut_starts[program->feature_count];
    strip->kept_at = calloc(cuts ? cuts : 1, sizeof(uint32_t));
    if (!strip->lowest || !strip->highest || !strip->kept_at) return false;
    for (size_t f = 0; f < program->feature_count; f++) {
        const double *plane = strip->geometry.planes[f];
        if (!plane) continue;
        double low = plane[0], high = plane[0];
        for (size_t p = 1; p < strip->positions; p++) {
            low = plane[p] < low ? plane[p] : low;
            high = plane[p] > high ? plane[p] : high;
        }
        strip->lowest[f] = low;
        strip->highest[f] = high;
    }
    return true;
}

static void *take_aligned(size_t bytes) {
    void *memory = NULL;
    return posix_memalign(&memory, 64, bytes) == 0 ? memory : NULL;
}

qs_strip *qs_strip_create(const qs_program *program, const qs_geometry *geometry) {
    qs_strip *strip = calloc(1, sizeof *strip);
    if (!strip) return NULL;
    strip->geometry = *geometry;
    strip->program = program;
    strip->rows = geometry->rows;
    strip->padded = (geometry->rows + qs_vector_rows - 1) / qs_vector_rows * qs_vector_rows;
    size_t padded = (size_t)strip->padded;
    while (strip->padded >> strip->group_shift > 64 * 16) strip->group_shift++;
    strip->lengths = take_aligned(2 * padded * sizeof(int16_t));
    strip->row_lengths = take_aligned(2 * padded * sizeof(double));
    strip->bases = calloc(padded, sizeof(uint32_t));
    strip->filled = calloc(padded / qs_vector_rows, sizeof(uint64_t));
    if (!strip->lengths || !strip->row_lengths || !strip->bases || !strip->filled) {
        qs_strip_destroy(strip);
        return NULL;
    }
    strip->zeros = strip->lengths + padded;
    // Strips of coarse grids are many and keep little each.
    strip->kept.memory.chunk = 64 * padded;
    strip->row_parts = strip->row_lengths + padded;
    for (size_t r = 0; r < 2 * padded; r++) {
        strip->lengths[r] = 0;
        strip->row_lengths[r] = 0;
    }
    for (int r = 0; r < strip->rows; r++) {
        int first = geometry->first_count == 0 ? 0 : geometry->first_count + r;
        int length = geometry->divisions - geometry->fixed - first - 1;
        strip->lengths[r] = (int16_t)length;
        strip->row_lengths[r] = length;
        strip->row_parts[r] = first;
        strip->bases[r] = (uint32_t)strip->slots;
        strip->filled[r / qs_vector_rows] |= (uint64_t)1 << (r % qs_vector_rows);
        strip->slots += (size_t)length + 1;
        strip->positions += (size_t)length;
    }
    qs_weights_at(strip, 0, 0, strip->ends[0]);
    qs_weights_at(strip, 0, strip->lengths[0] - 1, strip->ends[1]);
    qs_weights_at(strip, strip->rows - 1, 0, strip->ends[2]);
    if (!measure_planes(strip)) {
        qs_strip_destroy(strip);
        return NULL;
    }
    return strip;
}

void qs_strip_destroy(qs_strip *strip) {
    if (!strip) return;
    free(strip->lengths);
    free(strip->row_lengths);
    free(strip->bases);
    free(strip->filled);
    free(strip->lowest);
    free(strip->highest);
    free(strip->kept_at);
    qs_cut_list_free(&strip->kept);
    free(strip);
}
