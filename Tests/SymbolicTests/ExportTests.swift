import Basis
import Testing

@testable import Symbolic

/// A rule set over awkward names.
private func sampleRules() throws -> RuleSet {
    var problem = bandProblem(rows: 200)
    problem.variables = [
        Variable(name: "=ave:x, \"a\"", unit: try Unit("pm")),
        Variable(name: "max_x%", unit: try Unit("pm"), latex: "x_{\\max}"),
        Variable(name: "lambda", unit: try Unit("Eh-like, relative")),
    ]
    return try RuleSearch.discover(problem, parameters: .init(count: 2), threads: 2)
}

@Test func rulesReadBackFromJSON() throws {
    let rules = try sampleRules()
    let bytes = try rules.json()
    let again = try RuleSet(json: bytes)
    #expect(again == rules)
    #expect(try again.json() == bytes)
}

@Test func damagedRuleFilesAreNamed() throws {
    #expect(throws: SymbolicError.self) { try RuleSet(json: Array("{}".utf8)) }
    #expect(throws: SymbolicError.self) { try RuleSet(json: [0xff, 0x00]) }
    let bytes = try sampleRules().json()
    let text = String(decoding: bytes, as: UTF8.self)
    let foreign = text.replacing("quasiscreen.rules", with: "quasiscreen.other")
    #expect(
        throws: SymbolicError.wrongSchema(
            found: "quasiscreen.other 2", expected: "quasiscreen.rules 2")
    ) { try RuleSet(json: Array(foreign.utf8)) }
    let outside = text.replacing("\"variable\" : 0", with: "\"variable\" : 7")
        .replacing("\"variable\" : 1", with: "\"variable\" : 7")
    #expect(throws: SymbolicError.self) { try RuleSet(json: Array(outside.utf8)) }
    #expect(throws: SymbolicError.self) { try RuleSet(json: Array(bytes.dropLast(20))) }
    let set = try sampleRules()
    var rule = set.rules[0]
    (rule.lower, rule.upper) = (nil, nil)
    let boundless = RuleSet(
        variables: set.variables, rules: [rule], conjunction: set.conjunction,
        constantColumns: set.constantColumns)
    #expect(throws: SymbolicError.unreadable(reason: "rule 1 has no bound")) {
        try RuleSet(json: boundless.json())
    }
    let nameless = text.replacing("\"constant_columns\"", with: "\"columns\"")
    #expect(throws: SymbolicError.unreadable(reason: "\"constant_columns\" is missing in set")) {
        try RuleSet(json: Array(nameless.utf8))
    }
}

@Test func namesStayTextInMarkdown() {
    #expect(
        Markdown.text("<b>[a](http://x) | `c` **d**\n# e")
            == ##"\<b\>\[a\](http://x) \| \`c\` \*\*d\*\* \# e"##)
    #expect(Markdown.text("quasicrystal") == "quasicrystal")
}

@Test func ruleTableReadsAsNumbersAndHarmlessText() throws {
    let rules = try sampleRules()
    let table = try DelimitedTable(bytes: Array(rules.csv.utf8), file: "rules.csv")
    #expect(table.rowCount == rules.rules.count + 1)
    let coverage = try table.index(of: "coverage")
    let formula = try table.index(of: "formula")
    for (row, rule) in rules.rules.enumerated() {
        #expect(try table.number(row, coverage) == rule.coverage)
        let text = table.text(row, formula)
        #expect(!["=", "+", "-", "@"].contains(text.first))
    }
    #expect(ExportText.cell("=SUM(A1)") == "'=SUM(A1)")
    #expect(ExportText.cell("-1.5") == "-1.5")
    #expect(ExportText.cell("-x") == "'-x")
    #expect(ExportText.cell("x-y") == "x-y")
}

@Test func latexEscapesNamesAndBalancesBraces() throws {
    let rules = try sampleRules()
    let document = rules.latex
    #expect(document.hasPrefix("\\documentclass"))
    #expect(LaTeX.escaped("a_b%^é") == "a\\_b\\%\\textasciicircum{}[U+E9]")
    var depth = 0
    var escaped = false
    for character in document {
        if !escaped, character == "{" { depth += 1 }
        if !escaped, character == "}" { depth -= 1 }
        #expect(depth >= 0)
        escaped = character == "\\" && !escaped
    }
    #expect(depth == 0)
}

@Test func frontReadsBackFromJSONAndPrintsItsModels() throws {
    let columns = uniformColumns(2, rows: 60, seed: 1)
    let target = (0..<60).map { 2 * columns[0][$0] / columns[1][$0] - 3 * columns[1][$0] }
    let problem = SurrogateProblem(
        variables: [
            Variable(name: "a", unit: try Unit("K")), Variable(name: "b", unit: try Unit("pm")),
        ],
        columns: columns, target: target, weights: [Double](repeating: 1, count: 60),
        folds: (0..<60).map { $0 % 3 })
    var parameters = SurrogateParameters()
    parameters.maximumTerms = 2
    parameters.screened = 10
    let front = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    let bytes = try front.json()
    let again = try ParetoFront(json: bytes)
    #expect(again == front)
    #expect(try again.json() == bytes)
    #expect(front.text(front.best).contains("*b"))
    #expect(front.text(front.best).contains("a/b"))
    let table = try DelimitedTable(bytes: Array(front.csv.utf8), file: "front.csv")
    #expect(table.rowCount == front.entries.count)
    #expect(front.latex.contains("\\frac{a}{b}"))
    #expect(front.sympyTexts.count == front.entries.count)
}
