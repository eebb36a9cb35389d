import Basis

/// A band in the unit of its formula.
struct ValueBand: Sendable, Equatable {
    var formula: Int
    var expression: Expression
    var lower: Double?
    var upper: Double?
    /// The weighted standard deviation of the positive rows' values inside, a measure of distance.
    var spread: Double

    func contains(_ value: Double) -> Bool {
        relativeMargin(value) >= 0
    }

    /// The distance to the nearest edge over the spread, negative outside.
    func relativeMargin(_ value: Double) -> Double {
        ComputedValues.margin(value, lower: lower, upper: upper, scale: spread) / spread
    }
}

/// One or more conjunctions of bands; a row is inside if it is inside one of them.
struct RuleModel: Sendable, Equatable {
    var branches: [[ValueBand]]

    /// Whether each row lies inside; rows where a formula is undefined do not.
    func inside(_ columns: [[Double]]) -> [Bool] {
        let rows = columns.first?.count ?? 0
        var result = [Bool](repeating: false, count: rows)
        for branch in branches {
            var all = [Bool](repeating: true, count: rows)
            for band in branch {
                guard let values = band.expression.evaluate(columns: columns) else {
                    all = [Bool](repeating: false, count: rows)
                    break
                }
                for row in 0..<rows where !band.contains(values[row]) { all[row] = false }
            }
            for row in 0..<rows where all[row] { result[row] = true }
        }
        return result
    }

    /// By how much each row is inside, relative to the bands' spreads: the smallest margin of a
    /// branch's bands, the largest over branches.
    func margins(_ columns: [[Double]]) -> [Double] {
        let rows = columns.first?.count ?? 0
        var result = [Double](repeating: -.infinity, count: rows)
        for branch in branches {
            var least = [Double](repeating: .infinity, count: rows)
            for band in branch {
                guard let values = band.expression.evaluate(columns: columns) else {
                    least = [Double](repeating: -.infinity, count: rows)
                    break
                }
                for row in 0..<rows {
                    least[row] = min(least[row], band.relativeMargin(values[row]))
                }
            }
            for row in 0..<rows { result[row] = max(result[row], least[row]) }
        }
        return result
    }
}

/// Turns bands over ranks into bands over values.
struct BandReading: Sendable {
    let table: RankTable
    let columns: [[Double]]
    let margin: Double
    let widens: Bool

    /// The bands of one conjunction with their edges.
    ///
    /// An edge stands between the outermost row inside and the nearest row outside, so together
    /// the bands keep and exclude the rows that they did; see ``RuleParameters/widensEdges``.
    func bands(_ bands: [RankBand], _ task: RuleTask) -> [ValueBand] {
        let rows = task.positive.indices.filter { task.weights[$0] > 0 }
        var misses = [Int32](repeating: 0, count: task.positive.count)
        for band in bands {
            for row in rows where isOutside(row, band) { misses[row] += 1 }
        }
        var result = [ValueBand]()
        for band in bands {
            let expression = table.formulas[band.formula].expression
            guard let values = expression.evaluate(columns: columns) else { continue }
            let plain = read(band, expression, values, rows, task) { isOutside($0, band) }
            guard widens else {
                result.append(plain)
                continue
            }
            let wide = read(band, expression, values, rows, task) {
                misses[$0] == 1 && isOutside($0, band)
            }
            // A band without an edge says nothing.
            result.append(wide.lower == nil && wide.upper == nil ? plain : wide)
        }
        return result
    }

    private func isOutside(_ row: Int, _ band: RankBand) -> Bool {
        let rank = table.rank(band.formula, row)
        return rank < band.low || rank > band.high
    }

    private func read(
        _ band: RankBand, _ expression: Expression, _ values: [Double], _ rows: [Int],
        _ task: RuleTask, excluded: (Int) -> Bool
    ) -> ValueBand {
        var inside = (low: Double.infinity, high: -Double.infinity)
        var outside = (low: -Double.infinity, high: Double.infinity)
        var weight = 0.0
        var mean = 0.0
        var squares = 0.0
        for row in rows {
            let value = values[row]
            let rank = table.rank(band.formula, row)
            if rank >= band.low, rank <= band.high {
                inside = (min(inside.low, value), max(inside.high, value))
                if task.positive[row] {
                    // Running mean and squares (Welford, doi:10.1080/00401706.1962.10490022).
                    weight += task.weights[row]
                    let delta = value - mean
                    mean += delta * task.weights[row] / weight
                    squares += task.weights[row] * delta * (value - mean)
                }
            } else if excluded(row) {
                if rank < band.low {
                    outside.low = max(outside.low, value)
                } else {
                    outside.high = min(outside.high, value)
                }
            }
        }
        let spread = weight > 0 ? (squares / weight).squareRoot() : 0
        let width = inside.high - inside.low
        // Values that are equal but for rounding have no spread.
        let noise = ComputedValues.tolerance * abs(mean)
        let scale = spread > noise ? spread : (width > noise ? width : max(abs(mean), 1e-300))
        return ValueBand(
            formula: band.formula, expression: expression,
            lower: outside.low.isFinite
                ? BandEdges.edge(
                    inside: inside.low, outside: outside.low, margin: margin, longest: scale)
                : nil,
            upper: outside.high.isFinite
                ? BandEdges.edge(
                    inside: inside.high, outside: outside.high, margin: margin, longest: scale)
                : nil,
            spread: scale)
    }
}
