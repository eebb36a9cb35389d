import Basis
import Foundation
import Testing

@testable import Symbolic

private typealias Expression = Symbolic.Expression

private func values(_ front: ParetoFront, _ columns: [[Double]], _ row: Int) -> [String: Double] {
    Dictionary(
        uniqueKeysWithValues: zip(front.symbols.identifiers, columns.map { $0[row] }))
}

/// The formulas of a Markdown table, which are its last cells.
private func markdownFormulas(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }.map {
        String($0.dropLast(3).split(separator: "`").last ?? "")
    }
}

/// The formula of a parabola far from its vertex: large terms cancel.
private func farParabola(noise: Double) -> (columns: [[Double]], target: [Double]) {
    var stream = RandomStream(seed: 4).child("parabola")
    let x = (0..<60).map { 1980 + Double($0) }
    return ([x], x.map { ($0 - 2010) * ($0 - 2010) + noise * stream.normal() })
}

@Test(arguments: [0, 5.0, 60])
func everyPrintedFormulaReproducesItsModel(noise: Double) throws {
    let (columns, target) = farParabola(noise: noise)
    var parameters = SurrogateParameters()
    parameters.maximumTerms = 2
    let problem = SurrogateProblem(
        variables: [Variable(name: "year", unit: .dimensionless)], columns: columns,
        target: target, weights: [Double](repeating: 1, count: 60),
        folds: (0..<60).map { $0 % 5 })
    let front = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    let printed = markdownFormulas(front.markdown)
    #expect(printed.count == front.entries.count)
    let table = try DelimitedTable(bytes: Array(front.csv.utf8), file: "front")
    for (index, model) in front.entries.enumerated() {
        let formula = table.text(index, try table.index(of: "formula"))
        #expect(printed[index] == formula)
        #expect(!formula.contains("'"))
        var error = 0.0
        for row in target.indices {
            let value = try #require(PrintedText.value(formula, values(front, columns, row)))
            let predicted = try #require(model.value(at: columns.map { $0[row] }))
            #expect(abs(value - predicted) <= 1e-9 * 900)
            error += (target[row] - value) * (target[row] - value) / 60
        }
        #expect(abs(error - model.trainingLoss) <= 1e-6 * model.trainingLoss + 1e-9)
        for term in model.terms where abs(term.coefficient) != 1 {
            #expect(front.latex.contains(LaTeX.number(abs(term.coefficient))))
            #expect(formula.contains("\(abs(term.coefficient))"))
        }
        if model.intercept != 0 {
            #expect(front.latex.contains("= \(LaTeX.number(model.intercept))"))
        }
    }
}

@Test func constantsKeepTheDigitsThatPredictionsNeed() {
    var stream = RandomStream(seed: 8).child("constants")
    for trial in 0..<60 {
        // Columns that differ little about a large mean: coefficients must make up for each other.
        let offset = pow(10, Double(trial % 5))
        let first = (0..<30).map { _ in offset + stream.unit() }
        let second = first.map { $0 + 0.01 * stream.normal() }
        let coefficients = [100 * stream.normal(), -70 * stream.normal()]
        let exact = zip(first, second).map {
            12.345678901 + coefficients[0] * $0.0 + coefficients[1] * $0.1
        }
        let residual = trial % 3 == 0 ? 0 : 0.1 * stream.unit()
        let rounding = ConstantRounding(
            terms: [first, second], target: exact, weights: [Double](repeating: 1, count: 30),
            loss: .squared, residual: residual)
        let short = rounding.rounded(intercept: 12.345678901, coefficients: coefficients)
        for row in exact.indices {
            let value =
                short.intercept + short.coefficients[0] * first[row]
                + short.coefficients[1] * second[row]
            // The order of the sum may cost a rounding of its largest part.
            #expect(abs(value - exact[row]) <= rounding.tolerance + 1e-12 * offset)
        }
        let digits = (short.coefficients + [short.intercept]).map { "\($0)".count }.reduce(0, +)
        let before = (coefficients + [12.345678901]).map { "\($0)".count }.reduce(0, +)
        #expect(digits <= before)
        if residual > 0.01 { #expect(digits < before - 10) }
    }
    // A law without noise keeps its constants, and rounding is not one of them.
    let x = (0..<20).map { Double($0) }
    let law = ConstantRounding(
        terms: [x], target: x.map { 0.5 * $0 }, weights: [Double](repeating: 1, count: 20),
        loss: .squared, residual: 1e-16
    ).rounded(intercept: 3e-16, coefficients: [0.49999999999999994])
    #expect(law.intercept == 0 && law.coefficients == [0.5])
}

@Test func formulasOfAwkwardNamesParse() throws {
    let names = [
        "x", "x^2", "a b", "1e5", "\u{3b4}_r", "lambda", "a,b \"q\"", "log", "-x", "=1+1", "x_2",
        "\u{394}H", "", "caf\u{e9}", "x 2",
    ]
    let symbols = SymbolTable(names: names)
    #expect(Set(symbols.identifiers).count == names.count)
    #expect(symbols.identifiers.contains("delta_r") && symbols.identifiers.contains("DeltaH"))
    var stream = RandomStream(seed: 3).child("names")
    let variables = names.map { Variable(name: $0, unit: .dimensionless) }
    for _ in 0..<100 {
        let point = names.map { _ in 0.5 + stream.unit() }
        func variable() -> Expression { .variable(stream.below(names.count)) }
        let expression = Expression.binary(
            .add, .binary(.absoluteDifference, variable(), variable()),
            .binary(
                .divide, .unary(.square, variable()),
                .unary(.absolute, .binary(.maximum, variable(), .constant(-0.25)))))
        let model = SurrogateModel(
            intercept: -1.5, terms: [.init(coefficient: -2.25, expression: expression)],
            complexity: 9, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
            rSquaredRefitted: 0)
        let front = ParetoFront(variables: variables, entries: [model], constantColumns: [])
        let table = try DelimitedTable(bytes: Array(front.csv.utf8), file: "front")
        let formula = table.text(0, try table.index(of: "formula"))
        #expect(formula.hasPrefix("-1.5 - 2.25*("))
        let places = Dictionary(uniqueKeysWithValues: zip(symbols.identifiers, point))
        let value = try #require(PrintedText.value(formula, places), "\(formula)")
        #expect(abs(value - (model.value(at: point) ?? 0)) < 1e-12)
        #expect(!front.csv.contains("'-") && !formula.contains("|"))
        for (name, identifier) in zip(names, symbols.identifiers) where name != "" {
            #expect(front.symbolsCSV.contains(identifier))
            #expect(front.markdown.contains("| \(Markdown.text(name)) |"))
        }
    }
}

@Test func textForPeopleQuotesWhatCouldBeAFormula() {
    let names = ["x", "x^2", "ave:radius", "1e5", "a b", "log", "say \"hi\""]
    func text(_ index: Int) -> String {
        Expression.unary(.square, .variable(index)).text(names)
    }
    #expect(text(0) == "x^2")
    #expect(text(1) == "\"x^2\"^2")
    #expect(text(2) == "ave:radius^2")
    #expect(text(3) == "\"1e5\"^2" && text(4) == "\"a b\"^2" && text(5) == "\"log\"^2")
    #expect(text(6) == "\"say \\\"hi\\\"\"^2")
    #expect(
        Expression.binary(.absoluteDifference, .variable(0), .variable(2)).text(names)
            == Expression.unary(.absolute, .binary(.subtract, .variable(0), .variable(2)))
            .text(names))
}

@Test(arguments: [
    ("delta", "\\delta"), ("\u{3b4}", "\\delta"), ("\u{394}H", "\\Delta H"), ("mu", "\\mu"),
    ("\u{b5}", "\\mu"), ("Delta", "\\Delta"), ("delta_max", "\\delta_{\\text{max}}"),
    ("x1", "x_{1}"), ("T_m", "T_{\\text{m}}"), ("x_12", "x_{12}"), ("Alpha", "\\mathrm{A}"),
    ("sigma_0_y", "\\sigma_{\\text{0\\_y}}"), ("omega", "\\omega"), ("mass", "\\text{mass}"),
    ("ave:r", "\\text{ave:r}"), ("a%", "\\text{a\\%}"), ("x^2", "\\text{x\\textasciicircum{}2}"),
    ("_", "\\text{\\_}"), ("", "\\text{}"),
    ("radius \u{3b1}", "\\text{radius $\\alpha$}"),
])
func namesBecomeSymbolsInLaTeX(name: String, expected: String) {
    #expect(LaTeX.name(Variable(name: name, unit: .dimensionless)) == expected)
}

@Test func namesThatLookAlikeInLaTeXStandAsTheyAre() {
    let variables = ["delta", "\u{3b4}", "x1", "x_1", "y"].map {
        Variable(name: $0, unit: .dimensionless)
    }
    #expect(
        LaTeX.names(variables) == [
            "\\text{delta}", "\\text{$\\delta$}", "\\text{x1}", "\\text{x\\_1}", "y",
        ])
}

@Test func constantsCarryTheTargetsUnitOverTheTerms() throws {
    let variables = [
        Variable(name: "m", unit: try Unit("kg")), Variable(name: "v", unit: try Unit("m/s")),
        Variable(name: "T", unit: try Unit("K")),
    ]
    let kinetic = Expression.binary(
        .multiply, .variable(0), .unary(.square, .variable(1)))
    let model = SurrogateModel(
        intercept: 1,
        terms: [
            .init(coefficient: 0.5, expression: kinetic),
            .init(coefficient: 2, expression: .variable(2)),
        ], complexity: 12, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
        rSquaredRefitted: 0)
    var front = ParetoFront(variables: variables, entries: [model], constantColumns: [])
    #expect(front.coefficientUnits(model) == nil)
    front.target = SurrogateTarget(name: "energy", unit: try Unit("J"))
    #expect(front.coefficientUnitText(model) == "J; 1; J/K")
    for text in [front.markdown, front.latex, front.csv] { #expect(text.contains("J; 1; J/K")) }
    #expect(try ParetoFront(json: front.json()) == front)
}

/// Whether some pair of parentheses holds nothing but another pair.
private func doublesParentheses(_ text: String) -> Bool {
    let plain = Array(
        text.replacing("\\left(", with: "(").replacing("\\right)", with: ")"))
    var open = [Int]()
    var partner = [Int: Int]()
    for (place, character) in plain.enumerated() {
        if character == "(" { open.append(place) }
        if character == ")", let start = open.popLast() { partner[start] = place }
    }
    return partner.contains { start, end in
        plain[start + 1] == "(" && partner[start + 1] == end - 1
    }
}

/// A random formula of some depth.
private func randomExpression(_ stream: inout RandomStream, depth: Int) -> Expression {
    if depth == 0 || stream.below(6) == 0 {
        return stream.below(3) == 0
            ? .constant(Double(stream.below(9)) - 3.5) : .variable(stream.below(3))
    }
    if stream.below(2) == 0 {
        let operation = UnaryOperator.allCases[stream.below(UnaryOperator.allCases.count)]
        return .unary(operation, randomExpression(&stream, depth: depth - 1))
    }
    let operation = BinaryOperator.allCases[stream.below(BinaryOperator.allCases.count)]
    return .binary(
        operation, randomExpression(&stream, depth: depth - 1),
        randomExpression(&stream, depth: depth - 1))
}

@Test func formulasAreWrittenPlainlyWithoutDoubleParentheses() throws {
    var stream = RandomStream(seed: 12).child("plain")
    let variables = pureVariables(3)
    for trial in 0..<400 {
        let terms = (0..<(1 + trial % 2)).map { _ in
            SurrogateModel.Term(
                coefficient: [1, -1, 2.5, -0.5][stream.below(4)],
                expression: randomExpression(&stream, depth: 4))
        }
        let model = SurrogateModel(
            loss: trial % 3 == 0 ? .logistic : .squared, intercept: [0, 1.5][stream.below(2)],
            terms: terms, complexity: 1, trainingLoss: 1, refittedLoss: 1,
            refittedStandardError: 0, rSquaredRefitted: 0)
        let front = ParetoFront(variables: variables, entries: [model], constantColumns: [])
        let text = front.text(model)
        for written in [text, front.sympyTexts[0], front.python, front.latex] {
            #expect(!doublesParentheses(written), "\(written)")
            #expect(!written.contains(" 1.0*(") && !written.contains("= 0 +"), "\(written)")
        }
        #expect(!text.hasPrefix("0.0 "))
        // What is written is the model.
        let point = [1.25, 0.75, 2.5]
        guard let sum = model.sum(at: point), abs(sum) < 1e6 else { continue }
        let places = Dictionary(uniqueKeysWithValues: zip(front.symbols.identifiers, point))
        let value = try #require(PrintedText.value(text, places), "\(text)")
        #expect(abs(value - sum) <= 1e-9 * max(1, abs(sum)), "\(text)")
    }
}

@Test(arguments: [
    (0.0, 1.0, "x", "x"), (0, -1, "-x", "- x"), (2, 1, "2.0 + x", "2 \\\\\n + x"),
    (2, -1, "2.0 - x", "2 \\\\\n - x"), (0, 2, "2.0*x", "2 \\cdot x"),
])
func factorsOfOneAndInterceptsOfZeroAreNotWritten(
    intercept: Double, coefficient: Double, text: String, latex: String
) {
    let model = SurrogateModel(
        intercept: intercept, terms: [.init(coefficient: coefficient, expression: .variable(0))],
        complexity: 5, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
        rSquaredRefitted: 0)
    let front = ParetoFront(
        variables: [Variable(name: "x", unit: .dimensionless)], entries: [model],
        constantColumns: [])
    #expect(front.text(model) == text)
    #expect(front.latex.contains("\\hat y = \(latex)\n"))
    let sum = SurrogateModel(
        intercept: 0,
        terms: [
            .init(
                coefficient: -1, expression: .binary(.add, .variable(0), .constant(0.5)))
        ], complexity: 7, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
        rSquaredRefitted: 0)
    #expect(front.text(sum) == "-(x + 0.5)")
    let quotient = SurrogateModel(
        intercept: 0,
        terms: [
            .init(
                coefficient: -2.5,
                expression: .binary(
                    .divide, .binary(.multiply, .variable(0), .unary(.square, .variable(0))),
                    .unary(.exponential, .variable(0)))),
            .init(coefficient: 3, expression: .unary(.inverse, .variable(0))),
        ], complexity: 14, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
        rSquaredRefitted: 0)
    #expect(front.text(quotient) == "-2.5*x*x**2/exp(x) + 3.0/x")
}

@Test func constantsWithinFormulasAreRoundedLikeTheOthers() throws {
    var stream = RandomStream(seed: 5).child("inner constants")
    let columns = [(0..<80).map { _ in 1 + 3 * stream.unit() }]
    let target = columns[0].map { 2 * exp(-1.7 * $0) + 0.003 * stream.normal() }
    let problem = SurrogateProblem(
        variables: [Variable(name: "x", unit: .dimensionless)], columns: columns, target: target,
        weights: [Double](repeating: 1, count: 80), folds: (0..<80).map { $0 % 5 })
    let inner = -1.7012345678901234
    func model(_ rate: Double) -> SurrogateModel {
        SurrogateModel(
            intercept: 0.00012345678912,
            terms: [
                .init(
                    coefficient: 2.0012345678,
                    expression: .unary(
                        .exponential, .binary(.multiply, .variable(0), .constant(rate))))
            ], complexity: 8, trainingLoss: 1, refittedLoss: 1, refittedStandardError: 0,
            rSquaredRefitted: 0)
    }
    let exact = model(inner)
    let front = ParetoFront(
        variables: problem.variables, entries: [exact], constantColumns: []
    ).rounded(on: problem)
    let short = front.entries[0]
    let paths = short.terms[0].expression.constantPaths
    let constant = try #require(short.terms[0].expression.constant(at: paths[0][...]))
    #expect("\(constant)".count <= 8, "\(constant)")
    for row in target.indices {
        let change =
            (exact.value(at: [columns[0][row]]) ?? 0)
            - (short.value(at: [columns[0][row]]) ?? 9)
        #expect(abs(change) < 1e-5)
    }
    #expect(front.text(short).count < 45)
}

@Test func signsThatLookAlikeAreKeptApart() throws {
    let names = ["\u{b5}", "\u{3bc}", "mu", "x 2", "x_2", "\u{2126}", "\u{3a9}"]
    let variables = names.map { Variable(name: $0, unit: .dimensionless) }
    let latex = LaTeX.names(variables)
    #expect(Set(latex).count == names.count, "\(latex)")
    let table = SymbolTable(names: names)
    #expect(Set(table.identifiers).count == names.count)
    #expect(table.lookAlikes == [[0, 1, 2], [3, 4], [5, 6]])
    let used = names.indices.map { SurrogateModel.Term(coefficient: 2, expression: .variable($0)) }
    let model = SurrogateModel(
        intercept: 0, terms: used, complexity: 29, trainingLoss: 1, refittedLoss: 1,
        refittedStandardError: 0, rSquaredRefitted: 0)
    let front = ParetoFront(variables: variables, entries: [model], constantColumns: [])
    #expect(front.latex.contains("[U+B5]") && front.latex.contains("[U+3BC]"))
    for name in latex { #expect(front.latex.contains("\\item $\(name)$")) }
}
