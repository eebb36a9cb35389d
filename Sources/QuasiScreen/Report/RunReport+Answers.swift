import Artifacts
import Basis
import Foundation
import Materials
import Reporting
import Screening
import Symbolic
import Workflow

/// What the sections of a report have in common, read once.
struct RunFacts {
    let model: TrainedModel
    let sweep: SweepReader
    let summaries: [SystemSummary]
    let table: CompoundTable
    let documents: [ValidationDocument]
    let account: SweepAccount
    let candidates: [ListedCandidate]
    let shortlist: [ListedCandidate]
    /// What the stages were made from; fewer than there are stages where records are lost.
    let accounts: [StageAccount]

    var target: String { sweep.target }

    /// The elements of the screened systems and sections, by atomic number.
    var screened: [Element] {
        Set(
            summaries.flatMap {
                $0.section.system.elements + ($0.section.fixed.map { [$0.element] } ?? [])
            }
        )
        .sorted()
    }

    func parameters(of stage: String) -> [String: String]? {
        accounts.first { $0.stage == stage }?.parameters
    }

    /// The share of screened grid points outside the domain; `nil` where no system was evaluated.
    var outsideShare: Double? {
        var points = 0.0
        var outside = 0.0
        for summary in summaries where !summary.isBounded {
            let count = Double(
                SweepExtent([summary.section], divisions: sweep.divisions).compositions)
            points += count
            outside += summary.outOfDomainShare * count
        }
        return points > 0 ? outside / points : nil
    }
}

extension RunReport {
    func facts() throws -> RunFacts {
        let model = try results.model()
        let sweep = try results.sweep()
        return RunFacts(
            model: model, sweep: sweep, summaries: try sweep.summaries(),
            table: try CompoundStore.decode(
                results.read("compounds.h5", DataStage.id),
                name: "\(DataStage.id)/compounds.h5"),
            documents: try results.validations(),
            account: try results.decode(
                SweepAccount.self, from: SweepAccount.name, of: SweepStage.id),
            candidates: try ListedCandidate.read(
                table("candidates.csv", of: SweepStage.id), target: sweep.target),
            shortlist: try ListedCandidate.read(
                table("shortlist.csv", of: SweepStage.id), target: sweep.target),
            accounts: try results.accounts())
    }

    /// The four questions that a colleague asks first.
    func answers(_ facts: RunFacts) throws -> ReportSection {
        let hidden = try HiddenSystems(results, model: facts.model)
        let curve = try hidden?.reliability(of: facts.target)
        let quality = QualityAnswer(
            document: facts.documents.of(.system), target: facts.target,
            isCorrected: facts.model.calibration?.curves != nil)
        let evidence = EvidenceAnswer(documents: facts.documents, target: facts.target)
        let trial = TrialAnswer(
            target: facts.target, shortlist: facts.shortlist, candidates: facts.candidates,
            judge: try judge(of: facts.target),
            exclusions: Exclusions.rules(facts.parameters(of: SweepStage.id)),
            leftOutPeaks: facts.account.leftOut.reduce(0) { $0 + $1.peaks })
        let doubt = DoubtAnswer(
            documents: facts.documents, target: facts.target, candidates: facts.candidates,
            hidden: hidden?.families(facts.target) ?? [:],
            curve: curve, outsideShare: facts.outsideShare,
            screened: facts.screened, known: facts.model.known,
            isImputing: facts.model.featurizer.missingPolicy == .impute, lacking: try lacking())
        return ReportSection(
            id: "answers", title: "In short",
            blocks: [.paragraph(question(facts))] + classTerms(facts.sweep.classNames) + [
                .heading("How good is it?")
            ]
                + (try quality.blocks()) + [.heading("How do you know?")] + (try evidence.blocks())
                + [.heading("Where should I not trust it?")] + (try doubt.blocks())
                + [.heading("What should I try on Monday?")] + (try trial.blocks()))
    }

    private func question(_ facts: RunFacts) -> [Inline] {
        let extent = SweepExtent(facts.summaries.map(\.section), divisions: facts.sweep.divisions)
        let counts = zip(facts.model.known.classCounts, facts.model.classNames)
            .map { ClassWords($1).counted($0) }
        return [
            .text(
                "A model learned from the formulas of \(Wording.list(counts)) and was asked where, "
                    + "in \(extent.text), it expects \(ClassWords(facts.target).many). It knows "
                    + "compositions only. What follows answers four questions from the numbers of "
                    + "this run; the sections behind it show everything.")
        ]
    }

    /// The rules, where they are about the wanted class.
    private func judge(of target: String) throws -> RuleJudge? {
        guard results.names(RuleStage.id).contains("rules.json"),
            try results.account().targets == [target]
        else { return nil }
        return try RuleJudge(
            json: results.read("rules.json", RuleStage.id), file: "\(RuleStage.id)/rules.json")
    }

    /// The elements of known compounds of which a property has no value.
    private func lacking() throws -> Set<String> {
        guard results.names(FeatureStage.id).contains("missing.csv") else { return [] }
        let table = try table("missing.csv", of: FeatureStage.id)
        let place = try table.index(of: "element")
        return Set((0..<table.rowCount).map { table.text($0, place) })
    }
}

/// What `sweep.exclude` asked for, in words.
enum Exclusions {
    /// One entry for each rule; `nil` without parameters.
    static func rules(_ parameters: [String: String]?) -> [String]? {
        guard let parameters else { return nil }
        func value(_ name: String) -> String { parameters["sweep.exclude.\(name)"] ?? "" }
        var rules = [String]()
        if !value("elements").isEmpty { rules.append("named (\(value("elements")))") }
        if value("radioactive") == "true" { rules.append(ElementExclusion.radioactive.name) }
        if value("toxic") == "true" { rules.append(ElementExclusion.toxic.name) }
        if let price = Double(value("price_above")) {
            rules.append("dearer than \(NumberText.exact(price)) US dollars a kilogram")
        }
        return rules
    }
}
