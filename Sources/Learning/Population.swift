/// The rows of a fit with their weights, those of weight zero left out.
struct Population: Sendable {
    let rows: [UInt32]
    let labels: [UInt16]
    let classCount: Int
    /// By row of the table.
    let weights: [Double]
    let factors: [Double]
    /// Whether all weights are whole, so that weight 2 is the same as the row twice. Sums past 2^22
    /// do not count as such: neither a table of entropies nor a list of copies should be longer.
    let isWhole: Bool
    let total: Double

    /// Checks rows, labels and weights against the table and sums the weights of repeated rows.
    init(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]?, classWeights: ClassWeighting
    ) throws {
        guard !rows.isEmpty else { throw LearningError.noRows }
        let weights = weights ?? [Double](repeating: 1, count: encoded.rowCount)
        try TrainingSet.check(
            labels: labels, classCount: classCount, weights: weights, rowCount: encoded.rowCount)
        var summed = [Double](repeating: 0, count: weights.count)
        for row in rows {
            guard weights.indices.contains(row) else {
                throw LearningError.badRow(row, rowCount: weights.count)
            }
            summed[row] += weights[row]
        }
        var classTotals = [Double](repeating: 0, count: classCount)
        for (label, weight) in zip(labels, summed) { classTotals[label] += weight }
        factors = try classWeights.factors(classTotals: classTotals)
        for row in summed.indices where factors[labels[row]] == 0 { summed[row] = 0 }
        self.rows = summed.indices.filter { summed[$0] > 0 }.map { UInt32($0) }
        guard !self.rows.isEmpty else { throw LearningError.noWeight }
        self.labels = labels.map { UInt16($0) }
        self.classCount = classCount
        self.weights = summed
        total = summed.reduce(0, +)
        isWhole = total <= 0x1p22 && summed.allSatisfy { $0 == $0.rounded() }
    }

    /// Rows that are drawn from together.
    struct Stratum: Sendable {
        /// With whole weights a row of weight 2 stands here twice.
        let copies: [UInt32]
        /// How many are drawn for one tree.
        let draws: Int
    }

    /// All rows, as many as there are; or each class apart, as many of it as the rarest has.
    func strata(balanced: Bool) -> [Stratum] {
        func copies(_ rows: [UInt32]) -> [UInt32] {
            guard isWhole else { return rows }
            return rows.flatMap { repeatElement($0, count: Int(weights[Int($0)])) }
        }
        guard balanced else {
            let all = copies(rows)
            return [Stratum(copies: all, draws: all.count)]
        }
        let classes = (0..<classCount).map { label in
            copies(rows.filter { Int(labels[Int($0)]) == label })
        }.filter { !$0.isEmpty }
        let rarest = classes.map(\.count).min() ?? 0
        return classes.map { Stratum(copies: $0, draws: rarest) }
    }
}
