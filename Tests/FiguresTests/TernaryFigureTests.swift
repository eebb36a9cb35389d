import Basis
import Ternary
import Testing

@testable import Figures

@Test func smallestMapCanBeDrawn() throws {
    let map = try Samples.map(divisions: 1)
    for format in FigureFormat.allCases {
        #expect(try !Samples.panel(map: map, classIndex: 2).rendered(as: format).isEmpty)
    }
}

@Test func mapsWithoutAnyOfAClassAreDrawn() throws {
    for column in 0..<3 {
        let map = try Samples.certain(column)
        let classes = try TernaryFigure(map: map).rendered(as: .svg)
        let zero = try TernaryFigure(
            map: map, layers: [.probability(classIndex: (column + 1) % 3)]
        ).rendered(as: .svg)
        let one = try TernaryFigure(
            map: map, layers: [.probability(classIndex: column)]
        ).rendered(as: .svg)
        #expect(classes != zero && zero.count > 1000 && one.count > zero.count)
    }
}

@Test(arguments: [(50.0, 7.8), (50, 4), (500, 20)])
func extremesOfTheStyleCanBeDrawn(width: Double, fontSize: Double) throws {
    let map = try Samples.map(divisions: 3)
    let style = FigureStyle(width: width, fontSize: fontSize, resolution: 36)
    let figure = TernaryFigure(map: map, known: Samples.known, title: "Al-Cu-Fe", style: style)
    #expect(try figure.rendered(as: .png).count > 1000)
    let panel = Samples.panel(
        map: map, known: Samples.known, classIndex: 0,
        style: FigureStyle(width: 2 * min(width, 250), fontSize: fontSize))
    #expect(try panel.rendered(as: .svg).count > 1000)
}

@Test func titleAddsToTheHeightAndChangesTheFigure() throws {
    let map = try Samples.map(divisions: 4)
    let ruler = try Canvas(Surface(image: 1, by: 1))
    let plain = TernaryFigure(map: map)
    let titled = TernaryFigure(map: map, title: "Al-Cu-Fe")
    #expect(try titled.height(ruler: ruler) > plain.height(ruler: ruler))
    let known = TernaryFigure(map: map, known: Samples.known)
    #expect(try known.height(ruler: ruler) > plain.height(ruler: ruler))
}

@Test func figureRefusesWhatItCannotDraw() throws {
    let map = try Samples.map(divisions: 2)
    #expect(throws: FiguresError.noSuchClass(3, classes: 3)) {
        try TernaryFigure(map: map, layers: [.probability(classIndex: 3)]).rendered(as: .svg)
    }
    #expect(throws: FiguresError.noSuchClass(-1, classes: 3)) {
        try Samples.panel(map: map, classIndex: -1).rendered(as: .svg)
    }
    let outside = TernaryPoint(0.7, 0.7, -0.4)
    #expect(throws: FiguresError.notAComposition(label: "x", outside)) {
        try TernaryFigure(
            map: map, known: [KnownPoint(fractions: outside, className: "y", label: "x")]
        ).rendered(as: .svg)
    }
    #expect(throws: FiguresError.self) {
        try TernaryFigure(
            map: map,
            known: [KnownPoint(fractions: TernaryPoint(.nan, 0, 1), className: "y", label: "x")]
        ).rendered(as: .svg)
    }
    #expect(throws: FiguresError.contourLevel(1.5)) {
        try TernaryFigure(map: map, contourLevels: [0.5, 1.5]).rendered(as: .svg)
    }
    #expect(
        throws: FiguresError.style(property: "width", value: 5, lowest: 50, highest: 500)
    ) { try TernaryFigure(map: map, style: FigureStyle(width: 5)).rendered(as: .png) }
    // 127 mm are 360 points, room for 36 letters of 10 points.
    #expect(
        throws: FiguresError.style(property: "font size", value: 11, lowest: 4, highest: 10)
    ) {
        try TernaryFigure(
            map: map, layers: [.classes, .classes], columns: 2,
            style: FigureStyle(width: 127, fontSize: 11)
        ).rendered(as: .svg)
    }
    #expect(throws: FiguresError.self) {
        try TernaryFigure(map: map, style: FigureStyle(resolution: .nan)).rendered(as: .png)
    }
}

@Test func labelsCoverNeitherMarkersNorEachOther() {
    let frame = TriangleFrame(left: 0, top: 0, width: 240, fontSize: 7)
    var stream = RandomStream(seed: 3)
    let markers = (0..<60).map { _ in
        let a = stream.unit()
        let b = stream.unit() * (1 - a)
        return frame.place(TernaryPoint(a, b, 1 - a - b))
    }
    let sizes = markers.indices.map { index -> (width: Double, height: Double)? in
        index == 4 ? nil : (width: 30, height: 7)
    }
    let result = LabelPlacement.place(
        sizes: sizes, order: Array(markers.indices), markers: markers, radius: 3, in: frame)
    #expect(result.placed.count + result.leftOut == 59)
    #expect(result.placed.count > 10 && result.leftOut > 0)
    for (index, label) in result.placed.enumerated() {
        #expect(label.index != 4)
        #expect(
            frame.contains(label.box, clearance: 1)
                || label.leader != nil && frame.isBeside(label.box))
        for marker in markers {
            let box = PageBox(x: marker.x - 3, y: marker.y - 3, width: 6, height: 6)
            #expect(!label.box.overlaps(box))
        }
        for other in result.placed[..<index] {
            #expect(!label.box.overlaps(other.box))
            if let end = label.leader { #expect(!other.box.meets(markers[label.index], end)) }
            if let end = other.leader { #expect(!label.box.meets(markers[other.index], end)) }
        }
    }
}

@Test func boxMeetsTheLinesThatCrossIt() {
    let box = PageBox(x: 0, y: 0, width: 2, height: 1)
    #expect(box.meets(PagePoint(-1, 0.5), PagePoint(3, 0.5)))
    #expect(box.meets(PagePoint(1, 0.5), PagePoint(1, 0.5)))
    #expect(box.meets(PagePoint(-1, -1), PagePoint(1, 1)))
    #expect(!box.meets(PagePoint(-1, 0.5), PagePoint(-0.5, 0.5)))
    #expect(!box.meets(PagePoint(-1, 1), PagePoint(1, 3)))
    #expect(!box.meets(PagePoint(3, -1), PagePoint(3, 2)))
}

@Test func triangleHasItsCornersWhereTheProjectionPutsThem() {
    let frame = TriangleFrame(left: 10, top: 20, width: 200, fontSize: 7)
    let corners = frame.corners
    #expect(abs(corners[0].x - (corners[1].x + corners[2].x) / 2) < 1e-9)
    #expect(corners[1].y == corners[2].y && corners[0].y < corners[1].y)
    #expect(abs(corners[2].x - corners[1].x - frame.side) < 1e-9)
    let whole = TriangleFrame.height(width: 200, fontSize: 7)
    #expect(corners[1].y < 20 + whole && corners[1].x > 10 && corners[2].x < 210)
}

@Test func theAxesOfASectionAreSharesOfItsCorners() throws {
    let plain = try Samples.map(divisions: 9)
    let section = try PhaseMap(
        section: TernarySection("(Al-Cu-Fe)9Mg1"), grid: plain.grid, classNames: plain.classNames,
        probabilities: plain.probabilities)
    let drawn = try [plain, section].map { try TernaryFigure(map: $0).rendered(as: .svg) }
    #expect(drawn[0] != drawn[1], "at.% of a section is not what its ticks count")
}

@Test func panelsStandSideBySideWhereTheWidthHasRoom() throws {
    let map = try Samples.map(divisions: 4)
    let ruler = try Canvas(Surface(image: 1, by: 1))
    func height(_ width: Double, panels: Int, columns: Int? = nil) throws -> Double {
        try TernaryFigure(
            map: map, layers: [TernaryLayer](repeating: .classes, count: panels),
            columns: columns, style: FigureStyle(width: width)
        ).height(ruler: ruler)
    }
    #expect(try height(170, panels: 2) < height(85, panels: 2))
    #expect(try height(170, panels: 3) == height(170, panels: 4))
    #expect(try height(170, panels: 4, columns: 4) < height(170, panels: 4))
    #expect(throws: FiguresError.nothingToDraw(figure: "ternary map")) {
        try TernaryFigure(map: map, layers: []).rendered(as: .svg)
    }
}

struct TernaryWindowTests {
    @Test func aWindowHasTheShapeOfTheTriangle() throws {
        let window = try TernaryWindow(lowest: TernaryPoint(0.5, 0.1, 0))
        #expect(abs(window.size - 0.4) < 1e-12)
        let frame = TriangleFrame(left: 0, top: 0, width: 200, fontSize: 7, window: window)
        let whole = TriangleFrame(left: 0, top: 0, width: 200, fontSize: 7)
        for (corner, expected) in zip(frame.corners, whole.corners) {
            #expect(abs(corner.x - expected.x) < 1e-9 && abs(corner.y - expected.y) < 1e-9)
        }
        #expect(window.contains(TernaryPoint(0.5, 0.1, 0.4)))
        #expect(!window.contains(TernaryPoint(0.49, 0.11, 0.4)))
        for point in window.corners {
            let back = window.global(window.local(point))
            #expect(abs(back.a - point.a) + abs(back.b - point.b) < 1e-12)
        }
    }

    @Test(arguments: [
        (0.0, 1.0, [20.0, 40, 60, 80]), (0.5, 0.5, [60.0, 70, 80, 90]),
        (0.62, 0.08, [64.0, 66, 68]), (0.3, 0.01, [30.2, 30.4, 30.6, 30.8]),
    ])
    func ticksLieInsideAtRoundNumbers(least: Double, size: Double, expected: [Double]) throws {
        let window = try TernaryWindow(lowest: TernaryPoint(least, 1 - least - size, 0))
        let found = window.ticks(from: least, step: window.tickStep)
        #expect(found.count == expected.count)
        for (tick, wanted) in zip(found, expected) { #expect(abs(tick - wanted) < 1e-9) }
    }

    @Test(arguments: [(-0.1, 0.0, 0.0), (0.5, 0.5, 0), (0.4, 0.4, 0.195), (.nan, 0, 0)])
    func whatLeavesNoTriangleIsRefused(a: Double, b: Double, c: Double) {
        #expect(throws: FiguresError.self) {
            try TernaryWindow(lowest: TernaryPoint(a, b, c))
        }
    }

    @Test func aZoomedFigureShowsLessAndSaysWhatItLeavesOut() throws {
        let map = try Samples.map(divisions: 12)
        var figure = TernaryFigure(map: map, known: Samples.known)
        let whole = String(decoding: try figure.rendered(as: .svg), as: UTF8.self)
        figure.window = try TernaryWindow(lowest: TernaryPoint(0.55, 0, 0))
        let part = String(decoding: try figure.rendered(as: .svg), as: UTF8.self)
        #expect(!whole.contains("outside of this part"))
        // AlFe has 50 % Al.
        #expect(part.contains("1 known outside of this part"))
        #expect(part.contains(">Al</text>") && !part.contains(">Cu</text>"))
    }
}

@Test func compoundsThatWereNotTrainedOnAreOpenAndTheLegendSaysSo() throws {
    let map = try Samples.map(divisions: 6)
    func svg(_ trained: (Int) -> Bool) throws -> String {
        let known = Samples.known.enumerated().map { number, point in
            var point = point
            point.isTrained = trained(number)
            return point
        }
        return String(
            decoding: try TernaryFigure(map: map, known: known).rendered(as: .svg), as: UTF8.self)
    }
    let all = try svg { _ in true }
    #expect(!all.contains("not trained on"))
    let none = try svg { _ in false }
    #expect(none.contains("not trained on") && none != all)
    #expect(try svg { $0 == 0 } != none)
}
