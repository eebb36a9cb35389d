/// Predicted probabilities against the shares observed, one panel for each class: points with their
/// intervals beside the diagonal on which they should lie, with counts.
///
/// Both axes are logits, so that classes of one in a thousand are as readable as common ones; what
/// is closer to 0 or 1 than 1/10,000 stands at the edge.
public struct ReliabilityFigure: FigureContent {
    /// Predictions of about equal probability.
    public struct Point: Sendable, Equatable {
        /// Mean of the predicted probabilities, 0 to 1.
        public var predicted: Double
        /// Share of the rows that belong to the class, 0 to 1.
        public var observed: Double
        /// The ends of the interval of `observed`, 0 to 1.
        public var lower: Double
        public var upper: Double
        public var positives: Int
        public var rows: Int

        public init(
            predicted: Double, observed: Double, lower: Double, upper: Double, positives: Int,
            rows: Int
        ) {
            self.predicted = predicted
            self.observed = observed
            self.lower = lower
            self.upper = upper
            self.positives = positives
            self.rows = rows
        }
    }

    /// One panel.
    public struct Curve: Sendable, Equatable {
        public var name: String
        public var points: [Point]

        public init(name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    public var curves: [Curve]
    public var title: String
    public var style: FigureStyle

    public init(
        curves: [Curve], title: String = "",
        style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) {
        self.curves = curves
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        let figure = "reliability curve"
        guard !curves.isEmpty else { throw FiguresError.nothingToDraw(figure: figure) }
        for curve in curves {
            let name = "\(figure) of \(PlainText.line(curve.name))"
            guard !curve.points.isEmpty else { throw FiguresError.nothingToDraw(figure: name) }
            for (index, point) in curve.points.enumerated() {
                for value in [point.predicted, point.observed, point.lower, point.upper]
                where !(value >= 0 && value <= 1) {
                    throw FiguresError.shape(
                        figure: "\(name), point \(index)", found: "\(value)",
                        expected: "numbers from 0 to 1")
                }
                guard point.positives >= 0, point.rows >= point.positives else {
                    throw FiguresError.shape(
                        figure: "\(name), point \(index)",
                        found: "\(point.positives) of \(point.rows) rows",
                        expected: "counts of a part and its whole")
                }
            }
        }
    }

    private var size: Double { style.fontSize }
    /// Two panels side by side where both have room for the numbers of their axes; three where
    /// that leaves no gap.
    private var columns: Int {
        if curves.count % 3 == 0, style.widthInPoints >= 66 * size { return 3 }
        return style.widthInPoints >= 48 * size ? min(2, curves.count) : 1
    }
    private var lines: Int { (curves.count + columns - 1) / columns }
    private var panelWidth: Double { style.widthInPoints / Double(columns) }
    private var panelHeight: Double { 0.62 * min(max(panelWidth, 28 * size), 42 * size) + 6 * size }
    private var titleHeight: Double { title.isEmpty ? 0 : 2.2 * size }
    private let scale = LogitScale(lowest: 1e-4)

    func height(ruler: Canvas) -> Double { titleHeight + panelHeight * Double(lines) }

    func draw(on canvas: Canvas) throws {
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        let appearances = ClassAppearance.of(curves.map(\.name), theme: style.theme)
        for (index, curve) in curves.enumerated() {
            let corner = PagePoint(
                Double(index % columns) * panelWidth,
                titleHeight + Double(index / columns) * panelHeight)
            draw(curve, appearances[index], on: canvas, at: corner)
        }
    }

    private func draw(
        _ curve: Curve, _ appearance: ClassAppearance, on canvas: Canvas, at corner: PagePoint
    ) {
        let box = PageBox(
            x: corner.x + 5.2 * size, y: corner.y + 2.4 * size, width: panelWidth - 7.2 * size,
            height: panelHeight - 6.4 * size)
        let bold = TextFont(size: size, isBold: true)
        canvas.set(.ink)
        canvas.draw(
            canvas.fitted(curve.name, bold, within: box.width), bold,
            at: PagePoint(box.x + box.width / 2, corner.y + 1.1 * size), .centre)
        drawAxes(on: canvas, box, left: corner.x)
        func place(_ predicted: Double, _ observed: Double) -> PagePoint {
            PagePoint(
                box.x + box.width * scale.share(predicted),
                box.y + box.height * (1 - scale.share(observed)))
        }
        canvas.set(.faint)
        canvas.setLine(width: 0.6, dashes: [2.5, 2])
        canvas.line(place(0, 0), place(1, 1))
        for point in curve.points {
            canvas.set(appearance.marker)
            canvas.setLine(width: 0.9)
            canvas.line(place(point.predicted, point.lower), place(point.predicted, point.upper))
        }
        let markers = curve.points.map { place($0.predicted, $0.observed) }
        for marker in markers { canvas.marker(appearance, at: marker, radius: 0.4 * size) }
        let bars = curve.points.map {
            (place($0.predicted, $0.lower), place($0.predicted, $0.upper))
        }
        drawCounts(of: curve.points, markers, bars, on: canvas, in: box)
    }

    private func drawAxes(on canvas: Canvas, _ box: PageBox, left: Double) {
        let font = TextFont(size: 0.9 * size)
        let plain = TextFont(size: size)
        let foot = box.y + box.height
        canvas.drawGrid(in: box, scale)
        canvas.drawRowGrid(in: box, scale)
        canvas.drawTickLabels(under: box, scale, fontSize: size)
        for tick in scale.ticks {
            let y = foot - box.height * scale.share(tick)
            canvas.draw(scale.text(tick), font, at: PagePoint(box.x - 0.7 * size, y), .right)
        }
        canvas.setLine(width: 0.6)
        canvas.addBox(box)
        canvas.stroke()
        canvas.draw(
            "Predicted probability", plain,
            at: PagePoint(box.x + box.width / 2, foot + 2.4 * size), .centre)
        canvas.draw(
            "Observed share", plain, at: PagePoint(left + 0.9 * size, box.y + box.height / 2),
            .centre, angle: -.pi / 2)
    }

    /// "positives/rows" beside each point where there is room; the likeliest first, since those are
    /// the rows that somebody will act upon.
    private func drawCounts(
        of points: [Point], _ markers: [PagePoint], _ bars: [(PagePoint, PagePoint)],
        on canvas: Canvas, in box: PageBox
    ) {
        let font = TextFont(size: 0.87 * size)
        let reach = 0.45 * size
        var taken = markers.map {
            PageBox(x: $0.x - reach, y: $0.y - reach, width: 2 * reach, height: 2 * reach)
        }
        for index in points.indices.reversed() {
            let text = "\(points[index].positives)/\(points[index].rows)"
            let width = canvas.width(of: text, font)
            let (x, y) = (markers[index].x, markers[index].y)
            let places = [
                PagePoint(x + 0.7 * size, y), PagePoint(x - 0.7 * size - width, y),
                PagePoint(x + 0.6 * size, y - 0.9 * size),
                PagePoint(x - 0.6 * size - width, y - 0.9 * size),
                PagePoint(x + 0.6 * size, y + 0.9 * size),
                PagePoint(x - 0.6 * size - width, y + 0.9 * size),
            ].filter { place in
                let own = PageBox(x: place.x, y: place.y - reach, width: width, height: 2 * reach)
                return own.x > box.x && own.x + width < box.x + box.width && own.y > box.y
                    && own.y + own.height < box.y + box.height
                    && !taken.contains { $0.overlaps(own) }
                    && !bars.contains { own.meets($0.0, $0.1) }
            }
            // Beside the diagonal where possible, else across it.
            let clear = places.first { place in
                !PageBox(x: place.x, y: place.y - reach, width: width, height: 2 * reach)
                    .meets(
                        PagePoint(box.x, box.y + box.height), PagePoint(box.x + box.width, box.y))
            }
            guard let free = clear ?? places.first else { continue }
            taken.append(PageBox(x: free.x, y: free.y - reach, width: width, height: 2 * reach))
            canvas.set(.faint)
            canvas.draw(text, font, at: free)
        }
    }
}
