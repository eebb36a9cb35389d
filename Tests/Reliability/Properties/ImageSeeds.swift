import Basis
import Descriptors
import Foundation
import Learning
import Materials
import Screening
import Ternary
import Validation

@testable import QuasiScreen

/// One small file of each kind that the program reads back.
package enum ImageSeeds {
    /// The images; made once.
    package static let all: [[UInt8]] = {
        do {
            return try made()
        } catch {
            fatalError("the seeds of images cannot be made: \(error)")
        }
    }()

    private static let compounds = """
        formula,phase_class,stability
        Al80Mn20,quasicrystal,stable
        Al86Fe14,quasicrystal,stable
        Al70Pd21Mn9,quasicrystal,stable
        Al78Co22,approximant,stable
        Al77Rh23,approximant,stable
        NaCl,ordinary,stable
        Ti₂C,ordinary,stable
        Fe3Al,ordinary,stable
        Al62Cu26Fe12,quasicrystal,metastable

        """

    /// As for three classes that were left out of training.
    private static let calibration = """
        {"curves": {"slopes": [1.5, 0.5, 1], "intercepts": [0.25, -1, 0], "floor": 1e-6,
        "fitted": [true, true, false]}, "uncertainty": {"reach": 0.9,
        "edge": [{"limit": 1, "rows": 20, "error": 0.2}],
        "outside": [{"limit": 1, "rows": 9, "error": 0.3}], "strata": [{"limit": 1,
        "rows": 40, "scale": {"spreads": [0.1, 0.3], "squaredErrors": [0.01, 0.25]}}]},
        "sets": {"alpha": 0.1, "leastProbability": [0.2, 0, 0.9], "calibrationRows": [20, 4, 100],
        "groups": [{"name": "Al", "leastProbability": [0.1, 0, 0.8],
        "calibrationRows": [10, 4, 30]}]},
        "shortfalls": [{"group": "Al", "target": "approximant", "covered": 1, "rows": 7}]}
        """

    private static let recipes = [
        ModelRecipe(learner: .forest(ForestParameters(trees: 3, sampling: .bootstrap))),
        ModelRecipe(
            learner: .blend(
                BlendParameters(members: [
                    BlendParameters.Member(.boosting(BoostingParameters(rounds: 2, maxDepth: 2))),
                    BlendParameters.Member(.forest(ForestParameters(trees: 2)), weight: 0.5),
                ])), gatesNonMetals: true, homologueWeight: 1),
        ModelRecipe(learner: .boosting(BoostingParameters(rounds: 2, maxDepth: 2))),
    ]

    private static func made() throws -> [[UInt8]] {
        let table = try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(compounds.utf8))]
        )
        .table
        let featurizer = try Featurizer(
            descriptors: DescriptorSet(
                properties: ["atomic_radius", "period", "x_bulk_modulus_GPa"],
                statistics: [.mean, .maximum], stoichiometry: [.elementCount]),
            missing: .impute)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: 1)
        let curves = try JSONDecoder().decode(
            ModelCalibration.self, from: Data(calibration.utf8))
        let models = try recipes.enumerated().map { index, recipe in
            try TrainedModel(
                learningFrom: data, featurizer: featurizer, recipe: recipe,
                calibration: index == 0 ? nil : curves, threads: 1)
        }
        let features = try featurizer.features(of: data.table.compositions)
        let evaluation = try ValidationBench(
            data: data, recipe: recipes[0], featurizer: featurizer, threads: 1
        ).evaluate(protocol: .random, folds: 2, seed: 1)
        return try models.map(ModelStore.encode) + [
            CompoundStore.encode(table, configuration: [:]),
            FeatureStore.encode(
                features, labels: data.table, configuration: featurizer.configuration),
            ValidationStore.encode(evaluation, table: data.table, configuration: [:]),
            sweep(models[0]), atlas(),
        ]
    }

    private static func sweep(_ model: TrainedModel) throws -> [UInt8] {
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 6), classNames: model.classNames, target: 0,
            keptMaps: .all, configuration: ["divisions": "6"])
        let screening = SystemScreening(
            sweep: try model.sweep(), judge: try DomainJudge(model), store: store, skipBelow: nil)
        var entries = try ["Al-Mn-Pd", "(Al-Mn-Pd)5Si1"].map {
            try screening.entry(TernarySection($0))
        }
        entries.append(
            SweepStore.Entry(
                summary: SystemSummary(bounded: try TernarySection("Al-N-O"), upperBound: 0.5),
                map: nil))
        return try store.encode(entries)
    }

    private static func atlas() throws -> [UInt8] {
        let system = AtlasEntry(
            section: try TernarySection("Al-Cu-Fe"), rulesMet: [0, 1, 3, 2, 1, 0],
            domain: [0, 1, 2, 0, 0, 0], uncertainty: [0, 500, 1000, 1, 2, 3])
        let section = AtlasEntry(
            section: try TernarySection("(Al-Cu-Fe)1Mg1"), rulesMet: nil, domain: [1, 1, 1])
        return try AtlasStore.encode(
            [system, section], rules: ["a <= 1", "b >= 2"], configuration: [:])
    }
}
