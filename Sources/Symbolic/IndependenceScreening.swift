import Basis

/// Sure independence screening: the candidates that correlate most with a residual.
///
/// The score of a feature `f` is the largest `corr(f, r)^2` over the residuals, with weighted
/// moments. Source: Fan and Lv, J. R. Stat. Soc. B 70, 849 (2008),
/// doi:10.1111/j.1467-9868.2008.00674.x.
struct IndependenceScreening: Sendable {
    private static let leftsPerBlock = 8
    private static let rowsPerChunk = 1_024
    private static let blocksPerBatch = 128
    /// A feature whose variance is below this share of its mean square is taken as constant:
    /// rounding in the moments would decide its score.
    private static let smallestSpread = 1e-10

    let space: FeatureSpace
    /// Weights with sum one, padded.
    private let weights: [Double]
    /// Residuals with weighted mean zero and weighted variance one, padded.
    private let residuals: [[Double]]
    private let weightedResiduals: [[Double]]
    private let means: [Double]
    private let squares: [Double]
    /// `sum w f r`, one list for each residual.
    private let products: [[Double]]

    /// - Parameters:
    ///   - weights: one for each row, sum one.
    ///   - residuals: at least one; those without variance are left out.
    init(space: FeatureSpace, weights: [Double], residuals: [[Double]]) {
        self.space = space
        let padding = [Double](repeating: 0, count: space.stride - space.rows)
        self.weights = weights + padding
        self.residuals = residuals.compactMap { residual in
            let mean = zip(weights, residual).reduce(0) { $0 + $1.0 * $1.1 }
            let centred = residual.map { $0 - mean }
            let variance = zip(weights, centred).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
            guard variance > 0 else { return nil }
            let scale = 1 / variance.squareRoot()
            return centred.map { $0 * scale } + padding
        }
        let padded = self.weights
        weightedResiduals = self.residuals.map { zip($0, padded).map(*) }
        func column(_ factor: Int) -> ArraySlice<Double> {
            space.values[factor * space.stride..<(factor + 1) * space.stride]
        }
        let factors = space.factors.indices
        means = factors.map { zip(padded, column($0)).reduce(0) { $0 + $1.0 * $1.1 } }
        squares = factors.map { zip(padded, column($0)).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } }
        products = weightedResiduals.map { residual in
            factors.map { zip(residual, column($0)).reduce(0) { $0 + $1.0 * $1.1 } }
        }
    }

    /// Whether there is a residual to screen against.
    var hasResidual: Bool { !residuals.isEmpty }

    /// The best `limit` candidates of each complexity.
    func run(limit: Int, threads: Int, progress: (Double) -> Void) throws -> CandidatePool {
        var pool = CandidatePool(limit: limit, maximumComplexity: space.maximumComplexity)
        let lefts = space.factorLefts + space.combinedLefts
        let size = IndependenceScreening.leftsPerBlock
        let blocks = (lefts.count + size - 1) / size
        var done = 0
        while done < blocks {
            let batch = min(IndependenceScreening.blocksPerBatch, blocks - done)
            let first = done
            let found = try Parallel.map(count: batch, threads: threads) { index in
                let start = (first + index) * size
                return screen(Array(lefts[start..<min(start + size, lefts.count)]), limit)
            }
            for block in found { pool.merge(block) }
            done += batch
            progress(Double(done) / Double(blocks))
        }
        return pool
    }

    private func screen(_ lefts: [Left], _ limit: Int) -> CandidatePool {
        var pool = CandidatePool(limit: limit, maximumComplexity: space.maximumComplexity)
        let stride = space.stride
        let residualCount = residuals.count
        // For each left: a, w a, w a a, then w a r for each residual.
        let width = 3 + residualCount
        var work = [Double](repeating: 0, count: lefts.count * width * stride)
        let groups = space.paddedFactors / 4
        let perGroup = 4 * (2 + residualCount)
        var sums = [Double](repeating: 0, count: lefts.count * groups * perGroup)
        var scratch = [Double](repeating: 0, count: stride)
        space.values.withUnsafeBufferPointer { table in
            work.withUnsafeMutableBufferPointer { work in
                sums.withUnsafeMutableBufferPointer { sums in
                    guard let table = table.baseAddress, let work = work.baseAddress,
                        let sums = sums.baseAddress
                    else { return }
                    let usable = prepare(lefts, table, work)
                    accumulate(lefts, usable, table, work, sums)
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        guard let scratch = scratch.baseAddress else { return }
                        for index in lefts.indices where usable[index] {
                            collect(
                                lefts[index], table, work + index * width * stride,
                                sums + index * groups * perGroup, scratch, &pool)
                        }
                    }
                }
            }
        }
        return pool
    }

    private func prepare(
        _ lefts: [Left], _ table: UnsafePointer<Double>, _ work: UnsafeMutablePointer<Double>
    ) -> [Bool] {
        let stride = space.stride
        return lefts.indices.map { index in
            let a = work + index * (3 + residuals.count) * stride
            guard
                space.fill(
                    lefts[index].key, from: table, stride: stride, rows: space.rows, into: a)
            else { return false }
            for row in 0..<stride {
                a[stride + row] = weights[row] * a[row]
                a[2 * stride + row] = weights[row] * a[row] * a[row]
            }
            for (number, residual) in weightedResiduals.enumerated() {
                let target = a + (3 + number) * stride
                for row in 0..<stride { target[row] = residual[row] * a[row] }
            }
            return true
        }
    }

    /// Fills the sums of all lefts with all their factors, chunk by chunk of rows so that the
    /// columns of the lefts stay in the cache.
    private func accumulate(
        _ lefts: [Left], _ usable: [Bool], _ table: UnsafePointer<Double>,
        _ work: UnsafePointer<Double>, _ sums: UnsafeMutablePointer<Double>
    ) {
        let stride = space.stride
        let residualCount = residuals.count
        let groups = space.paddedFactors / 4
        let perGroup = 4 * (2 + residualCount)
        let firstGroup =
            (lefts.map { $0.rights.isEmpty ? groups * 4 : $0.rights.lowerBound }
                .min() ?? 0) / 4
        guard firstGroup < groups else { return }
        var chunk = 0
        while chunk < stride {
            let range = chunk..<min(stride, chunk + IndependenceScreening.rowsPerChunk)
            for group in firstGroup..<groups {
                let rights = table + group * 4 * stride
                for index in lefts.indices
                where usable[index] && group * 4 + 3 >= lefts[index].rights.lowerBound {
                    let a = work + index * (3 + residualCount) * stride
                    let target = sums + (index * groups + group) * perGroup
                    MomentKernel.accumulate(
                        .init(
                            weighted: a + stride, squared: a + 2 * stride,
                            residual: a + 3 * stride),
                        rights, stride: stride, range: range, into: target)
                    for number in 1..<max(1, residualCount) {
                        MomentKernel.dots(
                            a + (3 + number) * stride, rights, stride: stride, range: range,
                            into: target + 4 * (2 + number))
                    }
                }
            }
            chunk = range.upperBound
        }
    }

    /// Turns the sums of one left into scores.
    private func collect(
        _ left: Left, _ table: UnsafePointer<Double>, _ work: UnsafePointer<Double>,
        _ sums: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
        _ pool: inout CandidatePool
    ) {
        let stride = space.stride
        let residualCount = residuals.count
        let perGroup = 4 * (2 + residualCount)
        let isFactor = left.key.joining == .alone
        let mean: Double
        let square: Double
        var leftProducts = [Double](repeating: 0, count: residualCount)
        if isFactor {
            let index = Int(left.key.first)
            mean = means[index]
            square = squares[index]
            for number in 0..<residualCount { leftProducts[number] = products[number][index] }
            if space.factors[index].isCandidate {
                offer(left, .alone, -1, mean, square, square, leftProducts, &pool)
            }
        } else {
            mean = sum(work + stride)
            square = sum(work + 2 * stride)
            for number in 0..<residualCount {
                leftProducts[number] = sum(work + (3 + number) * stride)
            }
            for joining in space.transforms(of: left) {
                FeatureSpace.join(work, joining, work, space.rows, into: scratch)
                offerColumn(left, joining, -1, scratch, &pool)
            }
        }
        var own = [Double](repeating: 0, count: residualCount)
        for right in left.rights {
            let cell = sums + right / 4 * perGroup + right % 4
            if space.productAllowed(left, right) {
                for number in 0..<residualCount { own[number] = cell[8 + 4 * number] }
                offer(left, .product, right, cell[0], cell[4], cell[4], own, &pool)
            }
            guard space.sumAllowed(left, right) else { continue }
            let total = square + squares[right]
            for operation in space.operators.binary {
                guard let joining = Joining(operation) else { continue }
                switch joining {
                case .add, .subtract:
                    let sign = joining == .add ? 1.0 : -1.0
                    for number in 0..<residualCount {
                        own[number] = leftProducts[number] + sign * products[number][right]
                    }
                    offer(
                        left, joining, right, mean + sign * means[right],
                        total + 2 * sign * cell[0], total, own, &pool)
                default:
                    FeatureSpace.join(
                        work, joining, table + right * stride, space.rows, into: scratch)
                    offerColumn(left, joining, right, scratch, &pool)
                }
            }
        }
    }

    private func sum(_ column: UnsafePointer<Double>) -> Double {
        var total = 0.0
        for row in 0..<space.stride { total += column[row] }
        return total
    }

    /// Scores a column that the moments of its parts do not give.
    private func offerColumn(
        _ left: Left, _ joining: Joining, _ right: Int, _ column: UnsafeMutablePointer<Double>,
        _ pool: inout CandidatePool
    ) {
        let rows = space.rows
        let mean = weights.withUnsafeBufferPointer { weights -> Double in
            guard let weights = weights.baseAddress else { return .nan }
            return MomentKernel.dot(weights, column, count: rows)
        }
        var own = [Double](repeating: 0, count: residuals.count)
        for (number, residual) in weightedResiduals.enumerated() {
            own[number] = residual.withUnsafeBufferPointer { residual -> Double in
                guard let residual = residual.baseAddress else { return .nan }
                return MomentKernel.dot(residual, column, count: rows)
            }
        }
        for row in 0..<rows { column[row] *= column[row] }
        let square = weights.withUnsafeBufferPointer { weights -> Double in
            guard let weights = weights.baseAddress else { return .nan }
            return MomentKernel.dot(weights, column, count: rows)
        }
        offer(left, joining, right, mean, square, square, own, &pool)
    }

    @inline(__always)
    private func offer(
        _ left: Left, _ joining: Joining, _ right: Int, _ mean: Double, _ square: Double,
        _ scale: Double, _ products: [Double], _ pool: inout CandidatePool
    ) {
        let variance = square - mean * mean
        guard variance > IndependenceScreening.smallestSpread * scale, variance.isFinite else {
            return
        }
        var largest = 0.0
        for product in products { largest = max(largest, product * product) }
        guard largest.isFinite else { return }
        let score = ScoredCandidate.quantised(largest / variance)
        let complexity = space.complexity(left, joining, right)
        guard pool.accepts(score, complexity) else { return }
        pool.insert(
            ScoredCandidate(
                score: score, complexity: Int32(complexity),
                candidate: Candidate(left: left.key, joining: joining, right: Int32(right))))
    }
}
