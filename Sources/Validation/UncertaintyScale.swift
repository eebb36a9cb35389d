import Basis

/// Turns the raw spread of an ensemble into the error that rows of such a spread were found to have.
///
/// The uncertainty of a prediction is u(s) = sqrt(E[(p - y)^2 | s]): p is the probability of the
/// predicted class, y is 1 where that class is the truth, s any raw measure of doubt. A row of
/// probability p that is perfectly calibrated has u = sqrt(p (1 - p)). The map is monotone: rows
/// by rising spread are cut into bins of `leastRows` rows or more (equal spreads stay together),
/// pool-adjacent-violators makes the bins' mean squared errors rise, and between the mean spreads
/// of the pools squared errors are interpolated; outside of them they are constant.
///
/// Source: Barlow et al., Statistical Inference under Order Restrictions (Wiley, 1972); as a
/// calibration map: Zadrozny and Elkan, KDD (2002), doi:10.1145/775047.775151.
public struct UncertaintyScale: Sendable, Equatable, Codable {
    /// Mean raw spread of each pool, rising.
    public let spreads: [Double]
    /// Mean squared error of each pool, rising, in 0...1.
    public let squaredErrors: [Double]

    /// - Parameters:
    ///   - spreads: of rows that the model has not seen.
    ///   - squaredErrors: (p - y)^2 of the same rows.
    ///   - leastRows: rows of a bin at least; fewer only where there are fewer in all. The default
    ///     is 25.
    /// - Throws: ``ValidationError`` for lists of different length or without rows, and values that
    ///   are not finite.
    public init(fitting spreads: [Double], squaredErrors: [Double], leastRows: Int = 25) throws {
        guard spreads.count == squaredErrors.count, !spreads.isEmpty else {
            throw ValidationError.countMismatch(
                what: "squared errors", found: squaredErrors.count,
                expected: max(1, spreads.count))
        }
        for (what, values) in [("spread", spreads), ("squared error", squaredErrors)] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw ValidationError.notFinite(what: what, index: index)
            }
        }
        let pools = Self.pooled(Self.bins(spreads, squaredErrors, leastRows: max(1, leastRows)))
        self.spreads = pools.map { $0.spread / Double($0.rows) }
        self.squaredErrors = pools.map { $0.error / Double($0.rows) }
    }

    /// The uncertainty that belongs to a raw spread; that of the widest known where it is NaN.
    public func uncertainty(ofSpread spread: Double) -> Double {
        let last = spreads.count - 1
        guard spread < spreads[last] else { return squaredErrors[last].squareRoot() }
        guard spread > spreads[0] else { return squaredErrors[0].squareRoot() }
        var low = 0
        var high = last
        while high - low > 1 {
            let middle = (low + high) / 2
            if spreads[middle] <= spread { low = middle } else { high = middle }
        }
        let share = (spread - spreads[low]) / (spreads[high] - spreads[low])
        let error = squaredErrors[low] + share * (squaredErrors[high] - squaredErrors[low])
        return error.squareRoot()
    }

    struct Pool {
        var rows = 0
        /// Sums over the rows.
        var spread = 0.0
        var error = 0.0

        func joined(_ other: Pool) -> Pool {
            Pool(
                rows: rows + other.rows, spread: spread + other.spread, error: error + other.error)
        }
    }

    private static func bins(
        _ spreads: [Double], _ errors: [Double], leastRows: Int
    ) -> [Pool] {
        let order = spreads.indices.sorted { (spreads[$0], $0) < (spreads[$1], $1) }
        var bins = [Pool]()
        var open = Pool()
        for (position, row) in order.enumerated() {
            open.rows += 1
            open.spread += spreads[row]
            open.error += errors[row]
            let next = position + 1
            if next < order.count, open.rows < leastRows || spreads[order[next]] == spreads[row] {
                continue
            }
            // The rest of the rows is too small for a bin of its own.
            if open.rows < leastRows, let last = bins.popLast() { open = last.joined(open) }
            bins.append(open)
            open = Pool()
        }
        return bins
    }

    /// Pool adjacent violators: joins neighbours until the mean errors rise.
    static func pooled(_ bins: [Pool]) -> [Pool] {
        var pools = [Pool]()
        for bin in bins {
            var pool = bin
            while let last = pools.last,
                last.error * Double(pool.rows) >= pool.error * Double(last.rows)
            {
                pool = last.joined(pool)
                pools.removeLast()
            }
            pools.append(pool)
        }
        return pools
    }
}

extension ValidationOutcome {
    /// (p - y)^2 of each prediction: p is the probability of the predicted class, y is 1 where it
    /// is the truth.
    public var squaredErrors: [Double] {
        predictions.map(squaredError)
    }

    /// (p - y)^2 of one of the predictions.
    public func squaredError(of row: Prediction) -> Double {
        let miss = row.probabilities[row.predicted] - (row.predicted == row.truth ? 1 : 0)
        return miss * miss
    }
}
