/// The fractions of three elements, in corner order; they add up to one.
public struct TernaryPoint: Sendable, Hashable {
    public var a: Double
    public var b: Double
    public var c: Double

    public init(_ a: Double, _ b: Double, _ c: Double) {
        self.a = a
        self.b = b
        self.c = c
    }
}

/// A point of the plane; x to the right, y up.
public struct PlanePoint: Sendable, Hashable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// The Gibbs triangle: fractions to Cartesian coordinates and back.
///
/// The triangle has sides of length one. The first element is the top corner (1/2, √3/2), the
/// second the left corner (0, 0), the third the right corner (1, 0):
/// x = c + a/2, y = a √3/2.
public enum GibbsProjection {
    /// The height of the triangle, √3/2.
    public static let height = 0.75.squareRoot()

    public static func plane(_ point: TernaryPoint) -> PlanePoint {
        PlanePoint(x: point.c + point.a / 2, y: point.a * height)
    }

    /// The fractions at a point of the plane; negative ones lie outside the triangle.
    public static func fractions(_ point: PlanePoint) -> TernaryPoint {
        let a = point.y / height
        let c = point.x - a / 2
        return TernaryPoint(a, 1 - a - c, c)
    }
}
