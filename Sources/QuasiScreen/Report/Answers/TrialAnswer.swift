import Materials
import Reporting
import Screening
import Symbolic
import Validation

/// What to try on Monday: the first of the short list, with what speaks for and against each.
struct TrialAnswer {
    let target: String
    let shortlist: [ListedCandidate]
    let candidates: [ListedCandidate]
    /// `nil` where the rules are those of another class or cannot be read.
    let judge: RuleJudge?
    /// What the sweep left out of the ranking; `nil` where the run does not say.
    let exclusions: [String]?
    /// Peaks that the exclusions took out of the ranking.
    let leftOutPeaks: Int

    /// Compositions that are shown.
    private static let shown = 5

    private var words: ClassWords { ClassWords(target) }
    private var picks: [ListedCandidate] { Array(shortlist.prefix(Self.shown)) }

    func blocks() throws -> [ReportBlock] {
        guard !picks.isEmpty else { return [.paragraph([.text(nothing())]), .paragraph(more())] }
        var blocks: [ReportBlock] = [.paragraph([.text(lead())]), .table(try table())]
        var items = [[Inline]]()
        items.append(.lead("How many to expect to work.", Self.expectation))
        items.append(.lead("What no figure here knows.", Self.unknown))
        if let hazards = hazards() { items.append(.lead("Handle with care.", hazards)) }
        if let exclusions { items.append(.lead("Exclusions.", Self.leftOut(exclusions))) }
        blocks.append(.list(items))
        blocks.append(.paragraph(more()))
        return blocks
    }

    // MARK: - Sentences

    func nothing() -> String {
        guard !candidates.isEmpty else {
            let why =
                leftOutPeaks > 0
                ? "the exclusions leave out "
                    + (leftOutPeaks == 1
                        ? "the only composition that was found"
                        : "all \(grouped(leftOutPeaks)) compositions that were found")
                : "in no screened composition is \(words.one) the most probable class"
            return "Nothing: \(why). Screen other systems"
                + (leftOutPeaks > 0 ? ", or exclude less." : ", or look for another class.")
        }
        let grades = candidates.count { $0.domain != .outside }
        return "The short list is empty. It asks for candidates in the model's domain that are not "
            + "next to a known compound: of \(Wording.count(candidates.count, "candidate")), "
            + "\(grouped(grades)) \(grades == 1 ? "is" : "are") in the domain. What there is "
            + "stands in the full list."
    }

    func lead() -> String {
        let all = Wording.count(shortlist.count, "composition")
        let first =
            picks.count == shortlist.count
            ? "The short list holds \(all):"
            : "The first \(picks.count) of \(all) on the short list:"
        let kind =
            shortlist.count == 1
            ? "new, at some distance from every known compound of interest, in the model's domain "
                + "or on its edge."
            : "new ones, at some distance from every known compound of interest and from each "
                + "other, in the model's domain or on its edge, the most probable first."
        let doubtful = picks.allSatisfy { $0.probability < 0.5 }
        let doubt =
            picks.count == 1
            ? "By the model's own figure it is less likely than not \(words.withArticle)."
            : "By the model's own figures none of them is more likely than not \(words.withArticle)."
        return
            "\(first) \(kind)\(doubtful ? " \(doubt)" : "") The number behind \u{b1} is the error "
            + "to expect of the probability."
    }

    /// What hidden systems say about a probability says nothing about the largest of a screening.
    private static let expectation =
        "Nobody has measured it. The list was picked for its high probabilities from all that was "
        + "screened, which favours those that are too high by mistake; no test of this run picks in "
        + "the same way, so no hit rate is stated, and the error behind \u{b1} is that of compounds "
        + "that were not picked."

    private static let unknown =
        "The model sees a composition only: not whether the alloy can be made, what forms "
        + "beside it, at which temperature it is stable, or how it has to be cooled and annealed."

    func hazards() -> String? {
        func holding(_ rule: ElementExclusion) -> String? {
            let found = picks.flatMap(\.elements).filter(rule.elements.contains)
            let names = Set(found).sorted().map(\.symbol)
            return names.isEmpty
                ? nil : "\(Wording.list(names)) \(names.count == 1 ? "is" : "are") \(rule.name)"
        }
        let found = [holding(.radioactive), holding(.toxic)].compactMap(\.self)
        return found.isEmpty ? nil : "In the table, \(Wording.list(found))."
    }

    static func leftOut(_ exclusions: [String]) -> String {
        exclusions.isEmpty
            ? "No element was excluded from the ranking: neither radioactive nor poisonous nor "
                + "expensive ones."
            : "The ranking leaves out compositions with elements that are "
                + "\(Wording.list(exclusions, "or"))."
    }

    private func more() -> [Inline] {
        [
            .text("More: "), .section("the short list and all candidates", "candidates"),
            .text(", "), .section("the systems with their maps", "systems"), .text(", "),
            .section("the rules", "rules"), .text("."),
        ]
    }

    // MARK: - Table

    private func table() throws -> ReportTable {
        var columns = [
            ReportColumn("Composition", .formula),
            ReportColumn(
                "Probability", .text,
                summary: "Of \(words.withArticle), with the error to expect of it."),
            ReportColumn(
                "Domain", .text,
                summary: "How far the model may be trusted there: inside, on the edge or outside "
                    + "of what it has seen."),
            ReportColumn("Nearest known", .formula),
            ReportColumn("Its class", .text),
            ReportColumn(
                "Distance (at.%)", .number(decimals: 1),
                summary: "Atoms to exchange to reach it."),
        ]
        if judge != nil {
            columns.append(
                ReportColumn(
                    "Rules met", .text,
                    summary: "Of the formulas under Rules, in their order; what is missed, by how "
                        + "many standard deviations (sd) of the formula over the known compounds."))
        }
        let rows = try picks.map { pick -> [ReportCell] in
            var row: [ReportCell] = [
                .text(pick.formula), .text(Self.probability(pick)),
                .text(pick.domain?.name ?? "not known"),
                pick.nearest.isEmpty ? .missing : .text(pick.nearest),
                pick.nearestClass.isEmpty ? .missing : .text(pick.nearestClass),
                ReportCell(pick.distance),
            ]
            if let judge {
                row.append(.text(try judge.judge(Composition(pick.formula)).summary))
            }
            return row
        }
        return try ReportTable(
            id: "answer-trial",
            caption: picks.count == 1
                ? "The composition to begin with"
                : "The \(picks.count) compositions to begin with",
            columns: columns, rows: rows, isSortable: false, isFilterable: false)
    }

    static func probability(_ candidate: ListedCandidate) -> String {
        let text = NumberText.fixed(candidate.probability, decimals: 2)
        return candidate.uncertainty.map {
            "\(text) \u{b1} \(NumberText.fixed($0, decimals: 2))"
        } ?? text
    }
}
