import Basis
import Validation

/// The result of a validation, as `validate --json` prints it.
public struct ValidationDocument: Sendable, Codable {
    public let `protocol`: String
    public let folds: Int
    public let seed: UInt64
    public let classes: [String]
    /// Rows are the truth, columns the prediction.
    public let confusionMatrix: [[Int]]
    public let perClass: [String: ClassFigures]
    public let macroF1: Double
    /// Average precision by class; a class without rows has none.
    public let averagePrecision: [String: Double]
    public let brier: Double
    public let logLoss: Double
    /// 95 % bootstrap intervals, chemical systems resampled.
    public let intervals: IntervalFigures
    /// Every figure of the model with its interval.
    public let metrics: [MetricValue]
    /// The predictors that stand beside the model: see ``ValidationDocument/baselineTitles``.
    public let baseline: [String: BaselineFigures]
    /// Ranking inside each left-out group.
    public let ranking: [WithinGroupRanking]
    /// How often conformal sets hold the true class, each fold's sets made on the others.
    public let conformal: ConformalCoverage
    public let uncertainty: UncertaintyQuality
    public let reliability: [ReliabilityCurve]
    /// Mean and standard deviation over repeats with other folds and seeds.
    public let repeats: RepeatSummary
    /// What a reader must know: undefined figures, classes smaller than the folds, figures without
    /// interval; with what to do. Empty where all is well.
    public let notes: [String]
    /// Stated uncertainty against realised error, by what was left out and where the compounds
    /// stand in the domain; under the system protocol only.
    public let strata: [UncertaintyStratum]?
    public let predictions: [RowPrediction]?

    public struct ClassFigures: Sendable, Codable {
        public let precision: Double
        public let recall: Double
        public let f1: Double
        public let support: Int
    }

    public struct IntervalFigures: Sendable, Codable {
        /// Lower and upper end; absent where resampling says nothing, see
        /// ``ValidationDocument/notes``.
        public let macroF1: [Double]?
        public let averagePrecision: [String: [Double]]

        enum CodingKeys: String, CodingKey {
            case macroF1 = "macro_f1"
            case averagePrecision = "average_precision"
        }
    }

    public struct BaselineFigures: Sendable, Codable {
        public let macroF1: Double
        public let averagePrecision: [String: Double]
        public let brier: Double
        public let logLoss: Double
        public let confusionMatrix: [[Int]]
        public let metrics: [MetricValue]

        enum CodingKeys: String, CodingKey {
            case macroF1 = "macro_f1"
            case averagePrecision = "average_precision"
            case logLoss = "log_loss"
            case brier, metrics
            case confusionMatrix = "confusion_matrix"
        }
    }

    public struct RowPrediction: Sendable, Codable {
        public let row: Int
        public let formula: String
        public let group: String
        public let fold: String
        public let truth: String
        public let predicted: String
        public let probabilities: [String: Double]
        /// The classes that the row's conformal set holds, made on the other folds; absent for rows
        /// that take no part.
        public let conformalSet: [String]?

        enum CodingKeys: String, CodingKey {
            case row, formula, group, fold, truth, predicted, probabilities
            case conformalSet = "conformal_set"
        }
    }

    enum CodingKeys: String, CodingKey {
        case `protocol`, folds, seed, classes, brier, intervals, metrics, baseline, predictions
        case ranking, conformal, uncertainty, reliability, repeats, notes, strata
        case confusionMatrix = "confusion_matrix"
        case perClass = "per_class"
        case macroF1 = "macro_f1"
        case averagePrecision = "average_precision"
        case logLoss = "log_loss"
    }

    /// The baselines by their names in ``baseline``, with titles for people.
    static let baselineTitles = [
        ("calibrated", "model, calibrated"),
        ("jittered", "model, fractions shifted by 1.5 at.%"),
        ("reference_forest", "forest of Liu et al."),
        ("nearest_neighbour", "1-nearest neighbour"), ("prior", "prior"),
    ]

    /// - Parameter predictions: whether to list every row.
    init(_ evaluation: Evaluation, table: CompoundTable, predictions: Bool) {
        let outcome = evaluation.model.outcome
        let names = table.classNames
        `protocol` = outcome.protocol.rawValue
        folds = outcome.folds.count
        seed = outcome.seed
        classes = names
        confusionMatrix = outcome.confusionMatrix.counts
        perClass = Dictionary(
            uniqueKeysWithValues: zip(
                names,
                outcome.perClass.map {
                    ClassFigures(
                        precision: $0.precision, recall: $0.recall, f1: $0.f1, support: $0.support)
                }))
        macroF1 = outcome.macroF1
        averagePrecision = Self.named(outcome.averagePrecision, names)
        brier = outcome.brier
        logLoss = outcome.logLoss
        intervals = IntervalFigures(evaluation.intervals, names)
        metrics = evaluation.model.metrics
        var baseline = [
            "calibrated": BaselineFigures(evaluation.calibrated, names),
            "jittered": BaselineFigures(evaluation.jittered, names),
            "nearest_neighbour": BaselineFigures(evaluation.nearestNeighbour, names),
            "prior": BaselineFigures(evaluation.prior, names),
        ]
        baseline["reference_forest"] = evaluation.reference.map { BaselineFigures($0, names) }
        self.baseline = baseline
        ranking = evaluation.ranking
        conformal = evaluation.coverage
        uncertainty = evaluation.uncertainty
        reliability = evaluation.reliability
        repeats = evaluation.repeats
        notes =
            outcome.notes + outcome.cautions + evaluation.intervals.notes
            + Self.cautions(evaluation, of: outcome.protocol)
        strata = evaluation.strata.isEmpty ? nil : evaluation.strata
        self.predictions = predictions ? Self.rows(evaluation, table: table) : nil
    }

    /// Where the sets and the domain fall short, and what to do.
    private static func cautions(
        _ evaluation: Evaluation, of validationProtocol: ValidationProtocol
    ) -> [String] {
        var cautions = [String]()
        // A left-out family is no sample of the others: no set promises anything there.
        if validationProtocol != .family {
            cautions += evaluation.coverage.shortfalls.map { shortfall in
                "\(shortfall.target): \(shortfall.finding), fewer than aimed at: they are harder "
                    + "than those of other groups and too few for a threshold of their own; do not "
                    + "rule the class out there, and add compounds of it"
            }
        }
        let left = evaluation.strata.filter { $0.leftOut == "system" }
        let rows = left.reduce(0) { $0 + $1.rows }
        let outside = left.reduce(0) { $0 + ($1.domain == DomainGrade.outside.name ? $1.rows : 0) }
        if 2 * outside > rows {
            cautions.append(
                "\(outside) of \(rows) left-out compounds stand outside the domain of the others: "
                    + "the table is too small, or its systems too unlike, to tell of systems that "
                    + "it lacks; add compounds of related systems")
        }
        return cautions
    }

    fileprivate static func named(_ values: [Double?], _ names: [String]) -> [String: Double] {
        var result = [String: Double]()
        for (name, value) in zip(names, values) { result[name] = value }
        return result
    }

    private static func rows(_ evaluation: Evaluation, table: CompoundTable) -> [RowPrediction] {
        let outcome = evaluation.model.outcome
        return outcome.predictions.enumerated().map { position, prediction in
            RowPrediction(
                row: prediction.row, formula: table.compounds[prediction.row].formula,
                group: evaluation.groups[prediction.row], fold: outcome.folds[prediction.fold].name,
                truth: table.classNames[prediction.truth],
                predicted: table.classNames[prediction.predicted],
                probabilities: Dictionary(
                    uniqueKeysWithValues: zip(table.classNames, prediction.probabilities)),
                conformalSet: evaluation.sets[position].map { $0.map { table.classNames[$0] } })
        }
    }
}

extension ValidationDocument.IntervalFigures {
    init(_ intervals: Intervals, _ names: [String]) {
        var precision = [String: [Double]]()
        for (name, interval) in zip(names, intervals.averagePrecision) {
            precision[name] = interval.map { [$0.lower, $0.upper] }
        }
        self.init(
            macroF1: intervals.macroF1.map { [$0.lower, $0.upper] },
            averagePrecision: precision)
    }
}

extension ValidationDocument.BaselineFigures {
    init(_ result: Evaluation.Result, _ names: [String]) {
        let outcome = result.outcome
        self.init(
            macroF1: outcome.macroF1,
            averagePrecision: ValidationDocument.named(outcome.averagePrecision, names),
            brier: outcome.brier, logLoss: outcome.logLoss,
            confusionMatrix: outcome.confusionMatrix.counts,
            metrics: result.metrics)
    }
}
