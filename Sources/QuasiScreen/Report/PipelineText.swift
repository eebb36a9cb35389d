import Foundation

/// A pipeline file that asks for what a finished run was asked, rebuilt from its stages' records.
///
/// Values that every reader wants to see are always written, others only where they differ from
/// what the file would give without them. Whether the result is right is not left to hope: it is
/// read as any pipeline file is, and ``differences`` names what does not come out as recorded.
struct PipelineText {
    /// What stands for the path of the dataset, which no record holds: it is the reader's own.
    static let datasetPath = "PATH-TO-THE-TABLES"

    let text: String
    /// Parameters, as `model.trees`, that the file does not bring back; empty where it asks for
    /// exactly the same.
    let differences: [String]

    /// - Parameters:
    ///   - stages: the recorded parameters of the stages before the report, by stage.
    ///   - seed: of the model.
    /// - Returns: `nil` where what is recorded makes no pipeline file.
    init?(_ settings: ReportSettings, stages: [String: [String: String]], seed: UInt64) {
        guard Self.needed.allSatisfy({ stages[$0] != nil }) else { return nil }
        var recorded = [String: String]()
        for stage in stages.values { recorded.merge(stage) { $1 } }
        var lines = PipelineLines(settings, recorded: recorded, seed: seed)
        guard let first = try? Self.parameters(lines.text) else { return nil }
        for name in Self.differences(first, stages) {
            // A key that this version of the program does not know would spoil the whole file.
            var longer = lines
            longer.add(name)
            if (try? Self.parameters(longer.text)) != nil { lines = longer }
        }
        text = lines.text
        guard let found = try? Self.parameters(text) else { return nil }
        differences = Self.differences(found, stages)
    }

    /// Without these nothing is known of what was asked; a run of an earlier version may lack the
    /// others.
    private static let needed = [
        DataStage.id, FeatureStage.id, ValidationStage.id, ModelStage.id, SweepStage.id,
        RuleStage.id, MapStage.id,
    ]

    private static func differences(
        _ found: [String: [String: String]], _ recorded: [String: [String: String]]
    ) -> [String] {
        var names = Set<String>()
        for (stage, parameters) in recorded {
            guard let other = found[stage] else { continue }
            names.formUnion(
                Set(parameters.keys).union(other.keys).filter { parameters[$0] != other[$0] })
        }
        return names.sorted()
    }

    /// The parameters of the stages before the report under a pipeline file, by stage.
    static func parameters(_ text: String) throws -> [String: [String: String]] {
        let configuration = try PipelineConfiguration(text: text, file: "pipeline.yaml")
        let rules = configuration.rules
        // The stages of the data, the sweep and the rules are not made here: that reads files and
        // lists systems by the hundred thousand.
        return [
            DataStage.id: prefixed("dataset", configuration.dataset.rules.parameters),
            FeatureStage.id: try FeatureStage.make(configuration).parameters,
            ValidationStage.id: try ValidationStage.make(configuration).parameters,
            ModelStage.id: try ModelStage.make(configuration).parameters,
            SweepStage.id: prefixed("sweep", configuration.sweep.parameters),
            RuleStage.id: RuleStage.parameters(rules, extent: configuration.sweep.extent),
            MapStage.id: try MapStage.make(configuration).parameters,
            FigureStage.id: try FigureStage.make(configuration).parameters,
            AtlasStage.id: AtlasStage.make(configuration).parameters,
        ]
    }
}

/// The lines of a pipeline file, section by section.
private struct PipelineLines {
    private let recorded: [String: String]
    private var sections: [(name: String, lines: [String])] = []

    init(_ settings: ReportSettings, recorded: [String: String], seed: UInt64) {
        self.recorded = recorded
        let title = Self.quoted(settings.title)
        sections = [
            ("", ["title: \(title)"]),
            ("dataset", ["path: \(Self.quoted(PipelineText.datasetPath))"]), ("descriptors", []),
            (
                "model",
                ["preset: \(recorded["model.preset"] ?? "default")", "seed: \(seed)"]
            ),
            ("validation", []), ("sweep", []), ("rules", []), ("maps", []),
            ("report", ["candidates: \(settings.candidates)"]),
        ]
        for name in Self.always where !(recorded[name] ?? "").isEmpty { add(name) }
    }

    private static let always = [
        "validation.protocols", "validation.folds", "validation.seed", "validation.repeats",
        "sweep.groups", "sweep.families", "sweep.systems", "sweep.elements", "sweep.sections",
        "sweep.quaternaries", "sweep.divisions", "sweep.target", "rules.seed", "maps.top",
    ]

    /// Members of a blend and the like follow from the preset and its seed.
    private static let derived: Set = [
        "model.learner", "model.pooling", "model.floor", "model.min_curvature", "model.seed",
        "model.preset",
    ]

    /// Values with commas in them; the others are one word.
    private static let lists: Set = [
        "validation.protocols", "sweep.families", "sweep.systems", "sweep.elements",
        "sweep.quaternaries", "sweep.exclude.elements", "maps.systems", "maps.formats",
        "maps.layers",
        "descriptors.properties", "descriptors.statistics", "descriptors.stoichiometry",
        "rules.target", "rules.excluded_elements", "rules.descriptors",
        "rules.surrogate_descriptors",
    ]

    private static let texts: Set = [
        "sweep.target", "dataset.formula_column", "dataset.class_column",
        "dataset.decision_column",
    ]

    /// Writes a recorded parameter into its section, if the section has such a key.
    mutating func add(_ name: String) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let value = recorded[name], !Self.derived.contains(name),
            !name.hasPrefix("model.member "),
            let place = sections.firstIndex(where: { $0.name == parts[0] })
        else { return }
        let line: String
        switch name {
        case "sweep.groups": line = "groups: {\(Self.groups(value))}"
        case "sweep.sections": line = "sections: [\(Self.sections(value))]"
        case _ where parts[1].hasPrefix("keep."):
            return nest("keep", "\(Self.quoted(String(parts[1].dropFirst(5)))): [\(value)]", place)
        case _ where parts[1].hasPrefix("exclude."):
            let inner = String(parts[1].dropFirst(8))
            return nest("exclude", "\(inner): \(Self.value(value, name))", place)
        default: line = "\(parts[1]): \(Self.value(value, name))"
        }
        sections[place].lines.append(line)
    }

    /// Puts an entry into a mapping of a section, which is one line.
    private mutating func nest(_ key: String, _ entry: String, _ place: Int) {
        let start = "\(key): {"
        if let line = sections[place].lines.firstIndex(where: { $0.hasPrefix(start) }) {
            let old = sections[place].lines[line].dropLast()
            sections[place].lines[line] = "\(old), \(entry)}"
        } else {
            sections[place].lines.append("\(start)\(entry)}")
        }
    }

    var text: String {
        sections.filter { !$0.lines.isEmpty }.map { section in
            guard !section.name.isEmpty else { return section.lines.joined(separator: "\n") }
            return "\(section.name):\n" + section.lines.map { "  \($0)" }.joined(separator: "\n")
        }.joined(separator: "\n") + "\n"
    }

    // MARK: - YAML

    private static func value(_ value: String, _ name: String) -> String {
        if lists.contains(name) {
            return "[" + items(value, ", ").map(quoted).joined(separator: ", ") + "]"
        }
        return texts.contains(name) ? quoted(value) : value
    }

    private static func items(_ value: String, _ separator: String) -> [String] {
        value.isEmpty ? [] : value.components(separatedBy: separator)
    }

    /// Quoted always: N and No are elements, not the answer to a question.
    private static func quoted(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
        return "\"\(escaped)\""
    }

    /// `light = Al Mg, noble = Ag Au` as a mapping's entries.
    private static func groups(_ value: String) -> String {
        items(value, ", ").map { group in
            let halves = group.components(separatedBy: " = ")
            let members = items(halves.last ?? "", " ").map(quoted).joined(separator: ", ")
            return "\(quoted(halves[0])): [\(members)]"
        }.joined(separator: ", ")
    }

    /// `Al-TM-TM + Si Ge 1/10 1/5` as mappings.
    private static func sections(_ value: String) -> String {
        items(value, ", ").map { family in
            let halves = family.components(separatedBy: " + ")
            let words = items(halves.last ?? "", " ")
            let elements = words.filter { !$0.contains("/") }.map(quoted)
            let contents = words.filter { $0.contains("/") }.map(atPercent)
            return "{system: \(quoted(halves[0])), element: [\(elements.joined(separator: ", "))], "
                + "at_percent: [\(contents.joined(separator: ", "))]}"
        }.joined(separator: ", ")
    }

    /// A fraction in at.%, exactly where six decimals hold it.
    private static func atPercent(_ fraction: String) -> String {
        let numbers = fraction.split(separator: "/").compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] > 0 else { return quoted(fraction) }
        let millionths = numbers[0] * 100_000_000 / numbers[1]
        let rest = String(1_000_000 + millionths % 1_000_000).dropFirst()
        let digits = rest.reversed().drop { $0 == "0" }.reversed()
        let whole = "\(millionths / 1_000_000)"
        return digits.isEmpty ? whole : "\(whole).\(String(digits))"
    }
}
