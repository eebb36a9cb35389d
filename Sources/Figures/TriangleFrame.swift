import Foundation
import Ternary

/// The Gibbs triangle on the page: where compositions lie.
struct TriangleFrame {
    /// The left corner.
    let origin: PagePoint
    /// The length of a side.
    let side: Double
    let fontSize: Double
    let window: TernaryWindow

    /// Space that labels need around the triangle, in font sizes.
    static let margin = (top: 2.3, side: 2.7, bottom: 4.1)

    /// The triangle in a strip of the page; `top` is the upper end of its labels.
    init(
        left: Double, top: Double, width: Double, fontSize: Double, window: TernaryWindow = .whole
    ) {
        side = width - 2 * Self.margin.side * fontSize
        self.fontSize = fontSize
        self.window = window
        origin = PagePoint(
            left + Self.margin.side * fontSize,
            top + Self.margin.top * fontSize + side * GibbsProjection.height)
    }

    /// The height that a triangle takes with its labels.
    static func height(width: Double, fontSize: Double) -> Double {
        (width - 2 * margin.side * fontSize) * GibbsProjection.height
            + (margin.top + margin.bottom) * fontSize
    }

    var corners: [PagePoint] { window.corners.map(place) }

    var box: PageBox {
        let height = side * GibbsProjection.height
        return PageBox(x: origin.x, y: origin.y - height, width: side, height: height)
    }

    func place(_ point: TernaryPoint) -> PagePoint {
        let plane = GibbsProjection.plane(window.local(point))
        return PagePoint(origin.x + side * plane.x, origin.y - side * plane.y)
    }

    /// Whether a box lies in the triangle, at least `clearance` away from its sides.
    func contains(_ box: PageBox, clearance: Double) -> Bool {
        box.corners.allSatisfy { depth(of: $0) >= clearance }
    }

    /// Whether a box lies in the free paper beside the upper corner, clear of tick labels and axis
    /// titles.
    func isBeside(_ box: PageBox) -> Bool {
        let left = origin.x - Self.margin.side * fontSize
        let right = origin.x + side + Self.margin.side * fontSize
        let top = self.box.y - 0.8 * fontSize
        guard box.x >= left, box.x + box.width <= right, box.y >= top,
            box.y + box.height <= origin.y - side / 3
        else { return false }
        return box.corners.allSatisfy { depth(of: $0) <= -4.4 * fontSize }
    }

    /// How far inside the triangle a place of the page lies, from the nearest side; negative
    /// outside.
    private func depth(of place: PagePoint) -> Double {
        let plane = PlanePoint(
            x: (place.x - origin.x) / side, y: (origin.y - place.y) / side)
        let point = GibbsProjection.fractions(plane)
        return min(point.a, point.b, point.c) * side * GibbsProjection.height
    }
}

extension PageBox {
    fileprivate var corners: [PagePoint] {
        [(0.0, 0.0), (1, 0), (0, 1), (1, 1)].map {
            PagePoint(x + $0.0 * width, y + $0.1 * height)
        }
    }
}
