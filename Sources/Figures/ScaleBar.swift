/// A horizontal bar that says which colour stands for which amount.
struct ScaleBar {
    struct Tick {
        /// From 0 to 1.
        var share: Double
        var text: String
    }

    let label: String
    let ticks: [Tick]
    let fontSize: Double

    var height: Double { 4 * fontSize }

    /// Label on top, then the bar, then its ticks. Labels that would touch are left out, the ends
    /// last. The label may be wider than the bar where `labelWidth` says so.
    func draw(
        on canvas: Canvas, left: Double, top: Double, width: Double, labelWidth: Double? = nil
    ) {
        let bar = PageBox(
            x: left, y: top + 1.5 * fontSize, width: width, height: 0.9 * fontSize)
        let steps = 64
        canvas.fillSteps(of: bar, count: steps) { step in
            ColourRamp.probability.colour((Double(step) + 0.5) / Double(steps), canvas.theme)
        }
        canvas.set(.ink)
        canvas.setLine(width: 0.5)
        canvas.addBox(bar)
        canvas.stroke()
        let foot = bar.y + bar.height
        let font = TextFont(size: 0.9 * fontSize)
        for tick in ticks {
            let x = bar.x + tick.share * bar.width
            canvas.line(PagePoint(x, foot), PagePoint(x, foot + 0.3 * fontSize))
        }
        let labels = ticks.map {
            (place: bar.x + $0.share * bar.width, text: $0.text)
        }
        for index in canvas.readable(labels, font) {
            canvas.draw(
                labels[index].text, font,
                at: PagePoint(labels[index].place, foot + 0.95 * fontSize), .centre)
        }
        let plain = TextFont(size: fontSize)
        canvas.draw(
            canvas.fitted(label, plain, within: labelWidth ?? width), plain,
            at: PagePoint(left + width / 2, top + 0.7 * fontSize), .centre)
    }
}
