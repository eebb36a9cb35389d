import Basis
import Testing

@testable import Symbolic

private func noise(rows: Int, seed: UInt64) -> SurrogateProblem {
    let columns = uniformColumns(4, rows: rows, seed: seed)
    var stream = RandomStream(seed: seed).child("noise")
    return SurrogateProblem(
        variables: pureVariables(4), columns: columns,
        target: (0..<rows).map { _ in stream.unit() },
        weights: [Double](repeating: 1, count: rows), folds: (0..<rows).map { $0 % 4 })
}

private func limits(terms: Int) -> SurrogateParameters {
    var parameters = SurrogateParameters()
    parameters.maximumTerms = terms
    parameters.screened = 10
    parameters.maximumTermComplexity = 5
    return parameters
}

@Test func noiseIsNotExplainedOutOfFold() throws {
    let problem = noise(rows: 60, seed: 2)
    let front = try Surrogate.fit(problem, parameters: limits(terms: 3), threads: 2)
    let validation = try Surrogate.validate(problem, parameters: limits(terms: 3), threads: 2)
    // Formulas chosen on all rows flatter; the repeated search does not.
    #expect(front.accuracy.rSquaredRefitted > 0.02)
    #expect(validation.entries[2].figures.rSquared < 0.02)
    #expect(
        validation.entries.map(\.choice)
            == [.terms(1), .terms(2), .terms(3), .best, .accuracy, .simplest])
}

@Test func validationFiguresEqualAPlainCount() throws {
    var problem = noise(rows: 40, seed: 3)
    for row in problem.target.indices {
        problem.target[row] += problem.columns[0][row] / problem.columns[1][row]
        problem.weights[row] = 1 + Double(row % 2)
    }
    problem.labels = problem.target.map { $0 > 1.5 }
    let validation = try Surrogate.validate(problem, parameters: limits(terms: 1), threads: 2)
    let entry = validation.entries[0]
    let total = problem.weights.reduce(0, +)
    var loss = 0.0
    var base = 0.0
    for row in problem.target.indices {
        let rest = problem.folds.indices.filter { problem.folds[$0] != problem.folds[row] }
        let mean =
            rest.reduce(0) { $0 + problem.weights[$1] * problem.target[$1] }
            / rest.reduce(0) { $0 + problem.weights[$1] }
        let weight = problem.weights[row] / total
        base += weight * (problem.target[row] - mean) * (problem.target[row] - mean)
        let model = entry.models[problem.folds[row]]
        let value = try #require(model.value(at: problem.columns.map { $0[row] }))
        #expect(abs(value - entry.predictions[row]) < 1e-12)
        loss += weight * (problem.target[row] - value) * (problem.target[row] - value)
    }
    #expect(abs(entry.figures.loss - loss) < 1e-12)
    #expect(abs(validation.baselineLoss - base) < 1e-12)
    #expect(abs(entry.figures.rSquared - (1 - loss / base)) < 1e-12)
    #expect(entry.figures.rSquared > 0.5)
    let area = try #require(entry.figures.auc)
    #expect(area > 0.8)
    #expect(entry.figures.undefinedRows == 0)
}

@Test func modelsDoNotSeeTheirFold() throws {
    var problem = noise(rows: 40, seed: 4)
    let before = try Surrogate.validate(problem, parameters: limits(terms: 1), threads: 1)
    for row in problem.target.indices where problem.folds[row] == 2 { problem.target[row] += 5 }
    let after = try Surrogate.validate(problem, parameters: limits(terms: 1), threads: 1)
    #expect(before.entries[0].models[2] == after.entries[0].models[2])
    #expect(before.entries[0].models[1] != after.entries[0].models[1])
}

@Test func twoFoldsAreTooFewToValidate() throws {
    var problem = noise(rows: 20, seed: 4)
    problem.folds = problem.folds.map { $0 % 2 }
    #expect(throws: SymbolicError.tooFewFolds(2)) {
        try Surrogate.validate(problem, parameters: limits(terms: 1), threads: 1)
    }
}

@Test func tailsAreClippedAtTheirQuantiles() throws {
    let values = (0...100).map { Double($0) * Double($0) }
    let weights = [Double](repeating: 1, count: 101)
    let clipped = Winsorising.clipped(
        .variable(0), values: values, weights: weights, share: 0.05)
    #expect(clipped.text(["x"]) == "min(max(x, 20.0), 9020.0)")
    #expect(clipped.complexity == 5)
    // An edge that clips nothing is left out.
    let tied = values.map { max($0, 900) }
    #expect(
        Winsorising.clipped(.variable(0), values: tied, weights: weights, share: 0.05)
            .complexity == 3)
    #expect(
        Winsorising.clipped(.variable(0), values: values, weights: weights, share: 0)
            == .variable(0))
}

@Test func clippedTermsFitHeavyTails() throws {
    let columns = uniformColumns(2, rows: 200, seed: 6)
    let ratio = (0..<200).map { 1 / (columns[0][$0] - 0.499) }
    let target = ratio.map { min($0, 8) }
    let problem = SurrogateProblem(
        variables: pureVariables(2), columns: [ratio, columns[1]], target: target,
        weights: [Double](repeating: 1, count: 200), folds: (0..<200).map { $0 % 5 })
    var parameters = limits(terms: 1)
    parameters.rungs = 0
    let plain = try Surrogate.fit(problem, parameters: parameters, threads: 2).accuracy
    parameters.winsorise = 0.02
    parameters.refinesConstants = false
    let clipped = try Surrogate.fit(problem, parameters: parameters, threads: 2).accuracy
    parameters.refinesConstants = true
    let refined = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    #expect(clipped.rSquaredRefitted > plain.rSquaredRefitted)
    #expect(refined.accuracy.trainingLoss < clipped.trainingLoss / 10)
    #expect(refined.accuracy.rSquaredRefitted > 0.99)
    let again = try ParetoFront(json: refined.json())
    #expect(again == refined)
    #expect(refined.text(refined.accuracy).contains("min("))
}

@Test func bandConstantsMoveToTheTrueOnes() throws {
    let columns = uniformColumns(2, rows: 150, seed: 9)
    let target = (0..<150).map { abs(columns[0][$0] - 1.37) + 0.01 * columns[1][$0] }
    let problem = SurrogateProblem(
        variables: pureVariables(2), columns: columns, target: target,
        weights: [Double](repeating: 1, count: 150), folds: (0..<150).map { $0 % 5 })
    var subspace = Subspace(target: problem.target, weights: problem.weights)
    let start = Symbolic.Expression.binary(.absoluteDifference, .variable(0), .constant(1.9))
    _ = subspace.add(
        try #require(subspace.feature(start, columns: columns)), duplicateCorrelation: 1,
        simpler: false)
    let fitting = ModelFitting(subspace: subspace, problem: problem, loss: .squared)
    let refined = try #require(
        ConstantRefinement(fitting: fitting, columns: columns, variables: problem.variables).refine(
            [start]))
    guard
        case .binary(.absoluteDifference, .variable(0), .constant(let centre)) =
            refined[0].expression
    else {
        Issue.record("another formula: \(refined[0].expression)")
        return
    }
    #expect(abs(centre - 1.37) < 1e-3)
    // Few digits: the loss does not tell more of them apart.
    #expect("\(centre)".count <= 6)
    #expect(
        ConstantRefinement(fitting: fitting, columns: columns, variables: problem.variables).refine(
            [.variable(0)]) == nil)
}

@Test func frontNamesItsChoices() throws {
    func model(_ complexity: Int, _ loss: Double, error: Double = 0) -> SurrogateModel {
        SurrogateModel(
            intercept: 0, terms: [], complexity: complexity, trainingLoss: loss,
            refittedLoss: loss, refittedStandardError: error, rSquaredRefitted: 0)
    }
    let front = ParetoFront(
        variables: pureVariables(1),
        models: [
            model(1, 16), model(5, 1.4), model(9, 1.15), model(13, 1, error: 0.2),
            model(7, 3), model(3, 8),
        ], constantColumns: [])
    #expect(front.entries.map(\.complexity) == [1, 3, 5, 9, 13])
    #expect(front.bestIndex == 2 && front.simplestIndex == 3 && front.accuracyIndex == 4)
    #expect(front.choices(2) == ["best"] && front.choices(0).isEmpty)
    // ln(16/8)/2, ln(8/1.4)/2
    #expect(front.scores[0] == 0)
    #expect(abs(front.scores[1] - 0.34657359027997264) < 1e-15)
    #expect(abs(front.scores[2] - 0.8714846527437) < 1e-9)
}
