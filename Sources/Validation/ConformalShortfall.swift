/// Sets of one group that hold the rows of a class clearly less often than is aimed at.
///
/// A class that is harder in a group than elsewhere, and has too few rows there to set a threshold
/// of its own, has the threshold of the others: partial pooling cannot help it, and a threshold of
/// its own would put the class into every set of the group. So it is said.
public struct ConformalShortfall: Sendable, Equatable, Codable {
    public let group: String
    public let target: String
    /// Sets of other folds that hold the truth.
    public let covered: Int
    public let rows: Int

    /// - Returns: `nil` where chance, by Wilson's 95 % interval, may have made the share.
    public init?(group: String, target: String, covered: Int, rows: Int, alpha: Double) {
        guard rows > 0, Interval.wilson(hits: covered, rows: rows).upper < 1 - alpha else {
            return nil
        }
        self.group = group
        self.target = target
        self.covered = covered
        self.rows = rows
    }

    /// In words, such as "sets of the group Mg held 1 of 7 compounds of this class".
    public var finding: String {
        "sets of the group \(group) held \(covered) of \(rows) compounds of this class"
    }
}

extension ConformalCoverage {
    /// Classes of groups that the sets clearly fail.
    public var shortfalls: [ConformalShortfall] {
        perGroup.compactMap { figures in
            guard let group = figures.group, let target = figures.target,
                let coverage = figures.coverage
            else { return nil }
            return ConformalShortfall(
                group: group, target: target,
                covered: Int((coverage.estimate * Double(figures.rows)).rounded()),
                rows: figures.rows, alpha: alpha)
        }
    }
}

extension ValidationOutcome {
    /// As ``ConformalCoverage/shortfalls``.
    public func shortfalls(alpha: Double, kinds: [String?]) throws -> [ConformalShortfall] {
        let sets = try conformalSets(alpha: alpha, kinds: kinds)
        return Set(kinds.compactMap { $0 }).sorted().flatMap { group in
            classNames.indices.compactMap { label in
                let own = predictions.indices.filter {
                    predictions[$0].truth == label && sets[$0] != nil
                        && kinds[predictions[$0].row] == group
                }
                return ConformalShortfall(
                    group: group, target: classNames[label],
                    covered: own.count { sets[$0]?.contains(label) ?? false }, rows: own.count,
                    alpha: alpha)
            }
        }
    }
}
