import Basis
import Foundation
import Learning
import Materials

/// Why a model gives a composition its class: what each descriptor adds to the model's output.
///
/// Contributions are exact Shapley values of the path-dependent game; see `TreeExplainer` for the
/// definition and ``Account`` for what is shared out. The element gate and the calibration are
/// outside: a composition that the gate settles is not explained, and the output is that of the
/// model before its probabilities are bent. A contribution says what the model has learnt, not
/// what causes a phase; descriptors that move together share their credit.
public struct Explanation: Sendable, Encodable {
    /// The formula as it was given.
    public let formula: String
    /// Fractions by element symbol; they sum to 1.
    public let composition: [String: Double]
    /// Probabilities by class name, as `predict` gives them; they sum to 1.
    public let probabilities: [String: Double]
    public let predictedClass: String
    /// Probabilities before calibration: those that belong to the explained output. `nil` where
    /// the gate settles the class, and where the model has no curves.
    public let uncalibratedProbabilities: [String: Double]?
    /// Elements that settle the class before the model is asked; empty where it is asked.
    public let settledBy: [String]
    /// The whole model. `nil` where the gate settles the class, and for pools whose output is no
    /// sum over their members: linear ones with boosted trees, logarithmic ones with forests.
    public let whole: Account?
    /// The members of a blend, each on its own; `nil` where they were not asked for.
    public let members: [Member]?

    /// How one output of a model, or of a member, is shared out among the descriptors.
    ///
    /// `base + sum of all contributions = sum`, which is the `output` within 1e-9.
    ///
    /// - A forest and a linear pool of forests: the probability of the class.
    /// - Boosted trees and logarithmic pools of them: the natural logarithm of the odds of the class
    ///   against another one, log(p / q). In a pool, log p is the weighted sum of the members'
    ///   scores less a number that is the same for all classes, so that differences between
    ///   two classes are exactly the weighted sums of the members' differences. The one
    ///   exception is a member's probability below the pool's floor, which counts as the floor.
    public struct Account: Sendable, Encodable {
        public enum Quantity: String, Sendable, Encodable {
            case probability
            case logOdds = "log_odds"
        }

        public let quantity: Quantity
        public let className: String
        /// The class that log-odds compare with; `nil` for probabilities.
        public let against: String?
        /// The output where no descriptor is known: the mean over the training rows.
        public let base: Double
        /// The largest first, by size; as many as asked for.
        public let contributions: [Contribution]
        /// How many descriptors are not listed.
        public let otherCount: Int
        /// What the descriptors add up to that are not listed.
        public let otherContribution: Double
        /// Base and all contributions.
        public let sum: Double
        /// What the model itself gives for the composition.
        public let output: Double
        /// `sum - output`.
        public let additivityResidual: Double
        /// Whether a member's probability of one of the two classes lies below the pool's floor:
        /// the sum leaves the floor out of account.
        public let isBelowFloor: Bool

        enum CodingKeys: String, CodingKey {
            case quantity, against, base, contributions, sum, output
            case className = "class"
            case otherCount = "other_count"
            case otherContribution = "other_contribution"
            case additivityResidual = "additivity_residual"
            case isBelowFloor = "below_floor"
        }
    }

    public struct Contribution: Sendable, Encodable {
        public let descriptor: String
        /// The value of the descriptor, in its unit.
        public let value: Double
        public let unit: String
        /// In the unit of the account's base; positive where it speaks for the class.
        public let contribution: Double
    }

    public struct Member: Sendable, Encodable {
        /// The number of the member, from 1; in nested blends the numbers from outside in,
        /// separated by dots.
        public let number: String
        /// The share in the pool; those of all members sum to 1.
        public let weight: Double
        public let account: Account
    }

    enum CodingKeys: String, CodingKey {
        case formula, composition, probabilities, whole, members
        case predictedClass = "predicted_class"
        case uncalibratedProbabilities = "uncalibrated_probabilities"
        case settledBy = "settled_by"
    }
}

extension TrainedModel {
    /// Explains what the model says about formulas, in input order.
    ///
    /// Descriptors are computed only for compositions that the gate lets through. The numbers are
    /// the same at any thread count.
    ///
    /// - Parameters:
    ///   - className: the class to explain; `nil` takes the predicted one of each composition. Log-odds
    ///     compare it with the most probable of the others.
    ///   - top: how many descriptors to list; `nil` lists all.
    ///   - members: whether to explain the members of a blend too. They are always there where the
    ///     pool is no sum.
    /// - Throws: ``QuasiScreenError/unknownClass(_:known:)`` and `DescriptorError` for an element
    ///   without values.
    public func explain(
        _ formulas: [(text: String, composition: Composition)], className: String? = nil,
        top: Int? = nil, members: Bool = false, threads: Int
    ) throws -> [Explanation] {
        let label = try className.map { try classIndex(named: $0) }
        let open = formulas.indices.filter { !gate.settles(formulas[$0].composition) }
        let compositions = open.map { formulas[$0].composition }
        let features = try featurizer.features(of: compositions, threads: threads).matrix
        let predicted = try predictions(compositions, features: features, threads: threads)
        let raw = try classifier.probabilities(of: features, threads: threads)
        let explainer = ClassifierExplainer(classifier)
        let parts = try explainer.explain(features, threads: threads)
        var explanations = formulas.map(settled)
        for (row, position) in open.enumerated() {
            let shares = Array(predicted.probabilities.row(row))
            let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
            let question = Explanation.Question(
                label: label ?? best, rival: runnerUp(shares, but: label ?? best), top: top)
            let accountant = Explanation.Accountant(
                model: self, row: features.selecting(rows: [row]), question: question)
            let whole = try accountant.whole(
                parts[row], output: Array(raw.row(row)), isSum: explainer.explainsTheWhole)
            let asked = whole == nil || (members && !explainer.explainsTheWhole)
            explanations[position] = Explanation(
                formula: formulas[position].text,
                composition: formulas[position].composition.bySymbol,
                probabilities: byName(shares), predictedClass: classNames[best],
                uncalibratedProbabilities: calibration?.curves == nil
                    ? nil : byName(Array(raw.row(row))),
                settledBy: [], whole: whole,
                members: asked ? try accountant.members(parts[row]) : nil)
        }
        return explanations
    }

    /// What is left to say where the gate settles the class.
    private func settled(_ formula: (text: String, composition: Composition)) -> Explanation {
        Explanation(
            formula: formula.text, composition: formula.composition.bySymbol,
            probabilities: byName(classNames.indices.map { $0 == gate.classIndex ? 1 : 0 }),
            predictedClass: classNames[gate.classIndex], uncalibratedProbabilities: nil,
            settledBy: formula.composition.elements.filter(gate.holds).map(\.symbol), whole: nil,
            members: nil)
    }

    private func byName(_ shares: [Double]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: zip(classNames, shares))
    }

    /// The most probable class but one.
    private func runnerUp(_ shares: [Double], but label: Int) -> Int {
        var best = label == 0 ? 1 : 0
        for other in shares.indices where other != label && shares[other] > shares[best] {
            best = other
        }
        return best
    }
}

extension Composition {
    fileprivate var bySymbol: [String: Double] {
        Dictionary(uniqueKeysWithValues: zip(elements.map(\.symbol), fractions))
    }
}
