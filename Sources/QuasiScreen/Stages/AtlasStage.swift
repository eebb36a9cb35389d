import Basis
import Descriptors
import Materials
import Screening
import Symbolic
import Ternary
import Workflow

/// Works out for stored maps what the report's viewer says at every point: rules met, domain,
/// uncertainty.
enum AtlasStage {
    static let id = "atlas"
    static let file = "atlas.h5"

    static func make(_ configuration: PipelineConfiguration) -> Stage {
        let limit = configuration.report.maps
        let drawn = configuration.maps.top
        let divisions = configuration.sweep.divisions
        let parameters = ["report.maps": "\(limit)", "maps.top": "\(drawn)"]
        return Stage(
            id: id, title: "judge the points of stored maps", parameters: parameters,
            inputs: [.stage(ModelStage.id), .stage(SweepStage.id), .stage(RuleStage.id)]
        ) { context in
            let results = RunResults(context)
            let ranked = try results.sweep().summaries().map(\.section)
            let sections = try StoredMaps.places(
                of: ranked, in: results, limit: limit
            ).wanted.map(\.section)
            let rules = try RuleSet(json: results.read("rules.json", RuleStage.id))
            let entries = try Atlas(
                model: ModelStage.model(from: context), rules: rules
            ).entries(
                of: sections, divisions: divisions, certain: drawn, threads: context.threads
            ) { context.report(fraction: $0, "") }
            try context.write(
                AtlasStore.encode(
                    entries,
                    rules: rules.rules.prefix(AtlasStore.rules).map { rules.text($0) },
                    configuration: parameters), as: file)
        }
    }
}

/// Judges the points of maps.
struct Atlas: Sendable {
    private let model: TrainedModel
    private let judge: DomainJudge
    private let rules: [Rule]
    private let descriptors: AlloyDescriptors

    init(model: TrainedModel, rules: RuleSet) throws {
        self.model = model
        self.rules = Array(rules.rules.prefix(AtlasStore.rules))
        judge = try DomainJudge(model)
        descriptors = try AlloyDescriptors(RuleDescriptors.parse(rules.variables.map(\.name)))
    }

    /// - Parameters:
    ///   - certain: how many of the first sections get their uncertainty.
    ///   - progress: called with shares of the work.
    func entries(
        of sections: [TernarySection], divisions: Int, certain: Int, threads: Int,
        progress: (Double) -> Void = { _ in }
    ) throws -> [AtlasEntry] {
        var entries = [AtlasEntry]()
        // Batches, so that progress shows.
        for start in stride(from: 0, to: sections.count, by: 32) {
            let batch = start..<min(sections.count, start + 32)
            entries += try Parallel.map(count: batch.count, threads: threads) {
                try entry(
                    sections[start + $0], divisions: divisions, isCertain: start + $0 < certain)
            }
            progress(Double(batch.upperBound) / Double(sections.count))
        }
        return entries
    }

    private func entry(
        _ section: TernarySection, divisions: Int, isCertain: Bool
    ) throws -> AtlasEntry {
        let grid = try section.grid(divisions: divisions)
        let compositions = try section.compositions(on: grid)
        let lacksValue = section.elements.contains { element in
            (try? Composition(amounts: [(element: element, amount: 1)])).map {
                descriptors.missingValue(of: $0) != nil
            } ?? true
        }
        var entry = AtlasEntry(
            section: section,
            domain: try judge.assess(compositions, threads: 1).map { UInt8($0.grade.rawValue) })
        if !rules.isEmpty, !lacksValue {
            entry.rulesMet = try compositions.map { composition in
                let point = try descriptors.values(of: composition)
                return rules.enumerated().reduce(UInt16(0)) { mask, rule in
                    mask | (rule.element.isSatisfied(by: point) ? 1 << UInt16(rule.offset) : 0)
                }
            }
        }
        if isCertain {
            entry.uncertainty = try model.uncertainties(
                on: grid, of: section, judge: judge, threads: 1
            ).map {
                UInt16((min(1, $0) * AtlasStore.quanta).rounded())
            }
        }
        return entry
    }
}
