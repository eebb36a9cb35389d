import Testing

@testable import Figures

@Suite struct ReliabilityFigureTests {
    private let scale = LogitScale(lowest: 1e-4)

    @Test func rareAndNearlyCertainProbabilitiesGetAsMuchRoomAsTheRest() {
        #expect(scale.share(0.5) == 0.5)
        #expect(abs(scale.share(0.01) + scale.share(0.99) - 1) < 1e-12)
        // ln(9999) = 9.21 from the middle to the edge, ln(99) = 4.60 to one in a hundred.
        #expect(abs(scale.share(0.01) - (9.2102 - 4.5951) / (2 * 9.2102)) < 1e-4)
    }

    @Test(arguments: [(0.0, 0.0), (1e-9, 0), (1e-4, 0), (0.9999, 1), (1, 1)])
    func whatLiesBeyondTheAxisStandsAtItsEdge(value: Double, share: Double) {
        #expect(abs(scale.share(value) - share) < 1e-12)
    }

    @Test func ticksArePowersOfTenFromBothEnds() {
        #expect(
            scale.ticks.map(scale.text)
                == ["0.0001", "0.001", "0.01", "0.1", "0.5", "0.9", "0.99", "0.999", "0.9999"])
    }

    @Test func pointsOutsideOfProbabilityAreRefused() {
        var curve = Samples.curve("ordinary")
        curve.points[1].observed = 1.5
        #expect(throws: FiguresError.self) {
            try ReliabilityFigure(curves: [curve]).rendered(as: .svg)
        }
        curve.points[1].observed = .nan
        #expect(throws: FiguresError.self) {
            try ReliabilityFigure(curves: [curve]).rendered(as: .svg)
        }
        #expect(throws: FiguresError.nothingToDraw(figure: "reliability curve")) {
            try ReliabilityFigure(curves: []).rendered(as: .svg)
        }
    }
}
