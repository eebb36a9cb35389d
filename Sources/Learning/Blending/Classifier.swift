/// A trained model of any kind.
public indirect enum Classifier: SummedModel, Equatable {
    case forest(RandomForest)
    case boosted(BoostedTrees)
    case blend(Blend)

    private var model: any SummedModel {
        switch self {
        case .forest(let forest): return forest
        case .boosted(let boosted): return boosted
        case .blend(let blend): return blend
        }
    }

    public var featureCount: Int { model.featureCount }
    public var classCount: Int { model.classCount }

    /// The additive ensembles that the model consists of, members of blends one after the other.
    public var ensembles: [any AdditiveTrees] {
        switch self {
        case .forest(let forest): return [forest]
        case .boosted(let boosted): return [boosted]
        case .blend(let blend): return blend.ensembles
        }
    }

    /// The number of ``ensembles``.
    var ensembleCount: Int {
        guard case .blend(let blend) = self else { return 1 }
        return blend.members.reduce(0) { $0 + $1.model.ensembleCount }
    }

    public var treeCount: Int { ensembles.reduce(0) { $0 + $1.trees.count } }

    public func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int
    ) {
        model.combine(sums: sums, probabilities: probabilities, count: count, stride: stride)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities, spread: spread)
    }
}
