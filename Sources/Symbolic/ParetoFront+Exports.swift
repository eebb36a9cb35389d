import Basis

extension ParetoFront {
    private static let schema = "quasiscreen.surrogate"
    private static let version = 1

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var variables: [Variable]
        var entries: [SurrogateModel]
        var best: Int
        var simplest: Int
        var constantColumns: [String]
        /// For readers; reading back goes by `entries`.
        var texts: [String]
    }

    private var names: [String] { variables.map(\.name) }
    private var symbols: SymbolTable { SymbolTable(names: names) }

    /// The model as text, `1.5 + 3.0*x/y - 0.5*z^2`.
    public func text(_ model: SurrogateModel) -> String {
        joined(model, notation: { $0.text(names) })
    }

    /// `intercept + coefficient*formula - ...`, formulas in parentheses where they are sums.
    private func joined(_ model: SurrogateModel, notation: (Expression) -> String) -> String {
        model.terms.reduce("\(model.intercept)") { text, term in
            let negative = term.coefficient < 0
            let product = Expression.binary(
                .multiply, .constant(abs(term.coefficient)), term.expression)
            return text + (negative ? " - " : " + ") + notation(product)
        }
    }

    /// A table of the models, simplest first.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "complexity", "terms", "held_out_loss", "held_out_standard_error",
            "held_out_r_squared", "training_loss", "choice", "formula",
        ])
        for (index, model) in entries.enumerated() {
            var choices = [String]()
            if index == bestIndex { choices.append("best") }
            if index == simplestIndex { choices.append("simplest within one standard error") }
            writer.append([
                "\(model.complexity)", "\(model.terms.count)", "\(model.heldOutLoss)",
                "\(model.heldOutStandardError)", "\(model.rSquaredHeldOut)",
                "\(model.trainingLoss)", choices.joined(separator: "; "), text(model),
            ])
        }
        return writer.text
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: ParetoFront.schema, schemaVersion: ParetoFront.version,
                variables: variables, entries: entries, best: bestIndex, simplest: simplestIndex,
                constantColumns: constantColumns, texts: entries.map(text)))
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
        self.init(
            variables: document.variables, entries: document.entries,
            constantColumns: document.constantColumns)
    }

    /// One formula a model, for `sympy.sympify(text, locals=symbols)`; see ``SymbolTable``.
    public var sympyTexts: [String] {
        let identifiers = symbols.identifiers
        return entries.map { joined($0, notation: { $0.sympy(identifiers) }) }
    }

    /// A Python file that builds the models in SymPy: the list `MODELS`, simplest first.
    public var sympy: String {
        var text = ExportText.sympyHeader(variables, symbols)
        text += "# Models by ascending complexity.\nMODELS = [\n"
        for formula in sympyTexts { text += "    sympify(\"\(formula)\", locals=SYMBOLS),\n" }
        return text + "]\n"
    }

    /// A LaTeX document with the models and the variables explained.
    public var latex: String {
        let latexNames = variables.map(LaTeX.name)
        func short(_ value: Double) -> String {
            LaTeX.number(SignificantDigits.round(value, 4, .toNearestOrEven))
        }
        var body = "\\noindent Models by ascending complexity; coefficients to four digits.\n"
        for (index, model) in entries.enumerated() {
            let mark = index == bestIndex ? ", best" : ""
            let simplest = index == simplestIndex ? ", simplest within one standard error" : ""
            body += "\n\\medskip\\noindent Complexity \(model.complexity), "
            body += "held-out $R^2 = \(short(model.rSquaredHeldOut))$\(mark)\(simplest):\n"
            body += "\\begin{multline*}\n\\hat y = \(short(model.intercept))"
            for term in model.terms {
                let product = Expression.binary(
                    .multiply,
                    .constant(
                        SignificantDigits.round(abs(term.coefficient), 4, .toNearestOrEven)),
                    term.expression)
                body += " \\\\\n \(term.coefficient < 0 ? "-" : "+") \(product.latex(latexNames))"
            }
            body += "\n\\end{multline*}\n"
        }
        body += ExportText.variableList(
            variables, used: entries.flatMap { $0.terms.map(\.expression) })
        return ExportText.document(body)
    }
}
