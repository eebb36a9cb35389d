import Ternary

/// The Gibbs triangle on the page: where compositions lie, sides, ticks and labels.
struct TriangleFrame {
    /// The left corner.
    let origin: PagePoint
    /// The length of a side.
    let side: Double
    let fontSize: Double

    /// Space that labels need around the triangle, in font sizes.
    static let margin = (top: 2.3, side: 2.7, bottom: 4.1)

    /// The triangle in a strip of the page; `top` is the upper end of its labels.
    init(left: Double, top: Double, width: Double, fontSize: Double) {
        side = width - 2 * Self.margin.side * fontSize
        self.fontSize = fontSize
        origin = PagePoint(
            left + Self.margin.side * fontSize,
            top + Self.margin.top * fontSize + side * GibbsProjection.height)
    }

    /// The height that a triangle takes with its labels.
    static func height(width: Double, fontSize: Double) -> Double {
        (width - 2 * margin.side * fontSize) * GibbsProjection.height
            + (margin.top + margin.bottom) * fontSize
    }

    var corners: [PagePoint] {
        [TernaryPoint(1, 0, 0), TernaryPoint(0, 1, 0), TernaryPoint(0, 0, 1)].map(place)
    }

    var box: PageBox {
        let height = side * GibbsProjection.height
        return PageBox(x: origin.x, y: origin.y - height, width: side, height: height)
    }

    func place(_ point: TernaryPoint) -> PagePoint {
        let plane = GibbsProjection.plane(point)
        return PagePoint(origin.x + side * plane.x, origin.y - side * plane.y)
    }

    /// Whether a box lies in the triangle, at least `clearance` away from its sides.
    func contains(_ box: PageBox, clearance: Double) -> Bool {
        [(0.0, 0.0), (1, 0), (0, 1), (1, 1)].allSatisfy { corner in
            let plane = PlanePoint(
                x: (box.x + corner.0 * box.width - origin.x) / side,
                y: (origin.y - box.y - corner.1 * box.height) / side)
            let point = GibbsProjection.fractions(plane)
            let least = min(point.a, point.b, point.c)
            return least * side * GibbsProjection.height >= clearance
        }
    }

    // MARK: - Drawing

    func drawGrid(on canvas: Canvas) {
        canvas.set(.ink, opacity: 0.22)
        canvas.setLine(width: 0.35)
        for step in 1...4 {
            let f = Double(step) / 5
            canvas.line(place(TernaryPoint(f, 1 - f, 0)), place(TernaryPoint(f, 0, 1 - f)))
            canvas.line(place(TernaryPoint(1 - f, f, 0)), place(TernaryPoint(0, f, 1 - f)))
            canvas.line(place(TernaryPoint(1 - f, 0, f)), place(TernaryPoint(0, 1 - f, f)))
        }
    }

    /// - Parameter whole: what the ticks are percent of, such as "Al-Cu-Fe" in a section; at.% of the
    ///   composition where it is `nil`.
    func drawFrame(on canvas: Canvas, symbols: [String], whole: String? = nil) {
        canvas.set(.ink)
        canvas.setLine(width: 0.8)
        canvas.addPolygon(corners)
        canvas.stroke()
        for axis in Axis.allCases {
            let symbol = symbols[axis.rawValue]
            drawAxis(
                axis, on: canvas, title: whole.map { "% \(symbol) of \($0)" } ?? "at.% \(symbol)")
        }
        drawCorners(on: canvas, symbols: symbols)
    }

    private func drawCorners(on canvas: Canvas, symbols: [String]) {
        let font = TextFont(size: 1.35 * fontSize, isBold: true)
        let centre = place(TernaryPoint(1.0 / 3, 1.0 / 3, 1.0 / 3))
        canvas.set(.ink)
        for (corner, symbol) in zip(corners, symbols) {
            let direction = PagePoint(corner.x - centre.x, corner.y - centre.y)
            let length = side / 3.0.squareRoot()
            let distance = 1.45 * fontSize / length
            canvas.draw(
                symbol, font,
                at: PagePoint(
                    corner.x + direction.x * distance, corner.y + direction.y * distance),
                .centre)
        }
    }

    /// The axes in corner order. Each side carries the element whose fraction grows
    /// counterclockwise along it, and its ticks go on along that element's grid lines.
    private enum Axis: Int, CaseIterable {
        case first, second, third

        /// The place on the axis where the element has this fraction.
        func point(_ f: Double) -> TernaryPoint {
            switch self {
            case .first: TernaryPoint(f, 0, 1 - f)
            case .second: TernaryPoint(1 - f, f, 0)
            case .third: TernaryPoint(0, 1 - f, f)
            }
        }

        /// Unit vector of the ticks, y down.
        var tick: PagePoint {
            let h = GibbsProjection.height
            return switch self {
            case .first: PagePoint(1, 0)
            case .second: PagePoint(-0.5, -h)
            case .third: PagePoint(-0.5, h)
            }
        }

        /// Unit vector away from the triangle, y down.
        var outward: PagePoint {
            let h = GibbsProjection.height
            return switch self {
            case .first: PagePoint(h, -0.5)
            case .second: PagePoint(-h, -0.5)
            case .third: PagePoint(0, 1)
            }
        }

        /// The turn of the axis title, clockwise.
        var angle: Double {
            switch self {
            case .first: .pi / 3
            case .second: -.pi / 3
            case .third: 0
            }
        }
    }

    private func drawAxis(_ axis: Axis, on canvas: Canvas, title: String) {
        let font = TextFont(size: 0.9 * fontSize)
        for percent in stride(from: 10, through: 90, by: 10) {
            let start = place(axis.point(Double(percent) / 100))
            let isLabelled = percent.isMultiple(of: 20)
            let length = (isLabelled ? 0.55 : 0.3) * fontSize
            canvas.set(.ink)
            canvas.setLine(width: 0.6)
            canvas.line(
                start,
                PagePoint(start.x + axis.tick.x * length, start.y + axis.tick.y * length))
            guard isLabelled else { continue }
            let distance = length + 0.25 * fontSize
            var place = PagePoint(
                start.x + axis.tick.x * distance, start.y + axis.tick.y * distance)
            let half = canvas.capHeight(font) / 2
            let alignment: TextAlignment
            switch axis {
            case .first: alignment = .left
            case .second:
                alignment = .right
                place.y -= half * 0.6
                place.x += 0.15 * fontSize
            case .third:
                alignment = .centre
                place.y += half
                place.x -= 0.15 * fontSize
            }
            canvas.draw("\(percent)", font, at: place, alignment)
        }
        drawTitle(title, of: axis, on: canvas)
    }

    private func drawTitle(_ text: String, of axis: Axis, on canvas: Canvas) {
        let font = TextFont(size: fontSize)
        let title = canvas.fitted(text, font, within: side / 2)
        let middle = place(axis.point(0.5))
        let distance = 3.1 * fontSize
        let centre = PagePoint(
            middle.x + axis.outward.x * distance, middle.y + axis.outward.y * distance)
        canvas.set(.ink)
        canvas.draw(title, font, at: centre, .centre, angle: axis.angle)
        let start = axis.point(0.5)
        let end = axis.point(0.6)
        let from = place(start)
        let to = place(end)
        let length = side / 10
        let unit = PagePoint((to.x - from.x) / length, (to.y - from.y) / length)
        let gap = canvas.width(of: title, font) / 2 + 0.6 * fontSize
        let tail = PagePoint(centre.x + unit.x * gap, centre.y + unit.y * gap)
        let tip = PagePoint(
            tail.x + unit.x * 2.4 * fontSize, tail.y + unit.y * 2.4 * fontSize)
        canvas.arrow(from: tail, to: tip, head: 0.55 * fontSize)
    }
}

extension Canvas {
    /// A thin arrow in the current colour.
    func arrow(from tail: PagePoint, to tip: PagePoint, head: Double) {
        let length = ((tip.x - tail.x) * (tip.x - tail.x) + (tip.y - tail.y) * (tip.y - tail.y))
            .squareRoot()
        let unit = PagePoint((tip.x - tail.x) / length, (tip.y - tail.y) / length)
        let base = PagePoint(tip.x - unit.x * head, tip.y - unit.y * head)
        setLine(width: 0.6)
        line(tail, base)
        addPolygon([
            tip, PagePoint(base.x - unit.y * head * 0.4, base.y + unit.x * head * 0.4),
            PagePoint(base.x + unit.y * head * 0.4, base.y - unit.x * head * 0.4),
        ])
        fill()
    }
}
