import Basis
import Testing

@testable import QuasiScreen

private let start = "dataset: {path: data}\nsweep: {systems: [Al-Cu-Fe]}\n"

@Suite struct PipelineConfigurationTests {
    @Test func whatIsNotSaidHasItsDefault() throws {
        let found = try PipelineConfiguration(text: start, file: "/p/name.yaml")
        #expect(found.name == "name")
        #expect(found.title == "name")
        #expect(found.dataset.path == "/p/data")
        #expect(found.dataset.rules == DatasetRules())
        #expect(found.model.preset == .default)
        #expect(found.model.recipe == .standard)
        #expect(found.descriptors.set == .compact)
        #expect(found.descriptors.missing == .impute)
        let paper = try PipelineConfiguration(
            text: start + "model: {preset: liu2021}\n", file: "/p/name.yaml")
        #expect(paper.model.recipe == .liu2021)
        #expect(paper.descriptors.set == .liu2021)
        #expect(paper.descriptors.missing == .error)
        for (keys, preset) in [("trees: 5", ModelPreset.forest), ("rounds: 5", .boosting)] {
            let implied = try PipelineConfiguration(
                text: start + "model: {\(keys)}\n", file: "/p/name.yaml")
            #expect(implied.model.preset == preset)
        }
        #expect(found.validation.protocols == ValidationProtocol.allCases)
        #expect(found.validation.folds == 5)
        #expect(found.sweep.divisions == 100)
        #expect(found.sweep.target == "quasicrystal")
        #expect(found.rules.count == 5)
        #expect(found.maps.top == 12)
        #expect(found.maps.formats == [.svg, .pdf, .png])
        #expect(found.report.candidates == 200)
    }

    @Test func aKeyThatStandsTwiceIsNamedOnOneLine() {
        let error = #expect(throws: ConfigurationError.self) {
            try PipelineConfiguration(
                text: start + "model:\n  seed: 3\n  seed: 4\n", file: "p.yaml")
        }
        let text = error?.description ?? ""
        #expect(text.contains("\"seed\" stands twice"))
        #expect(text.hasPrefix("p.yaml:"))
        #expect(!text.contains("\n"))
    }

    @Test func aCharacterThatNoPipelineMayHoldIsNamedWithItsPlace() {
        let error = #expect(throws: ConfigurationError.self) {
            try PipelineConfiguration(text: start + "title: a\u{7}b\n", file: "p.yaml")
        }
        #expect(error?.description.hasPrefix("p.yaml:3:9: ") == true, "\(error?.description ?? "")")
    }

    @Test func theOrderOfProtocolsIsNoSetting() throws {
        let texts = ["[family, random]", "[random, family]"].map {
            start + "validation: {protocols: \($0)}\n"
        }
        let found = try texts.map { try PipelineConfiguration(text: $0, file: "p.yaml") }
        #expect(found[0].validation.parameters == found[1].validation.parameters)
    }

    @Test func everyKeyIsRead() throws {
        let found = try PipelineConfiguration(
            text: """
                title: All keys
                dataset:
                  path: /abs/data
                  formula_column: f
                  class_column: c
                  decision_column: d
                  duplicates: keep
                  contradictions: exclude
                  keep: {split: [train, ""], kind: x}
                descriptors: {properties: [density, period], statistics: [ave, std], missing: mask,
                              stoichiometry: [mixing_entropy]}
                model:
                  preset: forest
                  trees: 7
                  criterion: gini
                  max_depth: none
                  max_features: 12
                  min_samples_split: 4
                  min_samples_leaf: 2
                  splits: random
                  sampling: bootstrap
                  gate_non_metals: true
                  homologue_weight: 0.5
                  calibration: never
                  class_weights: balanced
                  seed: 9
                validation: {protocols: [family, random], folds: 3, seed: 4, repeats: 2}
                sweep: {families: [Al-TM-TM], divisions: 20, target: b, maps: none, block: 8,
                        threshold: 0.5, bits: 8, skip_below: none, exclude: {elements: Tl}}
                rules: {target: [a, b], descriptors: [ave:period], count: 2, rungs: 1,
                        minimum_coverage: 0.5, conjunction_coverage: 0.4, coverage_weight: 2,
                        bootstraps: 3, nulls: 4, surrogate_descriptors: [base:period],
                        maximum_terms: 1, maximum_conditions: 2, floor: 0.01, sampled: 50,
                        seed: 6, excluded_elements: [O]}
                maps: {top: 1, systems: Al-Cu-Fe, formats: [png]}
                report: {candidates: 3}
                """, file: "p.yaml")
        #expect(found.title == "All keys")
        #expect(found.dataset.path == "/abs/data")
        #expect(found.dataset.rules.keep == ["split": ["train", ""], "kind": ["x"]])
        #expect(found.dataset.rules.decisionColumn == "d")
        #expect(found.dataset.rules.duplicates == .keep)
        #expect(found.dataset.rules.contradictions == .exclude)
        #expect(found.descriptors.set.names.count == 5)
        #expect(found.descriptors.missing == .mask)
        #expect(
            found.model.recipe
                == ModelRecipe(
                    learner: .forest(
                        ForestParameters(
                            trees: 7, criterion: .gini, maxDepth: nil, maxFeatures: .count(12),
                            minSamplesSplit: 4, minSamplesLeaf: 2, splits: .random,
                            sampling: .bootstrap, classWeights: .balanced)),
                    gatesNonMetals: true, homologueWeight: 0.5, calibration: .never, seed: 9))
        #expect(found.validation.protocols == [.family, .random])
        #expect(found.validation.repeats == 2)
        #expect(found.sweep.maps == .none)
        #expect(found.sweep.block == 8)
        #expect(found.sweep.threshold == 0.5)
        #expect(found.sweep.precision == .eight)
        #expect(found.sweep.skipBelow == nil)
        #expect(found.sweep.exclusions == ExclusionSection(names: ["Tl"]))
        #expect(found.rules.targets == ["a", "b"])
        #expect(found.rules.descriptors == ["ave:period"])
        #expect(found.rules.rungs == 1)
        #expect(found.rules.minimumCoverage == 0.5)
        #expect(found.rules.conjunctionCoverage == 0.4)
        #expect(found.rules.coverageWeight == 2)
        #expect(found.rules.bootstraps == 3)
        #expect(found.rules.nulls == 4)
        #expect(found.rules.surrogateDescriptors == ["base:period"])
        #expect(found.rules.maximumConditions == 2)
        #expect(found.rules.floor == 0.01)
        #expect(found.rules.sampled == 50)
        #expect(found.rules.seed == 6)
        #expect(found.rules.excludedElements == ["O"])
        #expect(found.maps.systems == ["Al-Cu-Fe"])
        #expect(found.maps.formats == [.png])
        #expect(found.report.candidates == 3)
    }

    @Test(arguments: [
        (
            text: "modle: {}\n",
            message: "p.yaml:3:1: unknown key \"modle\"; did you mean \"model\"?"
        ),
        (
            "zzz: 1\n",
            "p.yaml:3:1: unknown key \"zzz\"; the keys are dataset, descriptors, maps, model, "
                + "report, rules, sweep, title, validation"
        ),
        (
            "model:\n  tres: 5\n",
            "p.yaml:4:3: unknown key \"tres\" in \"model\"; did you mean \"trees\"?"
        ),
        (
            "model:\n  trees: [5]\n",
            "p.yaml:4:10: \"trees\" is a list; give a whole number"
        ),
        (
            "model:\n  trees: 2.5\n",
            "p.yaml:4:10: \"trees\" is \"2.5\"; give a whole number"
        ),
        ("model:\n  trees: 0\n", "p.yaml:4:10: \"trees\" is 0; give 1 to 100000"),
        ("model: {seed: -1}\n", "p.yaml:3:15: \"seed\" is -1; give 0 to \(Int.max)"),
        (
            "model: {criterion: entrpy}\n",
            "p.yaml:3:20: \"criterion\" is \"entrpy\"; give one of entropy, gini "
                + "(did you mean \"entropy\"?)"
        ),
        (
            "model: {max_features: 0}\n",
            "p.yaml:3:23: \"max_features\" is \"0\"; give sqrt, log2, all or a whole number"
        ),
        (
            "model: {gate_non_metals: maybe}\n",
            "p.yaml:3:26: \"gate_non_metals\" is \"maybe\"; give true or false"
        ),
        (
            "model: {preset: forest, rounds: 5}\n",
            "p.yaml:3:33: the preset forest has no \"rounds\"; leave it out or choose "
                + "\"preset: boosting\""
        ),
        ("model: 5\n", "p.yaml:3:8: \"model\" is \"5\"; give a mapping of keys to values"),
        (
            "validation: {protocols: system}\n",
            "p.yaml:3:25: \"protocols\" is \"system\"; give a list"
        ),
        (
            "descriptors: {statistics: [ave, mean]}\n",
            "p.yaml:3:33: \"statistics\" is \"mean\"; give one of "
        ),
        (
            "rules: {minimum_coverage: 2}\n",
            "p.yaml:3:27: \"minimum_coverage\" is 2.0; give 0.01 to 1.0"
        ),
        ("maps: {systems: [[Al-Cu-Fe]]}\n", "p.yaml:3:18: \"systems\" is a list; give a list of"),
        ("title: [a]\n", "p.yaml:3:8: \"title\" is a list; give a text"),
        ("title: \"open\n", "p.yaml:"),
        ("title: a\ntitle: b\n", "p.yaml"),
    ])
    func aMistakeIsNamedWithItsPlaceAndRemedy(text: String, message: String) {
        do {
            _ = try PipelineConfiguration(text: start + text, file: "p.yaml")
            Issue.record("\(text) was accepted")
        } catch {
            #expect("\(error)".hasPrefix(message), "\(error)")
            #expect((error as? any Diagnosable)?.diagnosis.kind == .configuration)
        }
    }

    @Test(arguments: [
        ("sweep: {systems: [Al-Cu-Fe]}\n", "p.yaml:1:1: \"path\" is missing in \"dataset\""),
        (
            "dataset: {path: x}\nsweep: {divisions: 10}\n",
            "p.yaml:2:8: \"families, systems, elements, sections or quaternaries\" is missing in "
                + "\"sweep\""
        ),
        ("", "p.yaml: \"path\" is missing in \"dataset\""),
        ("- a\n- b\n", "p.yaml:1:1: \"document\" is a list"),
    ])
    func whatMustBeThereIsAskedFor(text: String, message: String) {
        do {
            _ = try PipelineConfiguration(text: text, file: "p.yaml")
            Issue.record("\(text) was accepted")
        } catch {
            #expect("\(error)".hasPrefix(message), "\(error)")
        }
    }

    @Test func theShippedPipelinesAreUnderstood() throws {
        for name in ["quickstart", "screening", "liu2021"] {
            let found = try PipelineConfiguration(path: Repository.path("Pipelines/\(name).yaml"))
            #expect(found.name == name)
            #expect(!found.title.isEmpty)
        }
    }

    @Test func parametersAreCanonicalText() throws {
        let first = try PipelineConfiguration(
            text: start + "model: {preset: forest, trees: 10, max_features: sqrt}\n", file: "p.yaml"
        )
        let second = try PipelineConfiguration(
            text: "model:\n  max_features: 'sqrt'\n  trees: 0xA\n  preset: forest\n" + start,
            file: "q.yaml")
        #expect(first.model.canonical == second.model.canonical)
        #expect(
            first.model.canonical == [
                "preset": "forest", "learner": "forest", "trees": "10", "criterion": "entropy",
                "max_depth": "25", "max_features": "sqrt", "min_samples_split": "2",
                "min_samples_leaf": "1", "splits": "best", "sampling": "all",
                "class_weights": "uniform", "seed": "0", "gate_non_metals": "false",
                "homologue_weight": "0.0", "calibration": "auto",
            ])
    }
}
