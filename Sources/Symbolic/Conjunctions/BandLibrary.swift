import Basis

/// A shape of ``SoftBand`` on the bins of a variable; its edges are means of bins.
///
/// The values are positions of bins, -1 on an open side.
struct BandShape: Equatable {
    var upZero = -1
    var upOne = -1
    var downOne = -1
    var downZero = -1

    /// The values at the means of the bins.
    func values(_ knots: [Double]) -> [Double] {
        knots.indices.map { bin in
            var value = 1.0
            if upOne >= 0 {
                let (a, b) = (knots[upZero], knots[upOne])
                value = min(value, (knots[bin] - a) / (b - a))
            }
            if downOne >= 0 {
                let (c, d) = (knots[downOne], knots[downZero])
                value = min(value, (d - knots[bin]) / (d - c))
            }
            return max(value, 0)
        }
    }

    func band(variable: Int, _ knots: [Double]) -> SoftBand? {
        try? SoftBand(
            variable: variable,
            up: upOne < 0 ? nil : .init(zero: knots[upZero], one: knots[upOne]),
            down: downOne < 0 ? nil : .init(zero: knots[downZero], one: knots[downOne]))
    }
}

/// The rows of positive weight with each variable cut into bins.
struct BandLibrary: Sendable {
    let rows: Int
    /// The bin of each row, variable by variable.
    let codes: [UInt8]
    /// For each variable the weighted means of its bins, ascending; every bin has weight.
    let knots: [[Double]]

    init(
        columns: [[Double]], target: [Double], weights: [Double], bins: Int, hotShare: Double
    ) {
        let rows = target.count
        let order = target.indices.sorted { (target[$0], $0) < (target[$1], $1) }
        let limit =
            BandLibrary.quantiles(
                order.map { (target[$0], weights[$0]) }, [1 - hotShare]
            ).first ?? 0
        let above = target.contains { $0 > limit }
        let hot = target.map { above ? $0 > limit : $0 >= limit }
        let steps = max(2, bins / 2)
        let shares = (1..<steps).map { Double($0) / Double(steps) }
        var codes = [UInt8](repeating: 0, count: rows * columns.count)
        var knots = [[Double]]()
        for (variable, column) in columns.enumerated() {
            // A side between values that are equal but for rounding would be a step in the noise.
            let column = ComputedValues.merged(column)
            let order = column.indices.sorted { (column[$0], $0) < (column[$1], $1) }
            let all = order.map { (column[$0], weights[$0]) }
            let some = order.filter { hot[$0] }.map { (column[$0], weights[$0]) }
            let wanted = BandLibrary.quantiles(all, shares) + BandLibrary.quantiles(some, shares)
            // A cut lies below the value; below the smallest there is nothing to cut off.
            let smallest = column[order[0]]
            let second = order.first { column[$0] > smallest }.map { column[$0] } ?? smallest
            let cuts = wanted.map { max($0, second) }.filter { $0 > smallest }.sorted()
            var means = [Double]()
            var (sum, mass) = (0.0, 0.0)
            var next = 0
            for row in order {
                var crossed = false
                while next < cuts.count, column[row] >= cuts[next] {
                    next += 1
                    crossed = true
                }
                if crossed {
                    means.append(sum / mass)
                    (sum, mass) = (0, 0)
                }
                codes[variable * rows + row] = UInt8(means.count)
                sum += weights[row] * column[row]
                mass += weights[row]
            }
            means.append(sum / mass)
            knots.append(means)
        }
        self.rows = rows
        self.codes = codes
        self.knots = knots
    }

    /// The smallest value that has at least each share of the weight at or below it.
    private static func quantiles(
        _ sorted: [(value: Double, weight: Double)], _ shares: [Double]
    ) -> [Double] {
        let total = sorted.reduce(0) { $0 + $1.weight }
        var result = [Double]()
        var below = 0.0
        var position = 0
        for share in shares where !sorted.isEmpty {
            while position + 1 < sorted.count, below + sorted[position].weight < share * total {
                below += sorted[position].weight
                position += 1
            }
            result.append(sorted[position].value)
        }
        return result
    }

    /// Multiplies each row by the value of a shape in the row's bin.
    func multiply(_ values: inout [Double], by shape: BandShape, variable: Int) {
        let factors = shape.values(knots[variable])
        for row in 0..<rows { values[row] *= factors[Int(codes[variable * rows + row])] }
    }
}
