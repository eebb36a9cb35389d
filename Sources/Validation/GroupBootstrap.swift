import Basis

/// Draws whole groups of rows with replacement, as many as there are.
struct GroupBootstrap: Sendable {
    /// The group of each prediction, in the order of the names.
    let groupOfRow: [Int32]
    let groupCount: Int

    /// - Parameter groups: one group for each row of the data, tested or not.
    init(_ outcome: ValidationOutcome, groups: [String]) throws {
        let rowCount = outcome.predictions.count + outcome.untestedRows.count
        guard groups.count == rowCount else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: rowCount)
        }
        let members = Splits.index(outcome.predictions.map { groups[$0.row] }).members
        var groupOfRow = [Int32](repeating: 0, count: outcome.predictions.count)
        for (group, rows) in members.enumerated() {
            for row in rows { groupOfRow[row] = Int32(group) }
        }
        self.groupOfRow = groupOfRow
        groupCount = members.count
    }

    /// Every group once: the data as they are.
    var once: [Int32] { [Int32](repeating: 1, count: groupCount) }

    /// What `body` makes of each replicate's multiplicities, in order of the replicates.
    ///
    /// - Throws: ``ValidationError/badParameter(name:value:allowed:)`` for the number of
    ///   replicates.
    func draws<Result: Sendable>(
        _ replicates: Int, stream: RandomStream, threads: Int,
        _ body: @Sendable ([Int32]) -> Result
    ) throws -> [Result] {
        guard (1...1_000_000).contains(replicates) else {
            throw ValidationError.badParameter(
                name: "replicates", value: "\(replicates)", allowed: "1 to 1000000")
        }
        return try Parallel.map(count: replicates, threads: threads) { index in
            var generator = stream.child(index)
            var times = [Int32](repeating: 0, count: groupCount)
            for _ in 0..<groupCount { times[generator.below(groupCount)] += 1 }
            return body(times)
        }
    }
}
