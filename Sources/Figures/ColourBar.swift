/// The scale of a layer, with its contour levels marked.
struct ColourBar {
    let scale: ColourScale
    let fontSize: Double

    var height: Double { 4.2 * fontSize }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) {
        let bar = PageBox(
            x: left + 0.14 * width, y: top + 0.3 * fontSize, width: 0.72 * width,
            height: 0.9 * fontSize)
        canvas.fillSteps(of: bar, count: ColourScale.steps) { scale.colour($0, canvas.theme) }
        for (index, level) in scale.contourLevels.enumerated() {
            canvas.set(canvas.theme.contour)
            canvas.setLine(width: 0.6, dashes: scale.dashes(index))
            let x = bar.x + level / scale.highest * bar.width
            canvas.line(PagePoint(x, bar.y), PagePoint(x, bar.y + bar.height))
        }
        canvas.set(.ink)
        canvas.setLine(width: 0.5)
        canvas.addBox(bar)
        canvas.stroke()
        let font = TextFont(size: 0.9 * fontSize)
        // Quarters, unless fifths are the rounder numbers.
        let parts = (scale.highest * 25).rounded() == scale.highest * 25 ? 4 : 5
        for step in 0...parts {
            let x = bar.x + Double(step) / Double(parts) * bar.width
            let foot = bar.y + bar.height
            canvas.line(PagePoint(x, foot), PagePoint(x, foot + 0.3 * fontSize))
            canvas.draw(
                TextRecord.number(scale.highest * Double(step) / Double(parts)), font,
                at: PagePoint(x, foot + 0.95 * fontSize), .centre)
        }
        let plain = TextFont(size: fontSize)
        canvas.draw(
            canvas.fitted(scale.label, plain, within: width), plain,
            at: PagePoint(left + width / 2, bar.y + bar.height + 2.3 * fontSize), .centre)
    }
}

extension Canvas {
    /// Fills a bar with colours from left to right: each from its step to the end of the bar, so
    /// that no gap can show between two steps.
    func fillSteps(of bar: PageBox, count: Int, colour: (Int) -> Colour) {
        for step in 0..<count {
            let share = Double(step) / Double(count)
            fillBox(
                PageBox(
                    x: bar.x + share * bar.width, y: bar.y, width: bar.width * (1 - share),
                    height: bar.height), colour(step))
        }
    }
}
