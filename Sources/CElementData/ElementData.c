#include "CElementData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char values[] = {
#embed "../../datasets/elements/elements.csv"
};

static const unsigned char provenance[] = {
#embed "../../datasets/elements/provenance.csv"
};

static const unsigned char properties[] = {
#embed "../../datasets/elements/properties.csv"
};

qs_embedded_file qs_element_values(void) { return (qs_embedded_file){values, sizeof values}; }

qs_embedded_file qs_element_provenance(void) {
    return (qs_embedded_file){provenance, sizeof provenance};
}

qs_embedded_file qs_element_properties(void) {
    return (qs_embedded_file){properties, sizeof properties};
}
