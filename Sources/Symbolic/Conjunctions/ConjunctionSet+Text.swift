import Basis

extension ConjunctionSet {
    /// How to read ``text(_:)``.
    public static let notation =
        "A bracket is 1 where its condition holds and 0 outside; across a~b it changes in a "
        + "straight line. Brackets are multiplied."

    /// A model as text: `-4.2 + 2.85 [1.17~1.3 < e/a < 1.8~1.88] [r_1 < 140~145 pm]`, a line a
    /// term. All numbers are those of the model.
    public func text(_ model: ConjunctionModel) -> String {
        model.terms.reduce(ConjunctionSet.plain(model.intercept)) { lines, term in
            let brackets = term.bands.map { "[\(self.text($0))]" }.joined(separator: " ")
            let size = ConjunctionSet.plain(abs(term.coefficient))
            return lines + "\n  \(term.coefficient < 0 ? "-" : "+") \(size) \(brackets)"
        }
    }

    /// A condition as text, `1.17~1.3 < e/a < 1.8~1.88`.
    ///
    /// - Parameter name: what to call the variable; the default is its own name.
    public func text(_ band: SoftBand, name: String? = nil) -> String {
        let variable = variables[band.variable]
        let unit = variable.unit.isDimensionless ? "" : " \(variable.unit.description)"
        var text = name ?? variable.name
        if let up = band.up {
            let tail = band.down == nil ? unit : ""
            text =
                "\(ConjunctionSet.plain(up.zero))~\(ConjunctionSet.plain(up.one))\(tail) < \(text)"
        }
        if let down = band.down {
            text +=
                " < \(ConjunctionSet.plain(down.one))~\(ConjunctionSet.plain(down.zero))\(unit)"
        }
        return text
    }

    private static func short(_ value: Double) -> String {
        plain(SignificantDigits.round(value, 4, .toNearestOrEven))
    }

    private static func plain(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The search knows nothing of where its target comes from; whoever gives it has to say more.
    private static let heldOutMeaning =
        "Held out: the search repeated without each fold, judged there against the target given."

    /// The figures of the models in one table, then each model as a block of text.
    public var markdown: String {
        var text = "# Surrogate: sums of soft conjunctions\n\n\(ConjunctionSet.notation)\n\n"
        if models.contains(where: { $0.heldOut != nil }) {
            text += "\(ConjunctionSet.heldOutMeaning)\n\n"
        }
        text += "| terms | R2 training | R2 held out | AUC held out | AP held out |\n"
        text += "|---:|---:|---:|---:|---:|\n"
        func cell(_ value: Double?) -> String { value.map(ConjunctionSet.short) ?? "" }
        for model in models {
            let held = model.heldOut
            let cells = [
                "\(model.terms.count)", cell(model.rSquaredTraining), cell(held?.rSquared),
                cell(held?.areaUnderCurve), cell(held?.averagePrecision),
            ]
            text += "| \(cells.joined(separator: " | ")) |\n"
        }
        for model in models {
            text += "\n## \(model.terms.count) term\(model.terms.count == 1 ? "" : "s")\n\n"
            text += "```text\n\(self.text(model))\n```\n"
        }
        return text
    }

    /// A LaTeX document with the models and the variables explained.
    public var latex: String {
        let names = LaTeX.names(variables)
        func short(_ value: Double) -> String {
            LaTeX.number(SignificantDigits.round(value, 4, .toNearestOrEven))
        }
        func side(_ first: Double, _ second: Double) -> String {
            "\(LaTeX.number(first)) \\sim \(LaTeX.number(second))"
        }
        var body = "\\noindent A bracket is 1 where its condition holds and 0 outside; across "
        body += "$a \\sim b$ it changes in a straight line. Edges are in the units of the list.\n"
        if models.contains(where: { $0.heldOut != nil }) {
            body += "\(ConjunctionSet.heldOutMeaning)\n"
        }
        for model in models {
            body += "\n\\medskip\\noindent Terms: \(model.terms.count), "
            body += "training $R^2 = \(short(model.rSquaredTraining))$"
            if let held = model.heldOut {
                body += ", held-out $R^2 = \(short(held.rSquared))$"
            }
            body += ":\n\\begin{multline*}\n\\hat y = \(LaTeX.number(model.intercept))"
            for term in model.terms {
                body += " \\\\\n \(term.coefficient < 0 ? "-" : "+") "
                body += LaTeX.number(abs(term.coefficient))
                for (number, band) in term.bands.enumerated() {
                    var text = names[band.variable]
                    if let up = band.up { text = "\(side(up.zero, up.one)) < \(text)" }
                    if let down = band.down { text += " < \(side(down.one, down.zero))" }
                    // Two brackets fill a line.
                    body += number > 0 && number % 2 == 0 ? " \\\\\n \\times" : ""
                    body += " \\bigl[\(text)\\bigr]"
                }
            }
            body += "\n\\end{multline*}\n"
        }
        body += ExportText.variableList(
            variables, used: models.flatMap { $0.terms.map(\.expression) })
        return ExportText.document(body)
    }
}
