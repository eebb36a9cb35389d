import Basis
import Validation

/// What compounds with their chemical system left out teach about a model's numbers: how to correct
/// probabilities, how large errors are, which classes cannot be ruled out.
public struct ModelCalibration: Sendable, Equatable, Codable {
    /// Curves that correct the probabilities; `nil` where they would not clearly lower the log-loss.
    public let curves: PlattCalibration?
    /// From the spread inside the model and the isolation of a compound to the error of the
    /// predicted class's probability.
    public let uncertainty: IsolatedUncertainty
    /// Sets of classes that hold the true one as often as promised, class by class.
    public let sets: ConformalSets
    /// Classes that the sets of a group were found to miss.
    public let shortfalls: [ConformalShortfall]

    /// The share of compounds whose true class a set may miss.
    static let alpha = 0.1

    /// The share of the log-loss that curves must take off to be used: less is noise, and not worth
    /// a change of the ranking.
    static let leastGain = 0.02

    /// Fits to out-of-fold results of the system protocol.
    ///
    /// - Parameters:
    ///   - chosen: what ``chosen(from:recipe:)`` gives for these results.
    ///   - kinds: for each row of the data the group whose sets it belongs to; `nil` for a row that
    ///     takes no part.
    ///   - doubts: errors of rows that were left out in one way or another.
    init(
        _ chosen: (curves: PlattCalibration?, used: ValidationOutcome), kinds: [String?],
        doubts: [Doubt]
    ) throws {
        let (curves, outcome) = chosen
        self.curves = curves
        uncertainty = try IsolatedUncertainty(fitting: doubts)
        let rows = outcome.predictions.indices.filter {
            kinds[outcome.predictions[$0].row] != nil
        }
        sets = try ConformalSets(
            calibrating: outcome.probabilities.selecting(rows: rows),
            labels: rows.map { outcome.predictions[$0].truth },
            groups: rows.compactMap { kinds[outcome.predictions[$0].row] },
            classCount: outcome.classNames.count, alpha: Self.alpha)
        shortfalls = try outcome.shortfalls(alpha: Self.alpha, kinds: kinds)
    }

    /// The curves that a model of the recipe gets, and the results as they come out of such curves
    /// fitted on the other folds: what everything else is measured on.
    static func chosen(
        from outcome: ValidationOutcome, recipe: ModelRecipe
    ) throws -> (curves: PlattCalibration?, used: ValidationOutcome) {
        guard recipe.calibration == .auto else { return (nil, outcome) }
        let calibrated = try outcome.crossCalibrated()
        guard calibrated.logLoss < (1 - leastGain) * outcome.logLoss else { return (nil, outcome) }
        let curves = try PlattCalibration(
            fitting: outcome.probabilities, labels: outcome.predictions.map(\.truth),
            classCount: outcome.classNames.count)
        return (curves, calibrated)
    }

    /// Refuses parts that come from a file and do not fit together or are out of range.
    func check(classCount: Int) throws {
        func require(_ isRight: Bool, _ what: String) throws {
            guard isRight else {
                throw ValidationError.badParameter(
                    name: "calibration", value: what, allowed: "as it was fitted")
            }
        }
        if let curves {
            try require(
                [curves.slopes.count, curves.intercepts.count, curves.fitted.count].allSatisfy {
                    $0 == classCount
                }, "a number of curves that is not that of the classes")
            try require(
                curves.slopes.allSatisfy { $0 > 0 && $0.isFinite }
                    && curves.intercepts.allSatisfy(\.isFinite)
                    && curves.floor > 0 && curves.floor < 0.5, "a curve that is none")
        }
        try require(
            !uncertainty.strata.isEmpty && (0...1).contains(uncertainty.reach)
                && (uncertainty.edge + uncertainty.outside).allSatisfy {
                    $0.rows >= 0 && (0...1).contains($0.error)
                }
                && zip(uncertainty.strata, uncertainty.strata.dropFirst()).allSatisfy {
                    $0.limit < $1.limit
                }, "strata that do not rise")
        for stratum in uncertainty.strata {
            let (spreads, errors) = (stratum.scale.spreads, stratum.scale.squaredErrors)
            try require(
                stratum.rows > 0 && !spreads.isEmpty && spreads.count == errors.count
                    && (spreads + errors).allSatisfy { (0...1).contains($0) }
                    && zip(spreads, spreads.dropFirst()).allSatisfy(<=),
                "a scale that does not rise")
        }
        for shortfall in shortfalls {
            try require(
                shortfall.covered >= 0 && shortfall.covered < shortfall.rows, "a shortfall of none")
        }
        for least in [sets.leastProbability] + sets.groups.map(\.leastProbability) {
            try require(
                least.count == classCount && least.allSatisfy { (0...1).contains($0) },
                "sets of other classes")
        }
    }
}
