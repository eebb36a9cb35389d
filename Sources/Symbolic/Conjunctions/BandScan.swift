import Basis

/// A shape on a variable and what it gains.
struct FoundBand {
    /// Rounded to 28 bits: a band and one minus the band gain the same, and the noise of the last
    /// bits must not choose between them.
    var gain: Double
    /// Whether the term would get a negative coefficient.
    var isNegative: Bool
    var variable: Int
    var shape: BandShape
}

/// The gains of all shapes of all variables as further factors of a product.
///
/// With residual r, product t and weighted orthonormal vectors q of the other terms, a factor g
/// gains `(sum w t g r)^2 / (sum w t^2 g^2 - sum_q (sum w t g q)^2 + ridge)`: the fall of the
/// ridge-penalised squared error. The sums go over the bins of a variable, so one pass over the
/// rows serves all of its shapes, and each shape adds one bin to the sums of the shape before it.
struct BandScan {
    /// Lanes: w t r, w t^2, then w t q for up to six vectors.
    typealias Sums = SIMD8<Double>

    let library: BandLibrary
    let ridge: Double
    private let active: [Int32]
    private let sums: [Sums]

    init(
        library: BandLibrary, ridge: Double, product: [Double], weights: [Double],
        residual: [Double], basis: [[Double]]
    ) {
        self.library = library
        self.ridge = ridge
        var active = [Int32]()
        var sums = [Sums]()
        for row in 0..<library.rows where product[row] != 0 {
            let weighted = weights[row] * product[row]
            var lanes = Sums(repeating: 0)
            lanes[0] = weighted * residual[row]
            lanes[1] = weighted * product[row]
            for (number, vector) in basis.enumerated() {
                lanes[number + 2] = weighted * vector[row]
            }
            active.append(Int32(row))
            sums.append(lanes)
        }
        self.active = active
        self.sums = sums
    }

    /// The best shapes, best first; at most three of one variable.
    func best(_ count: Int, excluding used: [Int], threads: Int) throws -> [FoundBand] {
        let found = try Parallel.map(count: library.knots.count, threads: threads) { variable in
            used.contains(variable) ? [] : best(variable: variable)
        }
        let sorted = found.flatMap { $0 }.enumerated().sorted {
            $0.element.gain != $1.element.gain
                ? $0.element.gain > $1.element.gain : $0.offset < $1.offset
        }
        return sorted.prefix(count).map(\.element)
    }

    /// The best three shapes of a variable.
    func best(variable: Int) -> [FoundBand] {
        let knots = library.knots[variable]
        guard knots.count > 1 else { return [] }
        var best = [FoundBand]()
        score(histogram(variable), knots) { exact, isNegative, shape in
            let gain = Double(bitPattern: (exact.bitPattern + 1 << 23) & ~(1 << 24 - 1))
            if best.count == 3, gain <= best[2].gain { return }
            let place = best.firstIndex { $0.gain < gain } ?? best.count
            best.insert(
                FoundBand(gain: gain, isNegative: isNegative, variable: variable, shape: shape),
                at: place)
            if best.count > 3 { best.removeLast() }
        }
        return best
    }

    private func histogram(_ variable: Int) -> [Sums] {
        var bins = [Sums](repeating: Sums(repeating: 0), count: library.knots[variable].count)
        let start = variable * library.rows
        bins.withUnsafeMutableBufferPointer { bins in
            library.codes.withUnsafeBufferPointer { codes in
                active.withUnsafeBufferPointer { active in
                    sums.withUnsafeBufferPointer { sums in
                        for place in 0..<active.count {
                            bins[Int(codes[start + Int(active[place])])] += sums[place]
                        }
                    }
                }
            }
        }
        return bins
    }

    /// Calls `body` with each shape that enough weight meets, in a fixed order.
    private func score(
        _ bins: [Sums], _ knots: [Double], _ body: (Double, Bool, BandShape) -> Void
    ) {
        let count = knots.count
        var below = [Sums(repeating: 0)]
        for bin in bins { below.append(below[below.count - 1] + bin) }
        func offer(_ sums: Sums, _ shape: @autoclosure () -> BandShape) {
            guard sums[1] > ridge else { return }
            var projections = sums
            projections[0] = 0
            projections[1] = 0
            let rest = max(sums[1] - (projections * projections).sum(), 0) + ridge
            body(sums[0] * sums[0] / rest, sums[0] < 0, shape())
        }
        /// A factor for the linear lanes, its square for the lane of squares.
        func lanes(_ factor: Double) -> Sums {
            var result = Sums(repeating: factor)
            result[1] = factor * factor
            return result
        }
        for first in 0..<count - 1 {
            var ramp = Sums(repeating: 0)
            for last in first + 1..<count {
                let plateau = below[count] - below[last]
                let scale = lanes(1 / (knots[last] - knots[first]))
                offer(ramp * scale + plateau, BandShape(upZero: first, upOne: last))
                ramp += bins[last] * lanes(knots[last] - knots[first])
            }
        }
        for last in 1..<count {
            var ramp = Sums(repeating: 0)
            for first in stride(from: last - 1, through: 0, by: -1) {
                let scale = lanes(1 / (knots[last] - knots[first]))
                offer(ramp * scale + below[first + 1], BandShape(downOne: first, downZero: last))
                ramp += bins[first] * lanes(knots[last] - knots[first])
            }
        }
        for first in 1..<max(count - 1, 1) {
            for last in first..<count - 1 {
                let plateau = below[last + 1] - below[first]
                offer(
                    plateau,
                    BandShape(
                        upZero: first - 1, upOne: first, downOne: last, downZero: last + 1))
                guard first > 1, last + 2 < count else { continue }
                let rise =
                    (knots[first - 1] - knots[first - 2]) / (knots[first] - knots[first - 2])
                let fall = (knots[last + 2] - knots[last + 1]) / (knots[last + 2] - knots[last])
                offer(
                    plateau + bins[first - 1] * lanes(rise) + bins[last + 1] * lanes(fall),
                    BandShape(
                        upZero: first - 2, upOne: first, downOne: last, downZero: last + 2))
            }
        }
    }
}
