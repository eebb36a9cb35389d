import InverseDesign
import Materials
import Workflow

/// Searches alloys and writes what was found.
enum DesignStage {
    static let id = "design"

    /// - Parameters:
    ///   - model: the input with the model.
    ///   - rules: the input with rules that every alloy has to meet; `nil` for none.
    ///   - names: what messages call the two files.
    static func make(
        _ section: DesignSection, model: StageInput, rules: StageInput?,
        names: (model: String, rules: String?)
    ) -> Stage {
        Stage(
            id: id, title: "search alloys", parameters: section.parameters,
            inputs: [model] + (rules.map { [$0] } ?? [])
        ) { context in
            let model = try ModelStore.decode(context.input("model.h5"), name: names.model)
            let judge = try names.rules.map {
                try RuleJudge(json: context.input("rules.json"), file: $0)
            }
            let target = try DesignTarget(
                section, model: model, rules: judge, threads: context.threads)
            let similarity = try ElementSimilarity()
            let space = try section.space(of: model)
            let prior = target.prior(over: space, similarity: similarity)
            let sample = try DesignSampler(
                prior: prior, similarity: similarity, parameters: section.search
            ).run(target) { context.report(fraction: 0.8 * $0, "inverse temperature") }
            let relatives =
                section.relatives ? try DesignRelatives(of: target, in: space) : .none
            let candidates = try DesignCandidates(sample, relatives, for: target)
            let account = try DesignAccount(
                sample, relatives: relatives.alloys.count, candidates: candidates.alloys.count,
                of: space, for: target)
            let trace = DesignTrace(steps: sample.steps)
            let figure = try trace.figure?.rendered(as: .svg)
            let page = DesignPage(
                section: section, account: account, candidates: candidates, trace: figure,
                model: model)
            try context.write(try candidates.csv(), as: "candidates.csv")
            try context.write(
                try candidates.encoded(configuration: section.parameters, sample: sample),
                as: "candidates.h5")
            try context.write(trace.csv, as: "trace.csv")
            if let figure { try context.write(figure, as: "trace.svg") }
            let document = DesignDocument(account: account, candidates: candidates)
            try context.write(
                Array(JSONText.encode(document).utf8 + [0x0a]), as: DesignDocument.name)
            try context.write(try page.html(), as: "index.html")
        }
    }
}

/// Searches alloys with a model file.
public enum Designing {
    /// Runs the search unless its results are there already.
    ///
    /// - Returns: what was found and where it is, then what a reader has to know; and the same for
    ///   programs, as JSON.
    public static func run(
        _ section: DesignSection, model path: String, rules: String?, folder: String,
        threads: Int, wait: Bool = false,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) throws -> (text: String, json: String) {
        let model = try TrainedModel(path: path)
        _ = try model.classIndices(named: section.targets)
        _ = try section.space(of: model)
        let stage = DesignStage.make(
            section, model: .file(name: "model.h5", path: path),
            rules: rules.map { .file(name: "rules.json", path: $0) }, names: (path, rules))
        let summary = try Workflow(stages: [stage]).run(
            folder: folder, threads: threads, wait: wait, observer: observer)
        let results = try RunResults(folder: folder)
        let account = try results.decode(
            DesignDocument.Head.self, from: DesignDocument.name, of: DesignStage.id
        ).account
        let state = summary.ran.isEmpty ? "up to date" : "searched"
        var lines = [
            "\(account.candidates) candidates of \(account.visited) alloys visited and "
                + "\(account.relatives) relatives of known compounds, \(state); "
                + "ranked in \(folder)/\(DesignStage.id)/candidates.csv"
        ]
        lines += account.warnings.map { "warning: \($0)" }
        let json = String(
            decoding: try results.read(DesignDocument.name, DesignStage.id), as: UTF8.self)
        return (lines.joined(separator: "\n"), String(json.dropLast()))
    }
}
