import Basis

/// Judges all subsets of a size by their least squares, or all that a bound cannot exclude.
///
/// The correlations of the features and the target are reduced by one chosen feature after the
/// other (Schur complements), so that the last two features of a subset come from a loop of a few
/// multiplications: with the reduced variances d, covariance r and products g with the target,
/// two features explain (g1^2 d2 - 2 g1 g2 r + g2^2 d1) / (d1 d2 - r^2) more. What passes there is
/// scored again by a factorisation in ascending order of the features.
///
/// Bound: a superset never explains less, so what all features from some position on explain
/// together bounds every subset of them (Furnival and Wilson, Technometrics 16, 499 (1974),
/// doi:10.1080/00401706.1974.10489231).
struct SubsetEnumeration: Sendable {
    /// Explained shares this close count as equal before the second scoring.
    static let margin = 1e-9

    let subspace: Subspace
    let parameters: SurrogateParameters
    /// Positions of the features by ascending complexity.
    let order: [Int]
    /// Complexities in that order.
    let complexities: [Int]
    /// Ranges of equal complexity in that order.
    let runs: [Range<Int>]
    /// Correlations in that order, row by row.
    private let gram: [Double]
    private let products: [Double]

    init(subspace: Subspace, parameters: SurrogateParameters) {
        self.subspace = subspace
        self.parameters = parameters
        let features = subspace.features
        let sorted = features.indices.sorted { a, b in
            (features[a].complexity, a) < (features[b].complexity, b)
        }
        order = sorted
        complexities = sorted.map { features[$0].complexity }
        var runs = [Range<Int>]()
        for index in sorted.indices {
            if index > 0, complexities[index] == complexities[index - 1] {
                runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        self.runs = runs
        gram = sorted.flatMap { row in sorted.map { subspace.gram[row][$0] } }
        products = sorted.map { subspace.correlations[$0] }
    }

    private var root: ReducedGram {
        ReducedGram(
            count: order.count, gram: gram, products: products,
            variances: [Double](repeating: 1, count: order.count))
    }

    private var emptyRecord: SubsetRecord {
        SubsetRecord(
            width: parameters.beamWidth, perComplexity: SubsetSelection.perComplexity,
            maximumComplexity: parameters.maximumComplexity)
    }

    /// The best of all subsets of a size, overall and for each complexity.
    func run(size: Int, threads: Int) throws -> SubsetRecord {
        let root = root
        if size < 3 {
            var walk = SubsetWalk(self, record: emptyRecord)
            if size == 1 {
                for index in order.indices { walk.judge([index]) }
            } else {
                walk.pairs(root, members: [], from: 0)
            }
            return walk.record
        }
        let parts = try Parallel.map(count: order.count, threads: threads) { first in
            var walk = SubsetWalk(self, record: emptyRecord)
            walk.branch(root, members: [], next: first, size: size)
            return walk.record
        }
        var record = emptyRecord
        for part in parts { record.merge(part) }
        return record
    }

    /// Starts from what a heuristic found and cuts branches that cannot hold a better subset.
    ///
    /// - Returns: the merged record, and whether no branch ended at its share of the budget.
    func bounded(
        size: Int, incumbent: SubsetRecord, budget: Int, threads: Int
    ) throws -> (SubsetRecord, Bool) {
        guard let best = incumbent.best.first else { return (incumbent, false) }
        let root = root
        let target = 1 - Double(best.loss) * 1e-12
        let bounds = root.boundsFromEach()
        let share = budget / max(1, order.count)
        let parts = try Parallel.map(count: order.count, threads: threads) { first in
            var walk = SubsetWalk(self, record: emptyRecord)
            walk.target = target
            walk.budget = share
            if walk.isOpen(bounds[first], 0) {
                walk.branch(root, members: [], next: first, size: size)
            }
            return (walk.record, walk.budget >= 0)
        }
        var record = incumbent
        for part in parts { record.merge(part.0) }
        return (record, parts.allSatisfy(\.1))
    }
}
