/// How many rows of each true class were given each predicted class.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
    public let classNames: [String]
    /// Rows are the truth, columns the prediction.
    public private(set) var counts: [[Int]]

    /// - Throws: ``ValidationError`` for labels out of range and lists of different length.
    public init(truth: [Int], predicted: [Int], classNames: [String]) throws {
        guard truth.count == predicted.count else {
            throw ValidationError.countMismatch(
                what: "predictions", found: predicted.count, expected: truth.count)
        }
        self.classNames = classNames
        counts = [[Int]](
            repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
        for (row, labels) in zip(truth, predicted).enumerated() {
            for label in [labels.0, labels.1] where !classNames.indices.contains(label) {
                throw ValidationError.labelOutOfRange(
                    label: label, row: row, classCount: classNames.count)
            }
            counts[labels.0][labels.1] += 1
        }
    }

    /// A square of counts, rows are the truth.
    init(classNames: [String], counts: [[Int]]) {
        self.classNames = classNames
        self.counts = counts
    }

    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// How many rows belong to a class.
    public func support(_ label: Int) -> Int { counts[label].reduce(0, +) }

    /// How many rows were given a class.
    public func predicted(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

    /// Share of the rows on the diagonal; 0 without rows.
    public var accuracy: Double {
        let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
        return total > 0 ? Double(right) / Double(total) : 0
    }

    /// Precision, recall and F1 of each class.
    public var perClass: [ClassReport] {
        counts.indices.map { label in
            ClassReport(
                name: classNames[label], hits: counts[label][label], support: support(label),
                predicted: predicted(label))
        }
    }

    /// Mean F1 over the classes that occur in the truth or in the prediction; 0 without rows.
    public var macroF1: Double {
        let present = perClass.filter { $0.support + $0.predicted > 0 }
        guard !present.isEmpty else { return 0 }
        return present.reduce(0) { $0 + $1.f1 } / Double(present.count)
    }

    /// Matthews correlation coefficient of any number of classes, -1 to 1; 0 where undefined.
    ///
    /// R_K = (c s - sum p_k t_k) / sqrt((s^2 - sum p_k^2)(s^2 - sum t_k^2)).
    /// Source: Gorodkin, Comput. Biol. Chem. 28, 367 (2004),
    /// doi:10.1016/j.compbiolchem.2004.09.006.
    public var matthewsCorrelation: Double {
        let sum = Double(total)
        let right = counts.indices.reduce(0.0) { $0 + Double(counts[$1][$1]) }
        var cross = 0.0
        var predictedSquares = 0.0
        var truthSquares = 0.0
        for label in counts.indices {
            let truth = Double(support(label))
            let prediction = Double(predicted(label))
            cross += truth * prediction
            predictedSquares += prediction * prediction
            truthSquares += truth * truth
        }
        let scale = ((sum * sum - predictedSquares) * (sum * sum - truthSquares)).squareRoot()
        return scale > 0 ? (right * sum - cross) / scale : 0
    }
}

/// How well one class was found.
///
/// A quotient with denominator 0 is given as 0, and ``undefined`` names it.
public struct ClassReport: Sendable, Equatable, Codable {
    public let name: String
    /// Share of the rows given this class that belong to it.
    public let precision: Double
    /// Share of the rows of this class that were given it.
    public let recall: Double
    /// Harmonic mean of precision and recall.
    public let f1: Double
    /// The number of rows of this class.
    public let support: Int
    /// The number of rows given this class.
    public let predicted: Int
    /// Which of `precision`, `recall` and `f1` are 0 because their denominator is 0.
    public let undefined: [String]

    init(name: String, hits: Int, support: Int, predicted: Int) {
        self.name = name
        self.support = support
        self.predicted = predicted
        precision = predicted > 0 ? Double(hits) / Double(predicted) : 0
        recall = support > 0 ? Double(hits) / Double(support) : 0
        f1 = support + predicted > 0 ? 2 * Double(hits) / Double(support + predicted) : 0
        undefined =
            (predicted == 0 ? ["precision"] : []) + (support == 0 ? ["recall"] : [])
            + (support + predicted == 0 ? ["f1"] : [])
    }
}
