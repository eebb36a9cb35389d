import Basis
import Materials
import Testing

@testable import InverseDesign

@Suite struct LocalEvidenceTests {
    @Test func aHitNearbyRaisesTheChanceAndAMissLowersIt() throws {
        var stream = RandomStream(seed: 1)
        for _ in 0..<500 {
            let evidence = LocalEvidence(
                range: 0.02 + 0.5 * stream.unit(), strength: 0.1 + 20 * stream.unit())
            let prior = 0.01 + 0.98 * stream.unit()
            let weight = evidence.weight(stream.unit() * evidence.range * 0.99)
            #expect(weight > 0 && weight <= 1)
            let ifHit = evidence.chance(prior: prior, hits: weight, count: weight)
            let ifMiss = evidence.chance(prior: prior, hits: 0, count: weight)
            #expect(ifHit > prior && ifHit <= 1)
            #expect(ifMiss < prior && ifMiss >= 0)
            // What is expected of an outcome to come is what is believed before it.
            #expect(abs(prior * ifHit + (1 - prior) * ifMiss - prior) < 1e-12)
        }
    }

    @Test func theWeightFallsWithDistanceToNothingAtTheRange() {
        let evidence = LocalEvidence(range: 0.1, strength: 1)
        let weights = (0...20).map { evidence.weight(Double($0) * 0.01) }
        #expect(weights[0] == 1)
        #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(weights[9] > 0)
        #expect(weights[10...].allSatisfy { $0 == 0 })
        #expect(LocalEvidence.none.weight(0) == 0)
    }

    /// Compounds in clusters 1 at.% wide; each cluster is all hits or all misses.
    private func clusters(agreeing: Bool) throws -> (compositions: [Composition], isHit: [Bool]) {
        var stream = RandomStream(seed: 5)
        var compositions = [Composition]()
        var isHit = [Bool]()
        let metals = ["Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Zr", "Nb", "Mo"]
        for (number, metal) in metals.enumerated() {
            for step in 0..<6 {
                compositions.append(try Composition("Al\(700 + 2 * step)\(metal)300"))
                isHit.append(agreeing ? number % 2 == 0 : stream.unit() < 0.5)
            }
        }
        return (compositions, isHit)
    }

    @Test func neighboursCountWhereTheyAgreeAndNotWhereTheyDoNot() throws {
        let (compositions, isHit) = try clusters(agreeing: true)
        let half = [Double](repeating: 0.5, count: isHit.count)
        let close = try LocalEvidence(
            fitting: half, isHit: isHit, compositions: compositions, threads: 2)
        #expect(close.range > 0)
        #expect(close.strength <= 1)
        let (others, coins) = try clusters(agreeing: false)
        let loose = try LocalEvidence(
            fitting: half, isHit: coins, compositions: others, threads: 2)
        #expect(loose.range == 0 || loose.strength >= 8)
    }

    @Test func certainModelsNeedNoNeighbours() throws {
        let (compositions, isHit) = try clusters(agreeing: true)
        let sure = isHit.map { $0 ? 1.0 : 0.0 }
        let evidence = try LocalEvidence(
            fitting: sure, isHit: isHit, compositions: compositions, threads: 1)
        #expect(evidence == .none)
    }
}
