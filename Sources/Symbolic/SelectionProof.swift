/// How far the choice of a subset of features is proven to be the best one.
///
/// It speaks of the training loss over the features that screening left, with their constants as
/// screened; up to rounding (shares of the target's variance below 1e-9 count as equal).
public struct SelectionProof: Sendable, Equatable, Codable {
    public enum Method: String, Sendable, Equatable, Codable {
        /// Every subset was judged or excluded by a bound: the best of its number of terms and
        /// nodes.
        case exhaustive
        /// Branches were cut by a bound: the best of its number of terms.
        case bounded
        /// A beam search with exchanges: good, not proven.
        case beam
    }

    public var method: Method
    /// The number of subsets of this size.
    public var subsets: Int
    /// The number of subsets that the proof was allowed to judge.
    public var budget: Int

    public var isOptimal: Bool { method != .beam }

    public init(method: Method, subsets: Int, budget: Int) {
        self.method = method
        self.subsets = subsets
        self.budget = budget
    }
}
