/// One branch of the enumeration with the best subsets that it has met.
struct SubsetWalk {
    private let enumeration: SubsetEnumeration
    private(set) var record: SubsetRecord
    /// The explained share that a branch must be able to reach; `nil` cuts nothing.
    var target: Double?
    /// Subsets that may still be judged; negative where the walk ended early.
    var budget = Int.max

    init(_ enumeration: SubsetEnumeration, record: SubsetRecord) {
        self.enumeration = enumeration
        self.record = record
    }

    private var count: Int { enumeration.order.count }

    func isOpen(_ bound: Double, _ explained: Double) -> Bool {
        guard let target else { return true }
        return explained + bound >= target - SubsetEnumeration.margin
    }

    /// All subsets of `size` that start with `members` and `next`.
    mutating func branch(_ state: ReducedGram, members: [Int], next: Int, size: Int) {
        guard budget >= 0 else { return }
        let chosen = members + [next]
        if size - chosen.count == 2 {
            guard let (column, solved) = state.column(next) else { return }
            pairs(
                state, members: chosen, from: next + 1, column: column, solved: solved,
                explained: state.explained + solved * solved)
            return
        }
        let left = count - next - 1
        // The work of a reduction in units of judged subsets.
        if target != nil { budget -= left * left / 2 }
        guard budget >= 0, let reduced = state.reduced(by: next) else { return }
        // Bounds pay where the subsets below are many more than the steps of a factorisation.
        let work = left * left * left / 6
        let below = SubsetSelection.choices(left, size - chosen.count)
        let bounds: [Double]?
        if target != nil, below > 8 * work {
            budget -= work
            guard budget >= 0 else { return }
            bounds = reduced.boundsFromEach(after: next + 1)
        } else {
            bounds = nil
        }
        for following in next + 1..<max(next + 1, count) {
            if let bounds, !isOpen(bounds[following], reduced.explained) { return }
            branch(reduced, members: chosen, next: following, size: size)
            if budget < 0 { return }
        }
    }

    /// Scores one subset of positions in the enumeration's order and offers it.
    mutating func judge(_ positions: [Int]) {
        let subspace = enumeration.subspace
        let members = positions.map { enumeration.order[$0] }.sorted()
        var factorisation = GrowingCholesky(capacity: members.count)
        for member in members where !factorisation.push(member, subspace) { return }
        let complexity = members.reduce(1) { $0 + 3 + subspace.features[$1].complexity }
        let loss = Subset.quantised(1 - factorisation.explained)
        if record.accepts(loss, complexity) {
            record.insert(Subset(members: members, complexity: complexity, loss: loss))
        }
    }

    mutating func pairs(_ state: ReducedGram, members: [Int], from start: Int) {
        pairs(
            state, members: members, from: start,
            column: [Double](repeating: 0, count: count), solved: 0, explained: state.explained)
    }

    /// All pairs of features from `start` on beside `members`, the last of which reduces the state
    /// by `column` and `solved`.
    private mutating func pairs(
        _ state: ReducedGram, members: [Int], from start: Int, column: [Double], solved: Double,
        explained: Double
    ) {
        let left = max(0, count - start)
        budget -= left * (left - 1) / 2
        guard budget >= 0 else { return }
        var variances = state.variances
        var products = state.products
        for index in start..<max(start, count) {
            variances[index] -= column[index] * column[index]
            products[index] -= column[index] * solved
        }
        let base = members.reduce(1) { $0 + 3 + enumeration.complexities[$1] }
        let reduced = variances
        let rest = products
        for first in start..<max(start, count)
        where reduced[first] > GrowingCholesky.smallestPivot {
            let complexity = base + 3 + enumeration.complexities[first]
            for run in enumeration.runs where run.upperBound > first + 1 {
                let total = complexity + 3 + enumeration.complexities[run.lowerBound]
                if total > parameters.maximumComplexity { break }
                var position = max(run.lowerBound, first + 1)
                while position < run.upperBound {
                    let limit = record.limit(total)
                    let needed =
                        limit == .max
                        ? -1
                        : 1 - (Double(limit) + 0.5) * 1e-12 - explained
                            - SubsetEnumeration.margin
                    let pair = PairKernel(
                        variance: reduced[first], product: rest[first], factor: column[first],
                        needed: needed)
                    guard
                        let hit = pair.firstHit(
                            in: position..<run.upperBound, row: state.gram, at: first * count,
                            column: column, variances: reduced, products: rest)
                    else { break }
                    judge(members + [first, hit])
                    position = hit + 1
                }
            }
        }
    }

    private var parameters: SurrogateParameters { enumeration.parameters }
}

/// The innermost loop: what one feature explains together with each of many others.
struct PairKernel {
    var variance: Double
    var product: Double
    /// The reducing column's entry of the feature.
    var factor: Double
    /// The explained share that a pair must exceed; negative accepts every pair.
    var needed: Double

    /// The first feature of the range that explains enough together with this one.
    ///
    /// The quotient is compared by its parts, which spares the division.
    func firstHit(
        in range: Range<Int>, row: [Double], at start: Int, column: [Double],
        variances: [Double], products: [Double]
    ) -> Int? {
        if needed < 0 { return range.isEmpty ? nil : range.lowerBound }
        return row.withUnsafeBufferPointer { row in
            column.withUnsafeBufferPointer { column in
                variances.withUnsafeBufferPointer { variances in
                    products.withUnsafeBufferPointer { products in
                        guard let row = row.baseAddress, let column = column.baseAddress,
                            let variances = variances.baseAddress,
                            let products = products.baseAddress
                        else { return nil }
                        return search(range, row + start, column, variances, products)
                    }
                }
            }
        }
    }

    private func search(
        _ range: Range<Int>, _ row: UnsafePointer<Double>, _ column: UnsafePointer<Double>,
        _ variances: UnsafePointer<Double>, _ products: UnsafePointer<Double>
    ) -> Int? {
        typealias Lane = SIMD4<Double>
        func load(_ pointer: UnsafePointer<Double>, _ index: Int) -> Lane {
            UnsafeRawPointer(pointer + index).loadUnaligned(as: Lane.self)
        }
        // num > needed * den, with num = g1^2 d2 - 2 g1 g2 r + g2^2 d1, den = d1 d2 - r^2.
        let square = product * product - needed * variance
        let twice = 2 * product
        func difference(_ index: Int) -> Lane {
            let covariance = load(row, index) - factor * load(column, index)
            let other = load(products, index)
            return square * load(variances, index)
                + other * (variance * other - twice * covariance)
                + needed * (covariance * covariance)
        }
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let highest = pointwiseMax(difference(index), difference(index + 4))
            if max(max(highest[0], highest[1]), max(highest[2], highest[3])) > 0 { break }
            index += 8
        }
        while index < range.upperBound {
            let covariance = row[index] - factor * column[index]
            let other = products[index]
            let difference =
                square * variances[index] + other * (variance * other - twice * covariance)
                + needed * (covariance * covariance)
            if difference > 0 { return index }
            index += 1
        }
        return nil
    }
}
