import Basis
import Testing

@testable import Symbolic

/// A subspace of random columns that correlate, complexities 1 to 3.
private func randomSubspace(_ count: Int, rows: Int, seed: UInt64) -> Subspace {
    var stream = RandomStream(seed: seed).child("subspace")
    let shared = (0..<rows).map { _ in stream.unit() - 0.5 }
    let columns = (0..<count).map { _ in
        shared.map { 0.6 * $0 + stream.unit() - 0.5 }
    }
    let target = (0..<rows).map { row in
        columns[0][row] - 2 * columns[count / 2][row] + 0.5 * (stream.unit() - 0.5)
    }
    var subspace = Subspace(
        target: target, weights: (0..<rows).map { 1 + Double($0 % 3) })
    let transforms: [(Symbolic.Expression) -> Symbolic.Expression] = [
        { $0 }, { .unary(.cube, $0) }, { .unary(.cube, .unary(.cube, $0)) },
    ]
    for index in 0..<count {
        let expression = transforms[(index * 7) % 3](.variable(index))
        if let feature = subspace.feature(expression, columns: columns) {
            _ = subspace.add(feature, duplicateCorrelation: 1, simpler: false)
        }
    }
    return subspace
}

private func subsets(of count: Int, size: Int) -> [[Int]] {
    if size == 0 { return [[]] }
    return subsets(of: count, size: size - 1).flatMap { head in
        ((head.last ?? -1) + 1..<max((head.last ?? -1) + 1, count)).map { head + [$0] }
    }
}

/// The unexplained share by plain least squares on the columns.
private func plainLoss(_ members: [Int], _ subspace: Subspace) -> Double? {
    let size = members.count
    let matrix = members.flatMap { a in members.map { subspace.gram[a][$0] } }
    let right = members.map { subspace.correlations[$0] }
    guard size > 0, let solution = LeastSquares.solve(matrix, right) else { return nil }
    return subspace.weights.indices.reduce(0) { sum, row in
        var rest = subspace.standardisedTarget[row]
        for (index, member) in members.enumerated() {
            rest -= solution[index] * subspace.features[member].standardised[row]
        }
        return sum + subspace.weights[row] * rest * rest
    }
}

private func bruteForce(_ subspace: Subspace, size: Int) -> [(members: [Int], loss: Double)] {
    subsets(of: subspace.features.count, size: size).compactMap { members in
        plainLoss(members, subspace).map { (members, $0) }
    }.sorted { $0.loss < $1.loss }
}

@Test(arguments: 1...5)
func enumerationEqualsBruteForce(size: Int) throws {
    for seed in 0..<4 {
        let subspace = randomSubspace(12, rows: 40, seed: UInt64(seed))
        var parameters = SurrogateParameters()
        parameters.beamWidth = 20
        let selection = SubsetSelection(subspace: subspace, parameters: parameters)
        let record = try #require(try selection.run(terms: size, threads: 2).last)
        #expect(record.proof.method == .exhaustive)
        #expect(record.proof.isOptimal)
        let plain = bruteForce(subspace, size: size)
        #expect(record.best.map(\.members) == Array(plain.prefix(20).map(\.members)))
        for (level, kept) in record.levels.enumerated() {
            let expected = plain.filter { selection.complexity($0.members) == level }.prefix(3)
            #expect(kept.map(\.members) == expected.map(\.members), "complexity \(level)")
        }
        for (subset, expected) in zip(record.best, plain) {
            #expect(abs(Double(subset.loss) * 1e-12 - expected.loss) < 1e-11)
        }
    }
}

@Test func cutBranchesHoldNothingBetter() throws {
    var proven = 0
    for seed in 10..<16 {
        let subspace = randomSubspace(14, rows: 60, seed: UInt64(seed))
        var parameters = SurrogateParameters()
        // A beam this narrow may miss the best.
        parameters.beamWidth = 1
        let enumeration = SubsetEnumeration(subspace: subspace, parameters: parameters)
        for size in 3...5 {
            var poor = SubsetRecord(width: 1, perComplexity: 3, maximumComplexity: 80)
            poor.insert(
                Subset(members: Array(0..<size), complexity: 40, loss: 900_000_000_000))
            let (record, ended) = try enumeration.bounded(
                size: size, incumbent: poor, budget: 10_000_000, threads: 2)
            let plain = try #require(bruteForce(subspace, size: size).first)
            #expect(ended)
            #expect(record.best.first?.members == plain.members)
            proven += ended ? 1 : 0
        }
    }
    #expect(proven == 18)
}

@Test func aSpentBudgetIsStated() throws {
    let subspace = randomSubspace(14, rows: 60, seed: 3)
    var parameters = SurrogateParameters()
    parameters.exhaustiveLimit = 20
    let records = try SubsetSelection(subspace: subspace, parameters: parameters)
        .run(terms: 3, threads: 2)
    #expect(
        records.map(\.proof) == [
            SelectionProof(method: .exhaustive, subsets: 14, budget: 20),
            SelectionProof(method: .beam, subsets: 91, budget: 20),
            SelectionProof(method: .beam, subsets: 364, budget: 20),
        ])
    #expect(records.allSatisfy { !$0.best.isEmpty })
    #expect(records.map(\.proof.isOptimal) == [true, false, false])
}

@Test func boundsAreWhatAllLaterFeaturesExplain() throws {
    let subspace = randomSubspace(8, rows: 50, seed: 5)
    let state = ReducedGram(
        count: 8, gram: subspace.gram.flatMap { $0 }, products: subspace.correlations,
        variances: [Double](repeating: 1, count: 8))
    let bounds = state.boundsFromEach()
    for start in 0..<8 {
        let loss = try #require(plainLoss(Array(start..<8), subspace))
        #expect(abs(bounds[start] - (1 - loss)) < 1e-10)
    }
    let reduced = try #require(state.reduced(by: 2))
    let later = reduced.boundsFromEach(after: 3)
    for start in 3..<8 {
        let loss = try #require(plainLoss([2] + Array(start..<8), subspace))
        #expect(abs(reduced.explained + later[start] - (1 - loss)) < 1e-10)
    }
}

@Test func selectionIsTheSameAtAnyThreadCount() throws {
    let subspace = randomSubspace(20, rows: 40, seed: 8)
    let parameters = SurrogateParameters()
    let selection = SubsetSelection(subspace: subspace, parameters: parameters)
    let one = try selection.run(terms: 4, threads: 1)
    for threads in [2, 3, 5] {
        let other = try selection.run(terms: 4, threads: threads)
        #expect(other.map(\.all) == one.map(\.all))
    }
}
