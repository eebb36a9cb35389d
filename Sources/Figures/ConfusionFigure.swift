/// A confusion matrix: rows are true classes, columns predicted ones; each cell shows its count
/// and its share of the row, and is coloured by the share.
public struct ConfusionFigure: FigureContent {
    public var classNames: [String]
    /// Shape [classes, classes], rows = truth.
    public var counts: [[Int]]
    public var title: String
    public var style: FigureStyle

    public init(
        classNames: [String], counts: [[Int]], title: String = "",
        style: FigureStyle = FigureStyle()
    ) {
        self.classNames = classNames
        self.counts = counts
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        let figure = "confusion matrix"
        guard !classNames.isEmpty else { throw FiguresError.nothingToDraw(figure: figure) }
        let classes = classNames.count
        guard counts.count == classes else {
            throw FiguresError.shape(
                figure: figure, found: "\(counts.count) rows", expected: "\(classes)")
        }
        for (index, row) in counts.enumerated() {
            guard row.count == classes else {
                throw FiguresError.shape(
                    figure: "\(figure), row \(index)", found: "\(row.count) counts",
                    expected: "\(classes)")
            }
            if let count = row.first(where: { $0 < 0 }) {
                throw FiguresError.negative(
                    figure: figure, item: "row \(index)", value: Double(count))
            }
        }
    }

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var titleHeight: Double { title.isEmpty ? 0 : 2 * size }

    /// Space left of the cells: the axis title and the names of the rows.
    private func left(_ ruler: Canvas) -> Double {
        let widest = classNames.map { ruler.width(of: PlainText.line($0), font) }.max() ?? 0
        return min(widest, 0.28 * style.widthInPoints) + 3 * size
    }

    private func cellWidth(_ ruler: Canvas) -> Double {
        (style.widthInPoints - left(ruler) - size) / Double(classNames.count)
    }

    private func cellHeight(_ ruler: Canvas) -> Double {
        max(3.2 * size, min(0.75 * cellWidth(ruler), 6 * size))
    }

    func height(ruler: Canvas) -> Double {
        titleHeight + 4 * size + cellHeight(ruler) * Double(classNames.count) + size
    }

    func draw(on canvas: Canvas) throws {
        let left = left(canvas)
        let top = titleHeight + 4 * size
        let cell = (width: cellWidth(canvas), height: cellHeight(canvas))
        let extent = Double(classNames.count)
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        for (row, values) in counts.enumerated() {
            let support = values.reduce(0, +)
            for (column, count) in values.enumerated() {
                let box = PageBox(
                    x: left + Double(column) * cell.width, y: top + Double(row) * cell.height,
                    width: cell.width, height: cell.height)
                drawCell(on: canvas, box, count: count, support: support)
            }
        }
        canvas.set(.ink)
        for (index, name) in classNames.enumerated() {
            let middle = Double(index) + 0.5
            canvas.draw(
                canvas.fitted(name, font, within: cell.width - 0.4 * size), font,
                at: PagePoint(left + middle * cell.width, top - 0.9 * size), .centre)
            canvas.draw(
                canvas.fitted(name, font, within: left - 2.9 * size), font,
                at: PagePoint(left - 0.6 * size, top + middle * cell.height), .right)
        }
        let bold = TextFont(size: size, isBold: true)
        canvas.draw(
            "Predicted class", bold,
            at: PagePoint(left + extent * cell.width / 2, top - 2.6 * size), .centre)
        canvas.draw(
            "True class", bold,
            at: PagePoint(size, top + extent * cell.height / 2), .centre, angle: -.pi / 2)
    }

    private func drawCell(on canvas: Canvas, _ box: PageBox, count: Int, support: Int) {
        let share = support > 0 ? Double(count) / Double(support) : 0
        let colour = support > 0 ? ColourRamp.colour(share) : Colour.white
        canvas.fillBox(box, colour)
        canvas.set(.faint)
        canvas.setLine(width: 0.5)
        canvas.addBox(box)
        canvas.stroke()
        canvas.set(colour.contrasting)
        let middle = PagePoint(box.x + box.width / 2, box.y + box.height / 2)
        let large = TextFont(size: 1.1 * size, isBold: true)
        canvas.draw(
            canvas.fitted("\(count)", large, within: box.width), large,
            at: PagePoint(middle.x, middle.y - 0.75 * size), .centre)
        let percent = support > 0 ? PlainText.number(100 * share, decimals: 1) + " %" : "no cases"
        let small = TextFont(size: 0.85 * size)
        canvas.draw(
            canvas.fitted(percent, small, within: box.width), small,
            at: PagePoint(middle.x, middle.y + 0.75 * size), .centre)
    }
}
