/// Confusion matrices: rows are true classes, columns predicted ones; each cell shows its count
/// and its share of the row, and is coloured by the share.
///
/// Several matrices, such as one for each protocol of validation, stand side by side under one
/// colour bar.
public struct ConfusionFigure: FigureContent {
    /// One matrix.
    public struct Matrix: Sendable, Equatable {
        public var name: String
        /// Shape [classes, classes], rows = truth.
        public var counts: [[Int]]

        public init(name: String, counts: [[Int]]) {
            self.name = name
            self.counts = counts
        }
    }

    public var classNames: [String]
    public var matrices: [Matrix]
    public var title: String
    public var style: FigureStyle

    /// Several matrices of the same classes.
    public init(
        classNames: [String], matrices: [Matrix], title: String = "",
        style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) {
        self.classNames = classNames
        self.matrices = matrices
        self.title = title
        self.style = style
    }

    /// One matrix; `counts` has shape [classes, classes], rows = truth.
    public init(
        classNames: [String], counts: [[Int]], title: String = "",
        style: FigureStyle = FigureStyle()
    ) {
        self.init(
            classNames: classNames, matrices: [Matrix(name: "", counts: counts)], title: title,
            style: style)
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        let figure = "confusion matrix"
        guard !classNames.isEmpty, !matrices.isEmpty else {
            throw FiguresError.nothingToDraw(figure: figure)
        }
        for matrix in matrices {
            let name = PlainText.line(matrix.name)
            try check(matrix.counts, name.isEmpty ? figure : "\(figure) of \(name)")
        }
    }

    private func check(_ counts: [[Int]], _ figure: String) throws {
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
            var sum = 0
            for count in row {
                guard count >= 0 else {
                    throw FiguresError.negative(
                        figure: figure, item: "row \(index)", value: Double(count))
                }
                let (next, isTooLarge) = sum.addingReportingOverflow(count)
                guard !isTooLarge else {
                    throw FiguresError.shape(
                        figure: "\(figure), row \(index)", found: "counts beyond \(Int.max)",
                        expected: "counts of compounds")
                }
                sum = next
            }
        }
    }

    // MARK: - Layout

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var classes: Double { Double(classNames.count) }
    private var isSingle: Bool { matrices.count == 1 }
    private var nameHeight: Double { matrices.allSatisfy { $0.name.isEmpty } ? 0 : 1.7 * size }
    private var titleHeight: Double { title.isEmpty ? 0 : 2 * size }
    private var gap: Double { 1.6 * size }

    /// Everything that depends on the width of text.
    private struct Layout {
        /// Space left of the cells: the axis title and the names of the rows.
        var left: Double
        /// Matrices on one line of the page.
        var columns: Int
        var cell: (width: Double, height: Double)
        /// Names of columns are turned where they do not fit above their cells.
        var isTurned: Bool
        /// Names of matrices and columns, and the axis title between them.
        var head: Double
    }

    private func layout(_ ruler: Canvas) -> Layout {
        let widest = classNames.map { ruler.width(of: PlainText.line($0), font) }.max() ?? 0
        let left = min(widest, 0.28 * style.widthInPoints) + 3 * size
        let room = style.widthInPoints - left - size
        let most = max(1, min(matrices.count, Int((room + gap) / (4.3 * size * classes + gap))))
        let lines = (matrices.count + most - 1) / most
        // As many on each line: three and one look like a mistake.
        let columns = (matrices.count + lines - 1) / lines
        let width = (room - gap * Double(columns - 1)) / (classes * Double(columns))
        let isTurned = widest > width - 0.4 * size && widest > 3 * size && !isSingle
        return Layout(
            left: left, columns: columns,
            cell: (width, max(3.6 * size, min(0.75 * width, (isSingle ? 6 : 4) * size))),
            isTurned: isTurned,
            head: nameHeight + (isTurned ? 3.2 * size + min(widest, 9 * size) : 4 * size))
    }

    private func lineHeight(_ layout: Layout) -> Double {
        layout.head + layout.cell.height * classes + size
    }

    func height(ruler: Canvas) -> Double {
        let layout = layout(ruler)
        let lines = (matrices.count + layout.columns - 1) / layout.columns
        return titleHeight + lineHeight(layout) * Double(lines) + (isSingle ? 0 : 4.2 * size)
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        let layout = layout(canvas)
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        for index in matrices.indices {
            let column = index % layout.columns
            let line = index / layout.columns
            let width = layout.cell.width * classes
            let corner = PagePoint(
                layout.left + Double(column) * (width + gap),
                titleHeight + Double(line) * lineHeight(layout) + layout.head)
            draw(matrices[index], on: canvas, at: corner, layout, hasRowNames: column == 0)
        }
        guard !isSingle else { return }
        let width = min(style.widthInPoints - 5 * size, 32 * size)
        let bar = ScaleBar(
            label: "Share of the true class",
            ticks: [(0, "0"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1, "100 %")].map {
                ScaleBar.Tick(share: $0.0, text: $0.1)
            }, fontSize: size)
        bar.draw(
            on: canvas, left: (style.widthInPoints - width) / 2,
            top: height(ruler: canvas) - 4.2 * size, width: width)
    }

    private func draw(
        _ matrix: Matrix, on canvas: Canvas, at corner: PagePoint, _ layout: Layout,
        hasRowNames: Bool
    ) {
        let cell = layout.cell
        for (row, values) in matrix.counts.enumerated() {
            let support = values.reduce(0, +)
            for (column, count) in values.enumerated() {
                let box = PageBox(
                    x: corner.x + Double(column) * cell.width,
                    y: corner.y + Double(row) * cell.height, width: cell.width,
                    height: cell.height)
                drawCell(on: canvas, box, count: count, support: support)
            }
        }
        canvas.set(.ink)
        drawColumnNames(on: canvas, at: corner, layout)
        let bold = TextFont(size: size, isBold: true)
        let middle = corner.x + classes * cell.width / 2
        let room = classes * cell.width + gap / 2
        let axis = isSingle ? TextFont(size: size, isBold: true) : font
        canvas.draw(
            canvas.fitted("Predicted class", axis, within: room), axis,
            at: PagePoint(middle, corner.y - layout.head + nameHeight + 1.4 * size), .centre)
        canvas.draw(
            canvas.fitted(matrix.name, bold, within: room), bold,
            at: PagePoint(middle, corner.y - layout.head + 1.2 * size), .centre)
        guard hasRowNames else { return }
        for (index, name) in classNames.enumerated() {
            canvas.draw(
                canvas.fitted(name, font, within: layout.left - 2.9 * size), font,
                at: PagePoint(
                    corner.x - 0.6 * size, corner.y + (Double(index) + 0.5) * cell.height), .right)
        }
        canvas.draw(
            canvas.fitted("True class", axis, within: classes * cell.height), axis,
            at: PagePoint(size, corner.y + classes * cell.height / 2), .centre, angle: -.pi / 2)
    }

    private func drawColumnNames(on canvas: Canvas, at corner: PagePoint, _ layout: Layout) {
        for (index, name) in classNames.enumerated() {
            let x = corner.x + (Double(index) + 0.5) * layout.cell.width
            if layout.isTurned {
                canvas.draw(
                    canvas.fitted(name, font, within: 9 * size), font,
                    at: PagePoint(x, corner.y - 0.5 * size), angle: -.pi / 2)
            } else {
                canvas.draw(
                    canvas.fitted(name, font, within: layout.cell.width - 0.4 * size), font,
                    at: PagePoint(x, corner.y - 0.9 * size), .centre)
            }
        }
    }

    /// The share of a row; never "0.0 %" of something or "100.0 %" of less than all.
    static func percent(_ count: Int, of support: Int) -> String {
        guard support > 0 else { return "no cases" }
        let share = 100 * Double(count) / Double(support)
        if count > 0, share < 0.05 { return "< 0.1 %" }
        if count < support, share >= 99.95 { return "> 99.9 %" }
        return PlainText.number(share, decimals: 1) + " %"
    }

    private func drawCell(on canvas: Canvas, _ box: PageBox, count: Int, support: Int) {
        let share = support > 0 ? Double(count) / Double(support) : 0
        let colour =
            support > 0
            ? ColourRamp.probability.colour(share, canvas.theme) : canvas.theme.colour(.paper)
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
        let percent = ConfusionFigure.percent(count, of: support)
        let small = TextFont(size: 0.87 * size)
        canvas.draw(
            canvas.fitted(percent, small, within: box.width), small,
            at: PagePoint(middle.x, middle.y + 0.75 * size), .centre)
    }
}
