import Basis

/// Least squares over subsets of the screened features (exact L0 selection).
///
/// All subsets of a size are judged while they are within the budget, see ``SubsetEnumeration``.
/// Beyond it a beam search extends the best smaller subsets and exchanges single features until
/// nothing improves; a branch and bound then proves the result or ends at the budget.
struct SubsetSelection: Sendable {
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
        let enumeration = SubsetEnumeration(subspace: subspace, parameters: parameters)
        let budget = parameters.exhaustiveLimit
        var records = [SubsetRecord]()
        for size in 1...terms {
            let count = SubsetSelection.choices(subspace.features.count, size)
            if size == 1 || count <= budget {
                var record = try enumeration.run(size: size, threads: threads)
                record.proof = SelectionProof(method: .exhaustive, subsets: count, budget: budget)
                records.append(record)
                continue
            }
            let found = try beam(from: records[size - 2], threads: threads)
            var (record, ended) = try enumeration.bounded(
                size: size, incumbent: found, budget: budget, threads: threads)
            record.proof = SelectionProof(
                method: ended ? .bounded : .beam, subsets: count, budget: budget)
            records.append(record)
        }
        return records
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

    private var emptyRecord: SubsetRecord {
        SubsetRecord(
            width: parameters.beamWidth, perComplexity: SubsetSelection.perComplexity,
            maximumComplexity: parameters.maximumComplexity)
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
        var factorisation = GrowingCholesky(capacity: members.count + 1)
        for member in members where !factorisation.push(member, subspace) { return }
        let base = complexity(members)
        for next in subspace.features.indices where !members.contains(next) {
            guard let gain = factorisation.gain(of: next, subspace) else { continue }
            let complexity = base + 3 + subspace.features[next].complexity
            let loss = Subset.quantised(1 - factorisation.explained - gain)
            if record.accepts(loss, complexity) {
                let subset = (members + [next]).sorted()
                record.insert(Subset(members: subset, complexity: complexity, loss: loss))
            }
        }
    }

    private func merged(_ parts: [SubsetRecord]) -> SubsetRecord {
        var record = emptyRecord
        for part in parts { record.merge(part) }
        return record
    }
}
