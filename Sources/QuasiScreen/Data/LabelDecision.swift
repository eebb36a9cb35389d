import Basis

/// What somebody who knows the compound has decided about its label.
enum LabelDecision: Equatable, Sendable {
    /// The label stands.
    case keep
    /// The row is not learnt from.
    case exclude
    /// The row belongs to another class.
    case relabel(classIndex: Int)

    /// The words of the decisions that name no class.
    private static let words: [(word: String, decision: Self)] = [
        ("keep", .keep), ("exclude", .exclude),
    ]

    /// Reads a field of the decision column; `nil` where nobody has decided.
    ///
    /// - Parameters:
    ///   - classNames: the classes that rows can be given.
    ///   - place: of the field, for the error.
    init?(_ text: String, classNames: [String], column: String, place: TextPlace) throws {
        guard !text.isEmpty else { return nil }
        if let known = Self.words.first(where: { $0.word == text }) {
            self = known.decision
        } else if let index = classNames.firstIndex(of: text) {
            self = .relabel(classIndex: index)
        } else {
            throw QuasiScreenError.unknownDecision(
                text, column: column, place: "\(place)",
                known: Self.words.map(\.word) + classNames)
        }
    }
}
