/// Precision against recall, one curve for each protocol of validation.
///
/// Between two operating points nothing is interpolated: a curve holds the precision of a point
/// back to the recall of the one before, so that the area below it is the average precision.
public struct PrecisionRecallFigure: FigureContent {
    /// What one threshold gives.
    public struct OperatingPoint: Sendable, Equatable {
        /// Share of the positives found, 0 to 1.
        public var recall: Double
        /// Share of the rows found that are positive, 0 to 1.
        public var precision: Double

        public init(recall: Double, precision: Double) {
            self.recall = recall
            self.precision = precision
        }
    }

    /// One curve, with the one of its baseline dashed beside it.
    public struct Curve: Sendable, Equatable {
        public var name: String
        /// By rising recall, which is above 0 in each and 1 in the last.
        public var points: [OperatingPoint]
        /// Likewise; empty for none.
        public var baseline: [OperatingPoint]

        public init(
            name: String, points: [OperatingPoint], baseline: [OperatingPoint] = []
        ) {
            self.name = name
            self.points = points
            self.baseline = baseline
        }
    }

    public var curves: [Curve]
    /// Share of the positives among all rows, which is the precision of a ranking without
    /// knowledge, 0 to 1; nil for no line.
    public var prevalence: Double?
    public var baselineName: String
    public var title: String
    public var style: FigureStyle

    public init(
        curves: [Curve], prevalence: Double? = nil, baselineName: String = "baseline",
        title: String = "", style: FigureStyle = FigureStyle()
    ) {
        self.curves = curves
        self.prevalence = prevalence
        self.baselineName = baselineName
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    var lettersAcross: Double { 24 }

    func check() throws {
        let figure = "precision-recall curve"
        guard !curves.isEmpty else { throw FiguresError.nothingToDraw(figure: figure) }
        if let prevalence, !(prevalence >= 0 && prevalence <= 1) {
            throw FiguresError.shape(
                figure: figure, found: "a prevalence of \(prevalence)",
                expected: "numbers from 0 to 1")
        }
        for curve in curves {
            let name = "\(figure) of \(PlainText.line(curve.name))"
            guard !curve.points.isEmpty else { throw FiguresError.nothingToDraw(figure: name) }
            try check(curve.points, name)
            try check(curve.baseline, "baseline of the \(name)")
        }
    }

    private func check(_ points: [OperatingPoint], _ name: String) throws {
        var last = 0.0
        for (index, point) in points.enumerated() {
            for value in [point.recall, point.precision] where !(value >= 0 && value <= 1) {
                throw FiguresError.shape(
                    figure: "\(name), point \(index)", found: "\(value)",
                    expected: "numbers from 0 to 1")
            }
            guard point.recall > last else {
                throw FiguresError.shape(
                    figure: "\(name), point \(index)",
                    found: "a recall of \(point.recall) behind \(last)",
                    expected: "rising recalls above 0")
            }
            last = point.recall
        }
    }

    // MARK: - Layout

    private var size: Double { style.fontSize }
    private var titleHeight: Double { title.isEmpty ? 0 : 2.2 * size }
    /// The legend stands beside the plot where there is room for both.
    private var isWide: Bool { style.widthInPoints >= 52 * size }
    private var legendWidth: Double { isWide ? 23 * size : style.widthInPoints - 2 * size }

    private var plot: PageBox {
        let left = 4.6 * size
        let room = style.widthInPoints - left - (isWide ? legendWidth + 3.5 * size : 1.5 * size)
        return PageBox(
            x: left, y: titleHeight + size, width: room, height: min(0.85 * room, 36 * size))
    }

    private var legend: PrecisionRecallLegend {
        PrecisionRecallLegend(
            curves: curves, prevalence: prevalence, baselineName: baselineName, fontSize: size)
    }

    func height(ruler: Canvas) -> Double {
        let foot = plot.y + plot.height + 4 * size
        return isWide
            ? max(foot, plot.y + legend.height + 0.5 * size) : foot + legend.height + 0.5 * size
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        let box = plot
        let scale = AxisScale(covering: 0...1)
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        canvas.drawAxes(in: box, scale, scale, titles: ("Recall", "Precision"), fontSize: size)
        func place(_ recall: Double, _ precision: Double) -> PagePoint {
            PagePoint(box.x + box.width * recall, box.y + box.height * (1 - precision))
        }
        if let prevalence {
            canvas.set(.faint)
            canvas.setLine(width: 0.9, dashes: PrecisionRecallLegend.dots)
            canvas.line(place(0, prevalence), place(1, prevalence))
        }
        for (index, curve) in curves.enumerated() {
            let appearance = SeriesAppearance.of(index, theme: style.theme)
            canvas.set(appearance.marker, opacity: 0.8)
            canvas.setLine(width: 0.7, dashes: PrecisionRecallLegend.dashes)
            canvas.addLine(steps(curve.baseline, place))
            canvas.stroke()
            canvas.set(appearance.marker)
            canvas.setLine(width: 1.2)
            canvas.addLine(steps(curve.points, place))
            canvas.stroke()
        }
        for (index, curve) in curves.enumerated() {
            let appearance = SeriesAppearance.of(index, theme: style.theme)
            for point in marks(of: curve.points, index) {
                canvas.marker(
                    appearance, at: place(point.recall, point.precision), radius: 0.42 * size)
            }
        }
        legend.draw(
            on: canvas, left: isWide ? box.x + box.width + 2.5 * size : size,
            top: isWide ? box.y : box.y + box.height + 4 * size, width: legendWidth)
    }

    /// Horizontal at each precision, from the recall of the point before.
    ///
    /// Points nearer to the one before than 1/20 of a typographic point are passed over, since a
    /// common class has tens of thousands of them.
    private func steps(
        _ points: [OperatingPoint], _ place: (Double, Double) -> PagePoint
    ) -> [PagePoint] {
        var line = [PagePoint]()
        var start = place(0, 0)
        for (index, point) in points.enumerated() {
            let end = place(point.recall, point.precision)
            let level = line.last?.y ?? -.infinity
            let isSeen = end.x - start.x > 0.05 || abs(end.y - level) > 0.05
            guard isSeen || index == points.count - 1 else { continue }
            line.append(PagePoint(start.x, end.y))
            line.append(end)
            start = end
        }
        return line
    }

    /// A few operating points, at other recalls in each curve so that markers do not hide each
    /// other.
    private func marks(of points: [OperatingPoint], _ index: Int) -> [OperatingPoint] {
        let shift = (Double(index) + 0.5) / Double(curves.count)
        return (0..<5).compactMap { mark in
            points.first { $0.recall >= (Double(mark) + shift) / 5 }
        }
    }
}
