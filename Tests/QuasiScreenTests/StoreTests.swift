import Artifacts
import Basis
import Materials
import Screening
import Ternary
import Testing

@testable import QuasiScreen

/// What the stores' tests put away and read back.
private enum Sample {
    static let text = """
        formula,phase_class,stability
        Al80Mn20,quasicrystal,stable
        Al86Fe14,quasicrystal,stable
        Al70Pd21Mn9,quasicrystal,stable
        Al78Co22,approximant,stable
        Al77Rh23,approximant,stable
        NaCl,ordinary,stable
        Ti\u{2082}C,ordinary,stable
        Fe3Al,ordinary,stable
        Al62Cu26Fe12,quasicrystal,metastable
        """

    static let table = Result {
        try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))]).table
    }

    static let features = Result {
        let section = try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\nmodel: {preset: liu2021}\n",
            file: "p.yaml"
        ).descriptors
        let featurizer = try section.featurizer()
        return (
            featurizer,
            try CompoundFeatures(table: table.get(), featurizer: featurizer, threads: 1)
        )
    }

    static func model(seed: UInt64 = 3, threads: Int = 1) throws -> TrainedModel {
        let (featurizer, data) = try features.get()
        return try TrainedModel(
            learningFrom: data, featurizer: featurizer,
            recipe: ModelRecipe(
                learner: .forest(
                    ForestParameters(
                        trees: 12, maxDepth: 25, maxFeatures: .log2, sampling: .bootstrap)),
                seed: seed), calibration: nil, threads: threads)
    }
}

@Suite struct ModelStoreTests {
    @Test func aModelComesBackWithTheSameBytesAndPredictions() throws {
        let model = try Sample.model()
        let bytes = try ModelStore.encode(model)
        let decoded = try ModelStore.decode(bytes, name: "m.h5")
        #expect(decoded.classifier == model.classifier)
        #expect(decoded.range == model.range)
        #expect(decoded.space.components == model.space.components)
        #expect(decoded.space.coordinates == model.space.coordinates)
        #expect(decoded.space.trainingDistances == model.space.trainingDistances)
        #expect(decoded.known == model.known)
        #expect(decoded.classNames == model.classNames)
        #expect(decoded.featurizer.names == model.featurizer.names)
        #expect(try ModelStore.encode(decoded) == bytes)
        let formulas = try TrainedModel.parse(
            formulas: ["Al63Cu25Fe12", "NaCl", "Ti2C", "Al", "Zn60Mg30Ho10"])
        let first = try JSONText.encode(model.predict(formulas, threads: 1))
        #expect(try JSONText.encode(decoded.predict(formulas, threads: 3)) == first)
    }

    @Test func threadsLeaveTheBytesAndTheSeedChangesThem() throws {
        let bytes = try ModelStore.encode(Sample.model())
        #expect(try ModelStore.encode(Sample.model(threads: 3)) == bytes)
        #expect(try ModelStore.encode(Sample.model(seed: 4)) != bytes)
    }

    @Test func aModelOfAnotherElementTableIsRefused() throws {
        var file = try ArtifactSchema.model.decode(ModelStore.encode(Sample.model()), name: "m.h5")
        file.attributes.removeAll { $0.name == "element_table_sha256" }
        file.set("element_table_sha256", .text(String(repeating: "0", count: 64)))
        #expect(
            throws: QuasiScreenError.modelMismatch(
                file: "m.h5", detail: "the model was trained with another element table")
        ) { try ModelStore.decode(file.encoded(), name: "m.h5") }
    }

    @Test(arguments: [
        "node_count", "leaf_number_count", "left", "split_feature", "leaf_value", "tree_count",
    ])
    func aForestThatDoesNotFitTogetherIsRefused(name: String) throws {
        var file = try ArtifactSchema.model.decode(ModelStore.encode(Sample.model()), name: "m.h5")
        let index = try #require(file.variables.firstIndex { $0.name == name })
        switch file.variables[index].values {
        case .int32(var values):
            let last = try #require(values.lastIndex { $0 > 0 })
            values[last] = 1_000_000
            file.variables[index].values = .int32(values)
        case .uint32(var values):
            values[0] &+= 1
            file.variables[index].values = .uint32(values)
        default:
            Issue.record("\(name) has another type")
        }
        let bytes = try file.encoded()
        #expect {
            try ModelStore.decode(bytes, name: "m.h5")
        } throws: {
            ($0 as? any Diagnosable)?.diagnosis.kind == .badData
        }
    }

    @Test func anotherFileIsNoModel() throws {
        let bytes = try CompoundStore.encode(Sample.table.get(), configuration: [:])
        #expect(throws: LabelledFileError.self) { try ModelStore.decode(bytes, name: "c.h5") }
    }
}

@Suite struct TableStoreTests {
    @Test func compoundsComeBack() throws {
        let table = try Sample.table.get()
        let bytes = try CompoundStore.encode(table, configuration: ["duplicates": "merge"])
        let decoded = try CompoundStore.decode(bytes, name: "c.h5")
        #expect(decoded == table)
        #expect(decoded.compounds.count == 9)
        #expect(decoded.compounds[8].exclusion == "stability is \"metastable\"")
        #expect(
            try CompoundStore.encode(decoded, configuration: ["duplicates": "merge"]) == bytes)
        #expect(try CompoundStore.encode(decoded, configuration: ["duplicates": "keep"]) != bytes)
    }

    @Test func featuresComeBack() throws {
        let (featurizer, data) = try Sample.features.get()
        let features = try featurizer.features(of: data.table.compositions)
        let bytes = try FeatureStore.encode(
            features, labels: data.table, configuration: featurizer.configuration)
        let decoded = try FeatureStore.decode(bytes, name: "f.h5")
        #expect(decoded.matrix == features.matrix)
        #expect(decoded.names == features.names)
        #expect(decoded.units == features.units)
        #expect(decoded.samples == features.samples)
    }

    @Test func outOfFoldProbabilitiesComeBack() throws {
        let (_, data) = try Sample.features.get()
        let (featurizer, _) = try Sample.features.get()
        let recipe = ModelRecipe(learner: .forest(ForestParameters(trees: 5)))
        let evaluation = try ValidationBench(
            data: data, recipe: recipe, featurizer: featurizer, threads: 1
        ).evaluate(protocol: .random, folds: 2, seed: 1)
        let direct = OutOfFold(evaluation)
        let decoded = try ValidationStore.decode(
            ValidationStore.encode(evaluation, table: data.table, configuration: [:]), name: "v.h5")
        #expect(decoded == direct)
        #expect(Set(decoded.folds) == [0, 1])
        #expect(decoded.folds.count == 8)
    }
}

@Suite struct SweepStoreTests {
    /// Screened systems; those in `misses` are given out as systems without a region.
    private func screened(
        _ labels: [String], misses: [String] = [], keeping kept: SweepSection.KeptMaps
    ) throws -> (store: SweepStore, screened: [ScreenedSystem], entries: [SweepStore.Entry]) {
        let model = try Sample.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: model.classNames, target: 0,
            keptMaps: kept, configuration: ["divisions": "12"])
        let screened = try labels.map {
            try model.screener().screen(ChemicalSystem($0), grid: store.grid)
        }
        let judge = try DomainJudge(model)
        let entries = try zip(labels, screened).map { label, screened in
            var summary = try SystemSummary(screened, target: 0) {
                try judge.assess($0, threads: 1)
            }
            if misses.contains(label) { summary.regions = [] }
            return store.entry(summary, screened)
        }
        return (store, screened, entries)
    }

    private func map(_ bytes: [UInt8]) throws -> [UInt16]? {
        let file = try ArtifactSchema.sweep.decode(bytes, name: "s.h5")
        guard let variable = file.variables.first(where: { $0.name == "probability" }) else {
            return nil
        }
        guard case .uint16(let values) = variable.values else { return [] }
        return values
    }

    @Test func summariesComeBack() throws {
        let (store, _, entries) = try screened(
            ["Al-Pd-Mn", "Na-Cl-Ti", "Al-Co-Rh"], misses: ["Na-Cl-Ti"], keeping: .all)
        let bytes = try store.encode(entries)
        #expect(try store.summaries(of: bytes, name: "s.h5") == entries.map(\.summary))
        #expect(!entries[0].summary.regions.isEmpty)
        #expect(entries[1].summary.regions.isEmpty)
        let reader = try SweepReader(bytes: bytes, name: "s.h5")
        #expect(reader.divisions == 12)
        #expect(reader.target == "quasicrystal")
        #expect(reader.classNames == store.classNames)
    }

    @Test func mapsAreStoredToHalfAQuantum() throws {
        let (store, screened, entries) = try screened(["Al-Pd-Mn", "Al-Co-Rh"], keeping: .all)
        let stored = try #require(try map(store.encode(entries)))
        let exact = screened.flatMap(\.map.probabilities)
        #expect(stored.count == 2 * 91 * 3)
        #expect(stored.count == exact.count)
        let largest = zip(stored, exact).map { abs(Double($0) * SweepStore.quantum - $1) }.max()
        #expect(try #require(largest) <= SweepStore.quantum / 2 + 1e-15)
        #expect(Set(stored).count > 3)
    }

    @Test func sectionsComeBackBesideTernaries() throws {
        let model = try Sample.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: model.classNames, target: 0,
            keptMaps: .all, configuration: [:])
        let labels = ["Al-Mn-Pd", "(Al-Mn-Pd)11Si1", "(Al-Mn-Pd)9Si3", "(Al-Cu-Pd)9Mn3"]
        let judge = try DomainJudge(model)
        let entries = try labels.map { label in
            let section = try TernarySection(label)
            let screened = try model.screener().screen(
                section, grid: section.grid(divisions: 12))
            let summary = try SystemSummary(screened, target: 0) {
                try judge.assess($0, threads: 1)
            }
            return store.entry(summary, screened)
        }
        let bytes = try store.encode(entries)
        let found = try store.summaries(of: bytes, name: "s.h5")
        #expect(found == entries.map(\.summary))
        #expect(found.map(\.section.label) == labels)
        let file = try ArtifactSchema.sweep.decode(bytes, name: "s.h5")
        #expect(try file.int32s("fixed_element") == [0, 14, 14, 25])
        #expect(try file.int32s("fixed_parts") == [0, 1, 3, 3])
        // Sections with the same fixed parts have as many points: their maps stand together.
        let shapes = file.variables.filter { $0.name.hasPrefix("probability") }.map {
            variable -> String in
            guard case .uint16(let values) = variable.values else { return variable.name }
            return "\(variable.name) \(values.count)"
        }
        #expect(
            shapes == [
                "probability \(91 * 3)", "probability_fixed_1 \(78 * 3)",
                "probability_fixed_3 \(2 * 55 * 3)",
            ])
    }

    @Test func onlyMapsWithAHitAreKept() throws {
        let labels = ["Na-Cl-Ti", "Al-Pd-Mn"]
        for (kept, count) in [(SweepSection.KeptMaps.all, 2), (.hits, 1), (.none, 0)] {
            let (store, _, entries) = try screened(
                labels, misses: ["Na-Cl-Ti"], keeping: kept)
            #expect(try map(store.encode(entries))?.count ?? 0 == count * 91 * 3)
            #expect(entries.count == 2)
        }
    }
}
