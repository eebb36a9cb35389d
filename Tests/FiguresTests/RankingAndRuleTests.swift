import Testing

@testable import Figures

@Suite struct RankingFigureTests {
    @Test func candidatesThatCannotBeRankedAreRefused() {
        func isRefused(_ change: (inout RankingFigure.Candidate) -> Void) -> Bool {
            var candidates = Samples.candidates(3, name: "AlCuFe")
            change(&candidates[1])
            do {
                _ = try RankingFigure(candidates: candidates).rendered(as: .svg)
                return false
            } catch { return error is FiguresError }
        }
        #expect(!isRefused { _ in })
        #expect(isRefused { $0.probability = .nan })
        #expect(isRefused { $0.probability = 1.2 })
        #expect(isRefused { $0.lower = $0.probability + 0.01 })
        #expect(isRefused { $0.upper = 1.01 })
        #expect(isRefused { $0.grade = 3 })
        #expect(isRefused { $0.distance = -1 })
        #expect(isRefused { $0.distance = .infinity })
        #expect(throws: FiguresError.nothingToDraw(figure: "ranking")) {
            try RankingFigure(candidates: []).rendered(as: .svg)
        }
        #expect(throws: FiguresError.self) {
            try RankingFigure(candidates: Samples.candidates(3, name: "AlCuFe"), named: -1)
                .rendered(as: .svg)
        }
    }
}

@Suite struct RuleBandFigureTests {
    private let names = ["quasicrystal", "approximant", "ordinary"]

    private func panel(_ row: RuleBandFigure.Row) -> RuleBandPanel {
        RuleBandPanel(row: row, classNames: names)
    }

    @Test func histogramsHoldTheShareOnTheAxis() {
        let panel = panel(Samples.band("valence"))
        #expect(abs(panel.histogram(of: 0).reduce(0, +) - 1) < 1e-12)
        #expect(panel.histogram(of: 1).allSatisfy { $0 == 0 })
        // 2000 of 2001: one value lies far beyond.
        #expect(abs(panel.histogram(of: 2).reduce(0, +) - 2000.0 / 2001) < 1e-12)
        #expect(panel.beyond == "Beyond the axis: < 0.1 % of ordinary")
    }

    @Test func oneStrayValueDoesNotStretchTheAxis() {
        let panel = panel(Samples.band("valence"))
        #expect(panel.axis.lowest <= 0 && panel.axis.highest < 10)
    }

    @Test func sharesInTheBandIncludeItsEnds() {
        var row = Samples.band("valence")
        row.values = [[1.9, 2.2, 2.3, 1], [], [2]]
        #expect(panel(row).share(inBand: 0) == 0.5)
        #expect(panel(row).share(inBand: 1) == nil)
        row.upper = nil
        #expect(panel(row).share(inBand: 0) == 0.75)
        row.lower = nil
        #expect(panel(row).share(inBand: 0) == 1)
    }

    @Test func bandsAreWrittenInWords() {
        var row = Samples.band("valence")
        row.lower = 0.01125
        row.upper = 1234.5
        #expect(RuleBandPanel.text(row) == "0.01125 to 1235")
        row.upper = nil
        row.lower = -0.5
        #expect(RuleBandPanel.text(row) == "≥ −0.5")
        row.lower = nil
        row.upper = 0
        #expect(RuleBandPanel.text(row) == "≤ 0")
    }

    @Test func rulesThatCannotBeDrawnAreRefused() throws {
        func isRefused(_ change: (inout RuleBandFigure.Row) -> Void) -> Bool {
            var row = Samples.band("valence")
            change(&row)
            do {
                _ = try RuleBandFigure(classNames: names, rows: [row]).rendered(as: .svg)
                return false
            } catch { return error is FiguresError }
        }
        #expect(!isRefused { _ in })
        #expect(!isRefused { $0.lower = nil })
        #expect(!isRefused { $0.values = [[1], [1], [1]] })
        #expect(isRefused { $0.values[2][3] = .nan })
        #expect(isRefused { $0.values = [[], [], []] })
        #expect(isRefused { $0.values.removeLast() })
        #expect(isRefused { $0.lower = 3 })
        #expect(isRefused { $0.upper = .infinity })
        #expect(isRefused { $0.coverage.upper = 0.1 })
        #expect(isRefused { $0.precision.value = .nan })
        #expect(throws: FiguresError.nothingToDraw(figure: "rule bands")) {
            try RuleBandFigure(classNames: names, rows: []).rendered(as: .svg)
        }
    }
}
