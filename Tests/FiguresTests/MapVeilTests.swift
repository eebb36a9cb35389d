import Ternary
import Testing

@testable import Figures

@Suite struct MapVeilTests {
    private func veil(_ divisions: Int, _ covers: (TernaryPoint) -> Bool) throws -> MapVeil {
        let grid = try TernaryGrid(divisions: divisions)
        return MapVeil(
            grid: grid, covered: (0..<grid.count).map { covers(grid.fractions($0)) },
            name: "outside the domain")
    }

    @Test func aVeilChangesTheFigureAndItsLegend() throws {
        let map = try Samples.map(divisions: 10)
        let bare = Samples.panel(map: map, classIndex: 0)
        var veiled = bare
        veiled.veil = try veil(10) { $0.a > 0.6 }
        #expect(try veiled.rendered(as: .svg) != bare.rendered(as: .svg))
        let ruler = try Canvas(Surface(image: 1, by: 1))
        #expect(try veiled.height(ruler: ruler) > bare.height(ruler: ruler))
        var figure = TernaryFigure(map: map)
        let plain = try figure.rendered(as: .png)
        figure.veil = veiled.veil
        #expect(try figure.rendered(as: .png) != plain)
    }

    @Test func aVeilThatCoversNothingIsNotThere() throws {
        let map = try Samples.map(divisions: 10)
        let bare = Samples.panel(map: map, classIndex: 0)
        var veiled = bare
        veiled.veil = try veil(10) { _ in false }
        #expect(try veiled.rendered(as: .svg) == bare.rendered(as: .svg))
    }

    @Test func aVeilMayCoverAllAndBeCoarserThanTheMap() throws {
        let all = try veil(1) { _ in true }
        let outlines = try all.outlines()
        #expect(outlines.count == 1)
        #expect(Set(outlines[0].map { [$0.a, $0.b, $0.c] }).count == 3)
        var panel = Samples.panel(map: try Samples.map(divisions: 7), classIndex: 1)
        for format in FigureFormat.allCases {
            panel.veil = all
            let covered = try panel.rendered(as: format)
            panel.veil = try veil(3) { $0.c > 0.5 }
            #expect(try panel.rendered(as: format) != covered)
        }
    }

    @Test func theOutlineRunsHalfwayBetweenCoveredPointsAndOthers() throws {
        let outlines = try veil(10) { $0.a > 0.55 }.outlines()
        #expect(outlines.count == 1)
        let lowest = try #require(outlines.first?.map(\.a).min())
        #expect(abs(lowest - 0.55) < 1e-12)
    }

    @Test func aWrongNumberOfFlagsIsRefused() throws {
        var panel = Samples.panel(map: try Samples.map(divisions: 4), classIndex: 0)
        panel.veil = MapVeil(grid: panel.map.grid, covered: [true], name: "x")
        #expect(throws: TernaryError.self) { try panel.rendered(as: .svg) }
    }
}
