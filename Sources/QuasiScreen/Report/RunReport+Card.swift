import Artifacts
import Foundation
import Materials
import Reporting
import Screening

extension RunReport {
    /// What the model is, what it is for and what not; after Mitchell et al., Model Cards for Model
    /// Reporting, FAT* 2019, doi:10.1145/3287560.3287596.
    func cardSection(_ facts: RunFacts) throws -> ReportSection {
        var blocks: [ReportBlock] = [
            .keyValues(try cardFigures(facts)), .heading("What it is for, and what not"),
            .list(uses(facts)), .heading("What it has learned from"),
        ]
        blocks += try sources(facts)
        if let hazards = hazards(facts) {
            blocks += [.heading("Safety"), .paragraph([.text(hazards)])]
        }
        return ReportSection(id: "card", title: "Model card", blocks: blocks)
    }

    private func cardFigures(_ facts: RunFacts) throws -> [(String, [Inline])] {
        let model = facts.model
        let bytes = try results.read("model.h5", ModelStage.id).count
        let size = NumberText.fixed(Double(bytes) / 1_000_000, decimals: 1)
        let kind =
            switch model.classifier {
            case .forest: "a forest of decision trees"
            case .boosted: "boosted decision trees"
            case .blend: "a blend of tree ensembles"
            }
        var figures: [(String, [Inline])] = [
            (
                "Kind",
                [
                    .text(
                        "\(kind), \(Wording.count(model.classifier.treeCount, "tree")), "
                            + "\(Wording.count(model.featurizer.names.count, "descriptor"))")
                ]
            ),
            (
                "Version",
                [.text("trained by \(QuasiScreenVersion.software), seed \(model.recipe.seed)")]
            ),
            (
                "Size",
                [
                    .reference("model.h5", address: "../\(ModelStage.id)/model.h5"),
                    .text(", \(size) MB"),
                ]
            ),
            (
                "Input",
                [
                    .text(
                        "a composition: elements and their atomic fractions, nothing else. "
                            + Self.descriptors(model.featurizer.descriptors))
                ]
            ),
            (
                "Output",
                [
                    .text(
                        "the probabilities of \(Wording.list(model.classNames)), the error to "
                            + "expect of them, and whether the composition is in the model's "
                            + "domain.")
                ]
            ),
            (
                "Correction",
                [
                    .text(
                        model.calibration?.curves == nil
                            ? "none: the probabilities are those of the trees"
                            : "probabilities are corrected by curves fitted on hidden systems")
                ]
            ),
        ]
        let gate = model.gate.elements.map(\.symbol)
        if !gate.isEmpty {
            let commonest = model.classNames[model.known.commonestClass]
            figures.append(
                (
                    "Settled beforehand",
                    [
                        .text(
                            "a composition with \(Wording.list(gate, "or")) is called "
                                + "\(commonest) without asking the trees: no known compound of "
                                + "another class holds one of them")
                    ]
                ))
        }
        figures.append(
            (
                "Figures",
                [
                    .section("How good is it?", "answers"), .text(", "),
                    .section("Validation", "validation"),
                ]
            ))
        return figures
    }

    private static func descriptors(_ set: DescriptorSet) -> String {
        var parts = [String]()
        if !set.properties.isEmpty {
            let statistics = Wording.list(set.statistics.map(\.rawValue))
            parts.append(
                "the \(statistics) over the atoms of "
                    + Wording.count(
                        set.properties.count, "tabulated element property",
                        "tabulated element properties"))
        }
        if !set.stoichiometry.isEmpty {
            let count = Wording.count(set.stoichiometry.count, "number")
            parts.append("\(count) about the fractions alone")
        }
        return parts.isEmpty ? "" : "It is described by \(Wording.list(parts))."
    }

    private func uses(_ facts: RunFacts) -> [[Inline]] {
        let words = ClassWords(facts.target)
        let families = facts.documents.of(.family)
            .flatMap { TargetFigures($0, target: facts.target) }
        let reach =
            families.map {
                " With whole families hidden it names \($0.found) of \($0.wanted) \(words.many)."
            } ?? ""
        return [
            .lead(
                "For",
                "choosing which compositions to make first in a search for "
                    + "\(words.many), and for questioning what they have in common."),
            .lead(
                "Not for",
                "a proof that a phase exists or is stable: the model sees no structure, no "
                    + "energy, no temperature and no way of making."),
            .lead(
                "Not for",
                "ruling a composition out: it has learned from the compounds in its tables, and "
                    + "what nobody has made is in none of them."),
            .lead(
                "Not for",
                "alloy families of which nothing is known." + reach),
        ]
    }

    // MARK: - Data

    private func sources(_ facts: RunFacts) throws -> [ReportBlock] {
        let known = facts.model.known
        let counts = zip(known.classCounts, known.classNames).map {
            ClassWords($1).counted($0)
        }
        var blocks: [ReportBlock] = [
            .paragraph([
                .text("\(Wording.sentence(Wording.list(counts))); what was left out and why: "),
                .section("Data and their flaws", "data"), .text("."),
            ])
        ]
        guard results.names(ReportStage.id).contains(DataPackage.name) else {
            blocks.append(
                .paragraph([
                    .text(
                        "The run does not say where the tables come from or under which licence: "
                            + "it keeps no \(DataPackage.name) of the dataset.")
                ]))
            return blocks
        }
        let package = try results.decode(
            DataPackage.self, from: DataPackage.name, of: ReportStage.id)
        let files = facts.accounts.first { $0.stage == DataStage.id }?.files ?? [:]
        let described = package.described(among: files)
        let title = package.title.map { "\u{201c}\($0)\u{201d}" } ?? "the data package beside them"
        let version = package.version.map { ", version \($0)" } ?? ""
        let match: String
        if files.isEmpty {
            match = "Whether the tables are the ones that it describes is not recorded."
        } else if described.count == files.count {
            match = "The tables of this run are, byte by byte, the ones that it describes."
        } else {
            let changed = files.keys.sorted().filter { !described.contains($0) }
            match =
                "Careful: \(Wording.list(changed)) \(changed.count == 1 ? "is" : "are") not as "
                + "described there, so sources and licences may be others."
        }
        blocks.append(.paragraph([.text("The tables belong to \(title)\(version). \(match)")]))
        blocks += links("Sources", (package.sources ?? []).map { ($0.title, $0.path) })
        blocks += links(
            "Licences", (package.licenses ?? []).map { ($0.title ?? $0.name, $0.path) })
        return blocks
    }

    private func links(_ title: String, _ items: [(String?, String?)]) -> [ReportBlock] {
        guard !items.isEmpty else { return [] }
        return [
            .details(
                "\(title) (\(items.count))",
                [
                    .list(
                        items.map { text, path in
                            let shown = text ?? path ?? "not named"
                            return path.map { [.reference(shown, address: $0)] } ?? [.text(shown)]
                        })
                ])
        ]
    }

    // MARK: - Safety

    /// Only what this run gives reason to say.
    private func hazards(_ facts: RunFacts) -> String? {
        func names(_ rule: ElementExclusion) -> [String] {
            facts.screened.filter(rule.elements.contains).map(\.symbol)
        }
        let found = [ElementExclusion.radioactive, .toxic].compactMap { rule in
            let names = names(rule)
            return names.isEmpty
                ? nil : "\(Wording.list(names)) (\(rule.name))"
        }
        guard !found.isEmpty else { return nil }
        let excluded = Exclusions.rules(facts.parameters(of: SweepStage.id))
        let ranking =
            excluded.map { rules in
                rules.contains("radioactive") && rules.contains("toxic")
                    ? "Candidates with such elements are left out of the ranking."
                    : rules.contains("radioactive")
                        ? "The radioactive ones are left out of the ranking, the toxic ones not."
                        : rules.contains("toxic")
                            ? "The toxic ones are left out of the ranking, the radioactive ones not."
                            : "They are not left out of the ranking."
            } ?? "The run does not say whether they are left out of the ranking."
        return "Screened elements include \(Wording.list(found)). \(ranking) The lists name few "
            + "elements on purpose: dust and fumes of others are harmful too."
    }
}
