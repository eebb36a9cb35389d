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

    /// Frame, light grid, ticks, tick labels and titles of two axes.
    func drawAxes(
        in box: PageBox, _ horizontal: some Axis, _ vertical: some Axis,
        titles: (horizontal: String, vertical: String), fontSize: Double
    ) {
        let font = TextFont(size: 0.9 * fontSize)
        let plain = TextFont(size: fontSize)
        let foot = box.y + box.height
        drawGrid(in: box, horizontal)
        drawRowGrid(in: box, vertical)
        set(.ink)
        setLine(width: 0.6)
        addBox(box)
        stroke()
        drawTickLabels(under: box, horizontal, fontSize: fontSize)
        for tick in vertical.ticks {
            let y = foot - box.height * vertical.share(tick)
            draw(vertical.text(tick), font, at: PagePoint(box.x - 0.5 * fontSize, y), .right)
        }
        draw(
            fitted(titles.horizontal, plain, within: box.width), plain,
            at: PagePoint(box.x + box.width / 2, foot + 2.6 * fontSize), .centre)
        draw(
            fitted(titles.vertical, plain, within: box.height), plain,
            at: PagePoint(0.9 * fontSize, box.y + box.height / 2), .centre, angle: -.pi / 2)
    }

    /// A light line across the box at each tick of its horizontal axis.
    func drawGrid(in box: PageBox, _ axis: some Axis) {
        for tick in axis.ticks {
            let x = box.x + box.width * axis.share(tick)
            gridLine(PagePoint(x, box.y), PagePoint(x, box.y + box.height))
        }
    }

    /// A light line across the box at each tick of its vertical axis.
    func drawRowGrid(in box: PageBox, _ axis: some Axis) {
        for tick in axis.ticks {
            let y = box.y + box.height * (1 - axis.share(tick))
            gridLine(PagePoint(box.x, y), PagePoint(box.x + box.width, y))
        }
    }

    /// The values of the horizontal axis, as many as can stand side by side.
    func drawTickLabels(under box: PageBox, _ axis: some Axis, fontSize: Double) {
        let font = TextFont(size: 0.9 * fontSize)
        let labels = axis.ticks.map {
            (place: box.x + box.width * axis.share($0), text: axis.text($0))
        }
        set(.ink)
        let zero = axis.ticks.firstIndex { abs($0) < 1e-12 }
        for index in readable(labels, font, keeping: zero ?? 0) {
            draw(
                labels[index].text, font,
                at: PagePoint(labels[index].place, box.y + box.height + fontSize), .centre)
        }
    }

    /// Which of some labels centred on their places to draw so that none touches another: every
    /// one, else every second, and so on; the last one rather than its neighbour, or else the one
    /// to keep.
    func readable(
        _ labels: [(place: Double, text: String)], _ font: TextFont, keeping kept: Int? = nil
    ) -> [Int] {
        guard let last = labels.indices.last else { return [] }
        let widths = labels.map { width(of: $0.text, font) }
        func touch(_ left: Int, _ right: Int) -> Bool {
            let room = (widths[left] + widths[right]) / 2 + 0.6 * font.size
            return labels[right].place - labels[left].place < room
        }
        for step in 1...max(1, last) {
            var chosen = Array(stride(from: (kept ?? 0) % step, through: last, by: step))
            if kept == nil, chosen.last != last, let end = chosen.last {
                if touch(end, last), chosen.count > 1 { chosen.removeLast() }
                chosen.append(last)
            }
            if zip(chosen, chosen.dropFirst()).allSatisfy({ !touch($0, $1) }) { return chosen }
        }
        return [kept ?? 0]
    }

    private func gridLine(_ from: PagePoint, _ to: PagePoint) {
        set(.ink, opacity: 0.15)
        setLine(width: 0.35)
        line(from, to)
    }
}
