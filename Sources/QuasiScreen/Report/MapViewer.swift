import Figures
import Materials
import Reporting
import Symbolic
import Ternary

/// The block of a report in which readers walk through maps.
struct MapViewer {
    static let id = "viewer"

    let classNames: [String]
    /// The position of the wanted class.
    let target: Int
    /// All compounds of the table, those kept out of training included.
    let known: CompoundTable
    let rules: RuleSet
    /// The steps of a composition.
    let divisions: Int

    /// - Parameters:
    ///   - maps: best first.
    ///   - entries: what is known of their points, by their labels.
    ///   - note: what is left out.
    func block(
        _ maps: [StoredMap], entries: [String: AtlasEntry], note: [Inline]
    ) throws -> ReportBlock? {
        guard let first = maps.first else { return nil }
        let names = rules.variables.map { RuleVariable.display($0.name) }
        return .viewer(
            try TernaryViewer(
                id: Self.id, title: "Maps to walk through",
                caption: [
                    .text(
                        "At a grid point the map shows the stored probability, in between it is "
                            + "linear. Level lines: outside the model's domain.")
                ], classes: looks, quantum: first.quantum, target: target,
                ramp: FigurePalette.probabilities,
                rules: rules.rules.prefix(AtlasStore.rules).map {
                    TernaryViewer.Rule(text: rules.text($0), math: MathNode($0, names: names))
                },
                compounds: known.compounds.map { compound in
                    TernaryViewer.Compound(
                        formula: compound.formula, classIndex: compound.classIndex,
                        parts: zip(
                            compound.composition.elements, compound.composition.fractions
                        ).map { TernaryViewer.Part($0.symbol, $1) })
                },
                systems: maps.map { system($0, entries[$0.section.label]) },
                uncertaintyQuantum: 1 / AtlasStore.quanta, note: note))
    }

    private var looks: [TernaryViewer.Look] {
        zip(classNames, FigurePalette.looks(of: classNames)).map { name, look in
            TernaryViewer.Look(
                name: name, area: look.area, marker: look.marker,
                hatch: TernaryViewer.Hatch(rawValue: look.hatch.rawValue) ?? .none,
                shape: TernaryViewer.Shape(rawValue: look.shape.rawValue) ?? .circle)
        }
    }

    private func system(_ map: StoredMap, _ entry: AtlasEntry?) -> TernaryViewer.System {
        let section = map.section
        return TernaryViewer.System(
            label: section.label, corners: section.system.elements.map(\.symbol),
            fixed: section.fixed.map { TernaryViewer.Part($0.element.symbol, $0.fraction) },
            divisions: divisions - section.fixedParts, counts: map.counts,
            rulesMet: entry?.rulesMet, domain: entry?.domain, uncertainty: entry?.uncertainty)
    }
}

/// The viewer of a page and the systems that it can open.
struct ViewedMaps {
    var blocks: [ReportBlock] = []
    var labels: Set<String> = []

    /// The label of a system, which opens its map at a composition where the page has it.
    func cell(_ label: String, formula: String) -> ReportCell {
        guard labels.contains(label), let section = try? TernarySection(label),
            let composition = try? Composition(formula)
        else { return .text(label) }
        let percent = section.system.elements.map { 100 * composition.fraction(of: $0) }
        return .link(label, to: .viewer(system: label, atPercent: percent))
    }
}

extension RunReport {
    /// The viewer of the run's stored maps; empty where none are stored or wanted.
    func viewedMaps(_ facts: RunFacts) throws -> ViewedMaps {
        guard results.names(AtlasStage.id).contains(AtlasStage.file) else { return ViewedMaps() }
        let entries = try AtlasStore.decode(
            results.read(AtlasStage.file, AtlasStage.id),
            name: "\(AtlasStage.id)/\(AtlasStage.file)")
        let ranked = facts.summaries.map(\.section)
        let (maps, stored) = try StoredMaps.read(results, ranked: ranked, limit: entries.count)
        let viewer = MapViewer(
            classNames: facts.model.classNames,
            target: try facts.model.classIndex(named: facts.target), known: facts.model.everyKnown,
            rules: try RuleSet(json: results.read("rules.json", RuleStage.id)),
            divisions: facts.sweep.divisions)
        var note = "Here are \(maps.count) of the \(ranked.count) screened systems, best first"
        note +=
            stored > maps.count
            ? "; \(stored - maps.count) more maps are stored in the run (report.maps sets how many "
                + "stand here)." : ": those whose maps the run has stored."
        return ViewedMaps(
            blocks: try viewer.block(maps, entries: entries, note: [.text(note)]).map { [$0] }
                ?? [],
            labels: Set(maps.map(\.section.label)))
    }
}
