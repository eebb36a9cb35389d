import Foundation
import Ternary

/// Sides, ticks and labels. Each side carries the element whose fraction grows counterclockwise
/// along it, and its ticks go on along that element's grid lines.
extension TriangleFrame {
    func drawGrid(on canvas: Canvas) {
        canvas.set(.ink, opacity: 0.22)
        canvas.setLine(width: 0.35)
        for axis in Axis.allCases {
            for percent in window.ticks(from: axis.part(of: window.lowest), step: window.tickStep) {
                let share = local(percent, axis)
                canvas.line(place(local: axis.point(share)), place(local: axis.far(share)))
            }
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
            drawTicks(axis, on: canvas)
            drawTitle(
                whole.map { "% \(symbol) of \($0)" } ?? "at.% \(symbol)", of: axis, on: canvas)
        }
        drawCorners(on: canvas, symbols: symbols)
        if !window.isWhole { drawLocator(on: canvas) }
    }

    private func place(local point: TernaryPoint) -> PagePoint { place(window.global(point)) }

    private func local(_ percent: Double, _ axis: Axis) -> Double {
        (percent / 100 - axis.part(of: window.lowest)) / window.size
    }

    // MARK: - Corners

    private func drawCorners(on canvas: Canvas, symbols: [String]) {
        let centre = PagePoint(box.x + side / 2, box.y + box.height * 2 / 3)
        canvas.set(.ink)
        for (index, corner) in corners.enumerated() {
            let text = label(of: window.corners[index], symbols)
            let isElement = text.runs.count == 1
            let font = TextFont(size: (isElement ? 1.35 : 1) * fontSize, isBold: true)
            let direction = PagePoint(corner.x - centre.x, corner.y - centre.y)
            let length = side / 3.0.squareRoot()
            let distance = 1.45 * fontSize / length
            var place = PagePoint(
                corner.x + direction.x * distance, corner.y + direction.y * distance)
            // A composition is wider than a symbol: it keeps clear of the edge of the figure.
            let alignment: TextAlignment =
                isElement || index == 0 ? .centre : index == 1 ? .left : .right
            if !isElement, index > 0 {
                place.x = index == 1 ? box.x - 2.5 * fontSize : box.x + side + 2.5 * fontSize
                place.y = corner.y + 3.1 * fontSize
            }
            canvas.draw(text, font, at: place, alignment)
        }
    }

    /// The symbol of a pure element, or the formula in percent.
    private func label(of point: TernaryPoint, _ symbols: [String]) -> RichText {
        let parts = zip(symbols, [point.a, point.b, point.c]).filter { $0.1 > 1e-9 }
        if parts.count == 1, let only = parts.first { return RichText(only.0) }
        return RichText(
            formula: parts.map { $0.0 + TextRecord.number(100 * $0.1) }.joined())
    }

    /// A small triangle that says which part of the whole is shown.
    private func drawLocator(on canvas: Canvas) {
        let size = 3.4 * fontSize
        let left = origin.x - 2.2 * fontSize
        let foot = box.y + size * GibbsProjection.height
        func place(_ point: TernaryPoint) -> PagePoint {
            let plane = GibbsProjection.plane(point)
            return PagePoint(left + size * plane.x, foot - size * plane.y)
        }
        canvas.set(.ink, opacity: 0.55)
        canvas.addPolygon(window.corners.map(place))
        canvas.fill()
        canvas.set(.ink)
        canvas.setLine(width: 0.5)
        canvas.addPolygon(TernaryWindow.whole.corners.map(place))
        canvas.stroke()
    }

    // MARK: - Axes

    /// The axes in corner order.
    fileprivate enum Axis: Int, CaseIterable {
        case first, second, third

        func part(of point: TernaryPoint) -> Double {
            switch self {
            case .first: point.a
            case .second: point.b
            case .third: point.c
            }
        }

        /// The place on the axis where the element has this fraction.
        func point(_ f: Double) -> TernaryPoint {
            switch self {
            case .first: TernaryPoint(f, 0, 1 - f)
            case .second: TernaryPoint(1 - f, f, 0)
            case .third: TernaryPoint(0, 1 - f, f)
            }
        }

        /// The other end of the grid line from there.
        func far(_ f: Double) -> TernaryPoint {
            switch self {
            case .first: TernaryPoint(f, 1 - f, 0)
            case .second: TernaryPoint(0, f, 1 - f)
            case .third: TernaryPoint(1 - f, 0, f)
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

    private func drawTicks(_ axis: Axis, on canvas: Canvas) {
        let font = TextFont(size: 0.9 * fontSize)
        let least = axis.part(of: window.lowest)
        let labelled = window.ticks(from: least, step: window.tickStep)
        canvas.set(.ink)
        canvas.setLine(width: 0.6)
        for percent in window.ticks(from: least, step: window.tickStep / 2) {
            let isLabelled = labelled.contains { abs($0 - percent) < 1e-9 }
            let start = place(local: axis.point(local(percent, axis)))
            let length = (isLabelled ? 0.55 : 0.3) * fontSize
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
            canvas.draw(TextRecord.number(percent), font, at: place, alignment)
        }
    }

    private func drawTitle(_ text: String, of axis: Axis, on canvas: Canvas) {
        let font = TextFont(size: fontSize)
        let title = canvas.fitted(text, font, within: side / 2)
        let middle = place(local: axis.point(0.5))
        let distance = 3.1 * fontSize
        let centre = PagePoint(
            middle.x + axis.outward.x * distance, middle.y + axis.outward.y * distance)
        canvas.set(.ink)
        canvas.draw(title, font, at: centre, .centre, angle: axis.angle)
        let from = place(local: axis.point(0.5))
        let to = place(local: axis.point(0.6))
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
