/// A trained model of any kind.
public indirect enum Classifier: Model, Equatable {
    case forest(RandomForest)
    case boosted(BoostedTrees)
    case blend(Blend)

    private var model: any Model {
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
        case .blend(let blend): return blend.members.flatMap(\.model.ensembles)
        }
    }

    public var treeCount: Int { ensembles.reduce(0) { $0 + $1.trees.count } }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities, spread: spread)
    }
}
