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
    /// 95 % bootstrap intervals, groups resampled.
    public let intervals: IntervalFigures
    public let baseline: [String: BaselineFigures]
    public let predictions: [RowPrediction]?

    public struct ClassFigures: Sendable, Codable {
        public let precision: Double
        public let recall: Double
        public let f1: Double
        public let support: Int
    }

    public struct IntervalFigures: Sendable, Codable {
        /// Lower and upper end.
        public let macroF1: [Double]
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
        public let confusionMatrix: [[Int]]

        enum CodingKeys: String, CodingKey {
            case macroF1 = "macro_f1"
            case averagePrecision = "average_precision"
            case brier
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
    }

    enum CodingKeys: String, CodingKey {
        case `protocol`, folds, seed, classes, brier, intervals, baseline, predictions
        case confusionMatrix = "confusion_matrix"
        case perClass = "per_class"
        case macroF1 = "macro_f1"
        case averagePrecision = "average_precision"
        case logLoss = "log_loss"
    }

    /// The baselines by their names in ``baseline``, with titles for people.
    static let baselineTitles = [
        ("nearest_neighbour", "1-nearest neighbour"), ("prior", "prior"),
    ]

    /// - Parameter predictions: whether to list every row.
    init(_ evaluation: Evaluation, table: CompoundTable, predictions: Bool) {
        let outcome = evaluation.model
        let names = table.classNames
        `protocol` = outcome.protocol.rawValue
        folds = evaluation.model.folds.count
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
        baseline = [
            "nearest_neighbour": BaselineFigures(evaluation.nearestNeighbour, names),
            "prior": BaselineFigures(evaluation.prior, names),
        ]
        self.predictions = predictions ? Self.rows(evaluation, table: table) : nil
    }

    fileprivate static func named(_ values: [Double?], _ names: [String]) -> [String: Double] {
        var result = [String: Double]()
        for (name, value) in zip(names, values) { result[name] = value }
        return result
    }

    private static func rows(_ evaluation: Evaluation, table: CompoundTable) -> [RowPrediction] {
        let outcome = evaluation.model
        return outcome.predictions.map { prediction in
            RowPrediction(
                row: prediction.row, formula: table.compounds[prediction.row].formula,
                group: evaluation.groups[prediction.row], fold: outcome.folds[prediction.fold].name,
                truth: table.classNames[prediction.truth],
                predicted: table.classNames[prediction.predicted],
                probabilities: Dictionary(
                    uniqueKeysWithValues: zip(table.classNames, prediction.probabilities)))
        }
    }

    /// The document as a table for a terminal.
    public var text: String {
        var lines = ["protocol \(`protocol`), \(folds) folds, seed \(seed)"]
        var table = TextTable(["truth \\ predicted"] + classes)
        for (name, row) in zip(classes, confusionMatrix) { table.add([name] + row.map { "\($0)" }) }
        lines.append(table.text)
        table = TextTable(["class", "precision", "recall", "F1", "average precision", "support"])
        for name in classes {
            guard let figures = perClass[name] else { continue }
            table.add([
                name, Decimal3.text(figures.precision), Decimal3.text(figures.recall),
                Decimal3.text(figures.f1), averagePrecision[name].map(Decimal3.text) ?? "-",
                "\(figures.support)",
            ])
        }
        lines.append(table.text)
        table = TextTable(["", "macro-F1", "95 % interval", "Brier"])
        let interval = intervals.macroF1.map(Decimal3.text).joined(separator: " to ")
        table.add(["model", Decimal3.text(macroF1), interval, Decimal3.text(brier)])
        for (name, title) in Self.baselineTitles {
            guard let figures = baseline[name] else { continue }
            table.add([title, Decimal3.text(figures.macroF1), "", Decimal3.text(figures.brier)])
        }
        lines.append(table.text)
        return lines.joined(separator: "\n")
    }
}

extension ValidationDocument.IntervalFigures {
    init(_ intervals: Intervals, _ names: [String]) {
        var precision = [String: [Double]]()
        for (name, interval) in zip(names, intervals.averagePrecision) {
            precision[name] = interval.map { [$0.lower, $0.upper] }
        }
        self.init(
            macroF1: [intervals.macroF1.lower, intervals.macroF1.upper],
            averagePrecision: precision)
    }
}

extension ValidationDocument.BaselineFigures {
    init(_ outcome: ValidationOutcome, _ names: [String]) {
        self.init(
            macroF1: outcome.macroF1,
            averagePrecision: ValidationDocument.named(outcome.averagePrecision, names),
            brier: outcome.brier, confusionMatrix: outcome.confusionMatrix.counts)
    }
}
