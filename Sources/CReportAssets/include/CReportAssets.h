#ifndef CREPORTASSETS_H
#define CREPORTASSETS_H

#include <stddef.h>
#include <stdint.h>

/// Bytes of a file that the build embedded; they live as long as the program.
typedef struct {
    const uint8_t *bytes;
    size_t count;
} ReportAssetBytes;

/// The style sheet of every report, `assets/*.css`, UTF-8.
ReportAssetBytes reportAssetStyle(void);

/// The script of every report, `assets/*.js`, UTF-8.
ReportAssetBytes reportAssetScript(void);

#endif
