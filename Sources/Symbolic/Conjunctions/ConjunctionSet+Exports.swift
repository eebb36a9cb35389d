import Basis

extension ConjunctionSet {
    private static let schema = "quasiscreen.conjunctions"
    private static let version = 1

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var variables: [Variable]
        var models: [ConjunctionModel]
        /// For readers; reading back goes by `models`.
        var notation: String
        var texts: [String]
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: ConjunctionSet.schema, schemaVersion: ConjunctionSet.version,
                variables: variables, models: models, notation: ConjunctionSet.notation,
                texts: models.map(text)))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document, hold no model or name a
    ///   variable that is not there.
    public init(json: [UInt8]) throws {
        try ExportText.check(
            json: json, schema: ConjunctionSet.schema, version: ConjunctionSet.version)
        let document = try ExportText.decode(Document.self, json: json)
        try self.init(variables: document.variables, models: document.models)
    }

    /// One line a band: the model (its number of terms), the term, its coefficient and the edges.
    /// An open side leaves its two edges empty; the line of a model's intercept has no band.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "model", "term", "coefficient", "variable", "unit", "up_zero", "up_one", "down_one",
            "down_zero",
        ])
        for model in models {
            let name = "\(model.terms.count)"
            writer.append([name, "0", "\(model.intercept)", "", "", "", "", "", ""])
            for (number, term) in model.terms.enumerated() {
                for band in term.bands {
                    let variable = variables[band.variable]
                    writer.append([
                        name, "\(number + 1)", "\(term.coefficient)",
                        ExportText.cell(variable.name),
                        ExportText.cell(variable.unit.description),
                        ExportText.number(band.up?.zero), ExportText.number(band.up?.one),
                        ExportText.number(band.down?.one), ExportText.number(band.down?.zero),
                    ])
                }
            }
        }
        return writer.text
    }

    /// A Python file that builds the models in SymPy: the list `MODELS`, fewest terms first.
    public var sympy: String {
        let table = SymbolTable(names: variables.map(\.name))
        var text = ExportText.sympyHeader(variables, table)
        text += "# Models by ascending number of terms.\nMODELS = [\n"
        for model in models {
            let formula = model.expression.sympy(table.identifiers)
            text += "    sympify(\"\(formula)\", locals=SYMBOLS),\n"
        }
        return text + "]\n"
    }

    /// A Python file that needs NumPy alone: the table `MODELS` and a function `predict`.
    public var python: String {
        func side(_ side: SoftBand.Side?) -> String {
            side.map { "(\($0.zero), \($0.one))" } ?? "None"
        }
        var text = "import numpy as np\n\n"
        text += """
            # Models by ascending number of terms: intercept, then (coefficient, bands) for each term.
            # A band is (column, rising side, falling side); a side is (value where 0, value where 1).
            MODELS = [

            """
        for model in models {
            text += "    (\(model.intercept), [\n"
            for term in model.terms {
                text += "        (\(term.coefficient), [\n"
                for band in term.bands {
                    let name = ExportText.pythonString(variables[band.variable].name)
                    text += "            (\(name), \(side(band.up)), \(side(band.down))),\n"
                }
                text += "        ]),\n"
            }
            text += "    ]),\n"
        }
        text += """
            ]


            def band(x, *sides):
                value = np.ones_like(x)
                for side in sides:
                    if side is not None:
                        value = np.minimum(value, (x - side[0]) / (side[1] - side[0]))
                return np.maximum(value, 0.0)


            def predict(columns, model=-1):
                \"\"\"The values of a model for a mapping from column names to arrays.\"\"\"
                intercept, terms = MODELS[model]
                result = intercept
                for coefficient, bands in terms:
                    product = 1.0
                    for name, up, down in bands:
                        product = product * band(np.asarray(columns[name], dtype=float), up, down)
                    result = result + coefficient * product
                return result

            """
        return text
    }

    /// All forms with the names of their files.
    public func files() throws -> [(name: String, bytes: [UInt8])] {
        [
            ("surrogate.csv", Array(csv.utf8)),
            ("surrogate.json", try json()),
            ("surrogate.tex", Array(latex.utf8)),
            ("surrogate.md", Array(markdown.utf8)),
            ("surrogate.py", Array(python.utf8)),
            ("surrogate.sympy.txt", Array(sympy.utf8)),
        ]
    }
}
