import Basis
import Foundation
import Testing

@testable import Symbolic

private let a = Symbolic.Expression.variable(0)
private let b = Symbolic.Expression.variable(1)

private let all = OperatorSet(
    unary: UnaryOperator.allCases, binary: [.add, .subtract, .multiply, .divide])

@Test(arguments: Link.allCases)
func theMeanUndoesALinkAndTheSlopeIsItsDerivative(link: Link) {
    for mean in [0.3, 1.0, 2.7] {
        #expect(abs(link.mean(link(mean)) - mean) < 1e-12)
        let step = 1e-6
        let slope = abs(link(mean + step) - link(mean - step)) / (2 * step)
        #expect(abs(link.slope(mean) - slope) < 1e-6 * slope)
        let formula = link.formula(factor: a, sum: b)
        let value = formula.value(at: [3, link(mean)])
        #expect(abs((value ?? 0) - 3 * mean) < 1e-12)
    }
}

@Test(arguments: Link.allCases)
func aLinkWithoutItsOperatorsIsNotUsed(link: Link) {
    #expect(link.isWithin(all))
    #expect(!link.isWithin(OperatorSet(unary: [], binary: [.add])))
}

@Test(arguments: ["m", "m/s^2", "kg^(1/2)/(m*K)", "GPa", "1"])
func unitsAsNumbersMultiplyLikeUnits(text: String) throws {
    let first = try Unit(text)
    let second = try Unit("J/(mol*K)")
    let basis = UnitBasis([first, second])
    let product = try #require(basis.vector(first.product(second)))
    let one = try #require(basis.vector(first))
    let other = try #require(basis.vector(second))
    #expect(one.times(other) == product)
    #expect(one.times(one, doubled: -2).isDimensionless)
    #expect(one.raised(doubled: 4) == basis.vector(first.squared))
    #expect(basis.vector(try Unit("cd")) == nil)
}

/// h omega/(kb T) and v/c are the pure numbers of their quantities.
@Test func groupsArePureNumbersThatHoldNoOther() throws {
    let units = try ["J*s", "1/s", "J/K", "K", "m/s", "m/s"].map { try Unit($0) }
    let basis = UnitBasis(units)
    let vectors = units.compactMap(basis.vector)
    let groups = PowerVectors.groups(vectors, one: basis.one, size: 4).map(\.exponents)
    #expect(groups.contains([1, 1, -1, -1, 0, 0]))
    #expect(groups.contains([0, 0, 0, 0, 1, -1]))
    #expect(groups.count == 2)
}

@Test func productsOfPowersComeByTheirSize() throws {
    let basis = UnitBasis([])
    let found = PowerVectors.all([basis.one, basis.one], one: basis.one, size: 2) { _ in true }
    #expect(found.count == 13)
    #expect(found.map(\.size) == found.map(\.size).sorted())
    #expect(PowerVectors.size(variables: 2, most: 6, products: 13) == 2)
    #expect(Expression.product([1, -2], all) == .binary(.divide, a, .unary(.square, b)))
    #expect(Expression.product([0, 0], all) == nil)
    // A square without the operator is a product, also where there are cubes.
    let cubes = OperatorSet(unary: [.cube], binary: [.multiply, .divide])
    for exponents in [[2, 0], [4, -2], [5, -5]] {
        #expect(Expression.product(exponents, cubes) == Expression.product(exponents, all))
    }
    #expect(Expression.product([1, -1], OperatorSet(unary: [], binary: [.multiply])) == nil)
}

private func scoring(_ columns: [[Double]], _ law: Symbolic.Expression) throws -> LinkScoring {
    let rows = columns[0].count
    return LinkScoring(
        parts: LinkParts(
            variables: pureVariables(columns.count), columns: columns, operators: all,
            basis: UnitBasis([]), groups: [], order: Array(columns.indices), hasConstants: false,
            isLarge: false),
        target: try #require(law.evaluate(columns: columns)),
        weights: [Double](repeating: 1 / Double(rows), count: rows), penalty: 0.02,
        hasIntercept: true)
}

/// What a sum behind a link is said to leave is what its formula leaves.
@Test(arguments: Link.allCases)
func aSumIsJudgedAsItsFormula(link: Link) throws {
    let columns = uniformColumns(2, rows: 60, seed: 8).map { $0.map { 1 + abs($0) } }
    let law = link.formula(
        factor: b,
        sum: .binary(.add, .constant(0.7), .binary(.multiply, .constant(0.3), .unary(.square, a))))
    let scoring = try scoring(columns, law)
    let fits = scoring.fits(factor: columns[1], link: link, unit: nil, terms: 2, width: 3)
    let fit = try #require(fits.first)
    #expect(fit.loss < 1e-12)
    for fit in fits {
        let models = LinkFormula(
            factor: b, link: link, fit: fit, parts: scoring.parts, maximumTerms: 3
        ).models
        #expect(!models.isEmpty)
        let target = Subspace(target: scoring.target, weights: scoring.weights)
        let constants = InnerConstants(
            columns: columns, target: target.standardisedTarget, weights: target.weights)
        for model in models {
            let loss = try #require(constants.loss(model))
            #expect(abs(loss - fit.loss) < 1e-9, "\(model)")
        }
    }
}

/// All sums of a few parts are the oracle of the sums that are found step by step.
@Test func exchangedSumsAreTheBestOfAll() throws {
    let columns = uniformColumns(2, rows: 24, seed: 21)
    let law = Symbolic.Expression.binary(.add, .binary(.multiply, a, b), .unary(.cosine, b))
    let scoring = try scoring(columns, law)
    let weights = scoring.weights + [Double](repeating: 0, count: scoring.parts.stride - 24)
    let target = scoring.target + [Double](repeating: 0, count: scoring.parts.stride - 24)
    let search = LinkScoring.ForwardSelection(
        scoring, target: target, weights: weights, unit: nil)
    let whole = search.all(Array(scoring.parts.parts.indices), terms: 2, width: 1)
    var open = [LinkScoring.ForwardSelection.Step()]
    for size in 0..<2 {
        open = search.extended(open, width: 20)
        if size > 0 { open = search.exchanged(open, width: 20) }
        let best = try #require(whole[size].first)
        #expect(open.first?.members == best.members)
        #expect(abs((open.first?.criterion ?? 0) - best.criterion) < 1e-6)
    }
}
