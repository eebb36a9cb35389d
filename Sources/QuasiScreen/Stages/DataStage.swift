import Artifacts
import Basis
import Workflow

/// Reads the compound tables, applies the rules for duplicates and contradictions, says so.
enum DataStage {
    static let id = "data"

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let rules = configuration.dataset.rules
        let files = try DatasetReader.files(at: configuration.dataset.path)
        let names = files.map(fileName)
        return Stage(
            // Version 2: stability and flag stand beside every compound.
            id: id, title: "read the compounds", schemaVersion: 3,
            parameters: prefixed("dataset", rules.parameters),
            inputs: zip(names, files).map { .file(name: $0, path: $1) }
        ) { context in
            let tables = try names.map { (name: $0, bytes: try context.input($0)) }
            let (table, findings) = try DatasetReader(rules: rules).read(tables: tables)
            try context.write(
                CompoundStore.encode(table, configuration: rules.parameters), as: "compounds.h5")
            try context.write(Finding.csv(findings), as: "findings.csv")
        }
    }

    /// The compounds that a data stage has written.
    static func table(from context: StageContext) throws -> CompoundTable {
        try CompoundStore.decode(
            context.read("compounds.h5", from: id), name: "\(id)/compounds.h5")
    }

    private static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// Parameters under the names that a user knows them by, such as `model.trees`.
func prefixed(_ section: String, _ parameters: [String: String]) -> [String: String] {
    var result = [String: String]()
    for (key, value) in parameters { result["\(section).\(key)"] = value }
    return result
}
