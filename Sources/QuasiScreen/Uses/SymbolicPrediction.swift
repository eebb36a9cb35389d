import Artifacts
import Basis
import Symbolic

/// Formulas found before, applied to another table.
public enum SymbolicPrediction {
    /// A table of one row for each input row: its number and the predictions of the best, the most
    /// accurate and the simplest model; empty where a formula is undefined.
    public static func run(model: String, input: String) throws -> String {
        let front = try ParetoFront(path: model)
        let table = try DelimitedTable(bytes: readInput(input), file: input)
        let models = [front.best, front.accuracy, front.simplest]
        var indices = [Int: Int]()
        for variable in Set(
            models.flatMap { model in model.terms.flatMap { $0.expression.variables } }
        ).sorted() {
            indices[variable] = try table.index(of: front.variables[variable].name)
        }
        var writer = DelimitedWriter(columns: ["row", "best", "accuracy", "simplest"])
        for row in 0..<table.rowCount {
            let point = try front.variables.indices.map { variable in
                try indices[variable].flatMap { try table.number(row, $0) } ?? .nan
            }
            writer.append(
                ["\(row + 1)"] + models.map { $0.value(at: point).map { "\($0)" } ?? "" })
        }
        return writer.text
    }
}

extension ParetoFront {
    /// Reads a `pareto.json`.
    init(path: String) throws {
        let json = try SealedJSON.open(readInput(path), path: path)
        do {
            try self.init(json: json)
        } catch let error as SymbolicError {
            throw QuasiScreenError.foreignTable(file: path, detail: error.diagnosis.what)
        }
    }

    /// The documents of the front; those that programs read again carry a seal.
    func sealedDocuments() throws -> [(name: String, bytes: [UInt8])] {
        try documents().map { name, bytes in
            (name, name.hasSuffix(".json") ? SealedJSON.seal(bytes) : bytes)
        }
    }
}
