extension ParetoFront {
    /// Figures of models, not constants of formulas: four digits will do.
    private static func short(_ value: Double) -> String {
        "\(SignificantDigits.round(value, 4, .toNearestOrEven))"
    }

    /// What a reader of the figures must know, a sentence or two each.
    public var notes: [String] {
        let isLogistic = best.loss == .logistic
        let measure = isLogistic ? "explained deviance" : "R2"
        var notes = [String]()
        if let labels = target?.labels {
            notes.append(
                "The label \(Expression.quoted(labels.zero)) counts as 0, "
                    + "\(Expression.quoted(labels.one)) as 1; predictions are the probability of "
                    + "\(Expression.quoted(labels.one)).")
        }
        if isValidated {
            notes.append(
                "Held out: the whole search was repeated without each fold, and the best formula "
                    + "that it found of at most as many nodes was judged there. Refitted: formulas "
                    + "chosen on all rows, coefficients alone fitted without the fold, which "
                    + "flatters.")
            if let choices = heldOutChoices {
                notes.append(
                    "Score and choice go by the held-out loss, and a choice among several flatters "
                        + "again: with the choice made without the fold too, best has \(measure) "
                        + "\(ParetoFront.short(choices.best.rSquared)), accuracy "
                        + "\(ParetoFront.short(choices.accuracy.rSquared)), simplest "
                        + "\(ParetoFront.short(choices.simplest.rSquared)).")
            }
        } else {
            notes.append(
                "Not validated: formulas were chosen on all rows and their coefficients alone "
                    + "refitted without each fold, which flatters. No figure here is held out.")
        }
        if let account {
            notes.append("\(account.candidates) formulas were screened on \(account.rows) rows.")
            if let warning = account.warning { notes.append("Warning: \(warning).") }
        }
        if !constantColumns.isEmpty {
            let names = constantColumns.map(Expression.quoted).joined(separator: ", ")
            notes.append("Columns with one value throughout were not used: \(names).")
        }
        return notes + remarks.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    }

    /// A LaTeX document with the models and the variables explained.
    public var latex: String {
        let latexNames = LaTeX.names(variables)
        func number(_ value: Double) -> String {
            LaTeX.number(SignificantDigits.round(value, 4, .toNearestOrEven))
        }
        var body = "\\noindent Models by ascending complexity.\n"
        for note in notes { body += LaTeX.escaped(note) + "\n" }
        let kind = isValidated ? "held-out" : "refitted"
        body += "The \\emph{score} is the fall of the logarithm of the \(kind) loss a node.\n"
        for (index, model) in entries.enumerated() {
            let marks = choices(index).map { ", \($0)" }.joined()
            let share = model.heldOut?.rSquared ?? model.rSquaredRefitted
            body += "\n\\medskip\\noindent Complexity \(model.complexity), \(kind) "
            body += "\(model.loss == .squared ? "$R^2" : "explained deviance $") = "
            body += "\(number(share))$, score $\(number(scores[index]))$\(marks):\n"
            body += "\\begin{multline*}\n"
            body += model.loss == .squared ? "\\hat y" : "\\ln\\frac{\\hat p}{1 - \\hat p}"
            body += " = \(LaTeX.number(model.intercept))"
            for term in model.terms {
                let product = Expression.binary(
                    .multiply, .constant(abs(term.coefficient)), term.expression)
                body += " \\\\\n \(term.coefficient < 0 ? "-" : "+") \(product.latex(latexNames))"
            }
            body += "\n\\end{multline*}\n"
            let units = coefficientUnitText(model)
            if !units.isEmpty { body += "Units of the constants: \(LaTeX.escaped(units)).\n" }
        }
        body += ExportText.variableList(
            variables, used: entries.flatMap { $0.terms.map(\.expression) })
        return ExportText.document(body)
    }

    /// Notes, a table of the models and the names that formulas use, in Markdown.
    public var markdown: String {
        let isLogistic = best.loss == .logistic
        let measure = isLogistic ? "explained deviance" : "R²"
        var text = ""
        if let target {
            let unit = target.unit.map { $0.isDimensionless ? "" : " (\($0.description))" } ?? ""
            text += "# Formulas for \(Markdown.text(target.name + unit))\n\n"
        }
        for note in notes { text += "\(Markdown.text(note))\n\n" }
        let hasUnits = entries.contains { coefficientUnits($0) != nil }
        var header = ["complexity", "terms"]
        if isValidated { header += ["held-out loss", "standard error", "held-out \(measure)"] }
        header += ["refitted loss", "standard error", "refitted \(measure)"]
        header += ["score", "choice", "selection"]
        if hasUnits { header.append("units of the constants") }
        header.append(isLogistic ? "ln(p/(1 - p))" : "formula")
        let words = hasUnits ? 4 : 3
        text += "| \(header.joined(separator: " | ")) |\n|"
        text += String(repeating: "---:|", count: header.count - words)
        text += String(repeating: "---|", count: words) + "\n"
        for (index, model) in entries.enumerated() {
            var figures = [Double]()
            if isValidated, let held = model.heldOut {
                figures += [held.loss, held.standardError, held.rSquared]
            }
            figures += [
                model.refittedLoss, model.refittedStandardError, model.rSquaredRefitted,
                scores[index],
            ]
            var cells = ["\(model.complexity)", "\(model.terms.count)"]
            cells += figures.map(ParetoFront.short)
            cells += [choices(index).joined(separator: ", "), model.proof?.method.rawValue ?? ""]
            if hasUnits { cells.append(Markdown.text(coefficientUnitText(model))) }
            cells.append(RuleBranches.code(self.text(model)))
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        if symbols.renames {
            text += "\n| in formulas | column | unit |\n|---|---|---|\n"
            for (entry, variable) in zip(symbols.entries, variables) {
                text += "| \(RuleBranches.code(entry.identifier)) | \(Markdown.text(entry.name)) "
                text += "| \(Markdown.text(variable.unit.description)) |\n"
            }
        }
        return text
    }
}
