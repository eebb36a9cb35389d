import Basis

extension ParetoFront {
    private static let schema = "quasiscreen.surrogate"
    private static let version = 4

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var variables: [Variable]
        var entries: [SurrogateModel]
        var best: Int
        var accuracy: Int
        var simplest: Int
        var constantColumns: [String]
        var target: SurrogateTarget?
        var account: SearchAccount?
        var heldOutChoices: HeldOutChoices?
        var remarks: [String]
        /// For readers; reading back goes by `entries`.
        var scores: [Double]
        var texts: [String]
        var coefficientUnits: [String]
        var symbols: [Symbol]
        var notes: [String]
    }

    private struct Symbol: Codable {
        var name: String
        var identifier: String
        var unit: String
    }

    var names: [String] { variables.map(\.name) }
    /// The names that formulas use for the columns.
    public var symbols: SymbolTable { SymbolTable(names: names) }

    /// The model's sum as text, `1.5 + 3.0*x/y - 0.5*z**2`, which Python and `sympy.sympify` read;
    /// names are those of ``SymbolTable``. The numbers are those of the model.
    public func text(_ model: SurrogateModel) -> String {
        let identifiers = symbols.identifiers
        return joined(model, notation: { $0.program(identifiers) })
    }

    /// `intercept + coefficient*formula - ...` as plainly as it can be written: no factors of one, no
    /// intercept of zero, no parentheses that are not needed.
    func joined(_ model: SurrogateModel, notation: (Expression) -> String) -> String {
        // An intercept that is nothing is left out.
        let start = model.intercept == 0 && !model.terms.isEmpty ? "" : "\(model.intercept)"
        return model.terms.reduce(start) { text, term in
            let negative = term.coefficient < 0
            var product = notation(term.plainQuotient)
            if negative, term.plainQuotient.isSum { product = "(\(product))" }
            if text.isEmpty { return negative ? "-\(product)" : product }
            return text + (negative ? " - " : " + ") + product
        }
    }

    /// A table of the models, simplest first. Empty figures are not known; `formula` is the sum,
    /// under the logistic loss the logarithm of the odds. Without validation there are no columns
    /// of held-out figures.
    ///
    /// The held-out figures of a row are those of its complexity; the search that names the row best
    /// has looked at them. What the choice is worth when it, too, is made without the fold judged
    /// stands in the row in columns of its own, `best_held_out_r_squared` and so on.
    public var csv: String {
        let explained = best.loss.explainedColumn
        var writer = DelimitedWriter(
            columns: ["complexity", "terms", "loss"]
                + (isValidated
                    ? [
                        "held_out_loss", "held_out_standard_error", "held_out_\(explained)",
                        "held_out_auc", "held_out_average_precision",
                    ] : [])
                + (heldOutChoices?.named.map { "\($0.name)_held_out_\(explained)" } ?? []) + [
                    "refitted_loss", "refitted_standard_error", "refitted_\(explained)",
                    "refitted_auc", "refitted_average_precision", "training_loss", "score",
                    "choice", "selection", "coefficient_units", "formula",
                ])
        for (index, model) in entries.enumerated() {
            var cells = ["\(model.complexity)", "\(model.terms.count)", model.loss.rawValue]
            if isValidated, let held = model.heldOut {
                cells += [
                    "\(held.loss)", "\(held.standardError)", "\(held.rSquared)",
                    ExportText.number(held.auc), ExportText.number(held.averagePrecision),
                ]
            }
            let own = choices(index)
            cells +=
                heldOutChoices?.named.map {
                    own.contains($0.name) ? "\($0.figures.rSquared)" : ""
                } ?? []
            cells += [
                "\(model.refittedLoss)", "\(model.refittedStandardError)",
                "\(model.rSquaredRefitted)", ExportText.number(model.refittedAuc),
                ExportText.number(model.refittedAveragePrecision), "\(model.trainingLoss)",
                "\(scores[index])", choices(index).joined(separator: "; "),
                model.proof?.method.rawValue ?? "",
                ExportText.cell(coefficientUnitText(model)), text(model),
            ]
            writer.append(cells)
        }
        return writer.text
    }

    /// The names of the columns as the formulas write them, with their units.
    public var symbolsCSV: String {
        var writer = DelimitedWriter(columns: ["identifier", "name", "unit"])
        for (entry, variable) in zip(symbols.entries, variables) {
            writer.append([
                entry.identifier, ExportText.cell(entry.name),
                ExportText.cell(variable.unit.description),
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
                simplest: simplestIndex, constantColumns: constantColumns, target: target,
                account: account, heldOutChoices: heldOutChoices, remarks: remarks, scores: scores,
                texts: entries.map(text), coefficientUnits: entries.map(coefficientUnitText),
                symbols: zip(symbols.entries, variables).map {
                    Symbol(
                        name: $0.name, identifier: $0.identifier, unit: $1.unit.description)
                }, notes: notes))
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
        target = document.target
        account = document.account
        heldOutChoices = document.heldOutChoices
        remarks = document.remarks
    }

    /// The front in every form, by file name.
    public func documents() throws -> [(name: String, bytes: [UInt8])] {
        [
            ("pareto.csv", Array(csv.utf8)), ("pareto.json", try json()),
            ("pareto.tex", Array(latex.utf8)), ("pareto.md", Array(markdown.utf8)),
            ("pareto.py", Array(python.utf8)), ("pareto.sympy.txt", Array(sympy.utf8)),
            ("pareto.symbols.csv", Array(symbolsCSV.utf8)),
        ]
    }
}
