#ifndef QUASISCREEN_ELEMENT_DATA_H
#define QUASISCREEN_ELEMENT_DATA_H

#include <stddef.h>

/// The bytes of one embedded file; no terminating zero.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} qs_embedded_file;

/// The tables of `datasets/elements`, compiled in so that the program needs no files at run time.
qs_embedded_file qs_element_values(void);
qs_embedded_file qs_element_provenance(void);
qs_embedded_file qs_element_properties(void);

#endif
