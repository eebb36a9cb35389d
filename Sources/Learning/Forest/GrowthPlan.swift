import Basis

/// Everything that the trees of one forest have in common.
struct GrowthPlan: Sendable {
    let parameters: ForestParameters
    let maxFeatures: Int
    let encoded: EncodedFeatures
    let population: Population

    /// Grows the trees, each from its own random stream.
    func grow<Score: Impurity>(
        _ score: Score, _ tally: OutOfBagTally?, threads: Int,
        count: @escaping @Sendable (Double) -> Score.Count
    ) throws -> [GrownTree] {
        let root = RandomStream(seed: parameters.seed).child("forest")
        let limits = TreeGrower<Score>.Limits(
            maxDepth: parameters.maxDepth ?? .max, maxFeatures: maxFeatures,
            minSplit: count(Double(parameters.minSamplesSplit)),
            minLeaf: count(Double(parameters.minSamplesLeaf)),
            skipsPureRuns: parameters.minSamplesLeaf == 1,
            drawsCuts: parameters.splits == .random)
        let shared =
            parameters.sampling == .all
            ? sample(weights: population.weights, sizes: nil) : nil
        let entries = shared?.entries
        let placer = ThresholdPlacer(
            runs: encoded.runs,
            occupied: encoded.runs.occupied(by: population.rows, columns: encoded.columnCount))
        let strata = population.strata(balanced: parameters.sampling == .balanced)
        return try Parallel.map(count: parameters.trees, threads: threads) { index in
            var stream = root.child(index)
            let sample = shared ?? resampled(strata, &stream)
            let entries = entries ?? sample.entries
            let grown = encoded.withTable { table in
                sample.weights.withUnsafeBufferPointer { weights in
                    guard let weights = weights.baseAddress else {
                        preconditionFailure("an encoded table has at least one row")
                    }
                    var grower = TreeGrower(
                        encoded: encoded, table: table, placer: placer, weights: weights,
                        entries: entries, classCount: population.classCount, score: score,
                        limits: limits, stream: stream.child("splits"))
                    return grower.grow()
                }
            }
            tally?.add(grown.tree, encoded: encoded, seen: sample.rows)
            return grown
        }
    }

    /// Rows drawn with replacement from each stratum.
    ///
    /// With whole weights a row of weight 2 is two rows; otherwise rows are drawn evenly and their
    /// weight is multiplied.
    private func resampled(
        _ strata: [Population.Stratum], _ stream: inout RandomStream
    ) -> TreeSample {
        let drawn = draws(strata, &stream)
        if population.isWhole { return sample(weights: drawn.map(Double.init), sizes: drawn) }
        let weights = zip(drawn, population.weights).map { Double($0) * $1 }
        return sample(weights: weights, sizes: drawn)
    }

    /// How often each row of the table was drawn.
    private func draws(
        _ strata: [Population.Stratum], _ stream: inout RandomStream
    ) -> [Int] {
        var drawn = [Int](repeating: 0, count: population.weights.count)
        for stratum in strata {
            for _ in 0..<stratum.draws {
                drawn[Int(stratum.copies[stream.below(stratum.copies.count)])] += 1
            }
        }
        return drawn
    }

    /// How often each tree draws each row of the table; the draws of training, made again.
    func draws(balanced: Bool) -> [[Int]] {
        let root = RandomStream(seed: parameters.seed).child("forest")
        let strata = population.strata(balanced: balanced)
        return (0..<parameters.trees).map { index in
            var stream = root.child(index)
            return draws(strata, &stream)
        }
    }

    private func sample(weights: [Double], sizes: [Int]?) -> TreeSample {
        TreeSample(
            rows: population.rows.filter { weights[Int($0)] > 0 }, labels: population.labels,
            sizes: sizes ?? weights.map { population.isWhole ? Int($0) : $0 > 0 ? 1 : 0 },
            weights: weights)
    }
}
