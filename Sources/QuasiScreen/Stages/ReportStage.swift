import Foundation
import Workflow

/// Ties the run together on one page.
enum ReportStage {
    static let id = "report"

    static let sources = [
        DataStage.id, FeatureStage.id, ValidationStage.id, ModelStage.id, SweepStage.id,
        RuleStage.id, MapStage.id, FigureStage.id, AtlasStage.id,
    ]

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let settings = ReportSettings(
            title: configuration.title, candidates: configuration.report.candidates)
        var parameters = prefixed("report", configuration.report.parameters)
        parameters["title"] = configuration.title
        let package = try DataPackage.path(besides: configuration.dataset.path)
        return Stage(
            // Version 2: the page answers questions, says where the data come from and how to
            // repeat the run.
            id: id, title: "write the report", schemaVersion: 2, parameters: parameters,
            inputs: sources.map { .account(of: $0) }
                + (package.map { [.file(name: DataPackage.name, path: $0)] } ?? [])
        ) { context in
            var kept = ["settings.json": Array(try JSONText.encode(settings).utf8)]
            if package != nil { kept[DataPackage.name] = try context.input(DataPackage.name) }
            for name in kept.keys.sorted() { try context.write(kept[name] ?? [], as: name) }
            let own = kept
            // What a stage has written is no result of another, so it is passed on here.
            let results = RunResults(
                names: { $0 == id ? own.keys.sorted() : context.names(of: $0) },
                read: { name, stage in
                    if stage == id, let bytes = own[name] { return bytes }
                    return try context.read(name, from: stage)
                }, record: { context.account(of: $0) })
            try context.write(
                RunReport(settings: settings, results: results).html(), as: "index.html")
        }
    }
}
