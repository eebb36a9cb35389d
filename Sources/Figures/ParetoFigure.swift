/// Loss against complexity: every candidate, the front as a step line, the chosen one marked and
/// named.
///
/// The axis of the loss is logarithmic where the losses span more than one and a half decades, and
/// begins at zero otherwise.
public struct ParetoFigure: FigureContent {
    /// One candidate expression.
    public struct Point: Sendable, Equatable {
        public var complexity: Double
        public var loss: Double

        public init(complexity: Double, loss: Double) {
            self.complexity = complexity
            self.loss = loss
        }
    }

    public var points: [Point]
    /// The position of the chosen candidate in `points`; nil for none.
    public var chosen: Int?
    /// What stands beside the chosen candidate, such as its number of terms; empty for nothing.
    public var chosenLabel: String
    public var complexityTitle: String
    public var lossTitle: String
    public var title: String
    public var style: FigureStyle

    public init(
        points: [Point], chosen: Int? = nil, chosenLabel: String = "",
        complexityTitle: String = "Complexity", lossTitle: String = "Loss", title: String = "",
        style: FigureStyle = FigureStyle()
    ) {
        self.points = points
        self.chosen = chosen
        self.chosenLabel = chosenLabel
        self.complexityTitle = complexityTitle
        self.lossTitle = lossTitle
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    /// The candidates that no simpler or equally simple one matches, from simple to complex.
    var front: [Point] {
        let ordered = points.sorted {
            $0.complexity == $1.complexity ? $0.loss < $1.loss : $0.complexity < $1.complexity
        }
        var front = [Point]()
        for point in ordered where point.loss < front.last?.loss ?? .infinity {
            front.append(point)
        }
        return front
    }

    func check() throws {
        guard !points.isEmpty else { throw FiguresError.nothingToDraw(figure: "Pareto front") }
        for (index, point) in points.enumerated() {
            for value in [point.complexity, point.loss] where !value.isFinite {
                throw FiguresError.notFinite(
                    figure: "Pareto front", item: "point \(index)", value: value)
            }
        }
        if let chosen, !points.indices.contains(chosen) {
            throw FiguresError.shape(
                figure: "Pareto front", found: "chosen point \(chosen)",
                expected: "points 0 to \(points.count - 1)")
        }
    }

    // MARK: - Drawing

    private var titleHeight: Double { title.isEmpty ? 0 : 2 * style.fontSize }

    func height(ruler: Canvas) -> Double {
        titleHeight + 0.62 * style.widthInPoints + 5 * style.fontSize
    }

    private var horizontal: AxisScale {
        let values = points.map(\.complexity)
        let areWhole = values.allSatisfy { $0 == $0.rounded() }
        let low = values.min() ?? 0
        let high = values.max() ?? 0
        // A little room, so that no marker lies on the frame.
        let room = areWhole && high - low < 20 ? 0.5 : 0.02 * (high - low)
        return AxisScale(
            within: min(low, max(0, low - room))...(high + room), wholeNumbers: areWhole)
    }

    func draw(on canvas: Canvas) throws {
        let losses = points.map(\.loss)
        let range = (losses.min() ?? 0)...(losses.max() ?? 0)
        if LogScale.suits(losses) {
            draw(on: canvas, LogScale(covering: range))
        } else {
            draw(
                on: canvas,
                AxisScale(covering: min(0, range.lowerBound)...max(0, range.upperBound)))
        }
    }

    private func draw(on canvas: Canvas, _ vertical: some Axis) {
        let size = style.fontSize
        let font = TextFont(size: 0.9 * size)
        let horizontal = horizontal
        let widest = vertical.ticks.map { canvas.width(of: vertical.text($0), font) }.max() ?? 0
        let left = 2.4 * size + widest
        let box = PageBox(
            x: left, y: titleHeight + 2.5 * size, width: style.widthInPoints - left - 1.5 * size,
            height: 0.62 * style.widthInPoints - 1.5 * size)
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        canvas.drawAxes(
            in: box, horizontal, vertical, titles: (complexityTitle, lossTitle), fontSize: size)
        func place(_ point: Point) -> PagePoint {
            PagePoint(
                box.x + box.width * horizontal.share(point.complexity),
                box.y + box.height * (1 - vertical.share(point.loss)))
        }
        let front = front
        let line = steps(front, place, right: box.x + box.width)
        canvas.set(canvas.theme.strong(.blue))
        canvas.setLine(width: 1)
        canvas.addLine(line)
        canvas.stroke()
        // The front last, above the many that it beats.
        for point in points where !front.contains(point) {
            canvas.set(.faint, opacity: 0.55)
            canvas.addCircle(place(point), radius: 0.2 * size)
            canvas.fill()
        }
        for point in front {
            canvas.marker(
                SeriesAppearance.of(0, theme: style.theme), at: place(point), radius: 0.4 * size)
        }
        var hasLabel = true
        if let chosen {
            hasLabel = drawChosen(
                on: canvas, place(points[chosen]), in: box, points.map(place), line)
        }
        drawKey(on: canvas, in: box, namesChosen: !hasLabel)
    }

    /// Circles the chosen one and writes its label where neither points nor the front pass, if
    /// there is such a place; below and left of the front there always is, up to the frame.
    private func drawChosen(
        on canvas: Canvas, _ centre: PagePoint, in box: PageBox, _ points: [PagePoint],
        _ front: [PagePoint]
    ) -> Bool {
        let size = style.fontSize
        canvas.set(canvas.theme.strong(.vermilion))
        canvas.setLine(width: 1.2)
        canvas.addCircle(centre, radius: 0.7 * size)
        canvas.stroke()
        let font = TextFont(size: size, isBold: true)
        let text = PlainText.line(chosenLabel)
        guard !text.isEmpty else { return true }
        let width = canvas.width(of: text, font)
        let x = [centre.x + 0.9 * size, centre.x - 0.9 * size - width]
        let place = [(x[0], -1.4), (x[1], 1.4), (x[0], 1.4), (x[1], -1.4)]
            .map { PagePoint($0.0, centre.y + $0.1 * size) }
            .first { place in
                let own = PageBox(
                    x: place.x - 0.3 * size, y: place.y - 0.8 * size, width: width + 0.6 * size,
                    height: 1.6 * size)
                return own.x > box.x && own.x + own.width < box.x + box.width && own.y > box.y
                    && own.y + own.height < box.y + box.height
                    && !points.contains { own.meets($0, $0) }
                    && !zip(front, front.dropFirst()).contains { own.meets($0, $1) }
            }
        guard let place else { return false }
        canvas.draw(text, font, at: place)
        return true
    }

    private func steps(
        _ front: [Point], _ place: (Point) -> PagePoint, right: Double
    ) -> [PagePoint] {
        var line = [PagePoint]()
        for point in front {
            let next = place(point)
            if let last = line.last { line.append(PagePoint(next.x, last.y)) }
            line.append(next)
        }
        if let last = line.last { line.append(PagePoint(right, last.y)) }
        return line
    }

    /// One line above the plot, where nothing else can be.
    private func drawKey(on canvas: Canvas, in box: PageBox, namesChosen: Bool) {
        let size = style.fontSize
        var entries = [
            KeyRow.Entry(
                symbol: .marker(SeriesAppearance.of(0, theme: style.theme)), name: "Pareto front")
        ]
        if chosen != nil {
            let name = canvas.fitted(
                namesChosen ? "chosen: \(chosenLabel)" : "chosen", TextFont(size: size),
                within: box.width - 14 * size)
            entries.append(
                KeyRow.Entry(symbol: .ring(canvas.theme.strong(.vermilion)), name: name))
        }
        KeyRow(entries: entries, fontSize: size)
            .draw(on: canvas, left: box.x, top: box.y - 1.9 * size, width: box.width)
    }
}
