import Basis
import CElementary
import Foundation

/// Trains gradient-boosted trees on the softmax log-loss.
///
/// Gradients are rounded to whole numbers before they are summed, so that sums depend neither on
/// the order of the rows nor on the number of threads.
public struct BoostingLearner: Learner {
    public let parameters: BoostingParameters

    public init(_ parameters: BoostingParameters = BoostingParameters()) {
        self.parameters = parameters
    }

    public func fit(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]?, threads: Int, outOfBag: Bool
    ) throws -> TrainingResult<BoostedTrees> {
        try parameters.validate()
        let population = try Population(
            encoded, rows: rows, labels: labels, classCount: classCount, weights: weights,
            classWeights: parameters.classWeights)
        var state = BoostingState(population)
        let (base, weights, scale) = (state.base, state.weights, state.scale)
        // Bins of their own: they follow the rows learnt from, not those of the whole table.
        let features = try EncodedFeatures(
            encoded.features.selecting(rows: population.rows.map(Int.init)), weights: weights,
            threads: threads)
        let grower = GradientTreeGrower(features: features, parameters: parameters)
        let root = RandomStream(seed: parameters.seed).child("boosting")
        var trees = [DecisionTree]()
        var gains = [Double](repeating: 0, count: encoded.columnCount)
        for round in 0..<parameters.rounds {
            let stream = root.child(round)
            let derivatives = state.derivatives()
            let taken = sizes(of: state, stream.child("rows"))
            let grown = try Parallel.map(count: classCount, threads: threads) { label in
                grower.grow(
                    derivatives[label], weights: weights, sizes: taken, scale: scale,
                    stream: stream.child(label))
            }
            for (label, tree) in grown.enumerated() {
                state.add(tree.leafOfRow, to: label)
                for (feature, gain) in tree.gains.enumerated() { gains[feature] += gain }
                trees.append(tree.tree)
            }
        }
        let total = gains.reduce(0, +)
        let importances = total > 0 ? gains.map { min(1, max(0, $0 / total)) } : gains
        let model = try BoostedTrees(
            parameters: parameters, trees: trees, featureCount: encoded.columnCount,
            classCount: classCount, base: base, importances: importances)
        return TrainingResult(model: model, importances: importances)
    }
}

extension BoostingLearner {
    /// How often each row takes part in a round: every copy of it by a lot of its own.
    private func sizes(of state: BoostingState, _ stream: RandomStream) -> [Int64] {
        guard parameters.rowShare < 1 else { return state.sizes }
        var stream = stream
        return state.sizes.map { size in
            (0..<size).reduce(0) { taken, _ in
                taken + (stream.unit() < parameters.rowShare ? 1 : 0)
            }
        }
    }
}

/// First and second derivative of the loss of one row for one class, in whole numbers.
struct Derivatives: Sendable {
    var first: [Int64]
    var second: [Int64]
}

/// The scores of the training rows while the trees are grown.
struct BoostingState: Sendable {
    /// Derivatives of one row of weight 1 are rounded to multiples of this.
    let scale: Double
    /// By chosen row, without class factors.
    let weights: [Double]
    /// By chosen row: what a derivative is multiplied with before it is rounded. Whole weights come
    /// after the rounding, so that weight 2 is exactly the row twice.
    private let factors: [Double]
    /// By chosen row: how many rows it stands for.
    let sizes: [Int64]
    let base: [Int32]
    private let labels: [Int]
    private let classCount: Int
    /// Element (row, class) stands at `class * rows + row`, in units of ``BoostedTrees/unit``.
    private var scores: [Int64]

    init(_ population: Population) {
        let classCount = population.classCount
        let labels = population.rows.map { Int(population.labels[Int($0)]) }
        let weights = population.rows.map { population.weights[Int($0)] }
        let classFactors = labels.map { population.factors[$0] }
        var classTotals = [Double](repeating: 0, count: classCount)
        for (label, weight) in zip(labels, weights) { classTotals[label] += weight }
        classTotals = zip(classTotals, population.factors).map { $0 * $1 }
        let total = classTotals.reduce(0, +)
        // A class without rows starts at one in a million rather than at minus infinity.
        let base = classTotals.map { weight in
            Int32((Elementary.log(max(weight / total, 1e-6)) / BoostedTrees.unit).rounded())
        }
        self.labels = labels
        self.classCount = classCount
        self.weights = weights
        sizes = weights.map { population.isWhole ? Int64($0) : 1 }
        factors =
            population.isWhole ? classFactors : zip(weights, classFactors).map { $0 * $1 }
        self.base = base
        // Sums stay below 2^44 and the derivatives of a single row keep as many bits as that allows.
        scale = exp2(log2(total).rounded(.up) - 44)
        scores = base.flatMap { [Int64](repeating: Int64($0), count: labels.count) }
    }

    /// Derivatives of each class for every row; a row that stands for several counts once.
    func derivatives() -> [Derivatives] {
        let zeros = [Int64](repeating: 0, count: labels.count)
        var result = [Derivatives](
            repeating: Derivatives(first: zeros, second: zeros), count: classCount)
        let curvature = classCount > 1 ? Double(classCount) / Double(classCount - 1) : 1
        let rows = labels.count
        // The softmax of the finished model, so that training sees the shares that it will state.
        let shares = [Double](unsafeUninitializedCapacity: rows * classCount) { shares, filled in
            qs_softmax(
                scores, [Int32](repeating: 0, count: classCount), BoostedTrees.unit, classCount,
                rows, rows, shares.baseAddress)
            filled = rows * classCount
        }
        for index in 0..<classCount {
            for (row, label) in labels.enumerated() {
                let share = shares[index * rows + row]
                let first = (share - (index == label ? 1 : 0)) / scale * factors[row]
                let second = curvature * share * (1 - share) / scale * factors[row]
                result[index].first[row] = Int64(first.rounded())
                result[index].second[row] = Int64(second.rounded())
            }
        }
        return result
    }

    mutating func add(_ values: [Int32], to label: Int) {
        for (row, value) in values.enumerated() {
            scores[label * labels.count + row] += Int64(value)
        }
    }
}
