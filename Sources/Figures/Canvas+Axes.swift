extension Canvas {
    /// A bold title, centred at the top of a figure.
    func drawTitle(_ title: String, width: Double, fontSize: Double) {
        guard !title.isEmpty else { return }
        let font = TextFont(size: 1.15 * fontSize, isBold: true)
        set(.ink)
        draw(
            fitted(title, font, within: width - fontSize), font,
            at: PagePoint(width / 2, 1.2 * fontSize), .centre)
    }

    /// Frame, light grid, ticks, tick labels and titles of two linear axes.
    func drawAxes(
        in box: PageBox, _ horizontal: AxisScale, _ vertical: AxisScale,
        titles: (horizontal: String, vertical: String), fontSize: Double
    ) {
        let font = TextFont(size: 0.9 * fontSize)
        let plain = TextFont(size: fontSize)
        let foot = box.y + box.height
        for tick in horizontal.ticks {
            let x = box.x + box.width * horizontal.share(tick)
            gridLine(PagePoint(x, box.y), PagePoint(x, foot))
            draw(horizontal.text(tick), font, at: PagePoint(x, foot + fontSize), .centre)
        }
        for tick in vertical.ticks {
            let y = foot - box.height * vertical.share(tick)
            gridLine(PagePoint(box.x, y), PagePoint(box.x + box.width, y))
            draw(vertical.text(tick), font, at: PagePoint(box.x - 0.5 * fontSize, y), .right)
        }
        setLine(width: 0.6)
        addBox(box)
        stroke()
        draw(
            fitted(titles.horizontal, plain, within: box.width), plain,
            at: PagePoint(box.x + box.width / 2, foot + 2.6 * fontSize), .centre)
        draw(
            fitted(titles.vertical, plain, within: box.height), plain,
            at: PagePoint(0.9 * fontSize, box.y + box.height / 2), .centre, angle: -.pi / 2)
    }

    private func gridLine(_ from: PagePoint, _ to: PagePoint) {
        set(.ink, opacity: 0.15)
        setLine(width: 0.35)
        line(from, to)
        set(.ink)
    }
}
