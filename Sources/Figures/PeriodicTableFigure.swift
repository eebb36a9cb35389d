import Materials

/// A periodic table whose cells are coloured by an amount, such as the number of systems with a
/// hit that contain the element.
///
/// H to Pu are always there, later elements up to the last one that has an amount or a mark.
/// Elements without an amount are left empty, so that "none" and "not looked at" differ.
public struct PeriodicTableFigure: FigureContent {
    /// How amounts become colours.
    public enum Scale: Sendable, Equatable {
        case linear
        /// Gives small amounts room beside a few large ones; the colour bar says so.
        case squareRoot
        /// Square roots where half of the amounts above 0 are less than a fifth of the largest.
        case automatic
    }

    /// An amount for each element that was looked at, from 0 up.
    public var values: [Element: Double]
    /// What the amounts are, with their unit; stands above the colour bar.
    public var valueTitle: String
    /// Decimals of the numbers in the cells, 0...12. The default is 0.
    public var decimals: Int
    /// The default is automatic.
    public var scale: Scale
    /// Elements that get a dot, and what it means.
    public var marked: Set<Element>
    public var markName: String
    /// What an empty cell means. The default is "not screened".
    public var absenceName: String
    public var title: String
    public var style: FigureStyle

    public init(
        values: [Element: Double], valueTitle: String, decimals: Int = 0,
        scale: Scale = .automatic, marked: Set<Element> = [], markName: String = "",
        absenceName: String = "not screened", title: String = "",
        style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) {
        self.values = values
        self.valueTitle = valueTitle
        self.decimals = decimals
        self.scale = scale
        self.marked = marked
        self.markName = markName
        self.absenceName = absenceName
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    var lettersAcross: Double { 30 }

    func check() throws {
        let figure = "periodic table"
        guard !values.isEmpty else { throw FiguresError.nothingToDraw(figure: figure) }
        for element in Element.allCases {
            guard let value = values[element] else { continue }
            guard value.isFinite else {
                throw FiguresError.notFinite(figure: figure, item: element.symbol, value: value)
            }
            guard value >= 0 else {
                throw FiguresError.negative(figure: figure, item: element.symbol, value: value)
            }
        }
        guard (0...12).contains(decimals) else {
            throw FiguresError.style(
                property: "decimals", value: Double(decimals), lowest: 0, highest: 12)
        }
    }

    // MARK: - Layout

    /// A cell of the table: column 0...17, row 0...6 for the periods, 7 and 8 for the two rows of
    /// Ce to Lu and Th to Lr below.
    static func cell(of element: Element) -> (column: Int, row: Int) {
        if let group = element.group { return (group - 1, element.period - 1) }
        // Ce (58) and Th (90) stand below group 4, next to the La and Ac that they follow.
        let first = element.period == 6 ? 58 : 90
        return (element.atomicNumber - first + 3, element.period + 1)
    }

    var elements: [Element] {
        let last = Element.allCases.last { values[$0] != nil || marked.contains($0) }
        let count = max(94, last?.atomicNumber ?? 0)
        return Array(Element.allCases.prefix(count))
    }

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var small: TextFont { TextFont(size: 0.88 * size) }
    private var titleHeight: Double { title.isEmpty ? 0 : 2.2 * size }
    private var left: Double { 1.6 * size }
    private var top: Double { titleHeight + 1.7 * size }
    private var width: Double { (style.widthInPoints - left - 0.5 * size) / 18 }

    /// Everything that depends on the width of text.
    private struct Layout {
        /// Of a cell, with the strip for the dots.
        var height: Double
        /// On top of narrow cells, where a dot beside the symbol would touch it.
        var strip: Double
        var hasNumbers: Bool
        /// Whether the colour bar stands in the gap above groups 3 to 12, or else below the table.
        var hasBarInside: Bool
        var barLabel: String
    }

    private func layout(_ ruler: Canvas) -> Layout {
        let widest = amounts.map { ruler.width(of: text($0), small) }.max() ?? 0
        // All of the numbers or none: a missing number would look like a missing amount.
        let hasNumbers = widest <= width - 0.3 * size
        let strip = width < 2.6 * size && !marked.isEmpty ? 0.7 * size : 0
        let least = strip + (hasNumbers ? 2.6 : 1.6) * size
        let height = max(min(1.05 * width, 3.6 * size), least)
        let kind = amountScale.kind == .squareRoot ? " (square-root scale)" : ""
        let room = 10 * width - 2 * size
        let label = PlainText.line(valueTitle) + kind
        let isInside =
            ruler.width(of: label, font) <= room && 3 * height - 1.7 * size >= 4 * size
        let cut = ruler.fitted(
            valueTitle, font,
            within: style.widthInPoints - 2 * size - ruler.width(of: kind, font))
        return Layout(
            height: height, strip: strip, hasNumbers: hasNumbers, hasBarInside: isInside,
            barLabel: cut + kind)
    }

    private func text(_ value: Double) -> String { PlainText.number(value, decimals: decimals) }

    private func box(of element: Element, _ layout: Layout) -> PageBox {
        let cell = PeriodicTableFigure.cell(of: element)
        return PageBox(
            x: left + Double(cell.column) * width, y: y(ofRow: cell.row, layout), width: width,
            height: layout.height)
    }

    private func y(ofRow row: Int, _ layout: Layout) -> Double {
        top + Double(row) * layout.height + (row > 6 ? 0.7 * size : 0)
    }

    private var amounts: [Double] { elements.compactMap { values[$0] } }

    private var amountScale: AmountScale {
        switch scale {
        case .linear: AmountScale(.linear, covering: amounts)
        case .squareRoot: AmountScale(.squareRoot, covering: amounts)
        case .automatic:
            AmountScale(AmountScale.suitable(for: amounts), covering: amounts)
        }
    }

    private var key: KeyRow {
        var entries = [(KeyRow.Symbol.emptyCell, absenceName)]
        if !marked.isEmpty { entries.append((.dot, markName)) }
        return KeyRow(
            entries: entries.map { KeyRow.Entry(symbol: $0.0, name: $0.1) }, fontSize: size)
    }

    func height(ruler: Canvas) -> Double {
        let layout = layout(ruler)
        return y(ofRow: 9, layout) + (layout.hasBarInside ? 0.5 : 5.2) * size
            + key.height(width: style.widthInPoints - 2 * size, ruler: ruler) + 0.5 * size
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        let layout = layout(canvas)
        let scale = amountScale
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        drawBar(of: scale, on: canvas, layout)
        for element in elements { drawGround(of: element, scale, on: canvas, layout) }
        for element in elements { drawText(element, scale, on: canvas, layout) }
        drawNumbersOfRowsAndColumns(on: canvas, layout)
        key.draw(
            on: canvas, left: size,
            top: y(ofRow: 9, layout) + (layout.hasBarInside ? 0.5 : 5.2) * size,
            width: style.widthInPoints - 2 * size)
    }

    /// Where groups 3 to 12 are empty, above Sc to Zn and the numbers of their groups.
    private func drawBar(of scale: AmountScale, on canvas: Canvas, _ layout: Layout) {
        let bar = ScaleBar(
            label: layout.barLabel,
            ticks: scale.ticks.map { .init(share: scale.share($0), text: scale.text($0)) },
            fontSize: size)
        if layout.hasBarInside {
            bar.draw(
                on: canvas, left: left + 2 * width + size,
                top: top + max(0, (3 * layout.height - 1.7 * size - bar.height) / 2),
                width: 10 * width - 2 * size)
        } else {
            let room = style.widthInPoints - 2 * size
            let width = min(30 * size, room - 4 * size)
            bar.draw(
                on: canvas, left: (style.widthInPoints - width) / 2,
                top: y(ofRow: 9, layout) + 0.6 * size, width: width, labelWidth: room)
        }
    }

    private func colour(of element: Element, _ scale: AmountScale, _ theme: FigureTheme) -> Colour {
        guard let value = values[element] else { return theme.colour(.paper) }
        return ColourRamp.probability.colour(scale.share(value), theme)
    }

    private func drawGround(
        of element: Element, _ scale: AmountScale, on canvas: Canvas, _ layout: Layout
    ) {
        let isThere = values[element] != nil
        let cell = box(of: element, layout)
        // A hairline of paper between the cells, as between tiles.
        let tile = PageBox(
            x: cell.x + 0.4, y: cell.y + 0.4, width: cell.width - 0.8, height: cell.height - 0.8)
        canvas.fillBox(tile, colour(of: element, scale, canvas.theme))
        canvas.set(.faint, opacity: isThere ? 1 : 0.6)
        canvas.setLine(width: 0.4, dashes: isThere ? [] : [1, 1.2])
        canvas.addBox(tile)
        canvas.stroke()
        guard marked.contains(element) else { return }
        let radius = 0.22 * size
        KeyRow.dot(
            on: canvas,
            PagePoint(tile.x + tile.width - 1.8 * radius, tile.y + 1.8 * radius), radius: radius)
    }

    private func drawText(
        _ element: Element, _ scale: AmountScale, on canvas: Canvas, _ layout: Layout
    ) {
        let cell = box(of: element, layout)
        let room = layout.height - layout.strip
        let middle = PagePoint(cell.x + cell.width / 2, cell.y + layout.strip + room / 2)
        let value = values[element]
        if value == nil {
            canvas.set(.faint)
        } else {
            canvas.set(colour(of: element, scale, canvas.theme).contrasting)
        }
        let hasNumber = layout.hasNumbers && value != nil
        let symbol = TextFont(
            size: width < 2.6 * size ? size : 1.1 * size, isBold: value != nil)
        canvas.draw(
            element.symbol, symbol,
            at: PagePoint(middle.x, hasNumber ? middle.y - 0.17 * room : middle.y), .centre)
        guard hasNumber, let value else { return }
        canvas.draw(
            text(value), small, at: PagePoint(middle.x, middle.y + 0.25 * room), .centre)
    }

    private func drawNumbersOfRowsAndColumns(on canvas: Canvas, _ layout: Layout) {
        canvas.set(.faint)
        for group in 1...18 {
            let first =
                switch group {
                case 1, 18: 0
                case 2, 13...17: 1
                default: 3
                }
            canvas.draw(
                "\(group)", small,
                at: PagePoint(
                    left + (Double(group) - 0.5) * width, y(ofRow: first, layout) - 0.75 * size),
                .centre)
        }
        for row in 0..<9 {
            let x = row > 6 ? left + 3 * width - 0.4 * size : left - 0.4 * size
            canvas.draw(
                "\(row > 6 ? row - 1 : row + 1)", small,
                at: PagePoint(x, y(ofRow: row, layout) + layout.height / 2), .right)
        }
    }
}
