/// One class, or several taken as one: what a ranking is to find.
///
/// The score of a row is the sum of the probabilities of the classes, in the order given.
public struct MetricTarget: Sendable, Equatable, Codable {
    public let name: String
    public let classes: [Int]

    public init(name: String, classes: [Int]) {
        self.name = name
        self.classes = classes
    }

    /// Several classes under the name "a or b".
    public init(joining classes: [Int], of classNames: [String]) {
        name = classes.filter { classNames.indices.contains($0) }.map { classNames[$0] }
            .joined(separator: " or ")
        self.classes = classes
    }

    func score(_ probabilities: [Double]) -> Double {
        classes.reduce(0) { $0 + probabilities[$1] }
    }

    func check(classCount: Int) throws {
        let inside = classes.allSatisfy { (0..<classCount).contains($0) }
        guard inside, !classes.isEmpty, Set(classes).count == classes.count else {
            throw ValidationError.badParameter(
                name: "target \(name)", value: "\(classes)",
                allowed: "one or more different classes in 0..<\(classCount)")
        }
    }
}

/// Which figures are computed beside those that every outcome has.
public struct MetricOptions: Sendable, Equatable, Codable {
    /// Targets beside the classes themselves, such as two classes taken as one.
    public var unions: [MetricTarget]
    /// The k of precision at k. The default is 10, 50 and 100.
    public var depths: [Int]
    /// Bins of the expected calibration error. The default is 15.
    public var calibrationBins: Int
    /// What probabilities are raised to before the logarithm. The default is 2^-52.
    public var logLossFloor: Double
    /// Whether to rank inside each fold as well; meaningful where a fold is one left-out group.
    /// The default is `false`.
    public var withinFolds: Bool

    public init(
        unions: [MetricTarget] = [], depths: [Int] = [10, 50, 100], calibrationBins: Int = 15,
        logLossFloor: Double = .ulpOfOne, withinFolds: Bool = false
    ) {
        self.unions = unions
        self.depths = depths
        self.calibrationBins = calibrationBins
        self.logLossFloor = logLossFloor
        self.withinFolds = withinFolds
    }

    func check(classCount: Int) throws {
        for target in unions { try target.check(classCount: classCount) }
        if let depth = depths.first(where: { $0 < 1 }) {
            throw ValidationError.badParameter(
                name: "depths", value: "\(depth)", allowed: "1 or more")
        }
        guard (1...10_000).contains(calibrationBins) else {
            throw ValidationError.badParameter(
                name: "calibrationBins", value: "\(calibrationBins)", allowed: "1 to 10000")
        }
        guard logLossFloor > 0, logLossFloor < 0.5 else {
            throw ValidationError.badParameter(
                name: "logLossFloor", value: "\(logLossFloor)", allowed: "between 0 and 0.5")
        }
    }
}

/// One named figure with the range in which it lies under resampling.
///
/// | name | of | meaning |
/// |---|---|---|
/// | `macro_f1`, `matthews_correlation`, `accuracy` | all | see ``ConfusionMatrix`` |
/// | `brier`, `log_loss` | all | see ``ProbabilityMetrics`` |
/// | `calibration_error` | all, target | see ``ReliabilityCurve``; of all: mean over the classes |
/// | `precision`, `recall`, `f1` | target | predicted class in the target against true class in it |
/// | `prevalence` | target | share of the rows; what a random ranking has as average precision |
/// | `average_precision` | target | see ``ProbabilityMetrics/averagePrecision(scores:positives:)`` |
/// | `precision_at_K` | target | share of the target among the K rows of highest score; of rows that tie at the K-th place the share that a random order is expected to show |
/// | `within_fold_average_precision` | target | mean over the folds that hold the target |
public struct MetricValue: Sendable, Equatable, Codable {
    public let name: String
    /// The class or union; `nil` for a figure of all classes.
    public let target: String?
    /// `nil` where there is nothing to divide by, or fewer rows than K.
    public let estimate: Double?
    /// `nil` without an estimate, and where nothing was resampled.
    public let lower: Double?
    public let upper: Double?

    public init(
        name: String, target: String? = nil, estimate: Double?, lower: Double? = nil,
        upper: Double? = nil
    ) {
        self.name = name
        self.target = target
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
    }
}

extension [MetricValue] {
    /// The figure of that name and target.
    public func value(_ name: String, of target: String? = nil) -> MetricValue? {
        first { $0.name == name && $0.target == target }
    }
}
