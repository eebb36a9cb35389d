/// Bounds on class probabilities, by class.
///
/// Where sums lie between given limits, no probability lies outside its bounds. Bounds are not
/// attained in general: they take each sum by itself. They are widened by a relative 1e-9, more
/// than rounding can move a probability.
public struct ProbabilityBounds: Sendable, Equatable {
    public let lower: [Double]
    public let upper: [Double]

    static let slack = 1e-9

    /// - Parameters: one value a class each.
    public init(lower: [Double], upper: [Double]) {
        self.lower = lower
        self.upper = upper
    }

    /// Bounds of shares that are divided by their sum, from limits of the shares before that.
    ///
    /// - Parameter limits: positive or zero, lower limits at most upper ones.
    public init(normalising limits: (lower: [Double], upper: [Double])) {
        let classes = limits.lower.indices
        let lowTotal = limits.lower.reduce(0, +)
        let highTotal = limits.upper.reduce(0, +)
        lower = classes.map { own in
            let others = highTotal - limits.upper[own]
            let share = limits.lower[own] / max(limits.lower[own] + others, .leastNormalMagnitude)
            return max(0, share - Self.slack)
        }
        upper = classes.map { own in
            let others = max(0, lowTotal - limits.lower[own])
            let share = limits.upper[own] / max(limits.upper[own] + others, .leastNormalMagnitude)
            return min(1, share + Self.slack)
        }
    }
}

extension RandomForest {
    public func bounds(
        lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>
    ) -> ProbabilityBounds {
        ProbabilityBounds(
            normalising: (
                lowest.map { Double($0) / Double(fullSum) },
                highest.map { Double($0) / Double(fullSum) }
            ))
    }
}

extension BoostedTrees {
    public func bounds(
        lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>
    ) -> ProbabilityBounds {
        // Whatever is taken off all scores changes nothing.
        let top = zip(base, highest).map { Int64($0) + $1 }.max() ?? 0
        func share(_ start: Int32, _ sum: Int64) -> Double {
            Elementary.exp(Double(Int64(start) + sum - top) * Self.unit)
        }
        return ProbabilityBounds(
            normalising: (zip(base, lowest).map(share), zip(base, highest).map(share)))
    }
}

extension Blend {
    public func bounds(
        lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>
    ) -> ProbabilityBounds {
        let start = pooling == .linear ? 0.0 : 1.0
        var pooled = (
            lower: [Double](repeating: start, count: classCount),
            upper: [Double](repeating: start, count: classCount)
        )
        var place = lowest.startIndex
        for member in members {
            let own = place..<place + member.model.ensembleCount * classCount
            place = own.upperBound
            let bounds = member.model.bounds(lowest: lowest[own], highest: highest[own])
            for label in 0..<classCount {
                add(bounds.lower[label], member.weight, to: &pooled.lower[label])
                add(bounds.upper[label], member.weight, to: &pooled.upper[label])
            }
        }
        return ProbabilityBounds(normalising: pooled)
    }

    private func add(_ share: Double, _ weight: Double, to pooled: inout Double) {
        switch pooling {
        case .linear: pooled += weight * share
        case .logarithmic: pooled *= Elementary.exp(weight * Elementary.log(max(share, floor)))
        }
    }
}

extension Classifier {
    public func bounds(
        lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>
    ) -> ProbabilityBounds {
        switch self {
        case .forest(let forest): return forest.bounds(lowest: lowest, highest: highest)
        case .boosted(let boosted): return boosted.bounds(lowest: lowest, highest: highest)
        case .blend(let blend): return blend.bounds(lowest: lowest, highest: highest)
        }
    }
}
