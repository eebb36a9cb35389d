import Materials
import Reporting
import Validation

/// Where not to trust it: families, compositions, elements and probabilities that deserve doubt.
struct DoubtAnswer {
    let documents: [ValidationDocument]
    let target: String
    let candidates: [ListedCandidate]
    /// What becomes of the compounds of a family when no more than their own chemical system is
    /// hidden; empty where the run does not say.
    let hidden: [String: TargetFigures]
    /// What a probability of the target is worth with chemical systems hidden; `nil` where the run
    /// does not say.
    let curve: ReliabilityCurve?
    /// The share of screened grid points that lie beyond the descriptor range of the training
    /// compounds; `nil` where nothing was screened.
    let outsideShare: Double?
    /// The elements of the screened systems.
    let screened: [Element]
    /// The compounds that the model has learned from.
    let known: CompoundTable
    /// Whether absent element values are replaced by estimates.
    let isImputing: Bool
    /// The elements of which a property has no value.
    let lacking: Set<String>

    private var words: ClassWords { ClassWords(target) }

    /// `3 of 5 (60 %) candidates`.
    private func part(_ number: Int) -> String {
        "\(Wording.part(number, of: candidates.count)) "
            + (candidates.count == 1 ? "candidate" : "candidates")
    }

    func blocks() throws -> [ReportBlock] {
        var items = [[Inline]]()
        if let families = try families() { items.append(.lead("Families.", families)) }
        items.append(.lead("Far from the data.", domain()))
        items.append(.lead("Elements.", elements()))
        if let values = imputation() { items.append(.lead("Estimated element values.", values)) }
        items.append(.lead("Known compounds.", memory()))
        if let numbers = calibration() { items.append(.lead("Probabilities.", numbers)) }
        var blocks: [ReportBlock] = [.list(items)]
        if let table = try table() {
            blocks.append(.details("All left-out families", [.table(table)]))
        }
        blocks.append(
            .paragraph([
                .text("More: "), .section("how far the figures carry", "validation"),
                .text(", "), .section("flaws of the data", "data"), .text("."),
            ]))
        return blocks
    }

    // MARK: - Families

    private var ranking: WithinGroupRanking? {
        documents.of(.family)?.ranking.first { $0.target == target }
    }

    /// Those with a wanted compound, the worst first.
    private var ranked: [WithinGroupRanking.Group] {
        (ranking?.groups ?? []).filter { $0.averagePrecision != nil }
            .sorted { ($0.averagePrecision ?? 0, $0.name) < ($1.averagePrecision ?? 0, $1.name) }
    }

    func families() throws -> String? {
        guard let ranking else {
            return "This run did not test what happens when a whole alloy family is hidden, so it "
                + "cannot tell which families to doubt."
        }
        let ranked = ranked
        guard !ranked.isEmpty else {
            return "No left-out family holds \(words.withArticle), so no family was tested."
        }
        let worst = ranked.prefix(3).map { group in
            "\(Self.title(group.name)) \(Wording.figure(group.averagePrecision)) "
                + "(chance \(Wording.figure(group.prevalence)), "
                + "\(words.counted(group.positives)))"
        }
        var text =
            "With the family hidden, the average precision of ranking \(words.many) first is worst "
            + "for \(Wording.list(worst))"
        if ranked.count > 1 {
            text += "; the mean over \(ranked.count) families is \(Wording.figure(ranking.mean))"
        }
        text += "."
        let untested = ranking.groups.filter { $0.positives == 0 }
            .map { Self.title($0.name) }
        if !untested.isEmpty {
            text +=
                " Nothing is known of \(Wording.list(untested)): no \(words.one) of "
                + "\(untested.count == 1 ? "this family" : "these families") is in the data."
        }
        if let own = candidateFamily() { text += " " + own }
        return text
    }

    /// The family that most candidates are of, with what its own test says.
    private func candidateFamily() -> String? {
        var counts = [String: Int]()
        for candidate in candidates { candidate.family.map { counts[$0, default: 0] += 1 } }
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
            return nil
        }
        var text =
            "\(part(most.value)) "
            + "\(most.value == 1 ? "is" : "are") of the family \(Self.title(most.key))"
        if let seen = hidden[most.key], seen.wanted > 0 {
            text +=
                ", which the model knows: with only their own system hidden it names "
                + "\(Wording.part(seen.found, of: seen.wanted)) \(words.many) of it"
            if let whole = ranked.first(where: { $0.name == most.key }) {
                text +=
                    "; hidden as a whole the family has \(Wording.figure(whole.averagePrecision))"
            }
            return text + "."
        }
        return text + ", for which there is no test."
    }

    /// The family without a name holds what is left.
    private static func title(_ family: String) -> String {
        family == CompoundGroups.rest ? "the rest (other main elements)" : family
    }

    private func table() throws -> ReportTable? {
        guard !ranked.isEmpty else { return nil }
        return try ReportTable(
            id: "answer-families", caption: "Ranking \(words.many) first in left-out families",
            columns: [
                ReportColumn("Main element", .text),
                ReportColumn("Compounds", .number(decimals: 0)),
                ReportColumn(Wording.sentence(words.many), .number(decimals: 0)),
                ReportColumn("AP", .number(decimals: 3)),
                ReportColumn("AP by chance", .number(decimals: 4)),
            ],
            rows: ranked.map {
                [
                    .text(Self.title($0.name)), .number(Double($0.rows)),
                    .number(Double($0.positives)),
                    ReportCell($0.averagePrecision), .number($0.prevalence),
                ]
            }, isFilterable: false)
    }

    // MARK: - Domain

    func domain() -> String {
        var text = ""
        if let outsideShare {
            text +=
                "\(Wording.percent(outsideShare)) of the screened compositions have a descriptor "
                + "beyond the range of the training compounds. "
        }
        guard !candidates.isEmpty else { return text + "There are no candidates to judge." }
        let outside = candidates.count { $0.domain == .outside }
        let edge = candidates.count { $0.domain == .edge }
        text +=
            "Candidates are judged more strictly, by their elements and by how isolated they are "
            + "as well: "
        guard outside + edge > 0 else {
            return text
                + (candidates.count == 1
                    ? "the one there is lies inside the model's domain."
                    : "all \(grouped(candidates.count)) are inside the model's domain.")
        }
        return text
            + "of \(grouped(candidates.count)), \(outside == 0 ? "none" : grouped(outside)) "
            + "\(outside < 2 ? "is" : "are") outside the model's domain and "
            + "\(edge == 0 ? "none" : grouped(edge)) \(edge < 2 ? "stands" : "stand") on its "
            + "edge. Probabilities there are guesses."
    }

    // MARK: - Elements

    func elements() -> String {
        let commonest = known.commonestClass
        var seen = Set<Element>()
        var positive = Set<Element>()
        for compound in known.compounds {
            seen.formUnion(compound.composition.elements)
            if compound.classIndex != commonest {
                positive.formUnion(compound.composition.elements)
            }
        }
        let unseen = screened.filter { !seen.contains($0) }.map(\.symbol)
        let bare = screened.filter { seen.contains($0) && !positive.contains($0) }.map(\.symbol)
        let kinds = known.classNames.indices.filter { $0 != commonest }
            .map { ClassWords(known.classNames[$0]).one }
        let rarer = Wording.list(kinds, "or")
        var sentences = [String]()
        if !unseen.isEmpty {
            sentences.append(
                "The model has never seen \(Wording.list(unseen)).")
        }
        if !bare.isEmpty {
            let affected = candidates.count { !$0.elementsWithoutPositive.isEmpty }
            let share =
                candidates.isEmpty
                ? ""
                : "; \(part(affected)) \(affected == 1 ? "contains" : "contain") such an element"
            sentences.append(
                "No known \(rarer) holds \(Wording.list(bare, "or")), so what the model says of "
                    + "\(bare.count == 1 ? "it" : "them") rests on chemical likeness alone\(share)."
            )
        }
        guard !sentences.isEmpty else {
            return screened.isEmpty
                ? "Nothing was screened."
                : "Every screened element occurs in a known \(rarer)."
        }
        return sentences.joined(separator: " ")
    }

    func imputation() -> String? {
        let affected = screened.map(\.symbol).filter(lacking.contains)
        let candidatesWith = candidates.count { $0.imputedShare > 0 }
        guard !affected.isEmpty || candidatesWith > 0 else {
            return "None is used for the screened elements."
        }
        let start =
            affected.isEmpty
            ? "Some screened elements lack a tabulated property"
            : "\(Wording.list(affected)) \(affected.count == 1 ? "lacks" : "lack") at least one "
                + "tabulated property"
        guard !candidates.isEmpty || !isImputing else {
            return start + ", for which an estimate stands in."
        }
        guard isImputing else { return start + ", which makes their compositions an error." }
        return start + ", for which an estimate stands in; "
            + "\(part(candidatesWith)) "
            + "\(candidatesWith == 1 ? "uses" : "use") one."
    }

    // MARK: - Memory and numbers

    func memory() -> String {
        let start =
            "The model of the run was given all \(grouped(known.compounds.count)) compounds, "
            + "so at and near a known composition it remembers and does not forecast"
        guard !candidates.isEmpty else { return start + "." }
        let near = candidates.count { ($0.novelty ?? .infinity) < Self.near }
        return start
            + (near == 0
                ? ". No candidate is closer than \(NumberText.exact(Self.near)) at.% to a known "
                    + "compound that is not of the commonest class."
                : "; \(part(near)) "
                    + "\(near == 1 ? "is" : "are") closer than \(NumberText.exact(Self.near)) "
                    + "at.% to a known compound that is not of the commonest class.")
    }

    /// In at.%; the distance that the short list keeps.
    private static let near = 5.0

    func calibration() -> String? {
        guard let curve, !curve.bins.isEmpty else { return nil }
        let off = curve.bins.count { $0.meanPredicted < $0.lower || $0.meanPredicted > $0.upper }
        var text =
            "On hidden systems, the predicted share of \(words.many) lies outside the 95 % interval "
            + "of the observed one in \(off == 0 ? "none" : grouped(off)) of "
            + "\(Wording.count(curve.bins.count, "group")) of compounds of about equal "
            + "probability; chance alone would put one in twenty there."
        if let bin = documents.of(.system)?.uncertainty.bins.last, bin.rows > 0 {
            text +=
                " The \(Wording.count(bin.rows, "compound")) of which the model is least sure have "
                + "a stated error of \(Wording.figure(bin.stated)); the realised one is "
                + "\(Wording.figure(bin.realised)) (root mean square)."
        }
        return text
    }
}
