/// The table beside or below precision-recall curves: symbol, name and average precision.
struct PrecisionRecallLegend {
    static let dashes = [3.0, 1.8]
    static let dots = [0.8, 1.6]

    let curves: [PrecisionRecallFigure.Curve]
    let prevalence: Double?
    let baselineName: String
    let fontSize: Double

    private var lineHeight: Double { 1.6 * fontSize }
    private var hasBaseline: Bool { curves.contains { !$0.baseline.isEmpty } }
    private var symbolWidth: Double { 3 * fontSize }
    private var font: TextFont { TextFont(size: fontSize) }

    var height: Double {
        lineHeight * Double(1 + curves.count + (hasBaseline ? 1 : 0) + (prevalence == nil ? 0 : 1))
    }

    /// Two columns of numbers where there are baselines, which have the same dashes in all colours.
    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) {
        let bold = TextFont(size: fontSize, isBold: true)
        let model = left + width - (hasBaseline ? 7 * fontSize : 0)
        let right = left + width
        // Up to the widest number, "0.0000".
        let room = model - 4 * fontSize - left - symbolWidth
        var y = top + 0.5 * lineHeight
        canvas.set(.ink)
        canvas.draw(
            canvas.fitted("Average precision", bold, within: model - left), bold,
            at: PagePoint(model, y), .right)
        if hasBaseline {
            canvas.draw(
                canvas.fitted(baselineName, bold, within: 6 * fontSize), bold,
                at: PagePoint(right, y), .right)
        }
        for (index, curve) in curves.enumerated() {
            y += lineHeight
            let appearance = SeriesAppearance.of(index, theme: canvas.theme)
            canvas.set(appearance.marker)
            line(on: canvas, left, y, width: 1.2)
            canvas.marker(
                appearance, at: PagePoint(left + 1.2 * fontSize, y), radius: 0.42 * fontSize)
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted(curve.name, font, within: room), font,
                at: PagePoint(left + symbolWidth, y))
            let average = PrecisionRecallFigure.averagePrecision(curve.points)
            canvas.draw(
                PlainText.number(average, decimals: 3), font, at: PagePoint(model, y), .right)
            guard !curve.baseline.isEmpty else { continue }
            canvas.draw(
                PlainText.number(
                    PrecisionRecallFigure.averagePrecision(curve.baseline), decimals: 3), font,
                at: PagePoint(right, y), .right)
        }
        if hasBaseline {
            y += lineHeight
            canvas.set(.faint)
            line(on: canvas, left, y, width: 0.8, PrecisionRecallLegend.dashes)
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted("dashed: \(baselineName)", font, within: width - symbolWidth), font,
                at: PagePoint(left + symbolWidth, y))
        }
        if let prevalence {
            y += lineHeight
            canvas.set(.faint)
            line(on: canvas, left, y, width: 0.9, PrecisionRecallLegend.dots)
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted("prevalence", font, within: room), font,
                at: PagePoint(left + symbolWidth, y))
            canvas.draw(
                PlainText.number(prevalence, decimals: prevalence < 0.0995 ? 4 : 3), font,
                at: PagePoint(model, y), .right)
        }
    }

    private func line(
        on canvas: Canvas, _ left: Double, _ y: Double, width: Double, _ dashes: [Double] = []
    ) {
        canvas.setLine(width: width, dashes: dashes)
        canvas.line(PagePoint(left, y), PagePoint(left + 2.4 * fontSize, y))
    }
}
