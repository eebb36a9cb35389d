import Basis
import Testing

@testable import Validation

@Suite struct EarlyRecognitionTests {
    private func early(
        _ places: [Int], of count: Int, rankings: Int = 1
    ) -> EarlyRecognition {
        EarlyRecognition(
            places.map { RankedItem(group: "\($0)", better: $0 - 1, tied: 1, count: count) },
            rankings: rankings, stream: RandomStream(seed: 1))
    }

    /// Made with CalcBEDROC and CalcEnrichment of RDKit.
    private static let golden:
        [(places: [Int], count: Int, alpha20: Double, alpha100: Double, first5: Double)] = [
            ([1, 5, 20, 400], 1000, 0.6715132870569662, 0.5253134204568307, 15),
            ([10, 50], 100, 0.0909174348414369, 9.021979596461532e-05, 0),
            ([3, 31, 40, 700, 9000], 37_000, 0.7317969506691562, 0.5967892589115703, 16),
        ]

    @Test(arguments: golden.indices)
    func discriminationEqualsThatOfRDKit(index: Int) throws {
        let expected = Self.golden[index]
        let found = early(expected.places, of: expected.count)
        let alpha20 = try #require(found.bedroc(alpha: 20))
        let alpha100 = try #require(found.bedroc(alpha: 100))
        #expect(abs(alpha20.estimate - expected.alpha20) < 1e-9)
        #expect(abs(alpha100.estimate - expected.alpha100) < 1e-9)
        let enrichment = try #require(found.enrichment(at: 0.05))
        #expect(abs(enrichment.estimate - expected.first5) < 1e-9)
    }

    @Test(arguments: [(1000, 7), (50, 3), (37_000, 60)])
    func theBestOrderGivesOneAndTheWorstNothing(count: Int, hidden: Int) throws {
        let best = try #require(early(Array(1...hidden), of: count).bedroc(alpha: 20))
        let worst = try #require(
            early(Array((count - hidden + 1)...count), of: count).bedroc(alpha: 20))
        #expect(abs(best.estimate - 1) < 1e-9)
        #expect(abs(worst.estimate) < 1e-9)
    }

    @Test func recallAndEnrichmentEqualHandComputation() {
        let found = early([1, 10, 11, 500], of: 1000)
        #expect(found.recall(at: 0.001)?.estimate == 0.25)
        #expect(found.recall(at: 0.01)?.estimate == 0.5)
        #expect(found.recall(first: 11)?.estimate == 0.75)
        #expect(found.enrichment(at: 0.01)?.estimate == 50)
        #expect(found.enrichment(at: 0.001)?.estimate == 250)
        #expect(abs((found.medianPlace?.estimate ?? 0) - 0.0105) < 1e-12)
    }

    @Test func aRankingThatTellsNothingHasTheFiguresOfChance() throws {
        let items = (0..<5).map {
            RankedItem(group: "\($0)", better: 0, tied: 2000, count: 2000)
        }
        let found = EarlyRecognition(items, rankings: 1, stream: RandomStream(seed: 2))
        for share in [0.001, 0.01, 0.05, 0.1] {
            let enrichment = try #require(found.enrichment(at: share))
            #expect(abs(enrichment.estimate - 1) < 1e-12)
            #expect(found.recall(at: share)?.estimate == share)
        }
        // The mean over random orders of places agrees with the closed form.
        var stream = RandomStream(seed: 3)
        var sum = 0.0
        for _ in 0..<400 {
            var order = Array(1...2000)
            stream.shuffle(&order)
            sum += early(Array(order.prefix(5)), of: 2000).bedroc(alpha: 20)?.estimate ?? 0
        }
        let tied = try #require(found.bedroc(alpha: 20)).estimate
        #expect(abs(sum / 400 - tied) < 0.01)
    }

    @Test func equalScoresShareTheirPlaces() {
        let scores = [0.5, 0.9, 0.5, 0.1, 0.5]
        let found = RankedItem.places(of: [(0, "a"), (1, "b"), (3, "c")], among: scores)
        #expect(found.map(\.better) == [1, 0, 4])
        #expect(found.map(\.tied) == [3, 1, 1])
        #expect(found.map(\.place) == [3, 1, 5])
    }

    @Test func intervalsCoverAsOftenAsTheyPromise() {
        // Hidden systems whose true recall in the first tenth is 0.6.
        var stream = RandomStream(seed: 4)
        var covered = 0
        let trials = 200
        for trial in 0..<trials {
            let items = (0..<40).map { index in
                let better = stream.unit() < 0.6 ? stream.below(100) : 100 + stream.below(900)
                return RankedItem(group: "\(index)", better: better, tied: 1, count: 1000)
            }
            let found = EarlyRecognition(
                items, rankings: 1, replicates: 200, stream: RandomStream(seed: UInt64(trial)))
            if let recall = found.recall(at: 0.1), recall.lower <= 0.6, recall.upper >= 0.6 {
                covered += 1
            }
        }
        #expect(covered >= 178 && covered <= 199)
    }

    @Test func aSystemHiddenInSeveralRepeatsCountsOnce() {
        let items =
            (0..<9).map { _ in RankedItem(group: "a", better: 0, tied: 1, count: 100) }
            + [RankedItem(group: "b", better: 99, tied: 1, count: 100)]
        let found = EarlyRecognition(items, rankings: 9, stream: RandomStream(seed: 5))
        #expect(found.recall(at: 0.1)?.estimate == 0.5)
        #expect(found.recall(at: 0.1)?.lower == 0 && found.recall(at: 0.1)?.upper == 1)
    }

    @Test func withoutHiddenItemsThereIsNoFigure() {
        let found = EarlyRecognition([], rankings: 3, stream: RandomStream(seed: 6))
        #expect(found.recall(at: 0.1) == nil && found.bedroc(alpha: 20) == nil)
        #expect(found.medianPlace == nil)
    }
}
