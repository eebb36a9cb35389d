/// How the next experiments are chosen.
public enum BatchStrategy: String, Sendable, CaseIterable, Codable {
    /// Each suggestion is the best one in the eyes of one member of the committee, members taken in
    /// random order: where they disagree, all of their favourites are tried.
    ///
    /// Source: posterior sampling, Thompson, Biometrika 25, 285 (1933),
    /// doi:10.1093/biomet/25.3-4.285.
    case thompson
    /// The largest expected number of hits by the end of the budget: the chance of the suggestion
    /// itself, and what its outcome would add to the best of the rest.
    ///
    /// Source: active search with lookahead, Jiang, Malkomes, Converse, Shofner, Moseley, Garnett,
    /// Proc. Mach. Learn. Res. 70, 1714 (2017).
    case improvement
    /// The highest chance by the updated model, whatever may be learnt.
    case greedy
    /// The chance nearest to one half, then the one on which the committee disagrees most.
    case uncertainty
    /// Any candidate, all with the same probability.
    case random
}
