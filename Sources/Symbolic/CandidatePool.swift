/// A candidate with its score; higher scores first, then fewer nodes, then the order of formulas.
struct ScoredCandidate: Sendable, Comparable {
    /// The score in whole steps of 1e-9, so that rounding does not decide between equal columns.
    var score: Int64
    var complexity: Int32
    var candidate: Candidate

    static func < (a: ScoredCandidate, b: ScoredCandidate) -> Bool {
        if a.score != b.score { return a.score > b.score }
        if a.complexity != b.complexity { return a.complexity < b.complexity }
        return a.candidate < b.candidate
    }

    /// Scores are in -1...1; anything else is a mistake of rounding and is clamped.
    static func quantised(_ score: Double) -> Int64 {
        Int64((max(-1, min(1, score)) * 1e9).rounded())
    }
}

/// The best candidates of each complexity; what it keeps does not depend on the order of arrival.
struct CandidatePool: Sendable {
    let limit: Int
    private var levels: [[ScoredCandidate]]
    /// Scores below these cannot be among the best.
    private(set) var thresholds: [Int64]
    /// How many candidates were looked at.
    var screened: UInt64 = 0

    init(limit: Int, maximumComplexity: Int) {
        self.limit = limit
        levels = [[ScoredCandidate]](repeating: [], count: maximumComplexity + 1)
        thresholds = [Int64](repeating: .min, count: maximumComplexity + 1)
    }

    /// An empty pool of the same kind that takes only what this one would.
    var emptied: CandidatePool {
        var result = CandidatePool(limit: limit, maximumComplexity: levels.count - 1)
        result.thresholds = thresholds
        return result
    }

    @inline(__always)
    func accepts(_ score: Int64, _ complexity: Int) -> Bool {
        complexity < levels.count && score >= thresholds[complexity]
    }

    mutating func insert(_ entry: ScoredCandidate) {
        let level = Int(entry.complexity)
        guard accepts(entry.score, level) else { return }
        levels[level].append(entry)
        // Sorting now and then costs less than keeping order.
        if levels[level].count >= 2 * limit { prune(level) }
    }

    mutating func merge(_ other: CandidatePool) {
        screened += other.screened
        for level in levels.indices {
            thresholds[level] = max(thresholds[level], other.thresholds[level])
            for entry in other.levels[level] { insert(entry) }
        }
    }

    private mutating func prune(_ level: Int) {
        levels[level].sort()
        if levels[level].count > limit {
            levels[level].removeLast(levels[level].count - limit)
        }
        if levels[level].count == limit, let last = levels[level].last {
            thresholds[level] = max(thresholds[level], last.score)
        }
    }

    /// The best of all complexities together.
    var best: [ScoredCandidate] {
        Array(levels.flatMap { $0 }.sorted().prefix(limit))
    }

    /// The best of one complexity.
    func best(complexity: Int) -> [ScoredCandidate] {
        Array(levels[complexity].sorted().prefix(limit))
    }

    var complexities: Range<Int> { levels.indices }
}
