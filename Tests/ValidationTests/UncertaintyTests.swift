import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct UncertaintyTests {
    @Test func violatorsArePooled() throws {
        let scale = try UncertaintyScale(
            fitting: [5, 1, 2, 3, 4], squaredErrors: [0.5, 0.1, 0.3, 0.2, 0.4], leastRows: 1)
        #expect(scale.spreads == [1, 2.5, 4, 5])
        #expect(scale.squaredErrors == [0.1, 0.25, 0.4, 0.5])
        #expect(scale.uncertainty(ofSpread: 0) == 0.1.squareRoot())
        #expect(scale.uncertainty(ofSpread: 2.5) == 0.5)
        #expect(abs(scale.uncertainty(ofSpread: 3.25) - 0.325.squareRoot()) < 1e-15)
        #expect(scale.uncertainty(ofSpread: 9) == 0.5.squareRoot())
        #expect(scale.uncertainty(ofSpread: .nan) == 0.5.squareRoot())
        let data = try JSONEncoder().encode(scale)
        #expect(try JSONDecoder().decode(UncertaintyScale.self, from: data) == scale)
    }

    /// Rows whose spread says nothing: errors come with isolation alone.
    private func doubts(_ rows: Int, pass: Int = 0) -> [Doubt] {
        var stream = RandomStream(seed: 3)
        return (0..<rows).map { row in
            let isolation = (Double(row) + 0.5) / Double(rows)
            let isWrong = stream.unit() < (isolation > 0.95 ? 0.3 : isolation > 0.8 ? 0.05 : 0.001)
            return Doubt(
                row: row, pass: pass, fold: row % 5, spread: 0.01 * stream.unit(),
                isolation: isolation, squaredError: isWrong ? 1 : 1e-8)
        }
    }

    @Test func uncertaintyGrowsWithIsolation() throws {
        let fitted = try IsolatedUncertainty(fitting: doubts(20_000))
        for spread in [0, 0.001, 0.005, 0.02] {
            let values = (0...100).map {
                fitted.uncertainty(ofSpread: spread, isolation: Double($0) / 100)
            }
            #expect(values == values.sorted())
            #expect(values[10] < 0.1)
            #expect(values[100] > 0.3)
            #expect(values[100] <= fitted.widest)
        }
        #expect(fitted.uncertainty(ofSpread: 0, isolation: 0.1) < 0.1)
        // No row in error does not mean no error.
        let sure = try IsolatedUncertainty(
            fitting: (0..<200).map {
                Doubt(
                    row: $0, pass: 0, fold: 0, spread: 0, isolation: Double($0) / 200,
                    squaredError: 0)
            })
        #expect(sure.uncertainty(ofSpread: 0, isolation: 0) > 0.04)
        #expect(sure.reach == 199.0 / 200)
        let data = try JSONEncoder().encode(fitted)
        #expect(try JSONDecoder().decode(IsolatedUncertainty.self, from: data) == fitted)
    }

    /// On the edge and outside trees that agree are no evidence: the error of families that were
    /// left out counts there, however sure the model is.
    @Test func theEdgeIsNeverSurerThanFamiliesLeftOutThere() throws {
        var stream = RandomStream(seed: 8)
        let rows = (0..<6000).map { row in
            let ground: Ground = row % 10 < 7 ? .inside : row % 10 < 9 ? .edge : .outside
            let isFamilyOut = row % 3 == 0
            let risk = isFamilyOut ? [0.001, 0.04, 0.2][ground.rawValue] : 0.001
            return Doubt(
                row: row, pass: isFamilyOut ? 1 : 0, fold: row % 5, spread: 0,
                isolation: stream.unit(), ground: ground, isFamilyOut: isFamilyOut,
                squaredError: stream.unit() < risk ? 1 : 0)
        }
        let fitted = try IsolatedUncertainty(fitting: rows)
        for isolation in [0, 0.3, 0.7, 1] {
            func stated(_ ground: Ground) -> Double {
                fitted.uncertainty(ofSpread: 0, isolation: isolation, ground: ground)
            }
            #expect(stated(.inside) < 0.12)
            #expect(stated(.edge) > 0.12 && stated(.edge) < 0.4)
            #expect(stated(.outside) > 0.3)
        }
        for floors in [fitted.edge, fitted.outside] {
            #expect(floors.map(\.error) == floors.map(\.error).sorted())
        }
    }

    @Test(arguments: [0, 1, 5, 30])
    func aHandfulOfRowsGivesNoNarrowNumber(count: Int) throws {
        let rows = (0..<300 + count).map { row in
            Doubt(
                row: row, pass: 0, fold: 0, spread: 0, isolation: 0.5,
                ground: row < 300 ? .inside : .outside, isFamilyOut: true, squaredError: 0)
        }
        let fitted = try IsolatedUncertainty(fitting: rows)
        #expect(fitted.uncertainty(ofSpread: 0, isolation: 0.5) < 0.05)
        let outside = fitted.uncertainty(ofSpread: 0, isolation: 0.5, ground: .outside)
        #expect(abs(outside - (0.25 * Double(100 - count) / 100).squareRoot()) < 1e-12)
        #expect(fitted.widest >= outside)
    }

    @Test func statedUncertaintyIsThatOfRowsElsewhere() throws {
        // The rows of the second pass are those of the first: fold 0 may learn from neither.
        var rows = doubts(2000)
        rows += doubts(2000, pass: 1)
        let stated = try IsolatedUncertainty.crossFitted(rows)
        let own = rows.indices.filter { rows[$0].pass == 0 && rows[$0].fold == 0 }
        let hidden = Set(own.map { rows[$0].row })
        let fitted = try IsolatedUncertainty(fitting: rows.filter { !hidden.contains($0.row) })
        for row in own.prefix(50) {
            #expect(
                stated[row]
                    == fitted.uncertainty(
                        ofSpread: rows[row].spread, isolation: rows[row].isolation))
        }
        let stratum = try #require(
            UncertaintyStratum(
                leftOut: "family", domain: "outside",
                stated: [(0.3, 0.04, false), (0.4, 0.16, true)]))
        #expect(stratum.rows == 2 && stratum.wrong == 1)
        #expect(abs(stratum.stated - (0.125).squareRoot()) < 1e-12)
        #expect(abs(stratum.realised - (0.1).squareRoot()) < 1e-12)
        #expect(UncertaintyStratum(leftOut: "a", domain: "b", stated: []) == nil)
    }

    @Test func binsAreLargeEnoughAndKeepTies() throws {
        // Two rows of spread 1, three of 2, one of 3: the last is too few for a bin of two.
        let scale = try UncertaintyScale(
            fitting: [1, 1, 2, 2, 2, 3], squaredErrors: [0, 0.2, 0.2, 0.2, 0.2, 1], leastRows: 2)
        #expect(scale.spreads == [1, 2.25])
        #expect(abs(scale.squaredErrors[0] - 0.1) < 1e-15)
        #expect(abs(scale.squaredErrors[1] - 0.4) < 1e-15)
        let flat = try UncertaintyScale(
            fitting: [1, 2], squaredErrors: [0.09, 0.09], leastRows: 50)
        #expect(abs(flat.uncertainty(ofSpread: 7) - 0.3) < 1e-15)
    }

    @Test func uncertaintyNeverFallsWithTheSpread() throws {
        var stream = RandomStream(seed: 4)
        let spreads = (0..<500).map { _ in stream.unit() }
        let errors = spreads.map { _ in stream.unit() }
        let scale = try UncertaintyScale(fitting: spreads, squaredErrors: errors, leastRows: 5)
        let values = (-10...110).map { scale.uncertainty(ofSpread: Double($0) / 100) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// The error of a row is ruled by a hidden doubt; the probability says little.
    private func doubtful(_ rows: Int) throws -> (outcome: ValidationOutcome, spreads: [Double]) {
        var stream = RandomStream(seed: 6)
        let doubts = (0..<rows).map { _ in stream.unit() }
        let truth = doubts.map { stream.unit() < 0.5 * $0 ? 1 : 0 }
        let outcome = try Fixture.outcome(
            doubts.map { _ in [0.75, 0.25] }, truth: truth, folds: (0..<rows).map { $0 % 5 },
            names: ["a", "b"])
        return (outcome, doubts.map { 3 * $0 * $0 })
    }

    @Test func statedUncertaintyIsRealised() throws {
        let (outcome, spreads) = try doubtful(5000)
        let quality = try UncertaintyQuality(crossFitting: spreads, of: outcome)
        #expect(quality.bins.count == 10)
        #expect(quality.bins.reduce(0) { $0 + $1.rows } == 5000)
        for bin in quality.bins { #expect(abs(bin.stated - bin.realised) < 0.04) }
        #expect(quality.calibrationError < 0.02)
        #expect(try #require(quality.spearman) > 0.3)
        #expect(quality.spearmanOfProbability == nil)
        let first = try #require(quality.bins.first)
        let last = try #require(quality.bins.last)
        #expect(last.realised > first.realised + 0.1)
    }

    @Test func foldsAreScaledByTheOthers() throws {
        let (outcome, spreads) = try doubtful(400)
        let stated = try outcome.crossFittedUncertainties(spreads: spreads)
        let turned = try Fixture.outcome(
            outcome.predictions.map(\.probabilities),
            truth: outcome.predictions.map { $0.fold == 1 ? 1 - $0.truth : $0.truth },
            folds: outcome.predictions.map(\.fold), names: ["a", "b"])
        let changed = try turned.crossFittedUncertainties(spreads: spreads)
        for (index, row) in outcome.predictions.enumerated() where row.fold == 1 {
            #expect(stated[index] == changed[index])
        }
        #expect(stated != changed)
    }

    @Test func ranksAreCorrelated() {
        #expect(RankCorrelation.spearman([1, 2, 3], [10, 20, 90]) == 1)
        #expect(RankCorrelation.spearman([1, 2, 3], [3, 2, 1]) == -1)
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
        #expect(RankCorrelation.spearman([], []) == nil)
        // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: 4.5 / sqrt(4.5 * 5).
        let value = RankCorrelation.spearman([1, 2, 2, 3], [1, 3, 2, 4])
        #expect(abs((value ?? 0) - 4.5 / 22.5.squareRoot()) < 1e-15)
    }

    @Test func badInputIsRefused() throws {
        #expect(throws: ValidationError.notFinite(what: "spread", index: 1)) {
            try UncertaintyScale(fitting: [1, .nan], squaredErrors: [0, 0])
        }
        #expect(throws: ValidationError.self) {
            try UncertaintyScale(fitting: [], squaredErrors: [])
        }
        let (outcome, spreads) = try doubtful(50)
        #expect(throws: ValidationError.self) {
            try UncertaintyQuality(crossFitting: [1], of: outcome)
        }
        #expect(throws: ValidationError.self) {
            try UncertaintyQuality(crossFitting: spreads, of: outcome, bins: 0)
        }
    }
}
