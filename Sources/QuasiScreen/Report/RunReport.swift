import Basis
import Reporting
import Screening

/// The page that ties a run together: what was asked, how good, what to try, by which laws.
public struct RunReport {
    let settings: ReportSettings
    let results: RunResults

    /// The page; equal results give equal bytes.
    func html() throws -> [UInt8] {
        let facts = try facts()
        let viewer = try viewedMaps(facts)
        let sections = [
            try answers(facts),
            try overview(facts),
            try candidateSection(sweep: facts.sweep, viewer: viewer),
            try systemSection(facts, viewer: viewer),
            try validationSection(classNames: facts.model.classNames),
            try ruleSection(),
            try dataSection(table: facts.table),
            try cardSection(facts),
            try modelSection(facts.model),
            try choiceSection(facts.model.recipe),
            try provenance(facts),
        ]
        let document = ReportDocument(
            title: settings.title,
            subtitle: "A ternary screening for \(facts.target) compositions with "
                + QuasiScreenVersion.software,
            sections: sections.compactMap(\.self))
        return document.html()
    }

    private func overview(_ facts: RunFacts) throws -> ReportSection {
        let summaries = facts.summaries
        let words = ClassWords(facts.target)
        let target = try QuasiScreenError.classIndex(
            of: facts.target, among: facts.sweep.classNames)
        let evaluated = summaries.filter { !$0.isBounded }
        let hits = evaluated.count { !$0.regions.isEmpty }
        let extent = SweepExtent(summaries.map(\.section), divisions: facts.sweep.divisions)
        let step = NumberText.exact((10_000 / Double(facts.sweep.divisions)).rounded() / 100)
        let account = facts.account
        let figures: [(String, [Inline])] = [
            ("Wanted", [.text(words.many)]),
            (
                "Screened",
                [.text("\(extent.text), in steps of \(step) at.%, corners and edges included")]
            ),
            (
                "Systems with a predicted region",
                [.text(Wording.part(hits, of: summaries.count))]
            ),
            (
                "Largest probability",
                [
                    .text(
                        evaluated.map { $0.bestProbability[target] }.max()
                            .map { NumberText.fixed($0, decimals: 3) } ?? "none")
                ]
            ),
            ("Candidates", [.text("\(grouped(account.candidates))")]),
        ]
        let remarks = account.remarks.map { ReportBlock.paragraph([.text($0 + ".")]) }
        return ReportSection(
            id: "overview", title: "What was asked",
            blocks: [.keyValues(figures)] + remarks
                + [
                    .details("Words that stand for something special here", [screeningTerms]),
                    .note(
                        .warning,
                        [
                            .text(
                                "A probability outside the model's domain is a guess, however "
                                    + "high. The figures under "),
                            .link("Validation", to: .section("validation")),
                            .text(
                                " say what to expect: hidden chemical systems stand for new "
                                    + "systems among known ones, hidden families for a new alloy "
                                    + "family."),
                        ]),
                ])
    }

    /// Reads a CSV result.
    func table(_ name: String, of stage: String) throws -> DelimitedTable {
        try DelimitedTable(bytes: results.read(name, stage), file: "\(stage)/\(name)")
    }
}
