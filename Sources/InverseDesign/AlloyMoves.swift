import Basis
import Learning
import Materials

/// Steps from one alloy to another, with what makes a chain of them keep to its distribution.
///
/// Source of the correction: Hastings, Biometrika 57, 97 (1970), doi:10.1093/biomet/57.1.97; of
/// that between sizes: Green, Biometrika 82, 711 (1995), doi:10.1093/biomet/82.4.711.
struct AlloyMoves: Sendable {
    /// A step and the logarithm of q(back) / q(there).
    typealias Step = (alloy: Alloy, logRatio: Double)

    let space: AlloySpace
    /// By position, the chances of the elements that replace one, added up.
    private let replacements: [[Double]]
    private let likeness: [Double]
    private let position: [Int]

    init(space: AlloySpace, similarity: ElementSimilarity) {
        self.space = space
        let elements = space.elements
        // A tenth goes to all alike, so that no element is cut off.
        let even = 0.1 / Double(max(1, elements.count - 1))
        var likeness = [Double]()
        for element in elements {
            let row = elements.map { $0 == element ? 0 : similarity.likeness(element, $0) }
            let sum = row.reduce(0, +)
            likeness += zip(elements, row).map { other, value in
                if other == element { return 0 }
                return even + 0.9 * (sum > 0 ? value / sum : 1 / Double(elements.count - 1))
            }
        }
        self.likeness = likeness
        replacements = elements.indices.map { row in
            var sum = 0.0
            return elements.indices.map { column in
                sum += likeness[row * elements.count + column]
                return sum
            }
        }
        var position = [Int](repeating: 0, count: Element.allCases.count + 1)
        for (index, element) in elements.enumerated() { position[element.atomicNumber] = index }
        self.position = position
    }

    /// A step; `nil` where it leads out of the space, which counts as a rejected one.
    func step(from alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        switch stream.unit() {
        case ..<0.5: return transfer(alloy, &stream)
        case ..<0.6: return exchange(alloy, &stream)
        case ..<0.8: return replace(alloy, &stream)
        case ..<0.9: return add(to: alloy, &stream)
        default: return remove(from: alloy, &stream)
        }
    }

    /// A number of parts, 1..<total: one in so many is as probable as one in ten times as many.
    private func amount(_ stream: inout RandomStream) -> Int {
        guard space.total > 2 else { return 1 }
        return min(
            space.total - 1,
            Int(Elementary.exp(stream.unit() * Elementary.log(Double(space.total)))))
    }

    private func logProbability(ofAmount parts: Int) -> Double {
        guard space.total > 2 else { return 0 }
        return Elementary.log(
            Elementary.log(Double(parts + 1) / Double(parts)) / Elementary.log(Double(space.total)))
    }

    /// Two different positions in an alloy; the first is uniform, and so is the second.
    private func pair(_ count: Int, _ stream: inout RandomStream) -> (Int, Int) {
        let first = stream.below(count)
        let second = stream.below(count - 1)
        return (first, second < first ? second : second + 1)
    }

    private func transfer(_ alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        guard alloy.size > 1 else { return nil }
        let (from, to) = pair(alloy.size, &stream)
        let moved = amount(&stream)
        guard alloy.part(from) > moved else { return nil }
        return (alloy.transferring(moved, from: from, to: to), 0)
    }

    private func exchange(_ alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        guard alloy.size > 1 else { return nil }
        let (first, second) = pair(alloy.size, &stream)
        return (alloy.exchanging(first, second), 0)
    }

    private func replace(_ alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        guard space.elements.count > 1 else { return nil }
        let index = stream.below(alloy.size)
        let old = position[alloy.element(index).atomicNumber]
        let sums = replacements[old]
        let drawn = stream.unit() * sums[sums.count - 1]
        let new = sums.firstIndex { $0 > drawn } ?? sums.count - 1
        guard new != old, !alloy.contains(space.elements[new]) else { return nil }
        let count = space.elements.count
        return (
            alloy.replacing(index, by: space.elements[new]),
            Elementary.log(likeness[new * count + old] / likeness[old * count + new])
        )
    }

    private func add(to alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        guard alloy.size < space.sizes.upperBound else { return nil }
        var left = stream.below(space.elements.count - alloy.size)
        var new = space.elements[0]
        for element in space.elements where !alloy.contains(element) {
            if left == 0 {
                new = element
                break
            }
            left -= 1
        }
        let donor = stream.below(alloy.size)
        let parts = amount(&stream)
        guard alloy.part(donor) > parts else { return nil }
        return (
            alloy.adding(new, parts, from: donor), logRatioOfAdding(parts, toSize: alloy.size)
        )
    }

    private func remove(from alloy: Alloy, _ stream: inout RandomStream) -> Step? {
        let size = alloy.size
        guard size > space.sizes.lowerBound, size > 1 else { return nil }
        let (gone, receiver) = pair(size, &stream)
        return (
            alloy.removing(gone, to: receiver),
            -logRatioOfAdding(alloy.part(gone), toSize: size - 1)
        )
    }

    /// log q(removing what was added) - log q(adding it), adding and removing being tried equally
    /// often. The donor gets its parts back with the chance that it was chosen with, 1 in `size`.
    private func logRatioOfAdding(_ parts: Int, toSize size: Int) -> Double {
        let removing = -Elementary.log(Double(size + 1))
        let adding =
            -Elementary.log(Double(space.elements.count - size)) + logProbability(ofAmount: parts)
        return removing - adding
    }
}
