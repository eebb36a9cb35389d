import Foundation

extension Canvas {
    /// A star: `count` points on the outer radius, the first one up, between them as many on the
    /// inner radius.
    static func spikes(
        _ centre: PagePoint, _ radius: Double, count: Int, inner: Double
    ) -> [PagePoint] {
        (0..<2 * count).map { index in
            let angle = Double(index) * .pi / Double(count)
            let length = index.isMultiple(of: 2) ? radius : radius * inner
            return PagePoint(centre.x + length * sin(angle), centre.y - length * cos(angle))
        }
    }
}
