/// Horizontal bars with their names and values, the first on top.
public struct BarFigure: FigureContent {
    /// One bar.
    public struct Bar: Sendable, Equatable {
        public var label: String
        public var value: Double

        public init(label: String, value: Double) {
            self.label = label
            self.value = value
        }
    }

    /// Values from 0 up.
    public var bars: [Bar]
    public var valueTitle: String
    /// Decimals of the numbers at the bars' ends. The default is 2.
    public var decimals: Int
    public var title: String
    public var style: FigureStyle

    public init(
        bars: [Bar], valueTitle: String = "", decimals: Int = 2, title: String = "",
        style: FigureStyle = FigureStyle()
    ) {
        self.bars = bars
        self.valueTitle = valueTitle
        self.decimals = decimals
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        guard !bars.isEmpty else { throw FiguresError.nothingToDraw(figure: "bar chart") }
        for bar in bars {
            let item = PlainText.line(bar.label)
            guard bar.value.isFinite else {
                throw FiguresError.notFinite(figure: "bar chart", item: item, value: bar.value)
            }
            guard bar.value >= 0 else {
                throw FiguresError.negative(figure: "bar chart", item: item, value: bar.value)
            }
        }
        guard (0...12).contains(decimals) else {
            throw FiguresError.style(
                property: "decimals", value: Double(decimals), lowest: 0, highest: 12)
        }
    }

    private var size: Double { style.fontSize }
    private var rowHeight: Double { 1.8 * size }
    private var titleHeight: Double { title.isEmpty ? 0.5 * size : 2.2 * size }

    func height(ruler: Canvas) -> Double {
        titleHeight + rowHeight * Double(bars.count) + (valueTitle.isEmpty ? 2.2 : 3.8) * size
    }

    func draw(on canvas: Canvas) throws {
        let font = TextFont(size: size)
        let small = TextFont(size: 0.9 * size)
        let names = bars.map {
            canvas.fitted($0.label, font, within: 0.4 * style.widthInPoints)
        }
        let numbers = bars.map { PlainText.number($0.value, decimals: decimals) }
        let nameWidth = names.map { canvas.width(of: $0, font) }.max() ?? 0
        let numberWidth = numbers.map { canvas.width(of: $0, small) }.max() ?? 0
        let left = nameWidth + 1.2 * size
        let length = style.widthInPoints - left - numberWidth - 1.5 * size
        let foot = titleHeight + rowHeight * Double(bars.count)
        let highest = bars.map(\.value).max() ?? 0
        let scale = AxisScale(covering: 0...(highest > 0 ? highest : 1))
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        for tick in scale.ticks {
            let x = left + length * scale.share(tick)
            canvas.set(.ink, opacity: 0.15)
            canvas.setLine(width: 0.35)
            canvas.line(PagePoint(x, titleHeight), PagePoint(x, foot))
            canvas.set(.ink)
            canvas.draw(scale.text(tick), small, at: PagePoint(x, foot + size), .centre)
        }
        for (row, bar) in bars.enumerated() {
            let y = titleHeight + (Double(row) + 0.5) * rowHeight
            let width = length * scale.share(bar.value)
            canvas.fillBox(
                PageBox(x: left, y: y - 0.6 * size, width: width, height: 1.2 * size), .blue)
            canvas.set(.ink)
            canvas.draw(names[row], font, at: PagePoint(left - 0.6 * size, y), .right)
            canvas.draw(numbers[row], small, at: PagePoint(left + width + 0.4 * size, y))
        }
        canvas.setLine(width: 0.6)
        canvas.line(PagePoint(left, titleHeight), PagePoint(left, foot))
        canvas.draw(
            canvas.fitted(valueTitle, font, within: length), font,
            at: PagePoint(left + length / 2, foot + 2.6 * size), .centre)
    }
}
