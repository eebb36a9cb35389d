import Ternary

/// The part of the Gibbs triangle that is shown: compositions with at least so much of each element.
///
/// It is a triangle of the same orientation, with sides ``size`` times as long.
public struct TernaryWindow: Sendable, Equatable {
    /// The smallest side that can be looked into, one atomic percent.
    public static let smallestSize = 0.01

    /// The least fractions, in corner order.
    public let lowest: TernaryPoint

    /// The whole triangle.
    public static let whole = TernaryWindow(unchecked: TernaryPoint(0, 0, 0))

    private init(unchecked lowest: TernaryPoint) { self.lowest = lowest }

    /// - Throws: ``FiguresError/window(_:)`` unless no fraction is negative and they leave at least
    ///   ``smallestSize`` of the triangle's sides.
    public init(lowest: TernaryPoint) throws {
        let parts = [lowest.a, lowest.b, lowest.c]
        guard parts.allSatisfy({ $0 >= 0 && $0 <= 1 }),
            1 - parts.reduce(0, +) >= Self.smallestSize - 1e-9
        else { throw FiguresError.window(lowest) }
        self.lowest = lowest
    }

    /// The length of its sides in those of the whole triangle, in (0, 1].
    public var size: Double { 1 - lowest.a - lowest.b - lowest.c }

    public var isWhole: Bool { self == .whole }

    /// Fractions at its corners, in corner order.
    public var corners: [TernaryPoint] {
        [(size, 0.0, 0.0), (0, size, 0), (0, 0, size)].map {
            TernaryPoint(lowest.a + $0.0, lowest.b + $0.1, lowest.c + $0.2)
        }
    }

    /// A composition in shares of the window's own corners; negative outside.
    public func local(_ point: TernaryPoint) -> TernaryPoint {
        TernaryPoint(
            (point.a - lowest.a) / size, (point.b - lowest.b) / size, (point.c - lowest.c) / size)
    }

    /// The composition at shares of the window's corners.
    public func global(_ point: TernaryPoint) -> TernaryPoint {
        TernaryPoint(
            lowest.a + size * point.a, lowest.b + size * point.b, lowest.c + size * point.c)
    }

    /// Whether a composition lies in it, the border included.
    public func contains(_ point: TernaryPoint) -> Bool {
        let local = local(point)
        return min(local.a, local.b, local.c) >= -1e-9
    }

    /// Percent between two labelled ticks: 20 in the whole triangle, fewer in a smaller one.
    var tickStep: Double {
        [20, 10, 5, 2, 1, 0.5, 0.2].first { 100 * size / $0 >= 3.9 } ?? 0.2
    }

    /// Percents of an element inside the window that are multiples of `step`, ends left out.
    func ticks(from least: Double, step: Double) -> [Double] {
        let first = Int((100 * least / step + 1e-6).rounded(.down)) + 1
        let last = Int((100 * (least + size) / step - 1e-6).rounded(.up)) - 1
        return first <= last ? (first...last).map { Double($0) * step } : []
    }
}
