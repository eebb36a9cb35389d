import Artifacts
import Basis
import Symbolic

/// Formulas found before, applied to another table.
public enum SymbolicPrediction {
    /// A table of one row for each input row: its number and the predictions of the best, the most
    /// accurate and the simplest model; empty where a formula is undefined.
    ///
    /// Formulas of labels give probabilities; a further column names the label that they are of.
    ///
    /// - Throws: ``Faults`` with all missing columns or all fields that are no numbers.
    public static func run(model: String, input: String) throws -> String {
        let front = try ParetoFront(path: model)
        let table = try DelimitedTable(bytes: readInput(input), file: input)
        let models = [front.best, front.accuracy, front.simplest]
        var faults = FaultCollector()
        var indices = [Int: Int]()
        for variable in Set(
            models.flatMap { model in model.terms.flatMap { $0.expression.variables } }
        ).sorted() {
            indices[variable] = try faults.collect {
                try table.index(of: front.variables[variable].name)
            }
        }
        try faults.check()
        let label = front.target?.labels?.one
        var writer = DelimitedWriter(
            columns: ["row", "best", "accuracy", "simplest"]
                + (label == nil ? [] : ["probability_of"]))
        for row in 0..<table.rowCount {
            let point = try front.variables.indices.map { variable in
                try indices[variable].flatMap { index in
                    try faults.collect { try table.number(row, index) } ?? nil
                } ?? .nan
            }
            writer.append(
                ["\(row + 1)"] + models.map { $0.value(at: point).map { "\($0)" } ?? "" }
                    + (label.map { [$0] } ?? []))
        }
        try faults.check()
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
