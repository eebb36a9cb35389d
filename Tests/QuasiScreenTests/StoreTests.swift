import Artifacts
import Basis
import Materials
import Screening
import Ternary
import Testing

@testable import QuasiScreen

/// What the stores' tests put away and read back.
enum SampleModel {
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
        let model = try SampleModel.model()
        let bytes = try ModelStore.encode(model)
        let decoded = try ModelStore.decode(bytes, name: "m.h5")
        #expect(decoded.classifier == model.classifier)
        #expect(decoded.range == model.range)
        #expect(decoded.space.components == model.space.components)
        #expect(decoded.space.coordinates == model.space.coordinates)
        #expect(decoded.space.trainingDistances == model.space.trainingDistances)
        #expect(decoded.known == model.known)
        #expect(decoded.untrained == model.untrained)
        #expect(decoded.untrained.map(\.formula) == ["Al62Cu26Fe12"])
        #expect(decoded.untrained.map(\.stability) == ["metastable"])
        #expect(decoded.known.compounds.map(\.stability).allSatisfy { $0 == "stable" })
        #expect(decoded.classNames == model.classNames)
        #expect(decoded.featurizer.names == model.featurizer.names)
        #expect(try ModelStore.encode(decoded) == bytes)
        let formulas = try TrainedModel.parse(
            formulas: ["Al63Cu25Fe12", "NaCl", "Ti2C", "Al", "Zn60Mg30Ho10"])
        let first = try JSONText.encode(model.predict(formulas, threads: 1))
        #expect(try JSONText.encode(decoded.predict(formulas, threads: 3)) == first)
    }

    /// A compound that was kept out of training is known all the same.
    @Test func rowsKeptOutOfTrainingAreNeighbours() throws {
        let model = try SampleModel.model()
        let found = try model.predict(
            TrainedModel.parse(formulas: ["Al62Cu26Fe12", "Al62Cu25Fe13", "Al80Mn20"]), threads: 1)
        for prediction in found.prefix(2) {
            let near = try #require(prediction.nearestKnown.first)
            #expect(near.formula == "Al62Cu26Fe12" && near.stability == "metastable")
            #expect(!near.trained && near.flag.isEmpty)
            #expect(near.standing == "quasicrystal, metastable, not trained")
        }
        #expect(found[0].nearestKnown.first?.distance == 0)
        #expect(abs((found[1].nearestKnown.first?.distance ?? 1) - 0.01) < 1e-9)
        #expect(found[2].nearestKnown.first?.standing == "quasicrystal")
        #expect(found[2].nearestKnown.first?.trained == true)
        let chemical = found[1].nearestKnown.map(\.chemicalDistance)
        #expect(chemical == chemical.sorted())
        // The classes are the trained ones, and that is said.
        #expect(model.meanings == ["stable quasicrystal", "stable approximant", "stable ordinary"])
        #expect(
            model.meaningOfClasses.contains(
                "not trained on: 1 quasicrystal (stability is \"metastable\")"))
        // And such a compound is no novelty of a sweep.
        #expect(
            model.specialCompounds(besides: "quasicrystal").map(\.formula)
                .contains("Al62Cu26Fe12"))
    }

    @Test func threadsLeaveTheBytesAndTheSeedChangesThem() throws {
        let bytes = try ModelStore.encode(SampleModel.model())
        #expect(try ModelStore.encode(SampleModel.model(threads: 3)) == bytes)
        #expect(try ModelStore.encode(SampleModel.model(seed: 4)) != bytes)
    }

    @Test func aModelOfAnotherElementTableIsRefused() throws {
        var file = try ArtifactSchema.model.decode(
            ModelStore.encode(SampleModel.model()), name: "m.h5")
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
        var file = try ArtifactSchema.model.decode(
            ModelStore.encode(SampleModel.model()), name: "m.h5")
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
        let bytes = try CompoundStore.encode(SampleModel.table.get(), configuration: [:])
        #expect(throws: LabelledFileError.self) { try ModelStore.decode(bytes, name: "c.h5") }
    }
}

@Suite struct TableStoreTests {
    @Test func compoundsComeBack() throws {
        let table = try SampleModel.table.get()
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
        let (featurizer, data) = try SampleModel.features.get()
        let features = try featurizer.features(of: data.table.compositions)
        let bytes = try FeatureStore.encode(
            features, labels: data.table, configuration: featurizer.configuration)
        let decoded = try FeatureStore.decode(bytes, name: "f.h5")
        // Written without what rounding left.
        #expect(decoded.matrix.values == features.matrix.values.map(ComputedValues.settled))
        #expect(decoded.names == features.names)
        #expect(decoded.units == features.units)
        #expect(decoded.samples == features.samples)
    }

    @Test func outOfFoldProbabilitiesComeBack() throws {
        let (_, data) = try SampleModel.features.get()
        let (featurizer, _) = try SampleModel.features.get()
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
