/// Horizontal bars with their names and values, the first on top; with intervals where they are
/// known, and to the left of zero where values are negative.
public struct BarFigure: FigureContent {
    /// One bar.
    public struct Bar: Sendable, Equatable {
        public var label: String
        public var value: Double
        /// The ends of the interval of the value, around it; nil for none.
        public var interval: ClosedRange<Double>?

        public init(label: String, value: Double, interval: ClosedRange<Double>? = nil) {
            self.label = label
            self.value = value
            self.interval = interval
        }

        /// A value and how far it spreads to both sides, such as mean and standard deviation.
        ///
        /// A spread that is negative or no number gives a bar that is refused when drawn.
        public init(label: String, value: Double, spread: Double) {
            let isInterval = spread >= 0 && value - spread <= value + spread
            self.init(
                label: label, value: isInterval ? value : .nan,
                interval: isInterval ? value - spread...value + spread : nil)
        }
    }

    /// What stands for a value.
    public enum Mark: Sendable, Equatable {
        case bar
        /// For values whose intervals matter more than their distance from zero.
        case dot
    }

    public var bars: [Bar]
    public var valueTitle: String
    /// Decimals of the numbers on the right, 0...12. The default is 2.
    public var decimals: Int
    /// The default is bars.
    public var mark: Mark
    /// What the intervals are, such as "mean ± standard deviation over folds"; stands below the
    /// axis.
    public var intervalName: String
    public var title: String
    public var style: FigureStyle

    public init(
        bars: [Bar], valueTitle: String = "", decimals: Int = 2, mark: Mark = .bar,
        intervalName: String = "", title: String = "", style: FigureStyle = FigureStyle()
    ) {
        self.bars = bars
        self.valueTitle = valueTitle
        self.decimals = decimals
        self.mark = mark
        self.intervalName = intervalName
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        guard !bars.isEmpty else { throw FiguresError.nothingToDraw(figure: "bar chart") }
        for bar in bars {
            let item = PlainText.line(bar.label)
            let ends = bar.interval.map { [$0.lowerBound, $0.upperBound] } ?? []
            for value in [bar.value] + ends where !value.isFinite {
                throw FiguresError.notFinite(figure: "bar chart", item: item, value: value)
            }
            if let interval = bar.interval, !interval.contains(bar.value) {
                throw FiguresError.shape(
                    figure: "bar chart, \(item)",
                    found: "\(bar.value) outside of \(interval.lowerBound) to "
                        + "\(interval.upperBound)", expected: "values within their intervals")
            }
        }
        guard (0...12).contains(decimals) else {
            throw FiguresError.style(
                property: "decimals", value: Double(decimals), lowest: 0, highest: 12)
        }
    }

    // MARK: - Layout

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var small: TextFont { TextFont(size: 0.9 * size) }
    private var rowHeight: Double { 1.8 * size }
    private var titleHeight: Double { title.isEmpty ? 0.5 * size : 2.2 * size }
    private var foot: Double { titleHeight + rowHeight * Double(bars.count) }

    func height(ruler: Canvas) -> Double {
        foot + (valueTitle.isEmpty ? 2.2 : 3.8) * size + (intervalName.isEmpty ? 0 : 1.5 * size)
    }

    /// From zero where bars begin there, over all values and intervals.
    private func scale(width: Double) -> AxisScale {
        let values = bars.flatMap { bar in
            [bar.value] + (bar.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
        }
        let lowest = min(0, values.min() ?? 0)
        let highest = max(0, values.max() ?? 0)
        let range = lowest...(highest > lowest ? highest : lowest + 1)
        let isPlain = mark == .bar && !bars.contains { $0.interval != nil || $0.value < 0 }
        return isPlain
            ? AxisScale(covering: range)
            : AxisScale(within: range, steps: width < 24 * size ? 4 : 6)
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        let names = bars.map {
            canvas.fitted($0.label, font, within: 0.4 * style.widthInPoints)
        }
        let numbers = bars.map { PlainText.number($0.value, decimals: decimals) }
        let nameWidth = names.map { canvas.width(of: $0, font) }.max() ?? 0
        let numberWidth = numbers.map { canvas.width(of: $0, small) }.max() ?? 0
        let left = nameWidth + 1.2 * size
        let box = PageBox(
            x: left, y: titleHeight,
            width: style.widthInPoints - left - numberWidth - 1.5 * size,
            height: foot - titleHeight)
        let scale = scale(width: box.width)
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        canvas.drawGrid(in: box, scale)
        let ends = bars.indices.map { drawBar($0, scale, on: canvas, in: box) }
        let zero = box.x + box.width * scale.share(0)
        canvas.set(.ink)
        canvas.setLine(width: 0.6)
        canvas.line(PagePoint(zero, titleHeight), PagePoint(zero, foot))
        drawTexts(names, numbers, ends, on: canvas, in: box)
        canvas.drawTickLabels(under: box, scale, fontSize: size)
        canvas.draw(
            canvas.fitted(valueTitle, font, within: box.width), font,
            at: PagePoint(box.x + box.width / 2, foot + 2.6 * size), .centre)
        guard !intervalName.isEmpty else { return }
        canvas.set(.faint)
        canvas.draw(
            canvas.fitted(intervalName, small, within: style.widthInPoints - 2 * size), small,
            at: PagePoint(
                style.widthInPoints / 2, foot + (valueTitle.isEmpty ? 2.2 : 4) * size), .centre)
    }

    private func middle(of row: Int) -> Double { titleHeight + (Double(row) + 0.5) * rowHeight }

    /// Draws one value and returns where its mark ends on the right.
    private func drawBar(
        _ row: Int, _ scale: AxisScale, on canvas: Canvas, in box: PageBox
    ) -> Double {
        let bar = bars[row]
        let y = middle(of: row)
        func x(_ value: Double) -> Double { box.x + box.width * scale.share(value) }
        let interval = bar.interval
        if mark == .bar {
            // Behind an interval the bar is lighter, so that both its ends can be seen.
            let ground =
                interval == nil ? Colour.blue : canvas.theme.faded(canvas.theme.strong(.blue), 0.45)
            canvas.fillBox(
                PageBox(
                    x: min(x(0), x(bar.value)), y: y - 0.6 * size,
                    width: abs(x(bar.value) - x(0)), height: 1.2 * size), ground)
        }
        if mark == .dot {
            canvas.marker(
                SeriesAppearance.of(0, theme: canvas.theme), at: PagePoint(x(bar.value), y),
                radius: 0.42 * size)
        }
        if let interval {
            // Above a dot, which can be wider than the interval.
            canvas.set(.ink)
            canvas.setLine(width: 0.9)
            let ends = [x(interval.lowerBound), x(interval.upperBound)]
            canvas.line(PagePoint(ends[0], y), PagePoint(ends[1], y))
            for end in ends {
                canvas.line(PagePoint(end, y - 0.42 * size), PagePoint(end, y + 0.42 * size))
            }
        }
        return max(x(0), x(bar.value), x(interval?.upperBound ?? bar.value))
            + (mark == .dot ? 0.3 * size : 0)
    }

    /// Numbers stand at the ends of plain bars, and in a column of their own beside intervals,
    /// whose ends are too ragged to read along.
    private func drawTexts(
        _ names: [String], _ numbers: [String], _ ends: [Double], on canvas: Canvas,
        in box: PageBox
    ) {
        let isColumn = mark == .dot || bars.contains { $0.interval != nil || $0.value < 0 }
        let right = style.widthInPoints - 0.5 * size
        canvas.set(.ink)
        for row in bars.indices {
            let y = middle(of: row)
            canvas.draw(names[row], font, at: PagePoint(box.x - 0.6 * size, y), .right)
            if isColumn {
                canvas.draw(numbers[row], small, at: PagePoint(right, y), .right)
            } else {
                canvas.draw(numbers[row], small, at: PagePoint(ends[row] + 0.4 * size, y))
            }
        }
    }
}
