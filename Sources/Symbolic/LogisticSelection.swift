import Basis

/// Logistic regressions over subsets of the screened features.
///
/// Few subsets are all judged: those whose loss a dual feasible point bounds away are skipped, the
/// others fitted. Beyond the budget the candidates are the best subsets of the squared problem and
/// the features with the largest score statistic beside the best smaller subsets; all are fitted,
/// and single features are exchanged until nothing improves.
///
/// Bound: for q in 0...1 the mean entropy of q minus `|X'W(q-y)|^2 / (2 ridge)` is at most the
/// objective, as the entropy is the conjugate of ln(1 + exp).
struct LogisticSelection: Sendable {
    private static let extended = 12
    private static let perStart = 12
    private static let rounds = 6

    let subspace: Subspace
    let parameters: SurrogateParameters
    let target: [Double]
    private let null: Double

    init(subspace: Subspace, parameters: SurrogateParameters, target: [Double]) {
        self.subspace = subspace
        self.parameters = parameters
        self.target = target
        let fit = LogisticFit.fit(columns: [], target: target, weights: subspace.weights)
        null = max(fit?.objective ?? 1, .leastNormalMagnitude)
    }

    /// The best subsets of each size from one to `terms`.
    func run(terms: Int, threads: Int) throws -> [SubsetRecord] {
        var squared: [SubsetRecord]?
        var records = [SubsetRecord]()
        for size in 1...terms {
            let count = SubsetSelection.choices(subspace.features.count, size)
            let budget = parameters.logisticLimit
            var record: SubsetRecord
            if size == 1 || count <= budget {
                record = try exhaustive(size: size, threads: threads)
            } else {
                let working =
                    try squared
                    ?? SubsetSelection(subspace: subspace, parameters: parameters)
                    .run(terms: terms, threads: threads)
                squared = working
                record = try heuristic(
                    working[size - 1], smaller: records[size - 2], threads: threads)
            }
            record.proof = SelectionProof(
                method: size == 1 || count <= budget ? .exhaustive : .beam, subsets: count,
                budget: budget)
            records.append(record)
        }
        return records
    }

    private var emptyRecord: SubsetRecord {
        SubsetRecord(
            width: parameters.beamWidth, perComplexity: SubsetSelection.perComplexity,
            maximumComplexity: parameters.maximumComplexity)
    }

    private func complexity(_ members: [Int]) -> Int {
        members.reduce(1) { $0 + 3 + subspace.features[$1].complexity }
    }

    private func fit(_ members: [Int]) -> LogisticFit? {
        LogisticFit.fit(
            columns: members.map { subspace.features[$0].standardised }, target: target,
            weights: subspace.weights)
    }

    private func offer(_ members: [Int], _ record: inout SubsetRecord) {
        let complexity = complexity(members)
        guard complexity <= parameters.maximumComplexity, let fit = fit(members) else { return }
        record.insert(
            Subset(
                members: members, complexity: complexity,
                loss: Subset.quantised(fit.objective / null)))
    }

    private func exhaustive(size: Int, threads: Int) throws -> SubsetRecord {
        let parts = try Parallel.map(count: subspace.features.count, threads: threads) { first in
            var record = emptyRecord
            if size == 1 { offer([first], &record) } else { extend([first], size, &record) }
            return record
        }
        return parts.reduce(into: emptyRecord) { $0.merge($1) }
    }

    private func extend(_ members: [Int], _ size: Int, _ record: inout SubsetRecord) {
        let first = (members.last ?? -1) + 1
        let rest = first..<max(first, subspace.features.count)
        guard members.count == size - 1 else {
            for next in rest { extend(members + [next], size, &record) }
            return
        }
        let bound = LogisticBound(subspace: subspace, target: target, members: members)
        for next in rest {
            if let lowest = bound?.bound(adding: next),
                !record.accepts(
                    Subset.quantised(lowest / null) - 1, complexity(members + [next]))
            {
                continue
            }
            offer(members + [next], &record)
        }
    }

    private func heuristic(
        _ working: SubsetRecord, smaller: SubsetRecord, threads: Int
    ) throws -> SubsetRecord {
        var tried = Set<[Int]>()
        var record = emptyRecord
        func judge(_ subsets: [[Int]]) throws {
            let fresh = subsets.filter { tried.insert($0).inserted }
            let parts = try Parallel.map(count: fresh.count, threads: threads) { index in
                var part = emptyRecord
                offer(fresh[index], &part)
                return part
            }
            for part in parts { record.merge(part) }
        }
        try judge(working.all.map(\.members))
        let leaders = smaller.best.prefix(LogisticSelection.extended).map(\.members)
        try judge(grown(leaders + smaller.levels.compactMap(\.first?.members), threads: threads))
        for _ in 0..<LogisticSelection.rounds {
            let before = record.best.first
            let starts = record.best.prefix(LogisticSelection.extended / 2).flatMap { subset in
                subset.members.indices.map { position in
                    var rest = subset.members
                    rest.remove(at: position)
                    return rest
                }
            }
            try judge(grown(starts, threads: threads))
            if record.best.first == before { break }
        }
        return record
    }

    /// The subsets with one more feature, those of the largest score statistic.
    private func grown(_ starts: [[Int]], threads: Int) throws -> [[Int]] {
        let unique = Set(starts).sorted { $0.lexicographicallyPrecedes($1) }
        return try Parallel.map(count: unique.count, threads: threads) { index -> [[Int]] in
            let members = unique[index]
            guard
                let bound = LogisticBound(subspace: subspace, target: target, members: members)
            else { return [] }
            let scored = subspace.features.indices.filter { !members.contains($0) }
                .map { (feature: $0, gain: bound.scoreStatistic(adding: $0)) }
                .sorted { ($1.gain, $0.feature) < ($0.gain, $1.feature) }
            return scored.prefix(LogisticSelection.perStart)
                .map { (members + [$0.feature]).sorted() }
        }.flatMap { $0 }
    }
}
