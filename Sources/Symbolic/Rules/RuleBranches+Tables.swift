import Basis

extension RuleFigures {
    /// Column names of ``cells``.
    static let header = [
        "coverage", "coverage_lower", "coverage_upper", "precision", "precision_lower",
        "precision_upper", "lift", "positives_inside", "positives", "rows_inside", "rows",
    ]

    var cells: [String] {
        [
            "\(coverage)", "\(coverageInterval.lower)", "\(coverageInterval.upper)",
            "\(precision)", "\(precisionInterval.lower)", "\(precisionInterval.upper)",
            "\(lift)", "\(positivesInside)", "\(positives)", "\(rowsInside)", "\(rows)",
        ]
    }

    /// `coverage 80 % (71 to 87), precision 95 % (88 to 98), lift 20`
    var sentence: String {
        func share(_ value: Double, _ interval: Interval) -> String {
            "\(RuleBranches.percent(value)) % (\(RuleBranches.percent(interval.lower)) to "
                + "\(RuleBranches.percent(interval.upper)))"
        }
        return "coverage \(share(coverage, coverageInterval)), precision "
            + "\(share(precision, precisionInterval)), lift \(RuleBranches.short(lift))"
    }
}

extension RuleBranches {
    var csv: String {
        var writer = DelimitedWriter(
            columns: (isDisjunction ? ["branch"] : []) + [
                "rule", "formula", "lower", "upper", "complexity", "unit", "spread",
            ] + RuleFigures.header)
        func append(_ branch: String, _ cells: [String]) {
            writer.append((isDisjunction ? [branch] : []) + cells)
        }
        func nodes(_ rules: [Rule]) -> Int {
            rules.reduce(0) { $0 + $1.expression.complexity }
        }
        let identifiers = symbols.identifiers
        var number = 0
        for (place, branch) in branches.enumerated() {
            for rule in branch.rules {
                number += 1
                append(
                    "\(place + 1)",
                    [
                        "\(number)", rule.expression.program(identifiers),
                        ExportText.number(rule.lower), ExportText.number(rule.upper),
                        "\(rule.expression.complexity)", ExportText.cell(unit(rule)),
                        "\(rule.spread)",
                    ] + rule.figures.cells)
            }
            if isDisjunction {
                append(
                    "\(place + 1)",
                    ["all", "", "", "", "\(nodes(branch.rules))", "", ""]
                        + branch.conjunction.cells)
            }
        }
        append("any", ["all", "", "", "", "\(nodes(rules))", "", ""] + figures.cells)
        return writer.text
    }

    var markdown: String {
        var text = ""
        var number = 0
        for (place, branch) in branches.enumerated() {
            if isDisjunction { text += "Family \(place + 1): all of\n\n" }
            text += "| | Rule | Unit | Coverage (%) | Precision (%) | Lift |\n"
            text += "|---|---|---|---|---|---|\n"
            for rule in branch.rules {
                number += 1
                let formula = RuleBranches.code(self.text(rule))
                text += "| \(number) | \(formula) | \(Markdown.text(unit(rule))) | "
                text += "\(RuleBranches.shares(rule.figures)) |\n"
            }
            if isDisjunction || branch.rules.count > 1 {
                text += "| | all together | | \(RuleBranches.shares(branch.conjunction)) |\n"
            }
            text += "\n"
        }
        if isDisjunction { text += "One family or more: \(figures.sentence).\n\n" }
        return text
    }

    private static func shares(_ figures: RuleFigures) -> String {
        "\(percent(figures.coverage)) | \(percent(figures.precision)) | \(short(figures.lift))"
    }

    /// Text as code in a Markdown table: the fence is longer than any run of backquotes inside.
    static func code(_ text: String) -> String {
        var longest = 0
        var run = 0
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let space = longest > 0 ? " " : ""
        let plain = text.map { $0.isNewline ? " " : "\($0)" }.joined()
        return fence + space + plain.replacing("|", with: "\\|") + space + fence
    }

    /// A LaTeX document with the table of rules and the variables explained.
    var latex: String {
        let latexNames = LaTeX.names(variables)
        var body = "\\noindent\\begin{tabular}{rlrrr}\n"
        body += " & Rule & Coverage (\\%) & Precision (\\%) & Lift \\\\\n\\hline\n"
        func shares(_ figures: RuleFigures) -> String {
            "\(RuleBranches.percent(figures.coverage)) & "
                + "\(RuleBranches.percent(figures.precision)) & \(RuleBranches.short(figures.lift))"
        }
        var number = 0
        for (place, branch) in branches.enumerated() {
            for rule in branch.rules {
                number += 1
                let lower = rule.lower.map { "\(LaTeX.number($0)) \\le " } ?? ""
                let upper = rule.upper.map { " \\le \(LaTeX.number($0))" } ?? ""
                let formula = rule.expression.latex(latexNames)
                body += "\(number) & $\\displaystyle \(lower)\(formula)\(upper)$ & "
                body += "\(shares(rule.figures)) \\\\[1ex]\n"
            }
            if isDisjunction {
                body += " & Family \(place + 1): all of these & \(shares(branch.conjunction))"
                body += " \\\\\n\\hline\n"
            }
        }
        let all = isDisjunction ? "One family or more" : "All together"
        body += "\(isDisjunction ? "" : "\\hline\n") & \(all) & \(shares(figures)) \\\\\n"
        body += "\\end{tabular}\n\n\\medskip\n"
        body += ExportText.variableList(variables, used: rules.map(\.expression))
        return ExportText.document(body)
    }
}
