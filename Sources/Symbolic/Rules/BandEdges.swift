import Basis

/// Where the edges of a band stand between the rows inside and those outside, in few digits.
enum BandEdges {
    /// The edge between the outermost value inside and the nearest value outside, clear of both: a
    /// value that equals one of them, but for rounding, lies on its side.
    ///
    /// - Parameters:
    ///   - inside: the outermost value that must stay inside.
    ///   - outside: the nearest value that must stay outside.
    ///   - margin: the share of the way from `inside` to `outside`, 0...1.
    ///   - longest: the edge moves outward by hardly more than this.
    static func edge(
        inside: Double, outside: Double, margin: Double, longest: Double
    ) -> Double {
        let gap = abs(outside - inside)
        let size = max(abs(inside), abs(outside))
        let least = min(gap / 8, 100 * ComputedValues.tolerance * size)
        let room = min(gap / 16, ComputedValues.tolerance * size)
        let way = min(max(min(gap * margin, longest), least), gap - least)
        let isLower = outside < inside
        let target = isLower ? inside - way : inside + way
        func keeps(_ candidate: Double) -> Bool {
            isLower
                ? candidate <= inside - room && candidate >= outside + room
                : candidate >= inside + room && candidate <= outside - room
        }
        for digits in 2...17 {
            let nearest = SignificantDigits.round(target, digits, .toNearestOrEven)
            if keeps(nearest), abs(nearest - target) <= gap / 4 { return nearest }
            let outward = SignificantDigits.round(target, digits, isLower ? .down : .up)
            if keeps(outward), abs(outward - target) <= gap / 4 { return outward }
        }
        return isLower ? target < inside ? target : inside : target < outside ? target : inside
    }
}
