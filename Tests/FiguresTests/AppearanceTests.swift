import Basis
import Testing

@testable import Figures

@Test func probabilityColoursDarkenInEvenSteps() {
    let luminances = (0...20).map {
        ColourRamp.probability.colour(Double($0) / 20, .light).luminance
    }
    for (lighter, darker) in zip(luminances, luminances.dropFirst()) { #expect(lighter > darker) }
    #expect(luminances[0] > 0.85 && luminances[20] < 0.06)
    // Lightness goes roughly with the cube root of luminance.
    let steps = zip(luminances, luminances.dropFirst()).map { cubeRoot($0) - cubeRoot($1) }
    #expect((steps.max() ?? 1) < 3 * (steps.min() ?? 0))
}

private func cubeRoot(_ value: Double) -> Double {
    var root = 1.0
    for _ in 0..<60 { root -= (root * root * root - value) / (3 * root * root) }
    return root
}

@Test func classesOfTheFieldLookTheSameInEveryMap() {
    let first = ClassAppearance.of(["quasicrystal", "approximant", "ordinary"], theme: .light)
    let second = ClassAppearance.of(["ordinary", "quasicrystal", "approximant"], theme: .light)
    #expect(first == [second[1], second[2], second[0]])
    #expect(ClassAppearance.of(["QC", "AC", "others"], theme: .light) == first)
    #expect(Set(first.map(\.hatch)).count == 3)
    #expect(Set(first.map(\.shape)).count == 3)
}

@Test func otherClassesDifferFromTheirNeighbours() {
    let looks = ClassAppearance.of(["B2", "sigma", "quasicrystal", "Laves", "fcc"], theme: .light)
    for (index, look) in looks.enumerated() {
        #expect(!looks[..<index].contains(look))
        #expect(!looks[..<index].contains { $0.area == look.area })
    }
}

@Test func plainTextIsOneLineOfPrintableCharacters() {
    #expect(PlainText.line("a\nb\tc\u{0}d") == "a b c d")
    #expect(PlainText.line("x\u{202E}y\u{200B}z\u{FFFE}") == "xyz")
    #expect(PlainText.line("α-Al₂O₃ (η′)") == "α-Al₂O₃ (η′)")
    let long = PlainText.line(String(repeating: "w", count: 1000))
    #expect(long.count == PlainText.longest + 1 && long.hasSuffix("…"))
}

@Test func escapedTextHasNoMarkup() {
    #expect(
        PlainText.escapedForXML("<a href=\"x\">'&'</a>")
            == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;")
}

@Test(arguments: [
    (0.0, 0, "0"), (0.25, 2, "0.25"), (-0.004, 2, "0.00"), (-1.5, 1, "−1.5"), (12.345, 2, "12.35"),
    (99.96, 1, "100.0"), (1e18, 2, "1e+18"),
])
func numbersHaveFixedDecimals(value: Double, decimals: Int, expected: String) {
    #expect(PlainText.number(value, decimals: decimals) == expected)
}

@Test(arguments: [(0.0, 1.0), (0, 0), (-3, 17), (0.0012, 0.0031), (5, 5), (0, 123_456)])
func axisCoversItsValuesWithAFewRoundTicks(low: Double, high: Double) {
    let axis = AxisScale(covering: low...high)
    #expect(axis.lowest <= low && axis.highest >= high && axis.lowest < axis.highest)
    #expect((3...12).contains(axis.ticks.count))
    #expect(Set(axis.ticks.map(axis.text)).count == axis.ticks.count)
    #expect(axis.ticks.first == axis.lowest && axis.ticks.last == axis.highest)
}

@Test func fittedTextIsNeverWiderThanItsRoom() throws {
    let ruler = try Canvas(Surface(image: 1, by: 1))
    let font = TextFont(size: 7)
    let text = "Al62Cu25.5Fe12.5 and more"
    for room in stride(from: 20.0, through: 200, by: 15) {
        let fitted = ruler.fitted(text, font, within: room)
        #expect(ruler.width(of: fitted, font) <= room)
        #expect(fitted == text || fitted.hasSuffix("…"))
    }
    #expect(ruler.fitted(text, font, within: 500) == text)
}

@Test func paretoFrontHoldsOnlyWhatNothingSimplerMatches() {
    let figure = ParetoFigure(points: [
        .init(complexity: 3, loss: 0.5), .init(complexity: 1, loss: 0.9),
        .init(complexity: 2, loss: 0.9), .init(complexity: 3, loss: 0.4),
        .init(complexity: 5, loss: 0.4), .init(complexity: 6, loss: 0.1),
    ])
    #expect(figure.front.map(\.complexity) == [1, 3, 6])
    #expect(figure.front.map(\.loss) == [0.9, 0.4, 0.1])
}

@Test func plotsRefuseWhatTheyCannotDraw() {
    #expect(throws: FiguresError.nothingToDraw(figure: "Pareto front")) {
        try ParetoFigure(points: []).rendered(as: .svg)
    }
    #expect(throws: FiguresError.self) {
        try ParetoFigure(points: [.init(complexity: 1, loss: .nan)]).rendered(as: .svg)
    }
    #expect(throws: FiguresError.self) {
        try ParetoFigure(points: [.init(complexity: 1, loss: 1)], chosen: 1).rendered(as: .svg)
    }
    #expect(throws: FiguresError.shape(figure: "confusion matrix", found: "1 rows", expected: "2"))
    { try ConfusionFigure(classNames: ["a", "b"], counts: [[1, 2]]).rendered(as: .svg) }
    #expect(throws: FiguresError.negative(figure: "confusion matrix", item: "row 0", value: -1)) {
        try ConfusionFigure(classNames: ["a"], counts: [[-1]]).rendered(as: .svg)
    }
    #expect(throws: FiguresError.nothingToDraw(figure: "bar chart")) {
        try BarFigure(bars: []).rendered(as: .svg)
    }
    #expect(throws: FiguresError.self) {
        try BarFigure(bars: [.init(label: "x", value: -2, spread: -1)]).rendered(as: .svg)
    }
}
