extension ParetoFront {
    /// What the choices are worth when they, too, are made without the fold judged; `nil` without
    /// validation.
    public var choiceNote: String? {
        heldOutChoices.map { choices in
            func figure(_ figures: HeldOutFigures) -> String { ParetoFront.share(figures.rSquared) }
            return "with the choice made without the fold too, best has "
                + "\(best.loss.explainedName) \(figure(choices.best)), accuracy "
                + "\(figure(choices.accuracy)), simplest \(figure(choices.simplest))"
        }
    }

    /// The shares that the choices on an entry explain with the choice repeated, one number where
    /// they agree; `nil` where no choice falls on it.
    public func repeatedFigures(_ index: Int, number: (Double) -> String) -> String? {
        let own = choices(index)
        let figures = heldOutChoices?.named.filter { own.contains($0.name) } ?? []
        guard let first = figures.first else { return nil }
        let texts = figures.map { number($0.figures.rSquared) }
        if texts.allSatisfy({ $0 == texts[0] }) { return number(first.figures.rSquared) }
        return zip(figures, texts).map { "\($0.name) \($1)" }.joined(separator: ", ")
    }

    /// A refitted figure that lies so far above the one with the choice repeated flatters.
    private static let flatteringStep = 0.1
    /// What a formula leaves below this share of what chance leaves is no chance.
    private static let lawShare = 0.1

    /// What to say where the choice among very many formulas has fitted noise; `nil` where it did
    /// not, as with a law that is found again without each fold.
    ///
    /// Said of a validated front if formulas were found and the figure of the best choice, made without the fold judged,
    /// is within two standard errors of the mean's, or more than 0.1 below the refitted one;
    /// otherwise if the refitted figure is not far beyond what as many formulas explain of noise.
    public var warning: String? {
        // Where the mean was chosen, the formulas that were not stand in the table all the same.
        let judged = best.terms.isEmpty ? entries[entries.count - 1] : best
        guard let account, let chance = account.chance(terms: judged.terms.count),
            !judged.terms.isEmpty
        else { return nil }
        let measure = best.loss.explainedName
        let refitted = judged.rSquaredRefitted
        let start =
            "\(account.candidates) formulas were screened on \(account.rows) rows: the "
            + (best.terms.isEmpty ? "closest fit " : "best ")
        if let choice = heldOutChoices?.best {
            let reachesMean = choice.rSquared - 2 * choice.rSquaredError <= 0
            guard reachesMean || refitted - choice.rSquared > ParetoFront.flatteringStep else {
                return nil
            }
            return start + "has \(measure) \(ParetoFront.share(refitted)) refitted, but "
                + "\(ParetoFront.share(choice.rSquared)) when the whole choice is repeated without "
                + "each fold" + (reachesMean ? ", no more than the mean may have" : "")
                + "; go by the second, add rows or allow fewer formulas"
        }
        guard 1 - refitted > ParetoFront.lawShare * (1 - chance) else { return nil }
        return start
            + "has \(measure) \(ParetoFront.share(refitted)) refitted, and so many explain "
            + "about \(SignificantDigits.round(chance, 2, .toNearestOrEven)) of the variance of pure "
            + "noise; add rows, allow fewer formulas or validate"
    }
}
