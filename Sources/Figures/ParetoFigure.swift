/// Loss against complexity: every candidate, the front as a step line, the chosen one marked.
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
    public var complexityTitle: String
    public var lossTitle: String
    public var title: String
    public var style: FigureStyle

    public init(
        points: [Point], chosen: Int? = nil, complexityTitle: String = "Complexity",
        lossTitle: String = "Loss", title: String = "", style: FigureStyle = FigureStyle()
    ) {
        self.points = points
        self.chosen = chosen
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

    private var titleHeight: Double { title.isEmpty ? 0 : 2 * style.fontSize }

    func height(ruler: Canvas) -> Double {
        titleHeight + 0.62 * style.widthInPoints + 5 * style.fontSize
    }

    func draw(on canvas: Canvas) throws {
        let size = style.fontSize
        let font = TextFont(size: 0.9 * size)
        let xs = points.map(\.complexity)
        let ys = points.map(\.loss)
        let horizontal = AxisScale(covering: (xs.min() ?? 0)...(xs.max() ?? 0))
        let vertical = AxisScale(covering: min(0, ys.min() ?? 0)...(ys.max() ?? 0))
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
        drawSteps(on: canvas, place, right: box.x + box.width)
        for point in points {
            let isOnFront = front.contains(point)
            canvas.set(isOnFront ? .blue : Colour(0xb0b0b0))
            canvas.addCircle(place(point), radius: (isOnFront ? 0.3 : 0.2) * size)
            canvas.fill()
        }
        if let chosen {
            canvas.set(.vermilion)
            canvas.setLine(width: 1.2)
            canvas.addCircle(place(points[chosen]), radius: 0.62 * size)
            canvas.stroke()
        }
        drawKey(on: canvas, in: box)
    }

    private func drawSteps(
        on canvas: Canvas, _ place: (Point) -> PagePoint, right: Double
    ) {
        var line = [PagePoint]()
        for point in front {
            let next = place(point)
            if let last = line.last { line.append(PagePoint(next.x, last.y)) }
            line.append(next)
        }
        if let last = line.last { line.append(PagePoint(right, last.y)) }
        canvas.set(.blue)
        canvas.setLine(width: 1)
        canvas.addLine(line)
        canvas.stroke()
    }

    /// One line above the upper right corner, where nothing else can be.
    private func drawKey(on canvas: Canvas, in box: PageBox) {
        let size = style.fontSize
        let font = TextFont(size: size)
        let y = box.y - 1.1 * size
        var right = box.x + box.width
        func entry(_ name: String, _ symbol: (PagePoint) -> Void) {
            canvas.set(.ink)
            canvas.draw(name, font, at: PagePoint(right, y), .right)
            right -= canvas.width(of: name, font) + 0.9 * size
            symbol(PagePoint(right, y))
            right -= 1.6 * size
        }
        if chosen != nil {
            entry("chosen") { centre in
                canvas.set(.vermilion)
                canvas.setLine(width: 1.2)
                canvas.addCircle(centre, radius: 0.5 * size)
                canvas.stroke()
            }
        }
        entry("Pareto front") { centre in
            canvas.set(.blue)
            canvas.addCircle(centre, radius: 0.3 * size)
            canvas.fill()
        }
    }
}
