import Workflow

/// Ties the run together on one page.
enum ReportStage {
    static let id = "report"

    static let sources = [
        DataStage.id, FeatureStage.id, ValidationStage.id, ModelStage.id, SweepStage.id,
        RuleStage.id, MapStage.id,
    ]

    static func make(_ configuration: PipelineConfiguration) -> Stage {
        let settings = ReportSettings(
            title: configuration.title, candidates: configuration.report.candidates)
        var parameters = prefixed("report", configuration.report.parameters)
        parameters["title"] = configuration.title
        return Stage(
            id: id, title: "write the report", parameters: parameters,
            inputs: sources.map { .stage($0) }
        ) { context in
            let results = RunResults(
                names: { context.names(of: $0) }, read: { try context.read($0, from: $1) })
            try context.write(Array(JSONText.encode(settings).utf8), as: "settings.json")
            try context.write(
                RunReport(settings: settings, results: results).html(), as: "index.html")
        }
    }
}
