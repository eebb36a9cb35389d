import Basis
import Foundation
import Testing

@testable import Learning

/// The grower's plain twin: every cut of every drawn feature is weighed on the values themselves.
private struct PlainGrower {
    let set: TrainingSet
    let parameters: ForestParameters
    let factors: [Double]
    let maxFeatures: Int
    var stream: RandomStream
    var features: [Int]
    /// Feature, threshold and rows of each inner node, parents first and left before right.
    var cuts = [(feature: Int, threshold: Double, rows: Int)]()

    private typealias Best = (purity: Double, feature: Int, cut: Double)

    mutating func grow(_ rows: [Int], depth: Int, constants: Int) {
        let size = rows.reduce(0) { $0 + Int(set.weights[$1]) }
        let least = parameters.minSamplesLeaf
        guard depth < parameters.maxDepth ?? .max, size >= max(2, 2 * least),
            Set(rows.map { set.labels[$0] }).count > 1
        else { return }
        var constants = constants
        guard let best = draw(rows, &constants) else { return }
        let cut = best.cut
        cuts.append((best.feature, cut, rows.count))
        grow(
            rows.filter { set.features[$0, best.feature] <= cut }, depth: depth + 1,
            constants: constants)
        grow(
            rows.filter { set.features[$0, best.feature] > cut }, depth: depth + 1,
            constants: constants)
    }

    private mutating func draw(_ rows: [Int], _ constants: inout Int) -> Best? {
        var best: Best?
        var knownLeft = constants
        var found = constants
        var high = features.count
        var drawn = 0
        var varying = 0
        while found < high, drawn < maxFeatures || varying == 0 {
            let choice = stream.below(knownLeft + high - found)
            drawn += 1
            if choice < knownLeft {
                knownLeft -= 1
                continue
            }
            let position = found + choice - knownLeft
            let feature = features[position]
            let values = Set(rows.map { set.features[$0, feature] }).sorted()
            if values.count > 1 {
                for cut in cuts(values) {
                    let left = rows.filter { set.features[$0, feature] <= cut }
                    let right = rows.filter { set.features[$0, feature] > cut }
                    let sizes = [left, right].map { $0.reduce(0) { $0 + Int(set.weights[$1]) } }
                    guard sizes.allSatisfy({ $0 >= parameters.minSamplesLeaf }) else { continue }
                    let purity = purity(left) + purity(right)
                    if purity > best?.purity ?? -.infinity { best = (purity, feature, cut) }
                }
                varying += 1
                high -= 1
                features.swapAt(position, high)
            } else {
                features.swapAt(position, found)
                found += 1
            }
        }
        constants = found
        return best
    }

    /// The cuts that a feature of these values offers: all, or one at random.
    private mutating func cuts(_ values: [Double]) -> [Double] {
        guard parameters.splits == .random else {
            return zip(values, values.dropFirst()).map { low, above in
                let middle = low / 2 + above / 2
                return middle >= low && middle < above ? middle : low
            }
        }
        let share = stream.unit()
        let low = values[0]
        let high = values[values.count - 1]
        let drawn = low * (1 - share) + high * share
        return [drawn >= low && drawn < high ? drawn : low]
    }

    private func purity(_ rows: [Int]) -> Double {
        var counts = [Double](repeating: 0, count: set.classCount)
        for row in rows { counts[set.labels[row]] += set.weights[row] * factors[set.labels[row]] }
        let total = counts.reduce(0, +)
        switch parameters.criterion {
        case .entropy:
            return counts.reduce(0) { $1 > 0 ? $0 + $1 * log2($1) : $0 } - total * log2(total)
        case .gini: return counts.reduce(0) { $0 + $1 * $1 } / total - total
        }
    }
}

@Suite struct PlainTreeTests {
    /// Columns of every kind: few values, many values, clusters within one bin, wide ranges.
    private static func table(_ rows: Int, _ seed: UInt64, weighted: Bool) throws -> TrainingSet {
        var stream = RandomStream(seed: seed)
        var features = Matrix(rows: rows, columns: 7)
        for row in 0..<rows {
            features[row, 0] = Double(stream.below(4))
            features[row, 1] = stream.unit() * 10
            features[row, 2] = Double(stream.below(3)) + 1e-3 * stream.unit()
            features[row, 3] = exp(20 * stream.unit() - 10) * (stream.below(2) == 0 ? -1 : 1)
            features[row, 4] = Double(stream.below(rows))
            features[row, 5] = 3
            features[row, 6] = stream.below(10) == 0 ? stream.unit() : 0
        }
        let labels = (0..<rows).map { row in
            let signal = features[row, 1] / 10 + (features[row, 4] / Double(rows) - 0.5)
            return signal + 0.5 * stream.unit() > 1.1 ? 1 + stream.below(2) : 0
        }
        // The plain grower knows nothing of values that are equal but for rounding.
        features.values = try EncodedFeatures(features, threads: 1).values
        return try TrainingSet(
            features: features, labels: labels, classCount: 4,
            weights: weighted ? (0..<rows).map { _ in Double(stream.below(4)) } : nil)
    }

    private static let kinds = SplitCriterion.allCases.flatMap { criterion in
        SplitChoice.allCases.map { (criterion, $0) }
    }

    @Test(arguments: [20, 90, 500], kinds)
    func treesEqualThoseOfThePlainGrower(
        rows: Int, kind: (criterion: SplitCriterion, splits: SplitChoice)
    ) throws {
        let (criterion, splits) = kind
        for (variant, leaf) in [1, 1, 5].enumerated() {
            let set = try Self.table(rows, UInt64(rows + variant), weighted: variant == 1)
            let parameters = ForestParameters(
                trees: 1, criterion: criterion, maxFeatures: .count(3), minSamplesLeaf: leaf,
                splits: splits, seed: UInt64(variant))
            let forest = try Fixture.forest(set, parameters)
            let placer = try Self.placer(of: set)
            for (index, tree) in forest.trees.enumerated() {
                var plain = PlainGrower(
                    set: set, parameters: parameters, factors: [1, 1, 1, 1], maxFeatures: 3,
                    stream: RandomStream(seed: parameters.seed).child("forest").child(index)
                        .child("splits"), features: Array(0..<7))
                plain.grow(
                    (0..<rows).filter { set.weights[$0] > 0 }, depth: 0, constants: 0)
                let ours = Self.inner(tree)
                #expect(ours.count == plain.cuts.count)
                for (own, cut) in zip(ours, plain.cuts) {
                    #expect(own.feature == cut.feature)
                    #expect(own.threshold == placer.threshold(cut.feature, near: cut.threshold))
                }
            }
        }
    }

    @Test func classFactorsLeaveTheFastGrowerEqualToThePlainOne() throws {
        let set = try Self.table(600, 5, weighted: true)
        let factors = [0.3, 2, 5, 1]
        for criterion in SplitCriterion.allCases {
            let parameters = ForestParameters(
                trees: 1, criterion: criterion, maxFeatures: .count(4),
                classWeights: .explicit(factors))
            let tree = try Fixture.forest(set, parameters).trees[0]
            var plain = PlainGrower(
                set: set, parameters: parameters, factors: factors, maxFeatures: 4,
                stream: RandomStream(seed: 0).child("forest").child(0).child("splits"),
                features: Array(0..<7))
            plain.grow((0..<600).filter { set.weights[$0] > 0 }, depth: 0, constants: 0)
            let placer = try Self.placer(of: set)
            #expect(
                Self.inner(tree).map(\.threshold)
                    == plain.cuts.map { placer.threshold($0.feature, near: $0.threshold) })
        }
    }

    private static func placer(of set: TrainingSet) throws -> ThresholdPlacer {
        let runs = try EncodedFeatures(set.features, threads: 1).runs
        let rows = set.weights.indices.filter { set.weights[$0] > 0 }.map(UInt32.init)
        return ThresholdPlacer(runs: runs, occupied: runs.occupied(by: rows, columns: 7))
    }

    /// Inner nodes, parents first and left before right.
    private static func inner(_ tree: DecisionTree) -> [(feature: Int, threshold: Double)] {
        var result = [(feature: Int, threshold: Double)]()
        var stack = [0]
        while let node = stack.popLast() {
            guard tree.feature[node] >= 0 else { continue }
            result.append((Int(tree.feature[node]), tree.threshold[node]))
            stack.append(Int(tree.right[node]))
            stack.append(Int(tree.left[node]))
        }
        return result
    }
}
