/// Where the edges of a band stand between the rows inside and those outside, in few digits.
enum BandEdges {
    /// The edge between the outermost value inside and the nearest value outside.
    ///
    /// - Parameters:
    ///   - inside: the outermost value that must stay inside.
    ///   - outside: the nearest value that must stay outside.
    ///   - margin: the share of the way from `inside` to `outside`, 0...1.
    ///   - longest: the edge moves outward by at most this much.
    static func edge(
        inside: Double, outside: Double, margin: Double, longest: Double
    ) -> Double {
        let way = min(abs(outside - inside) * margin, longest)
        let target = outside > inside ? inside + way : inside - way
        let isLower = outside < inside
        func keeps(_ candidate: Double) -> Bool {
            isLower
                ? candidate <= inside && candidate > outside
                : candidate >= inside && candidate < outside
        }
        for digits in 2...17 {
            let nearest = SignificantDigits.round(target, digits, .toNearestOrEven)
            if keeps(nearest), abs(nearest - target) <= abs(outside - inside) / 4 {
                return nearest
            }
            let outward = SignificantDigits.round(target, digits, isLower ? .down : .up)
            if keeps(outward), abs(outward - target) <= abs(outside - inside) / 4 {
                return outward
            }
        }
        return inside
    }
}
