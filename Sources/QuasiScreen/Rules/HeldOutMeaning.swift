/// What the checks of rules and surrogates repeat and what they do not, said wherever their figures
/// stand.
enum HeldOutMeaning {
    /// Of sums of formulas and of conditions on the known compounds.
    ///
    /// The model would have to be trained again without each pair of folds to be free of this.
    static let surrogate =
        "the target of a search without a fold, the model's probability of the other compounds, "
        + "comes from models that were trained on that fold; so held-out figures say how well "
        + "formulas follow the model on other chemical systems, not how well formulas found "
        + "without these compounds predict them"

    /// Of the choice of descriptors, which is made once.
    static let descriptors =
        "which descriptors may be used was settled once, on all compounds (those that nearly "
        + "repeat another, or that lack a measured value of an element of the wanted class, are "
        + "out), and searches without a fold do not repeat that"

    /// Of surrogates on swept compositions.
    static let swept =
        "the target is one model's probability everywhere, and that model was trained on all "
        + "compounds; held out are whole chemical systems of the sweep, so the figures say how well "
        + "the sum follows the model, and AUC and average precision are against the model's own yes "
        + "or no"

    /// As a sentence.
    static func sentence(_ meaning: String) -> String {
        meaning.prefix(1).uppercased() + meaning.dropFirst() + "."
    }
}
