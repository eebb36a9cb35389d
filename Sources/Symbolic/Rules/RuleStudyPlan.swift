/// Which checks a study of rules makes, and how many times.
public struct RuleStudyPlan: Sendable, Codable, Equatable {
    /// Folds of the cross-validation; 0 leaves it out. The default is 5; 0 or 2...100.
    public var folds = 5
    /// Cross-validations, each with folds of its own. The default is 1; 1...100.
    public var repeats = 1
    /// Whether each family with positives is left out in turn. The default is true.
    public var leavesFamiliesOut = true
    /// The share of training rows that are not positive which relaxed rules may let through for
    /// ``FamilyFigures/relaxedCoverage``. The default is 0.03; above 0, below 1.
    public var relaxedShare = 0.03
    /// Bootstraps over groups for the stability. The default is 20; 0...10,000.
    public var bootstraps = 20
    /// Searches on labels shuffled over rows. The default is 50; 0...100,000.
    public var shuffles = 50
    /// Searches on clustered pseudo-families. The default is 50; 0...100,000.
    public var pseudoFamilies = 50
    /// Clusters of a pseudo-family null; `nil` takes the true families' numbers of positives.
    public var clusters: Int?
    /// For each group, by ascending group number, the places of all groups that are alike, the
    /// nearest first; `nil` measures the distance of the groups' mean standardised columns.
    public var neighbours: [[Int]]?
    /// Whether every null is cross-validated too, at `folds` times the cost. The default is false.
    public var crossValidatesNulls = false
    /// The default is 0.
    public var seed: UInt64 = 0

    public init() {}

    func check(groups: Int) throws {
        func range(_ value: Int, _ allowed: ClosedRange<Int>, _ name: String) throws {
            if !allowed.contains(value) {
                throw SymbolicError.badParameter(
                    name: name, value: "\(value)",
                    allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
            }
        }
        if folds != 0 { try range(folds, 2...100, "folds") }
        try range(repeats, 1...100, "repeats")
        try range(bootstraps, 0...10_000, "bootstraps")
        try range(shuffles, 0...100_000, "shuffles")
        try range(pseudoFamilies, 0...100_000, "pseudoFamilies")
        if let clusters { try range(clusters, 1...100_000, "clusters") }
        guard relaxedShare > 0, relaxedShare < 1 else {
            throw SymbolicError.badParameter(
                name: "relaxedShare", value: "\(relaxedShare)", allowed: "above 0 and below 1")
        }
        guard let neighbours else { return }
        guard neighbours.count == groups else {
            throw SymbolicError.wrongLength(
                of: "the neighbours", found: neighbours.count, expected: groups)
        }
        for (group, list) in neighbours.enumerated() {
            if let bad = list.first(where: { !(0..<groups).contains($0) }) {
                throw SymbolicError.badParameter(
                    name: "neighbour of group \(group)", value: "\(bad)",
                    allowed: "0 to \(groups - 1)")
            }
        }
    }
}
