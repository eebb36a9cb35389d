import Basis

/// A subset of features with the share of the target's variance that it leaves unexplained.
struct Subset: Sendable, Hashable, Comparable {
    /// Ascending positions in the subspace.
    var members: [Int]
    var complexity: Int
    /// Unexplained share in steps of 1e-12, so that rounding does not decide ties.
    var loss: Int64

    static func < (a: Subset, b: Subset) -> Bool {
        if a.loss != b.loss { return a.loss < b.loss }
        if a.complexity != b.complexity { return a.complexity < b.complexity }
        return a.members.lexicographicallyPrecedes(b.members)
    }
}

/// The best subsets found: overall and for each complexity.
struct SubsetRecord: Sendable {
    let width: Int
    let perComplexity: Int
    private(set) var best: [Subset] = []
    private(set) var levels: [[Subset]]

    init(width: Int, perComplexity: Int, maximumComplexity: Int) {
        self.width = width
        self.perComplexity = perComplexity
        levels = [[Subset]](repeating: [], count: maximumComplexity + 1)
    }

    /// Whether a subset of this loss and complexity could enter.
    @inline(__always)
    func accepts(_ loss: Int64, _ complexity: Int) -> Bool {
        guard complexity < levels.count else { return false }
        if best.count < width || loss <= best[best.count - 1].loss { return true }
        let level = levels[complexity]
        return level.count < perComplexity || loss <= level[level.count - 1].loss
    }

    mutating func insert(_ subset: Subset) {
        guard subset.complexity < levels.count else { return }
        SubsetRecord.insert(subset, into: &best, limit: width)
        SubsetRecord.insert(subset, into: &levels[subset.complexity], limit: perComplexity)
    }

    private static func insert(_ subset: Subset, into list: inout [Subset], limit: Int) {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < subset { low = middle + 1 } else { high = middle }
        }
        if low < list.count, list[low] == subset { return }
        guard low < limit else { return }
        list.insert(subset, at: low)
        if list.count > limit { list.removeLast() }
    }

    /// All that is kept, each subset once.
    var all: [Subset] { Set(best + levels.flatMap { $0 }).sorted() }
}

/// Least squares over subsets of the screened features (exact L0 selection).
///
/// The loss of a subset comes from the matrix of correlations by a Cholesky factorisation that is
/// extended one feature at a time. All subsets of a size are tried while they are few; beyond that
/// a beam search extends the best smaller subsets and then exchanges single features until nothing
/// improves.
struct SubsetSelection: Sendable {
    /// A feature that the others explain to within this share of its variance is refused.
    static let smallestPivot = 1e-8
    static let perComplexity = 3
    static let exchanged = 10

    let subspace: Subspace
    let parameters: SurrogateParameters

    /// Nodes of a model with these terms: the intercept, and three for each term's sum, product
    /// and coefficient beside its formula.
    func complexity(_ members: [Int]) -> Int {
        members.reduce(1) { $0 + 3 + subspace.features[$1].complexity }
    }

    /// The best subsets of each size from one to `terms`.
    func run(terms: Int, threads: Int) throws -> [SubsetRecord] {
        var records = [SubsetRecord]()
        for size in 1...terms {
            let count = SubsetSelection.choices(subspace.features.count, size)
            if size == 1 || count <= parameters.exhaustiveLimit {
                records.append(try exhaustive(size: size, threads: threads))
            } else {
                records.append(try beam(from: records[size - 2], threads: threads))
            }
        }
        return records
    }

    private var emptyRecord: SubsetRecord {
        SubsetRecord(
            width: parameters.beamWidth, perComplexity: SubsetSelection.perComplexity,
            maximumComplexity: parameters.maximumComplexity)
    }

    /// The number of subsets, or `Int.max` where it does not fit.
    static func choices(_ count: Int, _ size: Int) -> Int {
        guard size <= count else { return 0 }
        var result = 1
        for step in 0..<size {
            let (product, overflow) = result.multipliedReportingOverflow(by: count - step)
            if overflow { return .max }
            result = product / (step + 1)
        }
        return result
    }

    private func exhaustive(size: Int, threads: Int) throws -> SubsetRecord {
        let count = subspace.features.count
        let parts = try Parallel.map(count: count, threads: threads) { first in
            var record = emptyRecord
            var factorisation = Cholesky(capacity: size)
            if factorisation.push(first, subspace) {
                extend([first], size, &factorisation, &record)
            }
            return record
        }
        return merged(parts)
    }

    private func extend(
        _ members: [Int], _ size: Int, _ factorisation: inout Cholesky,
        _ record: inout SubsetRecord
    ) {
        let base = complexity(members)
        if members.count == size {
            offer(members, factorisation.explained, base, &record)
            return
        }
        let first = (members.last ?? -1) + 1
        for next in first..<max(first, subspace.features.count) {
            if members.count == size - 1 {
                guard let gain = factorisation.gain(of: next, subspace) else { continue }
                let complexity = base + 3 + subspace.features[next].complexity
                let loss = SubsetSelection.quantised(factorisation.explained + gain)
                if record.accepts(loss, complexity) {
                    record.insert(
                        Subset(members: members + [next], complexity: complexity, loss: loss))
                }
            } else if factorisation.push(next, subspace) {
                extend(members + [next], size, &factorisation, &record)
                factorisation.pop()
            }
        }
    }

    private func offer(
        _ members: [Int], _ explained: Double, _ complexity: Int, _ record: inout SubsetRecord
    ) {
        let loss = SubsetSelection.quantised(explained)
        if record.accepts(loss, complexity) {
            record.insert(Subset(members: members, complexity: complexity, loss: loss))
        }
    }

    private func beam(from smaller: SubsetRecord, threads: Int) throws -> SubsetRecord {
        let starts = smaller.all
        let parts = try Parallel.map(count: starts.count, threads: threads) { index in
            var record = emptyRecord
            insertReplacements(for: starts[index].members, &record)
            return record
        }
        var record = merged(parts)
        var tried = Set<[Int]>()
        while true {
            let leaders =
                Array(record.best.prefix(SubsetSelection.exchanged))
                + record.levels.compactMap(\.first)
            let fresh = Set(leaders.map(\.members)).subtracting(tried)
                .sorted { $0.lexicographicallyPrecedes($1) }
            if fresh.isEmpty { return record }
            tried.formUnion(fresh)
            let exchanged = try Parallel.map(count: fresh.count, threads: threads) { index in
                var part = emptyRecord
                for position in fresh[index].indices {
                    var rest = fresh[index]
                    rest.remove(at: position)
                    insertReplacements(for: rest, &part)
                }
                return part
            }
            record = merged([record] + exchanged)
        }
    }

    /// Offers `members` with each further feature.
    private func insertReplacements(for members: [Int], _ record: inout SubsetRecord) {
        var factorisation = Cholesky(capacity: members.count + 1)
        for member in members where !factorisation.push(member, subspace) { return }
        let base = complexity(members)
        for next in subspace.features.indices where !members.contains(next) {
            guard let gain = factorisation.gain(of: next, subspace) else { continue }
            let complexity = base + 3 + subspace.features[next].complexity
            let loss = SubsetSelection.quantised(factorisation.explained + gain)
            if record.accepts(loss, complexity) {
                let subset = (members + [next]).sorted()
                record.insert(Subset(members: subset, complexity: complexity, loss: loss))
            }
        }
    }

    private func merged(_ parts: [SubsetRecord]) -> SubsetRecord {
        var record = emptyRecord
        for part in parts {
            for subset in part.best { record.insert(subset) }
            for level in part.levels {
                for subset in level { record.insert(subset) }
            }
        }
        return record
    }

    private static func quantised(_ explained: Double) -> Int64 {
        Int64(((1 - explained) * 1e12).rounded())
    }
}

/// A Cholesky factorisation of the correlations of some features that grows one at a time.
private struct Cholesky {
    private var members: [Int] = []
    private var rows: [Double]
    private var solved: [Double]
    private let capacity: Int
    /// The share of the target's variance that the members explain.
    private(set) var explained = 0.0
    private var history: [Double] = []

    init(capacity: Int) {
        self.capacity = capacity
        rows = [Double](repeating: 0, count: capacity * capacity)
        solved = [Double](repeating: 0, count: capacity)
    }

    /// What a further feature adds to the explained share; `nil` if the members explain it.
    @inline(__always)
    mutating func gain(of feature: Int, _ subspace: Subspace) -> Double? {
        let size = members.count
        let offset = size * capacity
        var pivot = 1.0
        var rest = subspace.correlations[feature]
        for i in 0..<size {
            var value = subspace.gram[feature][members[i]]
            for j in 0..<i { value -= rows[offset + j] * rows[i * capacity + j] }
            value /= rows[i * capacity + i]
            rows[offset + i] = value
            pivot -= value * value
            rest -= value * solved[i]
        }
        guard pivot > SubsetSelection.smallestPivot else { return nil }
        rows[offset + size] = pivot.squareRoot()
        solved[size] = rest / rows[offset + size]
        return rest * rest / pivot
    }

    mutating func push(_ feature: Int, _ subspace: Subspace) -> Bool {
        guard let gain = gain(of: feature, subspace) else { return false }
        history.append(explained)
        explained += gain
        members.append(feature)
        return true
    }

    mutating func pop() {
        members.removeLast()
        explained = history.removeLast()
    }
}
