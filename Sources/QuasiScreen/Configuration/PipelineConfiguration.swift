import Artifacts
import Basis
import Descriptors
import Foundation
import Learning
import Materials
import Validation

/// Everything that a pipeline file says, with the defaults filled in.
public struct PipelineConfiguration: Sendable {
    /// The file's name without folder and ending; the run folder is called so by default.
    public let name: String
    public var title: String
    public var dataset: DatasetSection
    public var descriptors: DescriptorSection
    public var model: ModelSection
    public var validation: ValidationSection
    public var sweep: SweepSection
    public var rules: RuleSection
    public var maps: MapSection
    public var report: ReportOptions

    /// Reads a pipeline file; paths in it are relative to its folder.
    public init(path: String) throws {
        let bytes = try readInput(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError.syntax("bytes that are not UTF-8", place: path)
        }
        try self.init(text: text, file: path)
    }

    /// Reads a pipeline from text; `file` names it in errors and anchors its paths.
    public init(text: String, file: String) throws {
        let url = URL(fileURLWithPath: file)
        let folder = url.deletingLastPathComponent().path
        name = url.deletingPathExtension().lastPathComponent
        let root = try ConfigurationSection(text: text, file: file)
        title = try root.text("title", default: name)
        dataset = try DatasetSection(root.section("dataset"), folder: folder)
        model = try ModelSection(root.section("model"))
        descriptors = try DescriptorSection(
            root.section("descriptors"), preset: model.preset)
        validation = try ValidationSection(root.section("validation"))
        sweep = try SweepSection(root.section("sweep"))
        rules = try RuleSection(root.section("rules"))
        maps = try MapSection(root.section("maps"))
        report = try ReportOptions(root.section("report"))
        try root.finish()
    }
}

/// `dataset`: which compounds the model learns from.
public struct DatasetSection: Sendable {
    /// A folder of CSV files or one CSV file.
    public var path: String
    public var rules: DatasetRules

    init(_ section: ConfigurationSection, folder: String) throws {
        let written = try section.requiredText("path")
        path = written.hasPrefix("/") ? written : folder + "/" + written
        rules = DatasetRules()
        rules.formulaColumn = try section.text("formula_column", default: rules.formulaColumn)
        rules.classColumn = try section.text("class_column", default: rules.classColumn)
        rules.decisionColumn = try section.text(
            "decision_column", default: rules.decisionColumn)
        rules.duplicates = try section.choice("duplicates", default: rules.duplicates)
        rules.contradictions = try section.choice("contradictions", default: rules.contradictions)
        if section.has("keep") {
            let keep = try section.section("keep")
            rules.keep = [:]
            for column in keep.keys { rules.keep[column] = try keep.texts(column) ?? [] }
        }
        try section.finish()
    }
}

/// `descriptors`: how a composition becomes numbers. Defaults are those of the model's preset.
public struct DescriptorSection: Sendable {
    public var properties: [String]
    public var statistics: [Statistic]
    public var stoichiometry: [StoichiometryDescriptor]
    public var missing: MissingPolicy

    init(_ section: ConfigurationSection, preset: ModelPreset) throws {
        let (set, missing) = DescriptorSet.standard(for: preset)
        properties =
            try section.texts("properties") { _ = try ElementTable.standard.propertyIndex($0) }
            ?? set.properties
        statistics = try section.choices("statistics", default: set.statistics)
        stoichiometry = try section.choices("stoichiometry", default: set.stoichiometry)
        self.missing = try section.choice("missing", default: missing)
        try section.finish()
    }

    var set: DescriptorSet {
        DescriptorSet(
            properties: properties, statistics: statistics, stoichiometry: stoichiometry)
    }
}

/// `validation`: which out-of-sample figures are computed.
public struct ValidationSection: Sendable {
    /// The default is all of them.
    public var protocols: [ValidationProtocol]
    /// Folds of the protocols that are not leave-one-family-out. The default is 5.
    public var folds: Int
    /// The default is 0.
    public var seed: UInt64
    /// How often each protocol is run, each time with other folds and trees. The default is 1.
    public var repeats: Int

    public init() {
        protocols = ValidationProtocol.allCases
        folds = Validating.defaultFolds
        seed = 0
        repeats = 1
    }

    init(_ section: ConfigurationSection) throws {
        self.init()
        protocols = try section.choices("protocols", default: protocols)
        folds = try section.integer("folds", default: folds, in: 2...1000)
        seed = UInt64(try section.integer("seed", default: 0, in: 0...Int.max))
        repeats = try section.integer("repeats", default: 1, in: 1...100)
        try section.finish()
    }

    var parameters: [String: String] {
        [
            "repeats": "\(repeats)",
            "protocols": ValidationStage.protocols(self).map(\.rawValue).joined(separator: ", "),
            "folds": "\(folds)",
            "seed": "\(seed)",
        ]
    }
}

/// `report`: how much the HTML page shows.
public struct ReportOptions: Sendable {
    /// Candidates in the table of the page; the files hold all of them. The default is 200.
    public var candidates: Int
    /// Stored maps of the best systems in the page's viewer. The default is 300.
    public var maps: Int

    init(_ section: ConfigurationSection) throws {
        maps = try section.integer("maps", default: 300, in: 0...1000)
        candidates = try section.integer("candidates", default: 200, in: 1...10_000)
        try section.finish()
    }

    var parameters: [String: String] { ["candidates": "\(candidates)", "maps": "\(maps)"] }
}
