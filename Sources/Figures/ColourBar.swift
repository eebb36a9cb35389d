/// The scale of a probability layer, with its contour levels marked.
struct ColourBar {
    let label: String
    let contourLevels: [Double]
    let fontSize: Double

    var height: Double { 4.2 * fontSize }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) {
        let bar = PageBox(
            x: left + 0.14 * width, y: top + 0.3 * fontSize, width: 0.72 * width,
            height: 0.9 * fontSize)
        // From the left to the end of the bar each time: no gap can show between two steps.
        for band in 0..<ProbabilityBands.count {
            let share = Double(band) / Double(ProbabilityBands.count)
            canvas.fillBox(
                PageBox(
                    x: bar.x + share * bar.width, y: bar.y, width: bar.width * (1 - share),
                    height: bar.height),
                ProbabilityBands.colour(band))
        }
        canvas.set(.ink)
        for (index, level) in contourLevels.enumerated() {
            canvas.setLine(
                width: 0.6, dashes: ProbabilityBands.dashes(index, of: contourLevels.count))
            let x = bar.x + level * bar.width
            canvas.line(PagePoint(x, bar.y), PagePoint(x, bar.y + bar.height))
        }
        canvas.setLine(width: 0.5)
        canvas.addBox(bar)
        canvas.stroke()
        let font = TextFont(size: 0.9 * fontSize)
        for step in 0...4 {
            let value = Double(step) / 4
            let x = bar.x + value * bar.width
            let foot = bar.y + bar.height
            canvas.line(PagePoint(x, foot), PagePoint(x, foot + 0.3 * fontSize))
            let text = PlainText.number(value, decimals: step.isMultiple(of: 2) ? 1 : 2)
            canvas.draw(text, font, at: PagePoint(x, foot + 0.85 * fontSize), .centre)
        }
        let plain = TextFont(size: fontSize)
        canvas.draw(
            canvas.fitted(label, plain, within: width), plain,
            at: PagePoint(left + width / 2, bar.y + bar.height + 2.2 * fontSize), .centre)
    }
}
