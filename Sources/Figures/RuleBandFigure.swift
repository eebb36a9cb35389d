/// The bands of rules over the known compounds: for each rule the axis of its quantity, the band
/// shaded, and how the compounds of each class are distributed.
///
/// Each histogram shows shares of its class and is as high as its lane, so that a hundred compounds
/// and ten thousand can be compared. The axis ends where only a few compounds of every class lie
/// beyond; their share is written below.
public struct RuleBandFigure: FigureContent {
    /// A share with its interval, each from 0 to 1.
    public struct Share: Sendable, Equatable {
        public var value: Double
        public var lower: Double
        public var upper: Double

        public init(_ value: Double, lower: Double, upper: Double) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }
    }

    /// One rule.
    public struct Row: Sendable, Equatable {
        public var quantity: String
        /// Empty for pure numbers.
        public var unit: String
        /// The ends of the band; nil where it is open.
        public var lower: Double?
        public var upper: Double?
        /// The quantity of the known compounds, an array for each class.
        public var values: [[Double]]
        /// Share of the wanted compounds inside the band.
        public var coverage: Share
        /// Share of the compounds inside the band that are wanted.
        public var precision: Share

        public init(
            quantity: String, unit: String = "", lower: Double?, upper: Double?,
            values: [[Double]], coverage: Share, precision: Share
        ) {
            self.quantity = quantity
            self.unit = unit
            self.lower = lower
            self.upper = upper
            self.values = values
            self.coverage = coverage
            self.precision = precision
        }
    }

    public var classNames: [String]
    public var rows: [Row]
    public var title: String
    public var style: FigureStyle

    public init(
        classNames: [String], rows: [Row], title: String = "",
        style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) {
        self.classNames = classNames
        self.rows = rows
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    var lettersAcross: Double { 33 }

    func check() throws {
        guard !rows.isEmpty, !classNames.isEmpty else {
            throw FiguresError.nothingToDraw(figure: "rule bands")
        }
        for row in rows { try check(row) }
    }

    private func check(_ row: Row) throws {
        let figure = "rule band of \(PlainText.line(row.quantity))"
        guard row.values.count == classNames.count else {
            throw FiguresError.shape(
                figure: figure, found: "values of \(row.values.count) classes",
                expected: "\(classNames.count)")
        }
        guard row.values.contains(where: { !$0.isEmpty }) else {
            throw FiguresError.nothingToDraw(figure: figure)
        }
        for (name, values) in zip(classNames, row.values) {
            for value in values where !value.isFinite {
                throw FiguresError.notFinite(
                    figure: figure, item: PlainText.line(name), value: value)
            }
        }
        for end in [row.lower, row.upper].compactMap({ $0 }) where !end.isFinite {
            throw FiguresError.notFinite(figure: figure, item: "end of the band", value: end)
        }
        if let lower = row.lower, let upper = row.upper, lower > upper {
            throw FiguresError.shape(
                figure: figure, found: "a band from \(lower) to \(upper)",
                expected: "a lower end and an upper one")
        }
        for share in [row.coverage, row.precision] {
            guard share.lower >= 0, share.lower <= share.value, share.value <= share.upper,
                share.upper <= 1
            else {
                throw FiguresError.shape(
                    figure: figure, found: "\(share.lower), \(share.value), \(share.upper)",
                    expected: "a share and the ends of its interval")
            }
        }
    }

    // MARK: - Layout

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var small: TextFont { TextFont(size: 0.87 * size) }
    private var top: Double { (title.isEmpty ? 0 : 2.2 * size) + 2 * size }
    private var isWide: Bool { style.widthInPoints >= 50 * size }
    private var laneHeight: Double { (isWide ? 2.6 : 2.2) * size }
    private var columnWidth: Double { (isWide ? 6.5 : 4.9) * size }
    /// One for the share of each class inside, one each for coverage and precision.
    private var right: Double { style.widthInPoints - 3 * columnWidth - 0.3 * size }
    private var headHeight: Double { 1.7 * size }

    private func rowHeight(_ panel: RuleBandPanel) -> Double {
        headHeight + laneHeight * Double(classNames.count) + 1.9 * size
            + (panel.beyond.isEmpty ? 0 : 1.2 * size) + 0.9 * size
    }

    private var panels: [RuleBandPanel] {
        rows.map { RuleBandPanel(row: $0, classNames: classNames) }
    }

    func height(ruler: Canvas) -> Double {
        top + panels.reduce(0) { $0 + rowHeight($1) }
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        let widest = classNames.map { canvas.width(of: PlainText.line($0), small) }.max() ?? 0
        let left = 0.5 * size + min(widest, 0.2 * style.widthInPoints) + 0.6 * size
        canvas.set(.faint)
        canvas.draw(
            canvas.fitted(
                "Shares, each class to its own height", small, within: right - size),
            small, at: PagePoint(0.5 * size, top - size))
        canvas.set(.ink)
        for (column, heading) in ["In band", "Coverage", "Precision"].enumerated() {
            canvas.draw(
                canvas.fitted(heading, small, within: columnWidth), small,
                at: PagePoint(centre(of: column), top - size), .centre)
        }
        var y = top
        for panel in panels {
            draw(panel, on: canvas, left: left, top: y)
            y += rowHeight(panel)
        }
    }

    private func centre(of column: Int) -> Double {
        right + (Double(column) + 0.5) * columnWidth
    }

    private func draw(_ panel: RuleBandPanel, on canvas: Canvas, left: Double, top: Double) {
        let box = PageBox(
            x: left, y: top + headHeight, width: right - left,
            height: laneHeight * Double(classNames.count))
        drawHead(of: panel.row, on: canvas, in: box, top: top)
        canvas.drawGrid(in: box, panel.axis)
        panel.drawBand(on: canvas, in: box)
        let looks = ClassAppearance.of(classNames, theme: style.theme)
        for (index, look) in looks.enumerated() {
            let lane = PageBox(
                x: box.x, y: box.y + Double(index) * laneHeight, width: box.width,
                height: laneHeight)
            panel.drawHistogram(of: index, look, on: canvas, in: lane)
        }
        panel.drawEnds(on: canvas, in: box)
        canvas.set(.ink)
        canvas.setLine(width: 0.6)
        canvas.addBox(box)
        canvas.stroke()
        for (index, name) in classNames.enumerated() {
            let y = box.y + (Double(index) + 0.5) * laneHeight
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted(name, small, within: left - 1.1 * size), small,
                at: PagePoint(left - 0.6 * size, y), .right)
            canvas.draw(
                panel.share(inBand: index).map(percent) ?? "–", small,
                at: PagePoint(centre(of: 0), y), .centre)
        }
        drawShare(panel.row.coverage, on: canvas, column: 1, box)
        drawShare(panel.row.precision, on: canvas, column: 2, box)
        canvas.drawTickLabels(under: box, panel.axis, fontSize: size)
        guard !panel.beyond.isEmpty else { return }
        canvas.set(.faint)
        canvas.draw(
            canvas.fitted(panel.beyond, small, within: style.widthInPoints - size), small,
            at: PagePoint(box.x, box.y + box.height + 2.3 * size))
    }

    /// Name and unit, and the band in words.
    private func drawHead(of row: Row, on canvas: Canvas, in box: PageBox, top: Double) {
        let bold = TextFont(size: size, isBold: true)
        let start = 0.5 * size
        let band = RuleBandPanel.text(row)
        let bandWidth = canvas.width(of: band, font)
        let room = style.widthInPoints - 2 * start - bandWidth - size
        let unit = PlainText.line(row.unit)
        let name = canvas.fitted(
            row.quantity + (unit.isEmpty || unit == "1" ? "" : " (\(unit))"), bold, within: room)
        canvas.set(.ink)
        canvas.draw(name, bold, at: PagePoint(start, top + 0.7 * size))
        canvas.draw(
            band, font,
            at: PagePoint(start + canvas.width(of: name, bold) + size, top + 0.7 * size))
    }

    private func drawShare(_ share: Share, on canvas: Canvas, column: Int, _ box: PageBox) {
        let middle = PagePoint(centre(of: column), box.y + box.height / 2)
        let bold = TextFont(size: 1.1 * size, isBold: true)
        canvas.set(.ink)
        canvas.draw(
            percent(share.value), bold, at: PagePoint(middle.x, middle.y - 0.7 * size), .centre)
        let digits = share.upper < 0.0995 ? 1 : 0
        let interval =
            PlainText.number(100 * share.lower, decimals: digits) + "–"
            + PlainText.number(100 * share.upper, decimals: digits) + " %"
        canvas.set(.faint)
        canvas.draw(interval, small, at: PagePoint(middle.x, middle.y + 0.7 * size), .centre)
    }

    private func percent(_ share: Double) -> String {
        PlainText.number(100 * share, decimals: 1) + " %"
    }
}
