import Basis
import Validation

/// What compounds with their chemical system left out teach about a model's numbers: how to correct
/// probabilities, how large errors are, which classes cannot be ruled out.
public struct ModelCalibration: Sendable, Equatable, Codable {
    /// Curves that correct the probabilities; `nil` where they would not clearly lower the log-loss.
    public let curves: PlattCalibration?
    /// From the spread inside the model to the error of the predicted class's probability.
    public let uncertainty: UncertaintyScale
    /// Sets of classes that hold the true one as often as promised, class by class.
    public let sets: ConformalSets

    /// The share of compounds whose true class a set may miss.
    static let alpha = 0.1

    /// The share of the log-loss that curves must take off to be used: less is noise, and not worth
    /// a change of the ranking.
    static let leastGain = 0.02

    /// Fits to out-of-fold results of the system protocol.
    ///
    /// - Parameter spreads: of the predicted class, in the order of the predictions.
    init(outcome: ValidationOutcome, spreads: [Double], recipe: ModelRecipe) throws {
        let truth = outcome.predictions.map(\.truth)
        let classCount = outcome.classNames.count
        var used = outcome
        var curves: PlattCalibration?
        if recipe.calibration == .auto {
            let calibrated = try outcome.crossCalibrated()
            if calibrated.logLoss < (1 - Self.leastGain) * outcome.logLoss {
                curves = try PlattCalibration(
                    fitting: outcome.probabilities, labels: truth, classCount: classCount)
                used = calibrated
            }
        }
        self.curves = curves
        uncertainty = try UncertaintyScale(fitting: spreads, squaredErrors: used.squaredErrors)
        sets = try ConformalSets(
            calibrating: used.probabilities, labels: truth, classCount: classCount,
            alpha: Self.alpha)
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
        let (spreads, errors) = (uncertainty.spreads, uncertainty.squaredErrors)
        try require(
            !spreads.isEmpty && spreads.count == errors.count
                && (spreads + errors).allSatisfy { (0...1).contains($0) }
                && zip(spreads, spreads.dropFirst()).allSatisfy(<=), "a scale that does not rise")
        try require(
            sets.leastProbability.count == classCount
                && sets.leastProbability.allSatisfy { (0...1).contains($0) },
            "sets of other classes")
    }
}
