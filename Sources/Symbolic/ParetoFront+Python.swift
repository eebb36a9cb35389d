extension ParetoFront {
    /// One prediction a model, for `sympy.sympify(text, locals=symbols)`; see ``SymbolTable``.
    public var sympyTexts: [String] {
        let identifiers = symbols.identifiers
        return entries.map { model in
            let sum = joined(model, notation: { $0.sympy(identifiers) })
            return model.loss == .logistic ? "1/(1 + exp(-(\(sum))))" : sum
        }
    }

    /// A Python file that builds the models in SymPy: the list `MODELS`, simplest first.
    public var sympy: String {
        var text = ExportText.sympyHeader(variables, symbols)
        text += "# Models by ascending complexity.\nMODELS = [\n"
        for formula in sympyTexts { text += "    sympify(\"\(formula)\", locals=SYMBOLS),\n" }
        return text + "]\n" + constants
    }

    /// A Python file that needs NumPy alone: `predict(columns)` gives the best model's predictions.
    public var python: String {
        let identifiers = symbols.identifiers
        var text = "import numpy as np\n\n"
        text += "# Column of the data -> unit.\nUNITS = {\n"
        for variable in variables {
            text += "    \(ExportText.pythonString(variable.name)): "
            text += "\(ExportText.pythonString(variable.unit.description)),\n"
        }
        text += "}\n"
        if let labels = target?.labels {
            text += "# Predictions are the probability of the first label; the other counts as 0.\n"
            text += "LABELS = (\(ExportText.pythonString(labels.one)), "
            text += "\(ExportText.pythonString(labels.zero)))\n"
        }
        for (index, model) in entries.enumerated() {
            text += "\n\ndef model_\(index)(columns):\n"
            text += "    \"\"\"Complexity \(model.complexity), "
            text += "\(isValidated ? "held-out" : "refitted") loss \(model.judgedLoss).\"\"\"\n"
            for variable in Set(model.terms.flatMap(\.expression.variables)).sorted() {
                let name = ExportText.pythonString(variables[variable].name)
                text += "    \(identifiers[variable]) = "
                text += "np.asarray(columns[\(name)], dtype=float)\n"
            }
            text += "    return \(joined(model, notation: { $0.numpy(identifiers) }))\n"
        }
        text += "\n\n# By ascending complexity.\nMODELS = ["
        text += entries.indices.map { "model_\($0)" }.joined(separator: ", ") + "]\n" + constants
        let logistic = best.loss == .logistic
        return text + """


            def predict(columns, model=BEST):
                \"\"\"Predictions of one model; columns maps names to arrays. NaN where undefined.\"\"\"
                with np.errstate(all="ignore"):
                    total = MODELS[model](columns)
                    rows = np.shape(next(iter(columns.values())))
                    total = np.broadcast_to(np.asarray(total, dtype=float), rows)
                    total = np.where(np.isfinite(total), total, np.nan)
                    return \(logistic ? "1 / (1 + np.exp(-total))" : "total")

            """
    }

    private var constants: String {
        (choiceNote.map { "# The formulas named here were chosen by held-out loss;\n# \($0).\n" }
            ?? "")
            + "BEST = \(bestIndex)\nACCURACY = \(accuracyIndex)\nSIMPLEST = \(simplestIndex)\n"
    }
}
