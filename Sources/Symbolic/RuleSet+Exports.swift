import Basis

extension RuleSet {
    private static let schema = "quasiscreen.rules"
    private static let version = 1

    private struct Document: Codable {
        struct Texts: Codable {
            var text: String
            var sympy: String
            var latex: String
        }

        struct Symbol: Codable {
            var name: String
            var identifier: String
        }

        var schema: String
        var schemaVersion: Int
        var variables: [Variable]
        var rules: [Rule]
        var conjunction: RuleFigures
        var heldOutEdges: RuleFigures?
        var constantColumns: [String]
        /// For readers; reading back goes by `rules`.
        var texts: [Texts]
        var symbols: [Symbol]
    }

    private var names: [String] { variables.map(\.name) }
    private var symbols: SymbolTable { SymbolTable(names: names) }

    /// The rule as text, `1.21 <= x/y <= 1.34`.
    public func text(_ rule: Rule) -> String { banded(rule, rule.expression.text(names), "<=") }

    private func banded(_ rule: Rule, _ formula: String, _ sign: String) -> String {
        let lower = rule.lower.map { "\($0) \(sign) " } ?? ""
        let upper = rule.upper.map { " \(sign) \($0)" } ?? ""
        return lower + formula + upper
    }

    /// A table of the rules, one line each and one for all of them together.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "rule", "formula", "lower", "upper", "complexity", "unit", "coverage",
            "coverage_lower", "coverage_upper", "precision", "precision_lower", "precision_upper",
            "lift", "positives_inside", "positives", "rows_inside", "rows",
            "held_out_edges_coverage", "held_out_edges_precision",
        ])
        func shares(_ figures: RuleFigures, _ heldOut: RuleFigures?) -> [String] {
            [
                "\(figures.coverage)", "\(figures.coverageInterval.lower)",
                "\(figures.coverageInterval.upper)", "\(figures.precision)",
                "\(figures.precisionInterval.lower)", "\(figures.precisionInterval.upper)",
                "\(figures.lift)", "\(figures.positivesInside)", "\(figures.positives)",
                "\(figures.rowsInside)", "\(figures.rows)", ExportText.number(heldOut?.coverage),
                ExportText.number(heldOut?.precision),
            ]
        }
        for (index, rule) in rules.enumerated() {
            let unit = (try? rule.expression.unit(variables))?.description ?? ""
            writer.append(
                [
                    "\(index + 1)", ExportText.cell(rule.expression.text(names)),
                    ExportText.number(rule.lower), ExportText.number(rule.upper),
                    "\(rule.expression.complexity)", ExportText.cell(unit),
                ] + shares(rule.figures, rule.heldOutEdges))
        }
        let nodes = rules.reduce(0) { $0 + $1.expression.complexity }
        writer.append(["all", "", "", "", "\(nodes)", ""] + shares(conjunction, heldOutEdges))
        return writer.text
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        let table = symbols
        let latexNames = variables.map(LaTeX.name)
        return try ExportText.json(
            Document(
                schema: RuleSet.schema, schemaVersion: RuleSet.version, variables: variables,
                rules: rules, conjunction: conjunction, heldOutEdges: heldOutEdges,
                constantColumns: constantColumns,
                texts: rules.map { rule in
                    .init(
                        text: text(rule), sympy: rule.expression.sympy(table.identifiers),
                        latex: rule.expression.latex(latexNames))
                },
                symbols: table.entries.map { .init(name: $0.name, identifier: $0.identifier) }))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document or a formula names a
    ///   variable that is not there.
    public init(json: [UInt8]) throws {
        try ExportText.check(json: json, schema: RuleSet.schema, version: RuleSet.version)
        let document = try ExportText.decode(Document.self, json: json)
        for (number, rule) in document.rules.enumerated() {
            if let last = rule.expression.variables.last, last >= document.variables.count {
                throw SymbolicError.unreadable(
                    reason: "rule \(number + 1) uses variable \(last), which is not there")
            }
        }
        self.init(
            variables: document.variables, rules: document.rules,
            conjunction: document.conjunction, heldOutEdges: document.heldOutEdges,
            constantColumns: document.constantColumns)
    }

    /// One formula a rule, for `sympy.sympify(text, locals=symbols)`; see ``SymbolTable``.
    public var sympyTexts: [String] {
        let identifiers = symbols.identifiers
        return rules.map { $0.expression.sympy(identifiers) }
    }

    /// A Python file that builds the rules in SymPy: `RULES` holds (formula, lower, upper).
    public var sympy: String {
        var text = ExportText.sympyHeader(variables, symbols)
        text += "# Necessary conditions: lower <= formula <= upper; None is no bound.\nRULES = [\n"
        for (rule, formula) in zip(rules, sympyTexts) {
            let lower = rule.lower.map { "\($0)" } ?? "None"
            let upper = rule.upper.map { "\($0)" } ?? "None"
            text += "    (sympify(\"\(formula)\", locals=SYMBOLS), \(lower), \(upper)),\n"
        }
        return text + "]\n"
    }

    /// A Python file that needs NumPy alone: `satisfied(columns)` judges rows.
    public var python: String {
        let identifiers = symbols.identifiers
        var text = "import numpy as np\n\n\ndef values(columns):\n"
        text += "    \"\"\"One array for each rule; columns maps names to arrays.\"\"\"\n"
        for index in Set(rules.flatMap(\.expression.variables)).sorted() {
            let name = ExportText.pythonString(variables[index].name)
            text += "    \(identifiers[index]) = np.asarray(columns[\(name)], dtype=float)\n"
        }
        text += "    return [\n"
        for rule in rules { text += "        \(rule.expression.numpy(identifiers)),\n" }
        text += "    ]\n\n\nEDGES = [\n"
        for rule in rules {
            let lower = rule.lower.map { "\($0)" } ?? "-np.inf"
            let upper = rule.upper.map { "\($0)" } ?? "np.inf"
            text += "    (\(lower), \(upper)),\n"
        }
        text += "]\n\n\ndef satisfied(columns):\n"
        text += "    \"\"\"One array of truth values for each rule; undefined is not met.\"\"\"\n"
        text += "    with np.errstate(all=\"ignore\"):\n"
        text += "        results = values(columns)\n"
        text += "    return [np.isfinite(v) & (v >= a) & (v <= b)"
        text += " for v, (a, b) in zip(results, EDGES)]\n"
        return text
    }

    /// A LaTeX document with the table of rules and the variables explained.
    public var latex: String {
        let latexNames = variables.map(LaTeX.name)
        func percent(_ value: Double) -> String {
            "\(SignificantDigits.round(100 * value, 3, .toNearestOrEven))"
        }
        func figures(_ figures: RuleFigures) -> String {
            let lift = SignificantDigits.round(figures.lift, 3, .toNearestOrEven)
            return "\(percent(figures.coverage)) & \(percent(figures.precision)) & \(lift)"
        }
        var body = "\\noindent\\begin{tabular}{rlrrr}\n"
        body += " & Rule & Coverage (\\%) & Precision (\\%) & Lift \\\\\n\\hline\n"
        for (index, rule) in rules.enumerated() {
            let lower = rule.lower.map { "\(LaTeX.number($0)) \\le " } ?? ""
            let upper = rule.upper.map { " \\le \(LaTeX.number($0))" } ?? ""
            let formula = rule.expression.latex(latexNames)
            body += "\(index + 1) & $\\displaystyle \(lower)\(formula)\(upper)$ & "
            body += "\(figures(rule.figures)) \\\\[1ex]\n"
        }
        body += "\\hline\n & All together & \(figures(conjunction)) \\\\\n\\end{tabular}\n\n"
        body += "\\medskip\n"
        body += ExportText.variableList(variables, used: rules.map(\.expression))
        return ExportText.document(body)
    }
}
