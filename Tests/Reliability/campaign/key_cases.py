"""What depends on each key of a pipeline file, written down from what the keys mean."""

from dataclasses import dataclass

#: What each stage reads, by what it is about: the data become descriptors, these are validated,
#: then a model is trained with the calibration that validation taught, and so on.
READS = {
    "data": (),
    "features": ("data",),
    "validation": ("data", "features"),
    "model": ("data", "features", "validation"),
    "sweep": ("model",),
    "rules": ("model", "validation"),
    "maps": ("model", "sweep"),
    "figures": ("validation", "model", "sweep", "rules"),
    "atlas": ("model", "sweep", "rules"),
    "report": ("data", "features", "validation", "model", "sweep", "rules", "maps", "figures",
               "atlas"),
}

FOREST = {
    "title": "Mini",
    "dataset": {"path": "small.csv"},
    "model": {"trees": 4, "max_depth": 6},
    "validation": {"protocols": ["system"]},
    "sweep": {
        "systems": ["Al-Cu-Fe"], "families": ["Al-Cu-Late"], "groups": {"Late": ["Ni"]},
        "divisions": 10},
    "rules": {
        "count": 2,
        "descriptors": [
            "ave:x_ea_conventional", "std:x_miracle_radius_pm", "ave:x_pettifor_number"],
        "surrogate_descriptors": ["ave:x_ea_conventional", "std:x_miracle_radius_pm"],
        "maximum_terms": 1, "nulls": 2, "bootstraps": 1, "sampled": 300},
    "maps": {"top": 1, "formats": ["svg"]},
}
BOOSTING = {**FOREST, "model": {"preset": "boosting", "rounds": 4}}
#: Rules from known compounds alone, so that what is swept does not concern them.
KNOWN_ONLY = {**FOREST, "rules": {**FOREST["rules"], "sampled": 0}}

NON_METALS = (
    "H", "He", "C", "N", "O", "F", "Ne", "P", "S", "Cl", "Ar", "Se", "Br", "Kr", "I", "Xe", "At",
    "Rn")

MODEL = ("validation", "model")
EXTENT = ("sweep", "rules")

#: For a wrong value that only the data can refuse, such as a class that they do not have.
LATER = "found in the data"


@dataclass
class Case:
    """A key with another value, the stages whose own results it decides, and wrong values."""

    key: str
    value: object
    own: tuple
    #: A value of another type, and one that is of the right type and still wrong.
    type: object
    wrong: object
    base: dict = None
    #: What finds the wrong value: the reading of the file, or `LATER` the data.
    when: str = None

    @property
    def path(self):
        return self.key.replace("forest:", "").replace("boosting:", "").split(".")


LIST, MAPPING, WORDS = ["a", "b"], {"a": "b"}, "many"
ANY_TEXT = None

CASES = [
    Case("title", "Another", ("report",), LIST, ANY_TEXT),
    Case("dataset.path", "other.csv", ("data",), LIST, "missing.csv", when="no input"),
    Case("dataset.formula_column", "name", ("data",), LIST, "nope", when=LATER),
    Case("dataset.class_column", "label", ("data",), LIST, "nope", when=LATER),
    Case("dataset.decision_column", "none", ("data",), LIST, "nope", when=LATER),
    Case("dataset.keep", {"origin": ["b"]}, ("data",), LIST, {"nope": ["b"]}, when=LATER),
    Case("dataset.duplicates", "keep", ("data",), LIST, "nope"),
    Case("dataset.contradictions", "exclude", ("data",), LIST, "nope"),
    Case("descriptors.properties", ["period", "covalent_radius_cordero"], ("features",), MAPPING,
         ["nope"]),
    Case("descriptors.statistics", ["ave", "std"], ("features",), "ave", ["nope"]),
    Case("descriptors.stoichiometry", ["element_count"], ("features",), "element_count", ["nope"]),
    Case("descriptors.missing", "impute", ("features",), LIST, "nope"),
    Case("model.preset", "liu2021", MODEL, LIST, "nope"),
    Case("model.seed", 1, MODEL, WORDS, -1),
    Case("model.gate_non_metals", True, MODEL, WORDS, 2),
    Case("model.homologue_weight", 0.5, MODEL, WORDS, -1),
    Case("model.calibration", "never", MODEL, LIST, "nope"),
    Case("model.forest:trees", 5, MODEL, WORDS, 0),
    Case("model.forest:criterion", "gini", MODEL, LIST, "nope"),
    Case("model.forest:max_depth", 5, MODEL, WORDS, 0),
    Case("model.forest:max_features", "sqrt", MODEL, LIST, 0),
    Case("model.forest:min_samples_split", 4, MODEL, WORDS, 1),
    Case("model.forest:min_samples_leaf", 2, MODEL, WORDS, 0),
    Case("model.forest:splits", "random", MODEL, LIST, "nope"),
    Case("model.forest:sampling", "bootstrap", MODEL, LIST, "nope"),
    Case("model.forest:class_weights", "balanced", MODEL, LIST, "nope"),
    Case("model.boosting:rounds", 5, MODEL, WORDS, 0, BOOSTING),
    Case("model.boosting:learning_rate", 0.1, MODEL, WORDS, 0, BOOSTING),
    Case("model.boosting:max_depth", 3, MODEL, WORDS, 0, BOOSTING),
    Case("model.boosting:min_samples_leaf", 2, MODEL, WORDS, 0, BOOSTING),
    Case("model.boosting:ridge", 2, MODEL, WORDS, -1, BOOSTING),
    Case("model.boosting:feature_share", 0.5, MODEL, WORDS, 0, BOOSTING),
    Case("model.boosting:row_share", 0.5, MODEL, WORDS, 1.5, BOOSTING),
    Case("validation.protocols", ["system", "random"], ("validation",), "random", ["nope"]),
    Case("validation.folds", 4, ("validation",), WORDS, 1),
    Case("validation.seed", 1, ("validation",), WORDS, -1),
    Case("validation.repeats", 2, ("validation",), WORDS, 0),
    # What is swept is also what the rules draw compositions from.
    Case("sweep.families", ["Al-Late-Co"], EXTENT, MAPPING, ["Al-Nope-Co"]),
    Case("sweep.systems", ["Al-Cu-Co"], EXTENT, MAPPING, ["Al-Cu"]),
    Case("sweep.systems", ["Al-Cu-Co"], ("sweep",), MAPPING, ["Al-Cu-Xx"], KNOWN_ONLY),
    Case("sweep.elements", ["Al", "Cu", "Ni", "Co"], EXTENT, MAPPING, ["Xx"]),
    Case("sweep.sections", ["(Al-Cu-Fe)90Mg10"], EXTENT, [LIST], ["(Al-Cu-Fe)95Mg5"]),
    Case("sweep.quaternaries", ["Al-Cu-Fe-Mg"], EXTENT, MAPPING, ["Al-Cu-Fe"]),
    Case("sweep.groups", {"Late": ["Ni", "Co"]}, EXTENT, LIST, {"Late": ["Xx"]}),
    Case("sweep.divisions", 12, EXTENT, WORDS, 0),
    # The figures name the wanted class.
    Case("sweep.target", "approximant", ("sweep", "figures"), LIST, "nope", when=LATER),
    Case("sweep.maps", "all", ("sweep",), LIST, "nope"),
    Case("sweep.threshold", 0.3, ("sweep",), WORDS, 1.5),
    Case("sweep.bits", 8, ("sweep",), LIST, 12),
    Case("sweep.block", 1, ("sweep",), WORDS, 0),
    Case("sweep.skip_below", 0.9, ("sweep",), WORDS, 1.5),
    Case("sweep.exclude.toxic", True, ("sweep",), WORDS, 2),
    Case("sweep.exclude.radioactive", True, ("sweep",), WORDS, 2),
    Case("sweep.exclude.price_above", 5, ("sweep",), WORDS, -1),
    Case("sweep.exclude.elements", ["Fe"], ("sweep",), MAPPING, ["Xx"]),
    Case("rules.target", "approximant", ("rules",), MAPPING, "nope", when=LATER),
    Case("rules.descriptors", ["ave:x_ea_conventional", "ave:x_pettifor_number"], ("rules",),
         MAPPING, ["nope"]),
    Case("rules.count", 1, ("rules",), WORDS, 6),
    Case("rules.rungs", 1, ("rules",), WORDS, 3),
    Case("rules.minimum_coverage", 0.8, ("rules",), WORDS, 0),
    Case("rules.conjunction_coverage", 0.6, ("rules",), WORDS, 0),
    Case("rules.coverage_weight", 2, ("rules",), WORDS, 0),
    Case("rules.bootstraps", 2, ("rules",), WORDS, -1),
    Case("rules.nulls", 3, ("rules",), WORDS, -1),
    Case("rules.surrogate_descriptors", ["ave:x_ea_conventional", "ave:x_pettifor_number"],
         ("rules",), MAPPING, ["nope"]),
    Case("rules.maximum_terms", 2, ("rules",), WORDS, 5),
    Case("rules.maximum_conditions", 2, ("rules",), WORDS, 0),
    Case("rules.floor", 0.01, ("rules",), WORDS, 0),
    Case("rules.sampled", 200, ("rules",), WORDS, -1),
    Case("rules.seed", 1, ("rules",), WORDS, -1),
    # The figures leave the same compounds out as the search.
    Case("rules.excluded_elements", [*NON_METALS, "Ge"], ("rules", "figures"), MAPPING, ["Xx"]),
    # The viewer's uncertainty is worked out for as many maps as are drawn.
    Case("maps.top", 2, ("maps", "atlas"), WORDS, -1),
    Case("maps.systems", ["Al-Ni-Co"], ("maps",), MAPPING, ["Al-Ni"]),
    Case("maps.formats", ["svg", "png"], ("maps", "figures"), "svg", ["nope"]),
    Case("maps.layers", ["class"], ("maps",), MAPPING, ["nope"], when=LATER),
    Case("maps.width", 120, ("maps",), WORDS, 10),
    Case("maps.font_size", 8, ("maps", "figures"), WORDS, 1),
    Case("maps.resolution", 72, ("maps", "figures"), WORDS, 1),
    Case("maps.theme", "dark", ("maps", "figures"), LIST, "nope"),
    Case("maps.names", False, ("maps",), WORDS, 2),
    Case("report.candidates", 5, ("report",), WORDS, 0),
    Case("report.maps", 0, ("atlas", "report"), WORDS, -1),
]


def affected(own):
    """These stages and those that read them, directly or not."""
    found = set(own)
    while True:
        more = {stage for stage, read in READS.items() if found.intersection(read)} - found
        if not more:
            return found
        found |= more
