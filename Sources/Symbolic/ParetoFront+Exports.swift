import Basis

extension ParetoFront {
    private static let schema = "quasiscreen.surrogate"
    private static let version = 2

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var variables: [Variable]
        var entries: [SurrogateModel]
        var best: Int
        var accuracy: Int
        var simplest: Int
        var constantColumns: [String]
        /// For readers; reading back goes by `entries`.
        var scores: [Double]
        var texts: [String]
    }

    var names: [String] { variables.map(\.name) }
    var symbols: SymbolTable { SymbolTable(names: names) }

    /// The model's sum as text, `1.5 + 3.0*x/y - 0.5*z^2`.
    public func text(_ model: SurrogateModel) -> String {
        joined(model, notation: { $0.text(names) })
    }

    /// `intercept + coefficient*formula - ...`, formulas in parentheses where they are sums.
    func joined(_ model: SurrogateModel, notation: (Expression) -> String) -> String {
        model.terms.reduce("\(model.intercept)") { text, term in
            let negative = term.coefficient < 0
            let product = Expression.binary(
                .multiply, .constant(abs(term.coefficient)), term.expression)
            return text + (negative ? " - " : " + ") + notation(product)
        }
    }

    /// A table of the models, simplest first. Empty figures are not known; `formula` is the sum,
    /// under the logistic loss the logarithm of the odds.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "complexity", "terms", "loss", "held_out_loss", "held_out_standard_error",
            "held_out_r_squared", "held_out_auc", "held_out_average_precision", "training_loss",
            "score", "choice", "selection", "formula",
        ])
        for (index, model) in entries.enumerated() {
            writer.append([
                "\(model.complexity)", "\(model.terms.count)", model.loss.rawValue,
                "\(model.heldOutLoss)", "\(model.heldOutStandardError)",
                "\(model.rSquaredHeldOut)", ExportText.number(model.heldOutAuc),
                ExportText.number(model.heldOutAveragePrecision), "\(model.trainingLoss)",
                "\(scores[index])", choices(index).joined(separator: "; "),
                model.proof?.method.rawValue ?? "", ExportText.cell(text(model)),
            ])
        }
        return writer.text
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: ParetoFront.schema, schemaVersion: ParetoFront.version,
                variables: variables, entries: entries, best: bestIndex, accuracy: accuracyIndex,
                simplest: simplestIndex, constantColumns: constantColumns, scores: scores,
                texts: entries.map(text)))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document, hold no model or a formula
    ///   names a variable that is not there.
    public init(json: [UInt8]) throws {
        try ExportText.check(json: json, schema: ParetoFront.schema, version: ParetoFront.version)
        let document = try ExportText.decode(Document.self, json: json)
        guard !document.entries.isEmpty else {
            throw SymbolicError.unreadable(reason: "it holds no model")
        }
        for (number, model) in document.entries.enumerated() {
            for term in model.terms {
                if let last = term.expression.variables.last, last >= document.variables.count {
                    throw SymbolicError.unreadable(
                        reason: "model \(number + 1) uses variable \(last), which is not there")
                }
            }
        }
        for (simple, complex) in zip(document.entries, document.entries.dropFirst())
        where simple.complexity >= complex.complexity {
            throw SymbolicError.unreadable(reason: "the models are not sorted by complexity")
        }
        self.init(
            variables: document.variables, entries: document.entries,
            constantColumns: document.constantColumns)
    }

    /// The front in every form, by file name.
    public func documents() throws -> [(name: String, bytes: [UInt8])] {
        [
            ("pareto.csv", Array(csv.utf8)), ("pareto.json", try json()),
            ("pareto.tex", Array(latex.utf8)), ("pareto.md", Array(markdown.utf8)),
            ("pareto.py", Array(python.utf8)), ("pareto.sympy.txt", Array(sympy.utf8)),
        ]
    }
}
