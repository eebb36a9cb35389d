extension ValidationOutcome {
    /// What a reader must know about classes with fewer rows or groups than there are folds, and
    /// what to do; empty where all is well.
    ///
    /// A class whose rows all stand in one fold is never learnt when it is tested; one that some
    /// folds do not test rests on few trainings.
    public var cautions: [String] {
        guard folds.count > 1 else { return [] }
        return classNames.enumerated().flatMap { label, name -> [String] in
            let own = predictions.filter { $0.truth == label }
            let tested = Set(own.map(\.fold))
            switch tested.count {
            case 0:
                return ["\(name) has no tested row: nothing is measured for it"]
            case 1:
                // One row stays in one fold whatever the grouping, and so do rows dealt singly.
                let isFinest = own.count == 1 || `protocol` == .random
                let rows = own.count == 1 ? "the only row" : "all \(own.count) rows"
                return [
                    "\(rows) of \(name) \(own.count == 1 ? "stands" : "stand") in one fold, so that "
                        + "the model never learnt it when it was tested: its figures are those of "
                        + "an unknown class; add compounds of it"
                        + (isFinest
                            ? ""
                            : ", or use a finer grouping such as --protocol composition or random")
                ]
            case ..<folds.count where `protocol` != .family:
                return [
                    "\(name) has \(own.count) rows that only \(tested.count) of \(folds.count) folds "
                        + "test: its figures rest on these; use \(tested.count) folds or add "
                        + "compounds of it"
                ]
            default: return []
            }
        }
    }
}
