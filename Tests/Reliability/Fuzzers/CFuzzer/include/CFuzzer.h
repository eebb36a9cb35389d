#ifndef QUASISCREEN_CFUZZER_H
#define QUASISCREEN_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the arguments of a program; part of the runtime of `-sanitize=fuzzer`.
int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));

#endif
