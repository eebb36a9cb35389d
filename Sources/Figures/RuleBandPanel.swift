import Foundation

/// One rule of a ``RuleBandFigure``: its axis, its histograms and what lies beyond.
struct RuleBandPanel {
    let row: RuleBandFigure.Row
    let classNames: [String]
    let axis: AxisScale

    static let bins = 40
    /// The share of a class that may lie beyond either end of the axis.
    static let tail = 0.005

    init(row: RuleBandFigure.Row, classNames: [String]) {
        self.row = row
        self.classNames = classNames
        axis = RuleBandPanel.axis(of: row)
    }

    /// From the smallest 0.5 % quantile of a class to the largest 99.5 % one, with the band.
    private static func axis(of row: RuleBandFigure.Row) -> AxisScale {
        var lowest = Double.infinity
        var highest = -Double.infinity
        for values in row.values where !values.isEmpty {
            let ordered = values.sorted()
            let last = Double(ordered.count - 1)
            lowest = min(lowest, ordered[Int((tail * last).rounded(.down))])
            highest = max(highest, ordered[Int(((1 - tail) * last).rounded(.up))])
        }
        let reach = (highest - lowest) * 0.02
        for end in [row.lower, row.upper].compactMap({ $0 }) {
            lowest = min(lowest, end - reach)
            highest = max(highest, end + reach)
        }
        return AxisScale(within: lowest...highest)
    }

    /// The share of a class in each bin of the axis; what lies beyond is in none.
    func histogram(of index: Int) -> [Double] {
        let values = row.values[index]
        var counts = [Int](repeating: 0, count: RuleBandPanel.bins)
        for value in values {
            let share = axis.share(value)
            guard share >= 0, share <= 1 else { continue }
            counts[min(RuleBandPanel.bins - 1, Int(share * Double(RuleBandPanel.bins)))] += 1
        }
        return counts.map { values.isEmpty ? 0 : Double($0) / Double(values.count) }
    }

    /// The share of a class inside the band, ends included; nil for a class without compounds.
    func share(inBand index: Int) -> Double? {
        let values = row.values[index]
        guard !values.isEmpty else { return nil }
        let inside = values.count {
            $0 >= row.lower ?? -.infinity && $0 <= row.upper ?? .infinity
        }
        return Double(inside) / Double(values.count)
    }

    /// "Beyond the axis: ...", with the share of each class; empty where nothing is.
    var beyond: String {
        let parts = classNames.indices.compactMap { index -> String? in
            let values = row.values[index]
            let outside = values.count { $0 < axis.lowest || $0 > axis.highest }
            guard outside > 0 else { return nil }
            let share = 100 * Double(outside) / Double(values.count)
            let text = share < 0.05 ? "< 0.1" : PlainText.number(share, decimals: 1)
            return "\(text) % of \(PlainText.line(classNames[index]))"
        }
        return parts.isEmpty ? "" : "Beyond the axis: " + parts.joined(separator: ", ")
    }

    /// The band in words.
    static func text(_ row: RuleBandFigure.Row) -> String {
        switch (row.lower, row.upper) {
        case (let lower?, let upper?): "\(number(lower)) to \(number(upper))"
        case (let lower?, nil): "≥ \(number(lower))"
        case (nil, let upper?): "≤ \(number(upper))"
        case (nil, nil): "any"
        }
    }

    /// Four significant digits, without zeros at the end.
    private static func number(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let exponent = Int(floor(log10(abs(value))))
        guard (-6...12).contains(exponent) else { return "\(value)" }
        var text = Substring(PlainText.number(value, decimals: max(0, 3 - exponent)))
        guard text.contains(".") else { return String(text) }
        while text.last == "0" { text = text.dropLast() }
        return String(text.last == "." ? text.dropLast() : text)
    }

    // MARK: - Drawing

    private func ends(in box: PageBox) -> (left: Double, right: Double) {
        let share = { (value: Double) in min(max(axis.share(value), 0), 1) }
        return (
            box.x + box.width * (row.lower.map(share) ?? 0),
            box.x + box.width * (row.upper.map(share) ?? 1)
        )
    }

    func drawBand(on canvas: Canvas, in box: PageBox) {
        let ends = ends(in: box)
        canvas.fillBox(
            PageBox(
                x: ends.left, y: box.y, width: max(ends.right - ends.left, 0.5),
                height: box.height), .ink, opacity: 0.13)
    }

    /// The ends of the band above the histograms; an open side has none.
    func drawEnds(on canvas: Canvas, in box: PageBox) {
        let ends = ends(in: box)
        canvas.set(.ink)
        canvas.setLine(width: 0.8, dashes: [2.5, 1.5])
        for (x, isClosed) in [(ends.left, row.lower != nil), (ends.right, row.upper != nil)]
        where isClosed {
            canvas.line(PagePoint(x, box.y), PagePoint(x, box.y + box.height))
        }
    }

    /// Bins as one outline on the floor of the lane, the highest as high as the lane allows.
    func drawHistogram(
        of index: Int, _ look: ClassAppearance, on canvas: Canvas, in lane: PageBox
    ) {
        let shares = histogram(of: index)
        let highest = shares.max() ?? 0
        let foot = lane.y + lane.height
        canvas.set(.faint, opacity: 0.5)
        canvas.setLine(width: 0.35)
        canvas.line(PagePoint(lane.x, foot), PagePoint(lane.x + lane.width, foot))
        guard highest > 0 else { return }
        let width = lane.width / Double(shares.count)
        var outline = [PagePoint(lane.x, foot)]
        for (bin, share) in shares.enumerated() {
            let y = foot - 0.88 * lane.height * share / highest
            outline.append(PagePoint(lane.x + Double(bin) * width, y))
            outline.append(PagePoint(lane.x + Double(bin + 1) * width, y))
        }
        outline.append(PagePoint(lane.x + lane.width, foot))
        canvas.set(look.marker, opacity: 0.75)
        canvas.addPolygon(outline)
        canvas.fill()
        canvas.set(look.marker)
        canvas.setLine(width: 0.5)
        canvas.addLine(outline)
        canvas.stroke()
    }
}
