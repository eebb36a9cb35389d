#include "CReportAssets.h"

// SwiftPM compiles C as gnu11; clang knows #embed there too, as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t style[] = {
#embed "assets/report.css"
};

static const uint8_t script[] = {
#embed "assets/report.js"
};

ReportAssetBytes reportAssetStyle(void) {
    return (ReportAssetBytes){style, sizeof style};
}

ReportAssetBytes reportAssetScript(void) {
    return (ReportAssetBytes){script, sizeof script};
}
