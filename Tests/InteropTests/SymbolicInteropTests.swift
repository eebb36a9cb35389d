import Basis
import Foundation
import Symbolic
import Testing

private struct ParseTask: Encodable {
    var files: [String]
    var symbols: [String]
    var points: [[Double]]
    var numpy: [String]
}

private struct ParseAnswer: Decodable {
    var sympy: [[Double]]
    var numpy: [[Double]]
}

private struct ModuleTask: Encodable {
    var module: String
    var columns: [String: [Double]]
}

private let awkwardNames = ["ave:melting_point", "lambda", "2nd \"radius\"", "E", "float"]

private func points(_ count: Int, seed: UInt64) -> [[Double]] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in awkwardNames.map { _ in 0.25 + 2 * stream.unit() } }
}

private func variables() throws -> [Variable] {
    try awkwardNames.map { Variable(name: $0, unit: try Symbolic.Unit("-")) }
}

/// A random formula that uses every operator sooner or later.
private func formula(_ stream: inout RandomStream, depth: Int) -> Symbolic.Expression {
    if depth == 0 || stream.below(6) == 0 {
        if stream.below(5) == 0 { return .constant(3 * stream.unit() - 1) }
        return .variable(stream.below(awkwardNames.count))
    }
    if stream.below(2) == 0 {
        let operation = UnaryOperator.allCases[stream.below(UnaryOperator.allCases.count)]
        return .unary(operation, formula(&stream, depth: depth - 1))
    }
    let operation = BinaryOperator.allCases[stream.below(BinaryOperator.allCases.count)]
    let left = formula(&stream, depth: depth - 1)
    return .binary(operation, left, formula(&stream, depth: depth - 1))
}

private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func sympyAndNumpyReadFormulasBack() throws {
    let points = points(1_000, seed: 4)
    let columns = awkwardNames.indices.map { index in points.map { $0[index] } }
    var stream = RandomStream(seed: 12).child("formulas")
    var formulas = [Symbolic.Expression]()
    while formulas.count < 60 {
        let next = formula(&stream, depth: 3)
        // Values beyond these lose the ninth digit to rounding in any arithmetic.
        if let values = next.evaluate(columns: columns),
            let nudged = next.evaluate(columns: columns.map { $0.map { $0 * (1 + 1e-14) } }),
            zip(values, nudged).allSatisfy({ close($1, $0) }), !next.variables.isEmpty
        {
            formulas.append(next)
        }
    }
    let wholeTable = RuleFigures(inside: [true], positive: [true], weights: [1])
    let rules = RuleSet(
        variables: try variables(),
        rules: formulas.map {
            Rule(expression: $0, lower: 0, upper: nil, spread: 1, figures: wholeTable)
        },
        conjunction: wholeTable)
    let symbols = SymbolTable(names: awkwardNames).identifiers
    let task = ParseTask(
        files: [rules.sympy], symbols: symbols, points: points,
        numpy: formulas.map { $0.numpy(symbols) })
    let answer = try Oracle.run(
        "symbolic_parse.py", input: [UInt8](try JSONEncoder().encode(task)), as: ParseAnswer.self)
    #expect(answer.sympy.count == formulas.count)
    for (number, formula) in formulas.enumerated() {
        let expected = try #require(formula.evaluate(columns: columns))
        for row in expected.indices {
            #expect(close(answer.sympy[number][row], expected[row]), "\(formula.text(symbols))")
            #expect(close(answer.numpy[number][row], expected[row]), "\(formula.text(symbols))")
        }
    }
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func sympyReadsModelsBack() throws {
    let points = points(1_000, seed: 6)
    let columns = awkwardNames.indices.map { index in points.map { $0[index] } }
    let target = points.map { 3 * $0[0] / $0[1] - 0.5 * $0[3] * $0[3] }
    var parameters = SurrogateParameters()
    parameters.maximumTerms = 2
    parameters.screened = 8
    parameters.maximumTermComplexity = 4
    let front = try Surrogate.fit(
        SurrogateProblem(
            variables: try variables(), columns: columns, target: target,
            weights: [Double](repeating: 1, count: 1_000), folds: (0..<1_000).map { $0 % 4 }),
        parameters: parameters, threads: 2)
    let task = ParseTask(
        files: [front.sympy], symbols: SymbolTable(names: awkwardNames).identifiers,
        points: points, numpy: [])
    let answer = try Oracle.run(
        "symbolic_parse.py", input: [UInt8](try JSONEncoder().encode(task)), as: ParseAnswer.self)
    #expect(answer.sympy.count == front.entries.count)
    for (model, values) in zip(front.entries, answer.sympy) {
        let expected = try #require(model.evaluate(columns: columns))
        for row in expected.indices { #expect(close(values[row], expected[row])) }
    }
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func pythonJudgesRowsAsSwiftDoes() throws {
    let points = points(400, seed: 9)
    let columns = awkwardNames.indices.map { index in points.map { $0[index] } }
    let positive = points.map { $0[0] / $0[1] > 0.8 && $0[0] / $0[1] < 1.3 && $0[2] < 1.5 }
    let rules = try RuleSearch.discover(
        RuleProblem(
            variables: try variables(), columns: columns, positive: positive,
            scores: positive.map { $0 ? 1 : 0 }, groups: Array(0..<400)),
        parameters: .init(count: 3), threads: 2)
    var named = [String: [Double]]()
    for (name, column) in zip(awkwardNames, columns) { named[name] = column }
    // A row where quotients are undefined: it meets no such rule and raises no error.
    for name in awkwardNames { named[name]?.append(0) }
    let task = ModuleTask(module: rules.python, columns: named)
    let answer = try Oracle.run(
        "symbolic_module.py", input: [UInt8](try JSONEncoder().encode(task)), as: [[Bool]].self)
    let all = points + [[Double](repeating: 0, count: awkwardNames.count)]
    for (row, point) in all.enumerated() {
        #expect(rules.satisfied(by: point) == answer.map { $0[row] })
    }
}

private struct PredictTask: Encodable {
    var module: String
    var columns: [String: [Double]]
    var models: [Int]
}

/// Two soft conjunctions over awkward names, with open sides and shared edges.
private func conjunctions() throws -> ConjunctionSet {
    let first = ConjunctionTerm(
        coefficient: 2.5,
        bands: [
            try SoftBand(variable: 0, up: .init(zero: 0.5, one: 1), down: .init(zero: 2, one: 1.5)),
            try SoftBand(variable: 2, up: nil, down: .init(zero: 1.75, one: 0.5)),
        ])
    let second = ConjunctionTerm(
        coefficient: -0.75,
        bands: [try SoftBand(variable: 1, up: .init(zero: 1, one: 1.25), down: nil)])
    return try ConjunctionSet(
        variables: variables(),
        models: [
            ConjunctionModel(
                intercept: -1, terms: [first], trainingLoss: 1, rSquaredTraining: 0.5),
            ConjunctionModel(
                intercept: -2, terms: [first, second], trainingLoss: 1, rSquaredTraining: 0.6),
        ])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func sympyAndNumPyAgreeOnSoftConjunctions() throws {
    let set = try conjunctions()
    let points = points(1_000, seed: 31)
    let columns = awkwardNames.indices.map { index in points.map { $0[index] } }
    let parse = ParseTask(
        files: [set.sympy], symbols: SymbolTable(names: awkwardNames).identifiers, points: points,
        numpy: [])
    let parsed = try Oracle.run(
        "symbolic_parse.py", input: [UInt8](try JSONEncoder().encode(parse)), as: ParseAnswer.self)
    var named = [String: [Double]]()
    for (name, column) in zip(awkwardNames, columns) { named[name] = column }
    let predict = PredictTask(module: set.python, columns: named, models: [0, 1])
    let predicted = try Oracle.run(
        "symbolic_predict.py", input: [UInt8](try JSONEncoder().encode(predict)),
        as: [[Double]].self)
    #expect(parsed.sympy.count == 2)
    for (number, model) in set.models.enumerated() {
        let expected = try #require(model.evaluate(columns: columns))
        #expect(Set(expected).count > 100)
        for row in expected.indices {
            #expect(close(parsed.sympy[number][row], expected[row]))
            #expect(close(predicted[number][row], expected[row]))
        }
    }
}

/// LaTeX documents are set where a TeX is installed, and skipped without one.
private enum TeX {
    static let explanation: Comment = "pdflatex is not installed"

    static let path = [
        "/usr/bin/pdflatex", "/usr/local/bin/pdflatex", "/opt/homebrew/bin/pdflatex",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

@Test(.enabled(if: TeX.path != nil, TeX.explanation))
func latexDocumentsCompile() throws {
    let figures = RuleFigures(inside: [true], positive: [true], weights: [1])
    let ratio = Symbolic.Expression.binary(
        .divide, .unary(.squareRoot, .variable(0)), .unary(.cube, .variable(2)))
    let rules = RuleSet(
        variables: try variables(),
        rules: [Rule(expression: ratio, lower: 1e-7, upper: 2.5, spread: 1, figures: figures)],
        conjunction: figures)
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("qscreen-tex-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("rules", rules.latex), ("surrogate", try conjunctions().latex)] {
        let file = folder.appendingPathComponent(name + ".tex")
        try Data(text.utf8).write(to: file)
        // A failure of the child, which stops at the first error, fails the test.
        _ = try ChildProcess.output(
            of: try #require(TeX.path),
            [
                "-interaction=nonstopmode", "-halt-on-error", "-output-directory", folder.path,
                file.path,
            ], name: "pdflatex", environment: [:], input: [])
        let pdf = folder.appendingPathComponent(name + ".pdf").path
        #expect(FileManager.default.fileExists(atPath: pdf))
    }
}
