extension ParetoFront {
    /// Figures of models, not constants of formulas: four digits will do.
    static func short(_ value: Double) -> String {
        "\(SignificantDigits.round(value, 4, .toNearestOrEven))"
    }

    /// A share such as R2 with four digits, near one with as many as its distance from one needs:
    /// 0.9999934 is not 1.
    static func rounded(share: Double) -> Double {
        var digits = 4
        var last = 1e-4
        while digits < 16, share < 1, 1 - share < 10 * last {
            digits += 1
            last /= 10
        }
        return SignificantDigits.round(share, digits, .toNearestOrEven)
    }

    static func share(_ value: Double) -> String { "\(rounded(share: value))" }

    /// What a reader of the figures must know, a sentence or two each.
    public var notes: [String] {
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
            if let choiceNote {
                notes.append(
                    "Score and choice go by the held-out loss, and a choice among several flatters "
                        + "again: \(choiceNote).")
            }
        } else {
            notes.append(
                "Not validated: formulas were chosen on all rows and their coefficients alone "
                    + "refitted without each fold, which flatters. No figure here is held out.")
        }
        if let account {
            notes.append("\(account.candidates) formulas were screened on \(account.rows) rows.")
            if let warning { notes.append("Warning: \(warning).") }
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
        func shareNumber(_ value: Double) -> String {
            LaTeX.number(ParetoFront.rounded(share: value))
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
            body += "\(shareNumber(share))$"
            if let own = repeatedFigures(index, number: { "$\(shareNumber($0))$" }) {
                body += " (with the choice repeated \(own))"
            }
            body += ", score $\(number(scores[index]))$\(marks):\n"
            body += "\\begin{multline*}\n"
            body += model.loss == .squared ? "\\hat y" : "\\ln\\frac{\\hat p}{1 - \\hat p}"
            body += " = \(latexSum(model, latexNames))\n\\end{multline*}\n"
            let units = coefficientUnitText(model)
            if !units.isEmpty { body += "Units of the constants: \(LaTeX.escaped(units)).\n" }
        }
        body += ExportText.variableList(
            variables, used: entries.flatMap { $0.terms.map(\.expression) })
        return ExportText.document(body)
    }

    /// The terms of a model, one a line; an intercept of zero is not written.
    private func latexSum(_ model: SurrogateModel, _ names: [String]) -> String {
        var lines = [String]()
        if model.intercept != 0 || model.terms.isEmpty {
            lines.append(LaTeX.number(model.intercept))
        }
        for term in model.terms {
            let product = term.plainProduct
            var text = product.latex(names)
            if term.coefficient < 0 {
                text = product.isSum ? "-\\left(\(text)\\right)" : "- \(text)"
            } else if !lines.isEmpty {
                text = "+ " + text
            }
            lines.append(text)
        }
        return lines.joined(separator: " \\\\\n ")
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
        let hasChoices = heldOutChoices != nil
        if hasChoices { header.append("with the choice repeated") }
        header += ["refitted loss", "standard error", "refitted \(measure)"]
        header += ["score", "choice", "selection"]
        if hasUnits { header.append("units of the constants") }
        header.append(isLogistic ? "ln(p/(1 - p))" : "formula")
        let words = hasUnits ? 4 : 3
        text += "| \(header.joined(separator: " | ")) |\n|"
        text += String(repeating: "---:|", count: header.count - words)
        text += String(repeating: "---|", count: words) + "\n"
        for (index, model) in entries.enumerated() {
            var cells = ["\(model.complexity)", "\(model.terms.count)"]
            if isValidated, let held = model.heldOut {
                cells += [held.loss, held.standardError].map(ParetoFront.short)
                cells.append(ParetoFront.share(held.rSquared))
            }
            cells += [model.refittedLoss, model.refittedStandardError].map(ParetoFront.short)
            cells += [
                ParetoFront.share(model.rSquaredRefitted), ParetoFront.short(scores[index]),
            ]
            if hasChoices {
                let own = repeatedFigures(index, number: ParetoFront.share)
                cells.insert(own ?? "", at: 5)
            }
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
