import Reporting

extension RunReport {
    /// The classes in the words of the field, where they are those of the field.
    func classTerms(_ classNames: [String]) -> [ReportBlock] {
        let meanings: [(PhaseClass, String)] = [
            (
                .quasicrystal,
                "a solid whose atoms are ordered without ever repeating, with symmetries that no "
                    + "crystal has"
            ),
            (
                .approximant,
                "a crystal whose large unit cell holds the same clusters of atoms as a "
                    + "quasicrystal, often at nearly the same composition"
            ),
            (.ordinary, "every other crystal"),
        ]
        let own = meanings.filter { classNames.contains($0.0.rawValue) }
        guard own.count == classNames.count else { return [] }
        let words = own.enumerated().flatMap { number, entry -> [Inline] in
            let end = number + 1 == own.count ? "." : "; "
            return [.strong(entry.0.rawValue), .text(": \(entry.1)\(end)")]
        }
        return [.paragraph(words)]
    }

    /// The words of a screening.
    var screeningTerms: ReportBlock {
        .keyValues([
            ("system", [.text("all compositions of one set of elements, such as Al-Cu-Fe")]),
            (
                "domain",
                [
                    .text(
                        "where the model has learned from compounds that are like the one asked "
                            + "about")
                ]
            ),
            (
                "region",
                [
                    .text(
                        "a connected part of a phase diagram in which one class is the most "
                            + "probable")
                ]
            ),
            (
                "candidate",
                [.text("the most probable composition of a region of the wanted class")]
            ),
        ])
    }
}
