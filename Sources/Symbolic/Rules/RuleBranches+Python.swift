import Basis

extension RuleBranches {
    var sympyTexts: [String] {
        let identifiers = symbols.identifiers
        return rules.map { $0.expression.sympy(identifiers) }
    }

    /// `[[0, 1], [2]]`: the places of each branch's rules.
    private var places: String {
        var next = 0
        let lists = branches.map { branch in
            defer { next += branch.rules.count }
            return "[" + (next..<next + branch.rules.count).map { "\($0)" }.joined(separator: ", ")
                + "]"
        }
        return "[" + lists.joined(separator: ", ") + "]"
    }

    var sympy: String {
        var text = ExportText.sympyHeader(variables, symbols)
        text +=
            "# Necessary conditions: lower <= formula <= upper; None is no bound. A formula that\n"
        text +=
            "# equals an edge up to rounding (a relative \(ComputedValues.reach)) meets it.\nRULES = [\n"
        for (rule, formula) in zip(rules, sympyTexts) {
            let lower = rule.lower.map { "\($0)" } ?? "None"
            let upper = rule.upper.map { "\($0)" } ?? "None"
            text += "    (sympify(\"\(formula)\", locals=SYMBOLS), \(lower), \(upper)),\n"
        }
        text += "]\n"
        text += "# All rules of one branch must hold, by their places in RULES.\n"
        return text + "BRANCHES = \(places)\n"
    }

    var python: String {
        let identifiers = symbols.identifiers
        var text = "import numpy as np\n\n\ndef values(columns):\n"
        text += "    \"\"\"One array for each rule; columns maps names to arrays.\"\"\"\n"
        for index in Set(rules.flatMap(\.expression.variables)).sorted() {
            let name = ExportText.pythonString(variables[index].name)
            text += "    \(identifiers[index]) = np.asarray(columns[\(name)], dtype=float)\n"
        }
        text += "    with np.errstate(all=\"ignore\"):\n        return [\n"
        for rule in rules { text += "            \(rule.expression.numpy(identifiers)),\n" }
        text +=
            "        ]\n\n\n# (lower, upper) of each rule, in the unit of its formula.\nEDGES = [\n"
        for rule in rules {
            let lower = rule.lower.map { "\($0)" } ?? "-np.inf"
            let upper = rule.upper.map { "\($0)" } ?? "np.inf"
            text += "    (\(lower), \(upper)),\n"
        }
        text += "]\n# Standard deviation of each formula over the rows that the rule covers.\n"
        text += "SPREADS = [\(rules.map { "\($0.spread)" }.joined(separator: ", "))]\n"
        text += "# All rules of one branch must hold.\nBRANCHES = \(places)\n"
        return text + RuleBranches.functions
    }

    private static let functions = """


        # A value at an edge, but for rounding, has the margin 0 and meets the rule.
        EQUAL = \(ComputedValues.reach)


        def margins(columns):
            \"\"\"Distance to the nearest edge for each rule: negative outside, NaN undefined.\"\"\"
            result = []
            for v, (a, b), s in zip(values(columns), EDGES, SPREADS):
                with np.errstate(all=\"ignore\"):
                    m = np.minimum(v - a, b - v)
                    m = np.where(np.abs(m) <= EQUAL * np.maximum(np.abs(v), s), 0.0, m)
                result.append(np.where(np.isfinite(v), m, np.nan))
            return result


        def relative_margins(columns):
            \"\"\"The margins over the spreads, so that rules compare.\"\"\"
            return [m / s for m, s in zip(margins(columns), SPREADS)]


        def satisfied(columns):
            \"\"\"One array of truth values for each rule; undefined is not met.\"\"\"
            return [m >= 0 for m in margins(columns)]


        def inside(columns):
            \"\"\"Whether each row meets all rules of one branch.\"\"\"
            met = satisfied(columns)
            branches = [np.logical_and.reduce([met[i] for i in branch]) for branch in BRANCHES]
            return np.logical_or.reduce(branches)

        """
}
