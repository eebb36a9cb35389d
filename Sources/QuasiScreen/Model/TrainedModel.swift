import Basis
import Descriptors
import Learning
import Materials
import Screening
import Validation

/// A classifier with all that a prediction needs: descriptors, class names, training compounds.
public struct TrainedModel: Sendable {
    public let classNames: [String]
    public let featurizer: Featurizer
    /// How the model was made.
    public let recipe: ModelRecipe
    /// Elements that settle the class before the classifier is asked.
    public let gate: ElementGate
    public let classifier: Classifier
    /// What out-of-fold results say about the classifier's numbers; `nil` where there were too few
    /// chemical systems to leave any out.
    public let calibration: ModelCalibration?
    /// The share of each descriptor in what the classifier learnt, sum 1.
    public let importances: [Double]
    /// The descriptor range of the compounds that the classifier has seen.
    public let range: FeatureRange
    /// The descriptor space of the compounds that the classifier has seen.
    public let space: ApplicabilityDomain
    /// The training compounds, for neighbours and for rules.
    public let known: CompoundTable
    /// Compounds of the table that were kept out of training: known all the same.
    public let untrained: [Compound]

    init(
        classNames: [String], featurizer: Featurizer, recipe: ModelRecipe, gate: ElementGate,
        classifier: Classifier, calibration: ModelCalibration?, importances: [Double],
        range: FeatureRange, space: ApplicabilityDomain, known: CompoundTable,
        untrained: [Compound] = []
    ) {
        self.classNames = classNames
        self.featurizer = featurizer
        self.recipe = recipe
        self.gate = gate
        self.classifier = classifier
        self.calibration = calibration
        self.importances = importances
        self.range = range
        self.space = space
        self.known = known
        self.untrained = untrained
    }

    /// Trains on compounds that are already featurized.
    ///
    /// The result does not depend on the number of threads.
    ///
    /// - Parameter calibration: from out-of-fold results of the same recipe on the same compounds.
    init(
        learningFrom data: CompoundFeatures, featurizer: Featurizer, recipe: ModelRecipe,
        calibration: ModelCalibration?, threads: Int
    ) throws {
        let table = try LearningTable(
            data, recipe: recipe, featurizer: featurizer, threads: threads)
        let fitted = try table.fit(
            rows: Array(data.table.compounds.indices), threads: threads)
        let seen = data.selecting(rows: fitted.trainingRows)
        try self.init(
            classNames: data.table.classNames, featurizer: featurizer, recipe: recipe,
            gate: fitted.gate, classifier: fitted.classifier, calibration: calibration,
            importances: fitted.importances, range: FeatureRange(of: seen.features),
            space: ApplicabilityDomain(of: seen, threads: threads), known: data.table,
            untrained: data.untrained)
    }

    /// Reads a dataset and trains on it.
    ///
    /// Out-of-fold results for the calibration are made on the way, with chemical systems left out,
    /// where there are enough of them.
    public static func train(
        dataset path: String, rules: DatasetRules, preset: ModelPreset, recipe: ModelRecipe,
        threads: Int
    ) throws -> (model: TrainedModel, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let featurizer = try Featurizer(preset)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        let systems = Set(data.table.compositions.map(CompoundGroups.system))
        var calibration: ModelCalibration?
        if systems.count >= Validating.defaultFolds {
            calibration = try ValidationBench(
                data: data, recipe: recipe, featurizer: featurizer, comparing: false,
                threads: threads
            ).calibration(folds: Validating.defaultFolds, seed: recipe.seed)
        }
        let model = try TrainedModel(
            learningFrom: data, featurizer: featurizer, recipe: recipe, calibration: calibration,
            threads: threads)
        return (model, findings)
    }

    /// The model behind the gate: the classifier, with its probabilities corrected where that
    /// helps.
    var calibrated: any SummedModel {
        get throws {
            try classifier.calibrated(by: calibration?.curves)
        }
    }

    /// Probabilities and spreads of compositions with their descriptors, gate and calibration
    /// included.
    func predictions(
        _ compositions: [Composition], features: Matrix, threads: Int
    ) throws -> ModelPredictions {
        try gate.predictions(of: calibrated, compositions, features: features, threads: threads)
    }

    public func screener() throws -> TernaryScreener {
        TernaryScreener(
            featurizer: featurizer, model: try calibrated, classNames: classNames, range: range,
            gate: gate)
    }

    /// The screener for many systems; its results are those of ``screener()``.
    public func sweep() throws -> TernarySweep { TernarySweep(try screener()) }

    /// The position of a class, or an error with a suggestion.
    public func classIndex(named name: String) throws -> Int {
        try QuasiScreenError.classIndex(of: name, among: classNames)
    }
}

extension Featurizer {
    /// The descriptors of a preset, on the shipped element table.
    init(_ preset: ModelPreset) throws {
        let (set, missing) = DescriptorSet.standard(for: preset)
        try self.init(table: ElementTable.standard, descriptors: set, missing: missing)
    }
}

extension Classifier {
    /// The classifier with its probabilities corrected; itself where there is nothing to correct.
    func calibrated(by curves: PlattCalibration?) throws -> any SummedModel {
        guard let curves else { return self }
        return try CalibratedModel(self, calibration: curves)
    }
}

extension ElementGate {
    /// What a model says about compositions that the gate lets through, and what the gate says
    /// about the others.
    func predictions(
        of model: any Model, _ compositions: [Composition], features: Matrix, threads: Int
    ) throws -> ModelPredictions {
        let raw = try model.predictions(of: features, threads: threads)
        var (probabilities, spread) = (raw.probabilities, raw.spread)
        settle(&probabilities, of: compositions)
        for (row, composition) in compositions.enumerated() where settles(composition) {
            for label in 0..<model.classCount { spread[row, label] = 0 }
        }
        return ModelPredictions(probabilities: probabilities, spread: spread)
    }

    /// Overwrites the probabilities (shape [compositions, classes]) of those whose class is settled.
    func settle(_ probabilities: inout Matrix, of compositions: [Composition]) {
        for (row, composition) in compositions.enumerated() where settles(composition) {
            for label in 0..<probabilities.columns {
                probabilities[row, label] = label == classIndex ? 1 : 0
            }
        }
    }

    /// Those of the rows that the gate lets through; all of them where that would be none.
    func openRows(_ rows: [Int], of table: CompoundTable) -> [Int] {
        let open = rows.filter { !settles(table.compounds[$0].composition) }
        return open.isEmpty ? rows : open
    }

    /// The compounds that the gate lets through; all of them where that would be none.
    func open(_ table: CompoundTable) -> CompoundTable {
        CompoundTable(
            classNames: table.classNames,
            compounds: openRows(Array(table.compounds.indices), of: table).map {
                table.compounds[$0]
            })
    }
}
