import Basis

/// Explains the predictions of any classifier, as far as exact values go.
///
/// A forest, boosted trees and a linear pool of forests are sums over trees: they are one part, whose
/// Shapley values share out the whole prediction. Logarithmic pooling, and any pooling of
/// boosted trees, is no sum: there the members are parts, each explained on its own, and no claim is
/// made about the pooled probability. Calibration is left out of account.
public struct ClassifierExplainer: Sendable {
    /// A part of the classifier, explained on its own.
    public struct Part: Sendable {
        /// Which member of the blend, of the blend within it, and so on; empty for the whole.
        public let path: [Int]
        /// The part's weight in the pool, 1 for the whole; in nested blends the product.
        public let weight: Double
        public let quantity: ExplainedQuantity
        /// The explainers whose values are added up, and by what factor.
        fileprivate var terms: [(explainer: TreeExplainer, factor: Double)]

        fileprivate func explain(_ rows: Matrix, threads: Int) throws -> [ShapleyValues] {
            var result = [ShapleyValues]()
            for term in terms {
                let values = try term.explainer.explain(rows, threads: threads)
                guard !(terms.count == 1 && term.factor == 1) else { return values }
                let scaled = values.map { $0.scaled(by: term.factor) }
                result = result.isEmpty ? scaled : zip(result, scaled).map { $0.adding($1) }
            }
            return result
        }
    }

    /// The explanation of one part for one row.
    public struct PartValues: Sendable, Equatable {
        public let path: [Int]
        public let weight: Double
        public let quantity: ExplainedQuantity
        public let values: ShapleyValues
    }

    /// In the order of the members; a single one with an empty path where the whole is a sum.
    public let parts: [Part]

    public init(_ model: Classifier) {
        parts = ClassifierExplainer.parts(of: model, path: [], weight: 1)
    }

    /// Whether the values share out the prediction of the whole classifier.
    public var explainsTheWhole: Bool { parts.count == 1 && parts[0].path.isEmpty }

    /// Explains many rows: for each row one entry for each part.
    ///
    /// The numbers are the same at any thread count.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func explain(_ rows: Matrix, threads: Int) throws -> [[PartValues]] {
        let byPart = try parts.map { try $0.explain(rows, threads: threads) }
        return (0..<rows.rows).map { row in
            zip(parts, byPart).map { part, values in
                PartValues(
                    path: part.path, weight: part.weight, quantity: part.quantity,
                    values: values[row])
            }
        }
    }

    /// Explains one row.
    ///
    /// - Throws: ``LearningError`` for a row of the wrong width and for NaN or infinite values.
    public func explain(row: [Double]) throws -> [PartValues] {
        try explain(Matrix(rows: 1, columns: row.count, values: row), threads: 1).flatMap { $0 }
    }

    private static func parts(of model: Classifier, path: [Int], weight: Double) -> [Part] {
        switch model {
        case .forest(let forest):
            return [
                Part(
                    path: path, weight: weight, quantity: .probability,
                    terms: [(TreeExplainer(forest), 1)])
            ]
        case .boosted(let boosted):
            return [
                Part(
                    path: path, weight: weight, quantity: .logOdds,
                    terms: [(TreeExplainer(boosted), 1)])
            ]
        case .blend(let blend):
            let members = blend.members.enumerated().map { index, member in
                parts(of: member.model, path: path + [index], weight: weight * member.weight)
            }
            let isSum = members.allSatisfy { parts in
                parts.count == 1 && parts[0].path.count == path.count + 1
                    && parts[0].quantity == .probability
            }
            guard isSum, blend.pooling == .linear else { return members.flatMap { $0 } }
            let total = blend.members.reduce(0) { $0 + $1.weight }
            let terms = zip(blend.members, members).flatMap { member, parts in
                parts.flatMap(\.terms).map { ($0.explainer, $0.factor * member.weight / total) }
            }
            return [Part(path: path, weight: weight, quantity: .probability, terms: terms)]
        }
    }
}

extension ShapleyValues {
    fileprivate func scaled(by factor: Double) -> ShapleyValues {
        var contributions = contributions
        for index in contributions.values.indices { contributions.values[index] *= factor }
        return ShapleyValues(base: base.map { $0 * factor }, contributions: contributions)
    }

    fileprivate func adding(_ other: ShapleyValues) -> ShapleyValues {
        var sum = contributions
        for index in sum.values.indices { sum.values[index] += other.contributions.values[index] }
        return ShapleyValues(base: zip(base, other.base).map { $0 + $1 }, contributions: sum)
    }
}
