import Basis
import Foundation
import Testing

@testable import Symbolic

/// A table without any law: what a search finds in it is chance.
private func pureNoise(rows: Int, columns: Int, seed: UInt64) -> SurrogateProblem {
    var stream = RandomStream(seed: seed).child("pure noise")
    return SurrogateProblem(
        variables: pureVariables(columns), columns: uniformColumns(columns, rows: rows, seed: seed),
        target: (0..<rows).map { _ in stream.normal() },
        weights: [Double](repeating: 1, count: rows), folds: (0..<rows).map { $0 % 5 })
}

private func validated(
    _ problem: SurrogateProblem, terms: Int
) throws -> (front: ParetoFront, validation: SurrogateValidation) {
    var parameters = SurrogateParameters()
    parameters.maximumTerms = terms
    parameters.screened = 6
    parameters.maximumTermComplexity = 6
    let front = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    let validation = try Surrogate.validate(
        problem, of: front, parameters: parameters, threads: 2)
    return (validation.annotated(front), validation)
}

@Test(arguments: [(12, 8), (82, 10)])
func noiseIsNotExplainedByWhatIsCalledHeldOut(rows: Int, columns: Int) throws {
    var choices = [Double]()
    for seed in 1...3 {
        let (front, _) = try validated(
            pureNoise(rows: rows, columns: columns, seed: UInt64(seed)), terms: 3)
        let last = try #require(front.entries.last)
        // Chosen on all rows, the formula seems to predict; repeated without each fold it does not.
        #expect(last.rSquaredRefitted > 0.1)
        #expect(try #require(last.heldOut).rSquared < 0)
        let repeated = try #require(front.heldOutChoices)
        choices += [repeated.best, repeated.accuracy, repeated.simplest].map(\.rSquared)
        let table = try DelimitedTable(bytes: Array(front.csv.utf8), file: "front")
        let printed = try table.number(
            table.rowCount - 1, table.index(of: "held_out_r_squared"))
        #expect(printed == last.heldOut?.rSquared)
        let warning = try #require(front.warning)
        let nested = ParetoFront.share(repeated.best.rSquared)
        #expect(warning.contains(" refitted, but \(nested) when the whole choice is repeated"))
        #expect(front.markdown.contains("Warning: \(warning)"))
    }
    #expect(choices.reduce(0, +) / Double(choices.count) < 0.05)
}

@Test func aLawIsHeldOutAsItIsFitted() throws {
    var problem = pureNoise(rows: 60, columns: 4, seed: 7)
    for row in problem.target.indices {
        problem.target[row] =
            3 * problem.columns[0][row] / problem.columns[1][row] + 0.01 * problem.target[row]
    }
    let front = try validated(problem, terms: 2).front
    #expect(try #require(front.best.heldOut).rSquared > 0.99)
    #expect(try #require(front.heldOutChoices).simplest.rSquared > 0.99)
    #expect(front.entries[0].heldOut?.rSquared == 0)
}

@Test func choicesFollowTheHeldOutLoss() {
    func model(_ complexity: Int, refitted: Double, held: Double) -> SurrogateModel {
        SurrogateModel(
            intercept: 0, terms: [], complexity: complexity, trainingLoss: refitted,
            refittedLoss: refitted, refittedStandardError: 0, rSquaredRefitted: 0,
            heldOut: HeldOutFigures(loss: held, standardError: 0.1, rSquared: 1 - held / 16))
    }
    let front = ParetoFront(
        variables: pureVariables(1),
        entries: [
            model(1, refitted: 16, held: 16), model(4, refitted: 9, held: 20),
            model(5, refitted: 4, held: 2), model(9, refitted: 1, held: 30),
        ], constantColumns: [])
    #expect(front.isValidated)
    #expect(front.bestIndex == 2 && front.accuracyIndex == 2 && front.simplestIndex == 2)
    // Against the best of the simpler models, here the intercept.
    #expect(abs(front.scores[2] - log(8) / 4) < 1e-12)
    #expect(front.scores[1] < 0 && front.scores[3] < 0)
}

@Test func documentsAgreeOnTheHeldOutFigure() throws {
    let front = try validated(pureNoise(rows: 40, columns: 4, seed: 3), terms: 2).front
    let table = try DelimitedTable(bytes: Array(front.csv.utf8), file: "front")
    let again = try ParetoFront(json: front.json())
    #expect(again == front)
    let lines = front.markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let header = try #require(lines.first).split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces)
    }
    let place = try #require(header.firstIndex(of: "held-out R²"))
    for (row, model) in front.entries.enumerated() {
        let held = try #require(model.heldOut)
        #expect(try table.number(row, table.index(of: "held_out_r_squared")) == held.rSquared)
        #expect(again.entries[row].heldOut == held)
        let cells = lines[row + 1].split(separator: "|", omittingEmptySubsequences: false)
        let short = "\(ParetoFront.rounded(share: held.rSquared))"
        #expect(cells[place + 1].trimmingCharacters(in: .whitespaces) == short)
        // The rows that were chosen show what the choice is worth as well.
        let own = front.heldOutChoices?.named.filter { front.choices(row).contains($0.name) } ?? []
        for (name, figures) in front.heldOutChoices?.named ?? [] {
            let printed = try table.number(row, table.index(of: "\(name)_held_out_r_squared"))
            #expect(printed == (own.contains { $0.name == name } ? figures.rSquared : nil))
        }
        let repeated = cells[place + 2].trimmingCharacters(in: .whitespaces)
        #expect(repeated.isEmpty == own.isEmpty)
        for entry in own {
            let figure = ParetoFront.rounded(share: entry.figures.rSquared)
            #expect(repeated.contains("\(figure)"))
            #expect(front.latex.contains("with the choice repeated"))
            #expect(front.latex.contains("$\(LaTeX.number(figure))$"))
            #expect(front.python.contains("\(figure)") && front.sympy.contains("\(figure)"))
        }
        let number = LaTeX.number(ParetoFront.rounded(share: held.rSquared))
        #expect(front.latex.contains("Complexity \(model.complexity), held-out $R^2 = \(number)$"))
        #expect(front.python.contains("held-out loss \(held.loss)."))
    }
    let choices = try #require(front.heldOutChoices)
    let best = ParetoFront.rounded(share: choices.best.rSquared)
    #expect(front.markdown.contains("best has R2 \(best)"))
}

@Test func withoutValidationNothingIsCalledHeldOut() throws {
    var parameters = SurrogateParameters()
    parameters.maximumTerms = 1
    let front = try Surrogate.fit(
        pureNoise(rows: 30, columns: 3, seed: 5), parameters: parameters, threads: 2)
    #expect(!front.isValidated && front.heldOutChoices == nil)
    let denial = "No figure here is held out"
    for text in [
        front.csv, front.markdown.replacing(denial, with: ""),
        front.latex.replacing(denial, with: ""), front.python,
        String(decoding: try front.json(), as: UTF8.self).replacing(denial, with: ""),
    ] {
        let lower = text.lowercased()
        #expect(!lower.contains("held_out") && !lower.contains("held out"))
        #expect(!lower.contains("held-out"))
        #expect(lower.contains("refitted"))
    }
    #expect(front.markdown.contains(denial))
}

@Test(arguments: [1e160, 1e-160, 1e-200])
func aTargetWhoseVarianceCannotBeComputedIsRefused(scale: Double) {
    var problem = pureNoise(rows: 12, columns: 2, seed: 1)
    problem.target = problem.target.map { $0 * scale }
    let scaled = problem
    #expect(throws: SymbolicError.targetBeyondRange) {
        try Surrogate.fit(scaled, parameters: .automatic(), threads: 1)
    }
}

@Test func warningComesWithTheNumbersOfFormulasAndRows() throws {
    let many = SearchAccount(candidates: 5_321, rows: 82)
    func front(_ account: SearchAccount, refitted: Double, nested: Double?) -> ParetoFront {
        func model(_ complexity: Int, _ share: Double) -> SurrogateModel {
            SurrogateModel(
                intercept: 0,
                terms: complexity > 1 ? [.init(coefficient: 1, expression: .variable(0))] : [],
                complexity: complexity, trainingLoss: 1 - share, refittedLoss: 1 - share,
                refittedStandardError: 0, rSquaredRefitted: share)
        }
        var front = ParetoFront(
            variables: pureVariables(1), entries: [model(1, 0), model(5, refitted)],
            constantColumns: [])
        front.account = account
        if let nested {
            let figures = HeldOutFigures(
                loss: 1 - nested, standardError: 0.05, rSquared: nested)
            front.heldOutChoices = HeldOutChoices(
                best: figures, accuracy: figures, simplest: figures)
        }
        return front
    }
    let plain = try #require(front(many, refitted: 0.6, nested: nil).warning)
    #expect(plain.contains("5321") && plain.contains("82 rows") && plain.contains("0.6 refitted"))
    let flattered = try #require(front(many, refitted: 0.6, nested: 0.3).warning)
    #expect(flattered.contains("0.6 refitted, but 0.3 when the whole choice is repeated"))
    #expect(!flattered.contains("the mean"))
    // Within two standard errors of the mean.
    #expect(front(many, refitted: 0.12, nested: 0.08).warning?.contains("the mean") == true)
    // A law that is found again matters to nobody's trust.
    #expect(front(many, refitted: 0.9999, nested: 0.9998).warning == nil)
    #expect(front(many, refitted: 0.6, nested: 0.55).warning == nil)
    #expect(front(many, refitted: 0.9999, nested: nil).warning == nil)
    let few = SearchAccount(candidates: 20, rows: 30)
    let manyRows = SearchAccount(candidates: 5_321, rows: 2_000)
    for account in [few, manyRows] {
        #expect(front(account, refitted: 0.6, nested: 0.1).warning == nil)
    }
    // The largest r2 of 500 columns of noise on 50 rows, by trial.
    var largest = 0.0
    for trial in 0..<10 {
        var stream = RandomStream(seed: UInt64(trial)).child("chance")
        func column() -> [Double] {
            let values = (0..<50).map { _ in stream.normal() }
            let mean = values.reduce(0, +) / 50
            let centred = values.map { $0 - mean }
            let size = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return centred.map { $0 / size }
        }
        let target = column()
        largest +=
            (0..<500).map { _ in
                let r = zip(target, column()).reduce(0) { $0 + $1.0 * $1.1 }
                return r * r
            }.reduce(0, max) / 10
    }
    #expect(abs(SearchAccount(candidates: 500, rows: 50).chanceRSquared - largest) < 0.06)
}

@Test func aFoldThatHoldsAllThatVariesIsNamed() throws {
    var problem = pureNoise(rows: 20, columns: 2, seed: 1)
    problem.target = problem.folds.map { $0 == 3 ? 1 : 0 }
    problem.target[3] = 2
    #expect(throws: SymbolicError.constantWithoutFold(3)) {
        try Surrogate.check(problem, validates: true)
    }
    try Surrogate.check(problem, validates: false)
}

@Test(arguments: [
    (0.5, "0.5"), (0.98765, "0.9876"), (0.99947, "0.99947"), (0.9999934, "0.9999934"),
    (0.99999999991, "0.99999999991"), (1, "1.0"), (-3.14159, "-3.142"), (0, "0.0"),
    (1.00004, "1.0"),
])
func sharesNearOneAreNotOne(share: Double, text: String) {
    #expect(ParetoFront.share(share) == text)
}
