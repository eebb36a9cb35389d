/// What the exports of one conjunction and of several in branches share.
struct RuleBranches {
    let branches: [RuleSet]
    /// The figures of all branches together.
    let figures: RuleFigures
    /// Whether the exports speak of branches.
    let isDisjunction: Bool

    var variables: [Variable] { branches.first?.variables ?? [] }
    var names: [String] { variables.map(\.name) }
    var symbols: SymbolTable { SymbolTable(names: names) }
    var rules: [Rule] { branches.flatMap(\.rules) }

    func text(_ rule: Rule) -> String {
        let lower = rule.lower.map { "\($0) <= " } ?? ""
        let upper = rule.upper.map { " <= \($0)" } ?? ""
        return lower + rule.expression.text(names) + upper
    }

    func unit(_ rule: Rule) -> String {
        (try? rule.expression.unit(variables))?.description ?? ""
    }

    /// A percentage with three digits.
    static func percent(_ value: Double) -> String {
        short(100 * value)
    }

    /// Three digits, no `.0`.
    static func short(_ value: Double) -> String {
        let text = "\(SignificantDigits.round(value, 3, .toNearestOrEven))"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension RuleSet {
    var asBranches: RuleBranches {
        RuleBranches(branches: [self], figures: conjunction, isDisjunction: false)
    }

    /// The rule as text, `1.21 <= x/y <= 1.34`.
    public func text(_ rule: Rule) -> String { asBranches.text(rule) }

    /// A table of the rules, one line each and one for all of them together.
    public var csv: String { asBranches.csv }

    /// One formula a rule, for `sympy.sympify(text, locals=symbols)`; see ``SymbolTable``.
    public var sympyTexts: [String] { asBranches.sympyTexts }

    /// A Python file that builds the rules in SymPy: `RULES` holds (formula, lower, upper).
    public var sympy: String { asBranches.sympy }

    /// A Python file that needs NumPy alone: `satisfied(columns)` judges rows, `margins(columns)`
    /// says by how much, `inside(columns)` whether all rules are met.
    public var python: String { asBranches.python }

    /// A LaTeX document with the table of rules and the variables explained.
    public var latex: String { asBranches.latex }

    /// The rules and their figures in Markdown.
    public var markdown: String { asBranches.markdown }
}

extension RuleAlternatives {
    var asBranches: RuleBranches {
        RuleBranches(branches: branches, figures: figures, isDisjunction: true)
    }

    /// A table of the rules, one line each, one for each branch and one for all of them together.
    public var csv: String { asBranches.csv }

    /// One formula a rule, branch by branch; see ``SymbolTable``.
    public var sympyTexts: [String] { asBranches.sympyTexts }

    /// A Python file that builds the rules in SymPy: `RULES` holds (formula, lower, upper),
    /// `BRANCHES` the places of each branch's rules.
    public var sympy: String { asBranches.sympy }

    /// A Python file that needs NumPy alone; `inside(columns)` says whether one branch is met.
    public var python: String { asBranches.python }

    /// A LaTeX document with the table of rules and the variables explained.
    public var latex: String { asBranches.latex }

    /// The rules and their figures in Markdown.
    public var markdown: String { asBranches.markdown }
}
