extension ParetoFront {
    private static func short(_ value: Double) -> Double {
        SignificantDigits.round(value, 4, .toNearestOrEven)
    }

    private static func shortened(_ model: SurrogateModel) -> SurrogateModel {
        var model = model
        model.intercept = short(model.intercept)
        for index in model.terms.indices {
            model.terms[index].coefficient = short(model.terms[index].coefficient)
        }
        return model
    }

    /// A LaTeX document with the models and the variables explained.
    public var latex: String {
        let latexNames = variables.map(LaTeX.name)
        func number(_ value: Double) -> String { LaTeX.number(ParetoFront.short(value)) }
        var body = "\\noindent Models by ascending complexity; coefficients to four digits.\n"
        body += "The \\emph{score} is the fall of the logarithm of the held-out loss a node.\n"
        for (index, entry) in entries.enumerated() {
            let model = ParetoFront.shortened(entry)
            let marks = choices(index).map { ", \($0)" }.joined()
            body += "\n\\medskip\\noindent Complexity \(model.complexity), held-out "
            body += "\(model.loss == .squared ? "$R^2" : "explained deviance $") = "
            body += "\(number(model.rSquaredHeldOut))$, score $\(number(scores[index]))$\(marks):\n"
            body += "\\begin{multline*}\n"
            body += model.loss == .squared ? "\\hat y" : "\\ln\\frac{\\hat p}{1 - \\hat p}"
            body += " = \(LaTeX.number(model.intercept))"
            for term in model.terms {
                let product = Expression.binary(
                    .multiply, .constant(abs(term.coefficient)), term.expression)
                body += " \\\\\n \(term.coefficient < 0 ? "-" : "+") \(product.latex(latexNames))"
            }
            body += "\n\\end{multline*}\n"
        }
        body += ExportText.variableList(
            variables, used: entries.flatMap { $0.terms.map(\.expression) })
        return ExportText.document(body)
    }

    /// A table in Markdown, coefficients to four digits.
    public var markdown: String {
        let logistic = best.loss == .logistic
        var text = "| complexity | terms | held-out loss | standard error | "
        text += logistic ? "explained deviance" : "R²"
        text += " | score | choice | selection | "
        text += logistic ? "ln(p/(1 - p))" : "formula"
        text += " |\n|---:|---:|---:|---:|---:|---:|---|---|---|\n"
        for (index, model) in entries.enumerated() {
            let figures = [
                model.heldOutLoss, model.heldOutStandardError, model.rSquaredHeldOut, scores[index],
            ].map { "\(ParetoFront.short($0))" }
            let cells =
                ["\(model.complexity)", "\(model.terms.count)"] + figures + [
                    choices(index).joined(separator: ", "), model.proof?.method.rawValue ?? "",
                    ExportText.markdownCode(self.text(ParetoFront.shortened(model))),
                ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }
}

extension ExportText {
    /// Code in a cell of a Markdown table.
    static func markdownCode(_ text: String) -> String {
        var inner = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "|": inner += "\\|"
            case "`": inner += "'"
            default:
                if scalar.value >= 32 { inner.unicodeScalars.append(scalar) } else { inner += " " }
            }
        }
        return "`\(inner)`"
    }
}
