import Basis

/// A subset of features with the loss that it leaves.
struct Subset: Sendable, Hashable, Comparable {
    /// Ascending positions in the subspace.
    var members: [Int]
    var complexity: Int
    /// The training loss as a share of the intercept's in steps of 1e-12, so that rounding does
    /// not decide ties.
    var loss: Int64

    static func quantised(_ share: Double) -> Int64 { Int64((share * 1e12).rounded()) }

    static func < (a: Subset, b: Subset) -> Bool {
        if a.loss != b.loss { return a.loss < b.loss }
        if a.complexity != b.complexity { return a.complexity < b.complexity }
        return a.members.lexicographicallyPrecedes(b.members)
    }
}

/// The best subsets of one size: overall and for each complexity.
struct SubsetRecord: Sendable {
    let width: Int
    let perComplexity: Int
    private(set) var best: [Subset] = []
    private(set) var levels: [[Subset]]
    var proof = SelectionProof(method: .beam, subsets: 0, budget: 0)

    init(width: Int, perComplexity: Int, maximumComplexity: Int) {
        self.width = width
        self.perComplexity = perComplexity
        levels = [[Subset]](repeating: [], count: maximumComplexity + 1)
    }

    /// The largest loss with which a subset of this complexity may enter.
    @inline(__always)
    func limit(_ complexity: Int) -> Int64 {
        guard complexity < levels.count else { return .min }
        let level = levels[complexity]
        guard best.count >= width, level.count >= perComplexity else { return .max }
        return max(best[best.count - 1].loss, level[level.count - 1].loss)
    }

    @inline(__always)
    func accepts(_ loss: Int64, _ complexity: Int) -> Bool {
        complexity < levels.count && loss <= limit(complexity)
    }

    mutating func insert(_ subset: Subset) {
        guard subset.complexity < levels.count else { return }
        SubsetRecord.insert(subset, into: &best, limit: width)
        SubsetRecord.insert(subset, into: &levels[subset.complexity], limit: perComplexity)
    }

    private static func insert(_ subset: Subset, into list: inout [Subset], limit: Int) {
        let place = list.lowerBound(of: subset)
        if place < list.count, list[place] == subset { return }
        guard place < limit else { return }
        list.insert(subset, at: place)
        if list.count > limit { list.removeLast() }
    }

    mutating func merge(_ other: SubsetRecord) {
        for subset in other.best { insert(subset) }
        for level in other.levels {
            for subset in level { insert(subset) }
        }
    }

    /// All that is kept, each subset once.
    var all: [Subset] { Set(best + levels.flatMap { $0 }).sorted() }
}
