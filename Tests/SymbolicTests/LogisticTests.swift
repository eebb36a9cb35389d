import Basis
import Testing

@testable import Symbolic

private let rows = 0..<24
private let first = rows.map { Double($0) / 4 }
private let second = rows.map { Double(7 * $0 % 13) }
private let labels: [Double] = [
    0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1,
]
private let ones = [Double](repeating: 1, count: 24)
private let uneven = rows.map { $0 % 3 == 0 ? 2.0 : 1 }

// scikit-learn 1.9.1, LogisticRegression(penalty=None, tol=1e-14, solver="newton-cholesky") on the
// columns above, sample_weight as given; log_loss, roc_auc_score and average_precision_score of its
// probabilities with the same weights.
private struct Golden: Sendable {
    var weights: [Double]
    var coefficients: [Double]
    var loss: Double
    var area: Double
    var precision: Double
}

private let golden = [
    Golden(
        weights: ones,
        coefficients: [-0.9061954822532772, 0.5604047848672857, -0.08610372488467852],
        loss: 0.5931209592079904, area: 0.7552447552447552, precision: 0.7345795455107196),
    Golden(
        weights: uneven,
        coefficients: [-0.9196025421139274, 0.5215047823093515, -0.09602779552012991],
        loss: 0.6050597044136719, area: 0.75, precision: 0.6871844015426176),
]

@Test(arguments: golden.indices)
func logisticFitsEqualScikitLearn(index: Int) throws {
    let expected = golden[index]
    var subspace = Subspace(target: labels, weights: expected.weights)
    for variable in 0..<2 {
        let feature = try #require(
            subspace.feature(.variable(variable), columns: [first, second]))
        _ = subspace.add(feature, duplicateCorrelation: 1, simpler: false)
    }
    let fit = try #require(
        LogisticFit.fit(
            columns: subspace.features.map(\.standardised), target: labels,
            weights: subspace.weights))
    let slopes = zip(fit.coefficients.dropFirst(), subspace.features).map { $0 / $1.deviation }
    let intercept = zip(slopes, subspace.features).reduce(fit.coefficients[0]) {
        $0 - $1.0 * $1.1.mean
    }
    for (found, golden) in zip([intercept] + slopes, expected.coefficients) {
        #expect(abs(found - golden) < 1e-6)
    }
    #expect(abs(fit.objective - expected.loss) < 1e-7)
    let sums = rows.map { intercept + slopes[0] * first[$0] + slopes[1] * second[$0] }
    let ranking = try #require(
        RankingFigures(
            scores: sums, labels: labels.map { $0 == 1 }, weights: expected.weights))
    #expect(abs(ranking.area - expected.area) < 1e-12)
    #expect(abs(ranking.averagePrecision - expected.precision) < 1e-12)
}

@Test func tiedScoresCountAsScikitLearnCountsThem() throws {
    // The weighted fit's probabilities rounded to one decimal; roc_auc_score 0.71875,
    // average_precision_score 0.6395483193277312 with scikit-learn 1.9.1.
    let tenths = [
        3, 2, 3, 2, 4, 2, 4, 3, 4, 3, 5, 3, 5, 7, 6, 7, 6, 8, 6, 8, 7, 8, 7, 8,
    ]
    let ranking = try #require(
        RankingFigures(
            scores: tenths.map { Double($0) / 10 }, labels: labels.map { $0 == 1 },
            weights: uneven))
    #expect(abs(ranking.area - 0.71875) < 1e-12)
    #expect(abs(ranking.averagePrecision - 0.6395483193277312) < 1e-12)
    #expect(RankingFigures(scores: [1, 2], labels: [true, true], weights: [1, 1]) == nil)
}

@Test func separatedClassesGetFiniteSlopes() throws {
    let column = rows.map { Double($0) - 11.5 }
    let target = rows.map { $0 < 12 ? 0.0 : 1.0 }
    let fit = try #require(LogisticFit.fit(columns: [column], target: target, weights: ones))
    #expect(fit.coefficients.allSatisfy { $0.isFinite })
    #expect(fit.objective > 0 && fit.objective < 1e-5)
}

@Test func probabilitiesAsTargetsAreReproduced() throws {
    // Targets on a logistic curve: the divergence is zero and the curve comes back.
    let target = first.map { LogisticFit.probability(0.5 * $0 - 1) }
    let fit = try #require(
        LogisticFit.fit(columns: [first], target: target, weights: uneven))
    #expect(abs(fit.objective) < 1e-7)
    #expect(abs(fit.coefficients[0] + 1) < 1e-6 && abs(fit.coefficients[1] - 0.5) < 1e-6)
}

/// Labels drawn from the odds of a law over uniform columns.
private func labelled(rows: Int, count: Int, seed: UInt64) -> SurrogateProblem {
    let columns = uniformColumns(count, rows: rows, seed: seed)
    var stream = RandomStream(seed: seed).child("labels")
    let target = (0..<rows).map { row in
        let sum = 4 * columns[0][row] / columns[1][row] - 3 * columns[2][row]
        return stream.unit() < LogisticFit.probability(sum) ? 1.0 : 0
    }
    return SurrogateProblem(
        variables: pureVariables(count), columns: columns, target: target,
        weights: [Double](repeating: 1, count: rows), folds: (0..<rows).map { $0 % 5 })
}

private func subspace(_ problem: SurrogateProblem) -> Subspace {
    var subspace = Subspace(target: problem.target, weights: problem.weights)
    for index in problem.columns.indices {
        if let feature = subspace.feature(.variable(index), columns: problem.columns) {
            _ = subspace.add(feature, duplicateCorrelation: 1, simpler: false)
        }
    }
    return subspace
}

@Test(arguments: 1...3)
func logisticSelectionEqualsBruteForce(size: Int) throws {
    let problem = labelled(rows: 80, count: 9, seed: 3)
    let subspace = subspace(problem)
    var parameters = SurrogateParameters()
    parameters.loss = .logistic
    // Narrow records prune early.
    parameters.beamWidth = 2
    let selection = LogisticSelection(
        subspace: subspace, parameters: parameters, target: problem.target)
    let record = try #require(try selection.run(terms: size, threads: 2).last)
    #expect(record.proof.method == .exhaustive)
    func all(_ size: Int) -> [[Int]] {
        size == 0
            ? [[]] : all(size - 1).flatMap { h in ((h.last ?? -1) + 1..<9).map { h + [$0] } }
    }
    let plain = all(size).compactMap { members -> ([Int], Double)? in
        LogisticFit.fit(
            columns: members.map { subspace.features[$0].standardised }, target: problem.target,
            weights: subspace.weights
        ).map { (members, $0.objective) }
    }.sorted { $0.1 < $1.1 }
    #expect(record.best.map(\.members) == plain.prefix(2).map(\.0))
}

@Test func dualBoundsStayBelowTheFit() throws {
    let problem = labelled(rows: 60, count: 8, seed: 12)
    let subspace = subspace(problem)
    var bounds = 0
    for member in 0..<8 {
        let bound = try #require(
            LogisticBound(subspace: subspace, target: problem.target, members: [member]))
        for next in 0..<8 where next != member {
            guard let lowest = bound.bound(adding: next) else { continue }
            let fit = try #require(
                LogisticFit.fit(
                    columns: [member, next].map { subspace.features[$0].standardised },
                    target: problem.target, weights: subspace.weights))
            #expect(lowest <= fit.objective + 1e-12)
            bounds += 1
        }
    }
    #expect(bounds > 20)
}

@Test func beyondTheBudgetTheWorkingProblemLeads() throws {
    let problem = labelled(rows: 120, count: 12, seed: 7)
    let subspace = subspace(problem)
    var parameters = SurrogateParameters()
    parameters.loss = .logistic
    let target = problem.target
    let exact = try LogisticSelection(subspace: subspace, parameters: parameters, target: target)
        .run(terms: 3, threads: 2)
    parameters.logisticLimit = 10
    let quick = try LogisticSelection(subspace: subspace, parameters: parameters, target: target)
        .run(terms: 3, threads: 2)
    #expect(quick.map(\.proof.method) == [.exhaustive, .beam, .beam])
    for (exact, quick) in zip(exact, quick) { #expect(exact.best.first == quick.best.first) }
}

@Test func logisticSearchRecoversTheOdds() throws {
    let problem = labelled(rows: 400, count: 3, seed: 5)
    var parameters = SurrogateParameters()
    parameters.loss = .logistic
    parameters.maximumTerms = 2
    parameters.screened = 12
    parameters.maximumTermComplexity = 4
    let front = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    let model = front.accuracy
    #expect(model.loss == .logistic)
    let area = try #require(model.refittedAuc)
    let precision = try #require(model.refittedAveragePrecision)
    #expect(area > 0.85 && precision > 0.85)
    #expect(model.rSquaredRefitted > 0.3)
    let values = try #require(model.evaluate(columns: problem.columns))
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    let three = try Surrogate.fit(problem, parameters: parameters, threads: 3)
    let (bytes, others) = (try front.json(), try three.json())
    #expect(bytes == others)
    let again = try ParetoFront(json: front.json())
    #expect(again == front)
}

@Test func targetsBeyondProbabilitiesAreNamed() throws {
    var problem = labelled(rows: 20, count: 3, seed: 5)
    problem.target[7] = 1.5
    var parameters = SurrogateParameters()
    parameters.loss = .logistic
    #expect(throws: SymbolicError.noProbability(row: 7, value: 1.5)) {
        try Surrogate.fit(problem, parameters: parameters, threads: 1)
    }
}

@Test func explainedDevianceHasOneNameEverywhere() throws {
    let problem = labelled(rows: 60, count: 3, seed: 5)
    for loss in SurrogateLoss.allCases {
        var parameters = SurrogateParameters()
        parameters.loss = loss
        parameters.maximumTerms = 1
        parameters.screened = 5
        parameters.rungs = 0
        let found = try Surrogate.fit(problem, parameters: parameters, threads: 2)
        let validation = try Surrogate.validate(
            problem, of: found, parameters: parameters, threads: 2)
        let front = validation.annotated(found)
        let json = String(decoding: try front.json(), as: UTF8.self)
        let (own, other) =
            loss == .logistic
            ? ("explained_deviance", "r_squared") : ("r_squared", "explained_deviance")
        for text in [front.csv, validation.csv, json] {
            #expect(text.contains(own) && !text.contains(other))
        }
        for text in [front.markdown, front.latex] {
            #expect(text.contains("explained deviance") == (loss == .logistic))
            #expect(["R\u{b2}", "R2", "R^2"].contains { text.contains($0) } == (loss == .squared))
        }
        #expect(try ParetoFront(json: front.json()) == front)
    }
}

@Test func aConstantRanksNothing() throws {
    // Uneven folds: the means of the others run against the labels of each.
    var problem = labelled(rows: 60, count: 3, seed: 5)
    problem.folds = problem.target.indices.map { problem.target[$0] == 1 ? $0 % 3 : $0 % 5 }
    var parameters = SurrogateParameters()
    parameters.loss = .logistic
    parameters.maximumTerms = 1
    parameters.screened = 5
    parameters.rungs = 0
    let found = try Surrogate.fit(problem, parameters: parameters, threads: 2)
    let front = try Surrogate.validate(problem, of: found, parameters: parameters, threads: 2)
        .annotated(found)
    let constant = front.entries[0]
    #expect(constant.terms.isEmpty)
    #expect(constant.refittedAuc == 0.5 && constant.heldOut?.auc == 0.5)
    let positives = problem.target.reduce(0, +) / 60
    #expect(abs(try #require(constant.heldOut?.averagePrecision) - positives) < 1e-12)
}
