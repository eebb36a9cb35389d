import Artifacts
import Materials
import Workflow

/// A pipeline file, ready to plan and to run.
public struct Pipeline: Sendable {
    public let configuration: PipelineConfiguration
    private let workflow: Workflow

    public init(path: String) throws {
        try self.init(configuration: PipelineConfiguration(path: path))
    }

    public init(configuration: PipelineConfiguration) throws {
        self.configuration = configuration
        let sweep = try SweepStage(configuration.sweep)
        workflow = try Workflow(stages: [
            DataStage.make(configuration),
            FeatureStage.make(configuration),
            try ValidationStage.make(configuration),
            ModelStage.make(configuration),
            sweep.make(input: .stage(ModelStage.id), model: ModelStage.model),
            RuleStage.make(
                configuration.rules, planes: sweep.systems,
                divisions: configuration.sweep.divisions, extent: configuration.sweep.extent,
                inputs: [.stage(ModelStage.id), .stage(ValidationStage.id)],
                model: ModelStage.model, outOfFold: ValidationStage.outOfFold),
            MapStage.make(configuration),
            FigureStage.make(configuration),
            AtlasStage.make(configuration),
            try ReportStage.make(configuration),
        ])
    }

    /// Where results go unless the caller says otherwise.
    public var defaultFolder: String { "reports/\(configuration.name)" }

    /// What a run would do, and why. Takes no lock and writes nothing.
    public func plan(folder: String) throws -> PlanSummary {
        PlanSummary(stages: try workflow.plan(folder: folder).map(PlanSummary.PlanItem.init))
    }

    /// Runs the stages that are out of date; `wait` waits for another run that has the folder.
    public func run(
        folder: String, until: String? = nil, force: [String] = [], threads: Int,
        wait: Bool = false,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) throws -> RunSummary {
        let summary = try workflow.run(
            folder: folder, until: until, force: force, threads: threads, wait: wait,
            observer: observer)
        return RunSummary(folder: folder, summary)
    }
}

/// A plan for people and programs.
public struct PlanSummary: Sendable, Encodable {
    public struct PlanItem: Sendable, Encodable {
        public let stage: String
        public let title: String
        public let upToDate: Bool
        public let reasons: [String]

        enum CodingKeys: String, CodingKey {
            case stage, title, reasons
            case upToDate = "up_to_date"
        }

        init(_ planned: PlannedStage) {
            stage = planned.id
            title = planned.title
            upToDate = planned.isUpToDate
            reasons = planned.reasons.map(\.description)
        }
    }

    public let stages: [PlanItem]

    public var text: String {
        var table = TextTable(["stage", "what", "why"], alignsRight: false)
        for item in stages {
            table.add([
                item.stage, item.title,
                item.upToDate ? "up to date" : item.reasons.joined(separator: "; "),
            ])
        }
        return table.text
    }
}

/// What a run did, for people and programs.
public struct RunSummary: Sendable, Encodable {
    public let folder: String
    public let ran: [String]
    public let upToDate: [String]
    public let outdated: [String]
    /// The page to open, where there is one.
    public let report: String?
    /// Results by path in the run folder, with their SHA-256.
    public let artifacts: [String: String]

    enum CodingKeys: String, CodingKey {
        case folder, ran, outdated, report, artifacts
        case upToDate = "up_to_date"
    }

    init(folder: String, _ summary: WorkflowSummary) {
        self.folder = folder
        ran = summary.ran
        upToDate = summary.upToDate
        outdated = summary.outdated
        var artifacts = [String: String]()
        for artifact in summary.artifacts { artifacts[artifact.name] = artifact.digest.hex }
        self.artifacts = artifacts
        let page = "\(ReportStage.id)/index.html"
        report = artifacts[page] == nil ? nil : "\(folder)/\(page)"
    }

    public var text: String {
        var lines = [String]()
        if ran.isEmpty {
            lines.append("nothing to do: \(upToDate.count) stages are up to date")
        } else {
            lines.append("ran \(ran.joined(separator: ", "))")
        }
        if !outdated.isEmpty {
            lines.append("not run, out of date: \(outdated.joined(separator: ", "))")
        }
        lines.append("\(artifacts.count) artifacts in \(folder)")
        if let report { lines.append("report: \(report)") }
        return lines.joined(separator: "\n")
    }
}
