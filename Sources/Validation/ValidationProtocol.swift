/// What keeps test rows apart from training rows.
public enum ValidationProtocol: String, CaseIterable, Codable, Sendable {
    /// Rows are split at random, class by class; near-duplicates may straddle.
    case random
    /// Rows of one normalised composition stay together.
    case composition
    /// Rows of one chemical system stay together.
    case system
    /// One family (majority element) is left out at a time.
    case family
}

/// Rows to train on and rows to test.
public struct Fold: Sendable, Equatable, Codable {
    public let name: String
    /// Ascending.
    public let train: [Int]
    /// Ascending.
    public let test: [Int]

    public init(name: String, train: [Int], test: [Int]) {
        self.name = name
        self.train = train
        self.test = test
    }
}
