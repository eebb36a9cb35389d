import Testing

@testable import Figures

struct TextTests {
    @Test(arguments: [
        ("Al63Cu25Fe12", "Al|_63|Cu|_25|Fe|_12"), ("Al62.5Cu25", "Al|_62.5|Cu|_25"),
        ("(Al-Cu-Fe)90Mg10", "(Al-Cu-Fe)|_90|Mg|_10"), ("[AlCu]3Fe", "[AlCu]|_3|Fe"),
        ("2 phases", "2 phases"), ("Al13.", "Al|_13|."), ("NaCl 2", "NaCl 2"), ("", ""),
    ])
    func amountsOfAFormulaAreLowered(text: String, runs: String) {
        let rich = RichText(formula: text)
        #expect(
            rich.runs.map { ($0.isLowered ? "_" : "") + $0.text }.joined(separator: "|") == runs)
    }

    @Test func runsLoseNothing() {
        for text in [Samples.hostile, "α-Al2O3·H2O", "x1.2.3y"] {
            #expect(RichText(formula: text).plain == text)
        }
    }

    @Test func aFittedFormulaIsNeverWiderThanItsRoom() throws {
        let ruler = try Canvas(Surface(image: 1, by: 1))
        let font = TextFont(size: 7)
        for room in stride(from: 12.0, through: 120, by: 9) {
            let fitted = ruler.fitted(
                formula: "Al62Cu25.5Fe12.5Mn3Si2", font, within: room)
            #expect(ruler.width(of: fitted, font) <= room)
        }
    }

    @Test func textOfAnSVGIsTextWithItsPlaceTurnAndSubscripts() throws {
        let canvas = try Canvas(Surface(svg: 100, by: 50), recordsText: true)
        canvas.set(Colour(0x0072b2))
        canvas.draw(
            RichText(formula: "Al2<"), TextFont(size: 10, isBold: true), at: PagePoint(50, 20),
            .centre, angle: .pi / 2)
        let record = try #require(canvas.texts.first)
        // The middle of the capitals stays where it was asked for, whatever the turn.
        let drop = canvas.capHeight(TextFont(size: 10, isBold: true)) / 2
        #expect(abs(record.place.x - (50 - drop)) < 1e-9 && abs(record.place.y - 20) < 1e-9)
        #expect(
            record.element.hasSuffix(
                " font-size=\"10\" font-weight=\"bold\" text-anchor=\"middle\" "
                    + "transform=\"rotate(90 \(TextRecord.number(record.place.x)) 20)\" "
                    + "fill=\"#0072b2\"><tspan>Al</tspan><tspan dy=\"2\" font-size=\"7.5\">2"
                    + "</tspan><tspan dy=\"-2\">&lt;</tspan></text>\n"))
    }

    @Test func aMapsSVGHasItsLabelsAsText() throws {
        let figure = TernaryFigure(
            map: try Samples.map(divisions: 6), known: Samples.known, title: "(Al-Cu-Fe)90Mg10")
        let document = String(decoding: try figure.rendered(as: .svg), as: UTF8.self)
        for text in ["at.% Al", ">Cu</text>", "known quasicrystal", "(Al-Cu-Fe)", "glyph"] {
            #expect(document.contains(text) == (text != "glyph"), "\(text)")
        }
    }

    @Test(arguments: [
        (1.0, "1"), (0.25, "0.25"), (-0.5, "-0.5"), (12.345, "12.35"), (0.001, "0"), (100, "100"),
    ])
    func numbersHaveNoNeedlessZeros(value: Double, text: String) {
        #expect(TextRecord.number(value) == text)
    }

    @Test func simplifiedCurvesStayWithinTheTolerance() {
        let circle = (0..<400).map { step -> PagePoint in
            let angle = Double(step) / 400 * 2 * .pi
            return PagePoint(50 * cosine(angle), 50 * cosine(angle - .pi / 2))
        }
        let kept = Simplification.simplified(circle, isClosed: true, tolerance: 0.1)
        #expect(kept.count < 80 && kept.count > 20)
        for (first, second) in zip(kept, kept.dropFirst()) {
            let middle = PagePoint((first.x + second.x) / 2, (first.y + second.y) / 2)
            let radius = (middle.x * middle.x + middle.y * middle.y).squareRoot()
            #expect(abs(radius - 50) <= 0.1001)
        }
        let line = (0...9).map { PagePoint(Double($0), 0) }
        #expect(
            Simplification.simplified(line, isClosed: false, tolerance: 0.01) == [
                PagePoint(0, 0), PagePoint(9, 0),
            ])
        let sliver = [PagePoint(0, 0), PagePoint(1, 0), PagePoint(1, 1e-4), PagePoint(0, 1e-4)]
        #expect(Simplification.simplified(sliver, isClosed: true, tolerance: 0.1).count >= 3)
    }
}

private func cosine(_ angle: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for n in 1...40 {
        term *= -angle * angle / Double((2 * n - 1) * 2 * n)
        sum += term
    }
    return sum
}
