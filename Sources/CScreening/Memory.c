#include "Internal.h"

#include <stdlib.h>

struct qs_chunk {
    qs_chunk *next;
    size_t capacity;
    int16_t *numbers;
};

enum { many_numbers = 1 << 18, alignment = 64 };

static qs_chunk *make_chunk(size_t count, size_t least) {
    qs_chunk *chunk = malloc(sizeof *chunk);
    if (!chunk) return NULL;
    if (least == 0) least = many_numbers;
    size_t capacity = count > least ? count : least;
    *chunk = (qs_chunk){NULL, capacity, NULL};
    void *numbers = NULL;
    if (posix_memalign(&numbers, alignment, capacity * sizeof(int16_t)) != 0) {
        free(chunk);
        return NULL;
    }
    chunk->numbers = numbers;
    return chunk;
}

int16_t *qs_arena_take(qs_arena *arena, size_t count) {
    count = (count + qs_vector_rows - 1) / qs_vector_rows * qs_vector_rows;
    while (!arena->current || arena->used + count > arena->current->capacity) {
        qs_chunk *next = arena->current ? arena->current->next : arena->first;
        if (!next || count > next->capacity) {
            qs_chunk *fresh = make_chunk(count, arena->chunk);
            if (!fresh) return NULL;
            fresh->next = next;
            if (arena->current) arena->current->next = fresh;
            else arena->first = fresh;
            next = fresh;
        }
        arena->current = next;
        arena->used = 0;
    }
    int16_t *taken = arena->current->numbers + arena->used;
    arena->used += count;
    return taken;
}

void qs_arena_reset(qs_arena *arena) {
    arena->current = NULL;
    arena->used = 0;
}

void qs_arena_free(qs_arena *arena) {
    for (qs_chunk *chunk = arena->first; chunk;) {
        qs_chunk *next = chunk->next;
        free(chunk->numbers);
        free(chunk);
        chunk = next;
    }
    *arena = (qs_arena){arena->chunk, NULL, NULL, 0};
}

bool qs_reserve(void **items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return true;
    size_t larger = *capacity ? 2 * *capacity : 64;
    void *moved = realloc(*items, larger * size);
    if (!moved) return false;
    *items = moved;
    *capacity = larger;
    return true;
}

bool qs_cut_list_append(qs_cut_list *list, qs_cut cut) {
    if (!qs_reserve((void **)&list->cuts, list->count, &list->capacity, sizeof cut)) return false;
    list->cuts[list->count++] = cut;
    return true;
}

void qs_cut_list_free(qs_cut_list *list) {
    free(list->cuts);
    qs_arena_free(&list->memory);
    *list = (qs_cut_list){NULL, 0, 0, list->memory};
}
