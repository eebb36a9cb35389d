import Testing

@testable import Figures

@Suite struct OverviewTests {
    @Test(arguments: FigureTheme.allCases, [85.0, 120, 170])
    func overviewsFitEveryUsualWidth(theme: FigureTheme, width: Double) throws {
        let style = FigureStyle(width: width, theme: theme)
        for label in ["Al-Cu-Fe", String(repeating: "WM", count: 200)] {
            for figure in try Samples.overviews(label: label, style: style) {
                #expect(try figure.rendered(as: .svg).count > 1000)
            }
        }
    }

    @Test(arguments: [
        (1.0, 1000.0, ["1", "10", "100", "1000"]), (0.002, 0.9, ["0.002", "0.1", "1"]),
        (3e-9, 2e-3, ["1e−9", "1e−5", "0.01"]), (1e-300, 1e300, ["1e−300"]),
        (5, 5, ["5", "10"]),
    ])
    func logarithmicTicksAreRound(low: Double, high: Double, some: [String]) {
        let axis = LogScale(covering: low...high)
        let texts = axis.ticks.map(axis.text)
        #expect(Set(some).isSubset(of: texts))
        #expect((2...13).contains(texts.count))
        #expect(Set(texts).count == texts.count)
        #expect(axis.share(low) >= -1e-12 && axis.share(high) <= 1 + 1e-12)
        #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func logarithmsAreForPositiveNumbersOverDecades() {
        #expect(LogScale.suits([0.01, 1]))
        #expect(!LogScale.suits([0.1, 1]))
        #expect(!LogScale.suits([0, 1]))
        #expect(!LogScale.suits([-1, 100]))
        #expect(!LogScale.suits([]))
    }

    @Test(arguments: [(1.0, 2.0), (3, 3), (1, 4), (0, 57)])
    func wholeNumbersHaveWholeTicks(low: Double, high: Double) {
        let axis = AxisScale(covering: low...high, wholeNumbers: true)
        #expect(axis.ticks.allSatisfy { $0 == $0.rounded() })
        #expect(axis.lowest <= low && axis.highest >= high)
    }

    @Test(arguments: [(0.0, 1.0), (-0.003, 0.087), (0.733, 1), (5, 5), (-7, 1e6), (0, 3e-7)])
    func tightAxesHoldTheirValuesAndLittleElse(low: Double, high: Double) {
        let axis = AxisScale(within: low...high)
        #expect(axis.lowest <= low && axis.highest >= high)
        if high > low { #expect(axis.highest - axis.lowest <= 1.05 * (high - low)) }
        #expect((2...12).contains(axis.ticks.count))
        #expect(axis.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.share($0)) })
        #expect(Set(axis.ticks.map(axis.text)).count == axis.ticks.count)
    }

    @Test func thinnedLabelsKeepTheOneAskedFor() throws {
        let ruler = try Canvas(Surface(image: 1, by: 1))
        let labels = (0..<9).map { (place: Double($0) * 8, text: "0.00\($0)") }
        for kept in labels.indices {
            #expect(ruler.readable(labels, TextFont(size: 6), keeping: kept).contains(kept))
        }
    }

    @Test func readableLabelsNeverTouch() throws {
        let ruler = try Canvas(Surface(image: 1, by: 1))
        let font = TextFont(size: 6)
        for step in stride(from: 2.0, through: 30, by: 1.5) {
            let labels = (0..<9).map { (place: Double($0) * step, text: "0.00\($0)") }
            let chosen = ruler.readable(labels, font)
            #expect(chosen.first == 0)
            for (left, right) in zip(chosen, chosen.dropFirst()) {
                let room = labels[right].place - labels[left].place
                #expect(room > ruler.width(of: labels[left].text, font))
            }
        }
        #expect(ruler.readable([], font) == [])
    }

    @Test(arguments: [
        (0, 0, "no cases"), (0, 9, "0.0 %"), (8, 35_198, "< 0.1 %"), (35_190, 35_198, "> 99.9 %"),
        (9, 9, "100.0 %"), (1, 8, "12.5 %"),
    ])
    func sharesOfConfusionNeverRoundToNoneOrAll(count: Int, support: Int, expected: String) {
        #expect(ConfusionFigure.percent(count, of: support) == expected)
    }

    @Test func matricesOfOtherShapesAreRefused() {
        func render(_ counts: [[Int]]) throws {
            _ = try ConfusionFigure(
                classNames: ["a", "b"],
                matrices: [
                    .init(name: "random", counts: [[1, 2], [3, 4]]),
                    .init(name: "family", counts: counts),
                ]
            ).rendered(as: .svg)
        }
        #expect(
            throws: FiguresError.shape(
                figure: "confusion matrix of family", found: "1 rows", expected: "2")
        ) { try render([[1, 2]]) }
        #expect(throws: FiguresError.self) { try render([[1, 2], [3]]) }
        #expect(throws: FiguresError.self) { try render([[1, 2], [3, -4]]) }
        #expect(throws: FiguresError.self) { try render([[1, 2], [.max, 1]]) }
        #expect(throws: FiguresError.nothingToDraw(figure: "confusion matrix")) {
            try ConfusionFigure(classNames: ["a"], matrices: []).rendered(as: .svg)
        }
    }

    @Test func barsHaveIntervalsAroundTheirValues() throws {
        func render(_ bar: BarFigure.Bar) throws {
            _ = try BarFigure(bars: [bar]).rendered(as: .svg)
        }
        try render(.init(label: "x", value: -2))
        try render(.init(label: "x", value: -2, spread: 1))
        #expect(BarFigure.Bar(label: "x", value: 3, spread: 1).interval == 2...4)
        #expect(throws: FiguresError.self) { try render(.init(label: "x", value: 1, spread: .nan)) }
        #expect(throws: FiguresError.self) {
            try render(.init(label: "x", value: 1, interval: 2...3))
        }
        #expect(throws: FiguresError.self) {
            try render(.init(label: "x", value: 1, interval: 0...Double.infinity))
        }
    }
}
