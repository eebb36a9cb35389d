import Learning
import Materials

/// What is believed of an alloy before the model is asked: which elements go together, and in
/// which amounts.
///
/// p(alloy) = p(size) p(elements | size) p(parts | size). Sizes are equally probable. The elements
/// of an alloy of k are weighted by the product of the affinities of their pairs, to the power
/// 1/(k - 1), so that each element counts with the mean of its pairs. Parts follow a symmetric
/// Dirichlet density on the grid: the product of parts^(concentration - 1). Each factor is
/// normalised exactly, so that sizes keep their share.
public struct AlloyPrior: Sendable {
    public let space: AlloySpace
    public let concentration: Double
    /// Logarithms by pair of positions, to be divided by k - 1; `nil` for equal chances.
    private let logAffinity: [Double]?
    private let position: [Int]
    /// By size, from the smallest.
    private let logSetWeights: [Double]
    private let logPartWeights: [Double]

    /// - Parameters:
    ///   - affinity: of exactly the elements of the space; `nil` makes all sets of a size equally
    ///     probable.
    ///   - concentration: above 0; 1 makes all divisions equally probable, more draws towards
    ///     equal parts.
    public init(space: AlloySpace, affinity: ElementAffinity? = nil, concentration: Double = 1) {
        precondition(affinity.map { $0.elements == space.elements } ?? true, "other elements")
        precondition(concentration > 0, "the concentration is above 0")
        self.space = space
        self.concentration = concentration
        logAffinity = affinity.map { $0.values.map { Elementary.log($0) } }
        var position = [Int](repeating: 0, count: Element.allCases.count + 1)
        for (index, element) in space.elements.enumerated() {
            position[element.atomicNumber] = index
        }
        self.position = position
        let count = space.elements.count
        logSetWeights = space.sizes.map { size in
            guard let affinity, size >= 2 else { return logBinomial(count, size) }
            let roots = affinity.values.map { power($0, 1 / Double(size - 1)) }
            return Elementary.log(SetWeights(values: roots, count: count).sum(ofSize: size))
        }
        logPartWeights = AlloyPrior.logPartWeights(space, concentration)
    }

    /// The natural logarithm of the probability of an alloy of the space.
    public func logProbability(of alloy: Alloy) -> Double {
        let size = alloy.size
        let place = size - space.sizes.lowerBound
        var sum =
            -Elementary.log(Double(space.sizes.count)) - logSetWeights[place]
            - logPartWeights[place]
        if let logAffinity, size >= 2 {
            var pairs = 0.0
            for first in 0..<size {
                let row = number(of: alloy.element(first)) * space.elements.count
                for second in (first + 1)..<size {
                    pairs += logAffinity[row + number(of: alloy.element(second))]
                }
            }
            sum += pairs / Double(size - 1)
        }
        if concentration != 1 {
            for index in 0..<size {
                sum += (concentration - 1) * Elementary.log(Double(alloy.part(index)))
            }
        }
        return sum
    }

    private func number(of element: Element) -> Int { position[element.atomicNumber] }

    /// The sums of products over all divisions into as many parts as a size has elements, by
    /// repeated convolution.
    private static func logPartWeights(_ space: AlloySpace, _ concentration: Double) -> [Double] {
        if concentration == 1 {
            return space.sizes.map { logBinomial(space.total - 1, $0 - 1) }
        }
        let total = space.total
        let single = (0...total).map { parts in
            // Relative to the total: the powers stay within the range of a Double.
            parts == 0 ? 0 : power(Double(parts) / Double(total), concentration - 1)
        }
        var sums = single
        var result = [Double]()
        for size in 1...space.sizes.upperBound {
            if size > 1 {
                var next = [Double](repeating: 0, count: total + 1)
                for whole in size...total {
                    for parts in 1..<whole { next[whole] += single[parts] * sums[whole - parts] }
                }
                sums = next
            }
            if space.sizes.contains(size) {
                let scale = (concentration - 1) * Elementary.log(Double(total)) * Double(size)
                result.append(Elementary.log(sums[total]) + scale)
            }
        }
        return result
    }
}

/// base^exponent with the same bits on every processor; the base is above 0.
private func power(_ base: Double, _ exponent: Double) -> Double {
    Elementary.exp(exponent * Elementary.log(base))
}

/// The sum, over all sets of a size, of the products of the values of their pairs.
private struct SetWeights {
    let values: [Double]
    let count: Int

    func sum(ofSize size: Int) -> Double {
        // By depth, the products of each element with all that are chosen.
        var products = [[Double]](
            repeating: [Double](repeating: 1, count: count), count: size)
        return sum(&products, depth: 0, from: 0, left: size)
    }

    private func sum(
        _ products: inout [[Double]], depth: Int, from start: Int, left: Int
    ) -> Double {
        if left == 1 { return products[depth][start...].reduce(0, +) }
        var total = 0.0
        for element in start..<(count - left + 1) {
            for later in (element + 1)..<count {
                products[depth + 1][later] =
                    products[depth][later] * values[element * count + later]
            }
            total +=
                products[depth][element]
                * sum(&products, depth: depth + 1, from: element + 1, left: left - 1)
        }
        return total
    }
}
