import Basis

/// Whether stated uncertainties mean something: against the errors that rows were found to have.
///
/// Each fold's uncertainties come from an ``UncertaintyScale`` fitted to the rows of all other
/// folds.
public struct UncertaintyQuality: Sendable, Equatable, Codable {
    public struct Bin: Sendable, Equatable, Codable {
        public let rows: Int
        /// Root of the mean squared stated uncertainty.
        public let stated: Double
        /// Root of the mean squared error.
        public let realised: Double
    }

    /// Spearman's correlation of the stated uncertainty with the squared error; `nil` where one
    /// of them is constant.
    public let spearman: Double?
    /// The same of sqrt(p (1 - p)), which needs no spread: what an uncertainty has to beat.
    public let spearmanOfProbability: Double?
    /// By rising stated uncertainty, of nearly equal mass; equal ones are never parted.
    public let bins: [Bin]
    /// Mean over the rows of |stated - realised| of the row's bin.
    public let calibrationError: Double

    enum CodingKeys: String, CodingKey {
        case spearman, bins
        case spearmanOfProbability = "spearman_of_probability"
        case calibrationError = "calibration_error"
    }

    /// - Parameters:
    ///   - spreads: the raw spread of each prediction, in the order of `outcome.predictions`.
    ///   - bins: how many bins at most. The default is 10.
    /// - Throws: ``ValidationError`` for fewer than two folds, spreads that do not match or are not
    ///   finite, and parameters out of range.
    public init(
        crossFitting spreads: [Double], of outcome: ValidationOutcome, bins: Int = 10,
        leastRows: Int = 25
    ) throws {
        let stated = try outcome.crossFittedUncertainties(
            spreads: spreads, leastRows: leastRows)
        try self.init(stated: stated, of: outcome, bins: bins)
    }

    /// Judges uncertainties as they are.
    ///
    /// - Parameter stated: of each prediction, in the order of `outcome.predictions`.
    public init(stated: [Double], of outcome: ValidationOutcome, bins: Int = 10) throws {
        let errors = outcome.squaredErrors
        guard stated.count == errors.count, !errors.isEmpty else {
            throw ValidationError.countMismatch(
                what: "uncertainties", found: stated.count, expected: max(1, errors.count))
        }
        if let index = stated.firstIndex(where: { !$0.isFinite }) {
            throw ValidationError.notFinite(what: "uncertainty", index: index)
        }
        guard (1...10_000).contains(bins) else {
            throw ValidationError.badParameter(
                name: "bins", value: "\(bins)", allowed: "1 to 10000")
        }
        let order = stated.indices.sorted { (stated[$0], $0) < (stated[$1], $1) }
        var filling = CalibrationBins(rows: order.count, bins: bins)
        var table = [Bin]()
        var sums = (stated: 0.0, error: 0.0)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, stated[order[end]] == stated[order[start]] {
                sums.stated += stated[order[end]] * stated[order[end]]
                sums.error += errors[order[end]]
                end += 1
            }
            if let bin = filling.add(count: end - start, hits: 0, score: 0) {
                let count = Double(bin.rows)
                table.append(
                    Bin(
                        rows: bin.rows, stated: (sums.stated / count).squareRoot(),
                        realised: (sums.error / count).squareRoot()))
                sums = (0, 0)
            }
            start = end
        }
        self.bins = table
        let gap = table.reduce(0) { $0 + Double($1.rows) * abs($1.stated - $1.realised) }
        calibrationError = gap / Double(order.count)
        spearman = RankCorrelation.spearman(stated, errors)
        let shares = outcome.predictions.map { $0.probabilities[$0.predicted] }
        spearmanOfProbability = RankCorrelation.spearman(shares.map { $0 * (1 - $0) }, errors)
    }
}

extension ValidationOutcome {
    /// The uncertainty of each prediction from a scale fitted to the rows of all other folds.
    ///
    /// - Parameter spreads: in the order of `predictions`.
    public func crossFittedUncertainties(
        spreads: [Double], leastRows: Int = 25
    ) throws -> [Double] {
        guard spreads.count == predictions.count else {
            throw ValidationError.countMismatch(
                what: "spreads", found: spreads.count, expected: predictions.count)
        }
        let errors = squaredErrors
        var result = [Double](repeating: 0, count: spreads.count)
        let folds = predictions.map(\.fold)
        for (inside, outside) in try FoldRows.partitions(folds, rowCount: spreads.count) {
            let scale = try UncertaintyScale(
                fitting: outside.map { spreads[$0] }, squaredErrors: outside.map { errors[$0] },
                leastRows: leastRows)
            for row in inside { result[row] = scale.uncertainty(ofSpread: spreads[row]) }
        }
        return result
    }
}
