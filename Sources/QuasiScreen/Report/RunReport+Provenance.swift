import Artifacts
import Foundation
import Reporting
import Workflow

extension RunReport {
    /// From what, by what and how to get it again.
    func provenance(_ facts: RunFacts) throws -> ReportSection {
        ReportSection(
            id: "provenance", title: "Provenance",
            blocks: [
                .keyValues([
                    ("Software", [.text(QuasiScreenVersion.software)]),
                    ("Element table (SHA-256)", [.code(ModelStore.elementTableDigest)]),
                    ("Seeds", [.text(seeds(facts))]),
                    (
                        "All artifacts with their SHA-256",
                        [
                            .reference("manifest.json", address: "../manifest.json"), .text(", "),
                            .reference("SHA256SUMS", address: "../SHA256SUMS"),
                        ]
                    ),
                ])
            ] + inputs(facts) + (try stages(facts)) + (try artifacts(facts))
                + repetition(facts) + [
                    .paragraph([
                        .text(
                            "The method follows Liu et al., Adv. Mater. 33, 2102507 (2021), "),
                        .reference(
                            "doi:10.1002/adma.202102507",
                            address: "https://doi.org/10.1002/adma.202102507"),
                        .text("."),
                    ])
                ])
    }

    private func seeds(_ facts: RunFacts) -> String {
        var seeds = ["model \(facts.model.recipe.seed)"]
        for (stage, name) in [
            (ValidationStage.id, "validation.seed"), (RuleStage.id, "rules.seed"),
        ] {
            if let seed = facts.parameters(of: stage)?[name] { seeds.append("\(stage) \(seed)") }
        }
        return seeds.joined(separator: ", ")
    }

    // MARK: - Tables

    private func inputs(_ facts: RunFacts) -> [ReportBlock] {
        let files = facts.accounts.flatMap { account in
            account.files.keys.sorted().map { name -> (String, [Inline]) in
                (name, [.code(account.files[name]?.hex ?? "")])
            }
        }
        guard !files.isEmpty else {
            return [.paragraph([.text("Which files were read is not recorded in this run.")])]
        }
        return [
            .heading("What was read and made"),
            .paragraph([.text("Files from outside the run, with their SHA-256:")]),
            .keyValues(files),
        ]
    }

    private func stages(_ facts: RunFacts) throws -> [ReportBlock] {
        guard !facts.accounts.isEmpty else { return [] }
        let keys = try ReportTable(
            id: "stages", caption: "Stages with their keys",
            columns: [
                ReportColumn("Stage", .text), ReportColumn("Version", .number(decimals: 0)),
                ReportColumn(
                    "Key", .text,
                    summary: "SHA-256 over the stage's name and version, its parameters, and the "
                        + "digests of what it read. Equal keys give equal results."),
            ],
            rows: facts.accounts.map {
                [
                    .text($0.stage), .number(Double($0.schemaVersion)), .text($0.key.digest.hex),
                ]
            }, isSortable: false, isFilterable: false)
        let parameters = try ReportTable(
            id: "parameters", caption: "Parameters in effect, defaults included",
            columns: [
                ReportColumn("Stage", .text), ReportColumn("Parameter", .text),
                ReportColumn("Value", .text),
            ],
            rows: facts.accounts.flatMap { account in
                account.parameters.keys.sorted().map { name in
                    [
                        .text(account.stage), .text(name),
                        .text(account.parameters[name] ?? ""),
                    ]
                }
            })
        return [
            .details("Stages with their keys", [.table(keys)]),
            .details("All parameters in effect", [.table(parameters)]),
        ]
    }

    private func artifacts(_ facts: RunFacts) throws -> [ReportBlock] {
        let rows = facts.accounts.flatMap { account in
            account.results.map { result -> [ReportCell] in
                [
                    .text("\(account.stage)/\(result.name)"), .number(Double(result.size)),
                    .text(result.digest.hex),
                ]
            }
        }
        guard !rows.isEmpty else { return [] }
        let table = try ReportTable(
            id: "artifacts", caption: "Artifacts of the stages before this page",
            columns: [
                ReportColumn("File", .text), ReportColumn("Bytes", .number(decimals: 0)),
                ReportColumn("SHA-256", .text),
            ], rows: rows)
        return [.details("All artifacts (\(rows.count)) with size and SHA-256", [.table(table)])]
    }

    // MARK: - Again

    private func repetition(_ facts: RunFacts) -> [ReportBlock] {
        let heading = ReportBlock.heading("How to repeat it")
        let stages = Dictionary(
            uniqueKeysWithValues: facts.accounts.map { ($0.stage, $0.parameters) })
        guard
            let pipeline = PipelineText(settings, stages: stages, seed: facts.model.recipe.seed)
        else {
            return [
                heading,
                .paragraph([
                    .text(
                        "The records of this run do not suffice to write its pipeline file anew. "
                            + "With the original file, the same tables and the same build:")
                ]), .listing(Self.commands),
            ]
        }
        let package =
            results.names(ReportStage.id).contains(DataPackage.name) ? [DataPackage.name] : []
        let files = facts.accounts.flatMap { $0.files.keys }.sorted() + package
        var blocks: [ReportBlock] = [
            heading,
            .paragraph([
                .text("Save this as "), .code("pipeline.yaml"),
                .text(
                    ", with the path of the folder that holds \(Wording.list(files)) in its place. "
                        + "It was written from the records of the run; what "
                        + "is not in it has its default."),
            ]),
            .listing(pipeline.text),
        ]
        blocks.append(
            pipeline.differences.isEmpty
                ? .paragraph([
                    .text(
                        "It was read back for this page: it asks for the very parameters that are "
                            + "listed above.")
                ])
                : .note(
                    .warning,
                    [
                        .text(
                            "It does not bring back "
                                + "\(Wording.count(pipeline.differences.count, "parameter")) "
                                + "that this run had: \(Wording.list(pipeline.differences)). The "
                                + "original pipeline file is needed for the same results.")
                    ]))
        blocks += [
            .paragraph([
                .text(
                    "Then run it with the same build. Same tables, parameters and build give the "
                        + "same bytes at any number of threads; the last line checks that, with "
                        + "the sums of this run:")
            ]), .listing(Self.commands),
        ]
        return blocks
    }

    private static let commands = """
        qscreen --version
        qscreen run pipeline.yaml --output again
        cd again && sha256sum --check /path/to/this/run/SHA256SUMS
        """
}
