import Foundation

/// Finds the few parts whose weighted sum comes closest to g(y / P), by forward selection.
///
/// Rows are weighted with the slope of the link, so that what is minimised is, to first order, the
/// squared loss of y. All parts of a sum have one unit, and an intercept only pure numbers have.
struct LinkScoring: Sendable {
    struct Fit: Sendable {
        var members: [Int]
        /// One for each member, of the parts as they are.
        var coefficients: [Double]
        var intercept: Double?
        /// 1 or -1, the sign of y / P.
        var sign: Double
        /// The share of the target's variance left by least squares over the resulting formula.
        var loss: Double
    }

    /// Shares of a part's mean square below which what others leave of it is rounding.
    static let smallestRest = 1e-8
    /// The share of rows that may be beyond the domain of a link.
    private static let strayShare = 0.01
    /// Parts up to which all sums of up to three are judged.
    private static let fewParts = 64
    private static let several = 8

    let parts: LinkParts
    let unitNumbers: [Int]
    let isNumber: [Bool]
    private let numbers: [UnitVector: Int]
    /// The parts of each unit.
    private let members: [[Int]]
    /// The target in the rows of the parts.
    let target: [Double]
    let weights: [Double]
    /// What a node costs.
    let penalty: Double
    let hasIntercept: Bool

    init(
        parts: LinkParts, target: [Double], weights: [Double], penalty: Double, hasIntercept: Bool
    ) {
        self.parts = parts
        self.target = target
        self.weights = weights
        self.penalty = penalty
        self.hasIntercept = hasIntercept
        var numbers = [UnitVector: Int]()
        unitNumbers = parts.parts.map { part in
            if let known = numbers[part.unit] { return known }
            numbers[part.unit] = numbers.count
            return numbers.count - 1
        }
        isNumber = parts.parts.map(\.unit.isDimensionless)
        self.numbers = numbers
        var members = [[Int]](repeating: [], count: numbers.count)
        for (part, number) in unitNumbers.enumerated() { members[number].append(part) }
        self.members = members
    }

    /// Whether some part has the unit.
    func has(_ unit: UnitVector) -> Bool { numbers[unit] != nil }

    /// The parts with the fewest nodes of a unit, pure numbers where any unit is allowed.
    private func simplest(of unit: Int?) -> [Int] {
        let allowed = parts.parts.indices.filter {
            unit == nil ? isNumber[$0] : unitNumbers[$0] == unit
        }
        return Array(
            allowed.ordered { parts.parts[$0].complexity }.prefix(LinkScoring.fewParts))
    }

    /// How many parts have a unit; `nil` counts all.
    func count(of unit: UnitVector?) -> Int {
        guard let unit else { return unitNumbers.count }
        return numbers[unit].map { members[$0].count } ?? 0
    }

    /// The best sums of one to `terms` parts; none where the link does not fit the target's signs.
    ///
    /// - Parameters:
    ///   - factor: P in the rows.
    ///   - unit: the unit of the sum; `nil` allows any.
    ///   - width: sums of each size that are extended.
    ///   - exchanges: whether single parts of the best sums are then exchanged.
    ///   - isThorough: whether all sums of the simplest parts are judged too.
    func fits(
        factor: [Double]?, link: Link, unit: UnitVector?, terms: Int, width: Int,
        exchanges: Bool = false, isThorough: Bool = false
    ) -> [Fit] {
        guard let seen = transformed(factor, link) else { return [] }
        let only = unit.map { numbers[$0] ?? -1 }
        let search = ForwardSelection(
            self, target: seen.values, weights: seen.weights, unit: only)
        var result = [Fit]()
        var open = [ForwardSelection.Step()]
        let all = unit.map { numbers[$0].map { members[$0] } ?? [] }
        let isSmall = (all?.count ?? .max) <= LinkScoring.fewParts
        let simple =
            isSmall || isThorough
            ? search.all(
                isSmall ? all ?? [] : simplest(of: only), terms: terms, width: width) : nil
        for size in 0..<terms {
            if isSmall {
                open = simple?[size] ?? []
            } else {
                open = search.extended(open, width: width)
                if exchanges, size > 0 { open = search.exchanged(open, width: width) }
                open += simple?[size] ?? []
            }
            // Moving constants may change the order, so that several sums go on where it is done.
            let leading = open.compactMap { step -> (criterion: Double, fit: Fit)? in
                guard let fit = fitted(step.members, seen, factor, link) else { return nil }
                let nodes = penalty * Double(nodes(fit.members))
                return (log(fit.loss + FormulaGrowth.exactShare) + nodes, fit)
            }.ordered(by: \.criterion).map(\.fit).prefix(isThorough ? LinkScoring.several : 1)
            guard let best = leading.first else { break }
            result += leading
            if best.loss <= FormulaGrowth.exactShare { break }
        }
        return result
    }

    func nodes(_ members: [Int]) -> Int {
        members.reduce(0) { $0 + 3 + parts.parts[$1].complexity }
    }

    struct Transformed {
        var values: [Double]
        var weights: [Double]
        var sign: Double
    }

    private func transformed(_ factor: [Double]?, _ link: Link) -> Transformed? {
        var means = target
        if let factor {
            for row in means.indices { means[row] /= factor[row] }
        }
        var sum = 0.0
        var square = 0.0
        for row in means.indices {
            guard means[row].isFinite else { return nil }
            sum += means[row]
            square += means[row] * means[row]
        }
        let floor = Link.smallestShare * (square / Double(means.count)).squareRoot()
        guard floor > 0 else { return nil }
        let sign = link.needsPositive && sum < 0 ? -1.0 : 1
        var own = [Double](repeating: 0, count: parts.stride)
        var values = own
        var strays = 0
        for row in means.indices {
            var mean = sign * means[row]
            var weight = weights[row] * (factor.map { $0[row] * $0[row] } ?? 1)
            if link.needsPositive, mean < floor {
                if mean <= 0 {
                    strays += 1
                    weight = 0
                }
                mean = floor
            } else if link == .inverse, abs(mean) < 1e-3 * floor {
                mean = 1e-3 * floor
            }
            let slope = link.slope(mean)
            own[row] = weight / (slope * slope)
            values[row] = link(mean)
        }
        guard Double(strays) <= LinkScoring.strayShare * Double(means.count) else { return nil }
        return Transformed(values: values, weights: own, sign: sign)
    }

    /// Least squares over some parts, judged by what the formula leaves of the target itself.
    private func fitted(
        _ members: [Int], _ seen: Transformed, _ factor: [Double]?, _ link: Link
    ) -> Fit? {
        let rows = target.count
        let isCentred = hasIntercept && isNumber[members[0]]
        let size = members.count
        var means = [Double](repeating: 0, count: size + 1)
        if isCentred {
            let total = seen.weights.reduce(0, +)
            for row in 0..<rows { means[size] += seen.weights[row] * seen.values[row] / total }
            for (place, member) in members.enumerated() {
                let offset = member * parts.stride
                for row in 0..<rows {
                    means[place] += seen.weights[row] * parts.values[offset + row] / total
                }
            }
        }
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size)
        for (i, first) in members.enumerated() {
            for (j, second) in members.enumerated() where j >= i {
                var sum = 0.0
                for row in 0..<rows {
                    sum +=
                        seen.weights[row]
                        * (parts.values[first * parts.stride + row] - means[i])
                        * (parts.values[second * parts.stride + row] - means[j])
                }
                matrix[i * size + j] = sum
                matrix[j * size + i] = sum
            }
            for row in 0..<rows {
                right[i] +=
                    seen.weights[row]
                    * (parts.values[first * parts.stride + row] - means[i])
                    * (seen.values[row] - means[size])
            }
        }
        guard let solution = LeastSquares.solve(matrix, right) else { return nil }
        let intercept =
            isCentred
            ? zip(solution, means).reduce(means[size]) { $0 - $1.0 * $1.1 } : nil
        var formula = [Double](repeating: 0, count: rows)
        var strays = 0
        for row in 0..<rows {
            var sum = intercept ?? 0
            for (value, member) in zip(solution, members) {
                sum += value * parts.values[member * parts.stride + row]
            }
            var made = link.mean(sum) * (factor?[row] ?? 1)
            if !made.isFinite {
                strays += 1
                made = 0
            }
            formula[row] = made
        }
        guard strays == 0, let loss = loss(formula) else { return nil }
        return Fit(
            members: members,
            coefficients: zip(solution, members).map { $0 * parts.scales[$1] },
            intercept: intercept, sign: seen.sign, loss: loss)
    }

    /// What least squares over one column and an intercept leave of the target.
    private func loss(_ column: [Double]) -> Double? {
        let own = Subspace.moments(column, weights)
        let goal = Subspace.moments(target, weights)
        guard own.variance.isNormal else { return nil }
        var product = 0.0
        for row in column.indices {
            product += weights[row] * (column[row] - own.mean) * (target[row] - goal.mean)
        }
        return max(0, 1 - product * product / (own.variance * goal.variance))
    }
}
