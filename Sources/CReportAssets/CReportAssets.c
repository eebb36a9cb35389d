#include "CReportAssets.h"

// SwiftPM compiles C as gnu11; clang knows #embed there too, as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Files of one kind follow each other and become one style sheet and one script.
static const uint8_t style[] = {
#embed "assets/report.css" suffix(,)
#embed "assets/viewer.css"
};

static const uint8_t script[] = {
#embed "assets/report.js" suffix(,)
#embed "assets/ternary-data.js" suffix(,)
#embed "assets/ternary-search.js" suffix(,)
#embed "assets/ternary-layers.js" suffix(,)
#embed "assets/ternary-canvas.js" suffix(,)
#embed "assets/ternary-frame.js" suffix(,)
#embed "assets/ternary-panel.js" suffix(,)
#embed "assets/ternary-viewer.js" suffix(,)
#embed "assets/ternary-input.js"
};

ReportAssetBytes reportAssetStyle(void) {
    return (ReportAssetBytes){style, sizeof style};
}

ReportAssetBytes reportAssetScript(void) {
    return (ReportAssetBytes){script, sizeof script};
}
