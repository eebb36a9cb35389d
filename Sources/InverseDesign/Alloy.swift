import Basis
import Foundation
import Materials

/// A composition in whole parts, by which the sampler counts: Al63Cu25Fe12 in 100 parts.
public struct Alloy: Hashable, Sendable {
    /// By atomic number, each once.
    public let elements: [Element]
    /// The parts of each element, 1 or more.
    public let parts: [Int]

    /// Takes elements in any order.
    ///
    /// - Precondition: there are as many parts as elements, each 1 or more, no element twice.
    public init(elements: [Element], parts: [Int]) {
        precondition(elements.count == parts.count && !elements.isEmpty, "one count an element")
        var order = Array(elements.indices)
        // At most a handful of elements, millions of times: insertion beats a general sort.
        for start in order.indices.dropFirst() {
            var place = start
            while place > 0, elements[order[place]] < elements[order[place - 1]] {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
        self.elements = order.map { elements[$0] }
        self.parts = order.map { parts[$0] }
        precondition(self.parts.allSatisfy { $0 >= 1 }, "parts are 1 or more")
        precondition(
            zip(self.elements, self.elements.dropFirst()).allSatisfy { $0 < $1 },
            "an element stands twice")
    }

    /// The sum of the parts.
    public var total: Int { parts.reduce(0, +) }

    /// - Throws: never for a valid alloy; `FormulaError` otherwise.
    public var composition: Composition {
        get throws { try Composition(amounts: zip(elements, parts).map { ($0, Double($1)) }) }
    }

    /// The order of tables: by elements, then parts.
    public static func precedes(_ first: Alloy, _ second: Alloy) -> Bool {
        if first.elements != second.elements {
            return first.elements.lexicographicallyPrecedes(second.elements)
        }
        return first.parts.lexicographicallyPrecedes(second.parts)
    }
}

/// The alloys that a search may visit.
public struct AlloySpace: Sendable, Equatable {
    /// The elements allowed, by atomic number.
    public let elements: [Element]
    /// How many elements an alloy has.
    public let sizes: ClosedRange<Int>
    /// The parts that make up an alloy.
    public let total: Int

    /// - Precondition: 1 <= sizes, at most the number of elements and at most `total`.
    public init(elements: [Element], sizes: ClosedRange<Int>, total: Int) {
        self.elements = Set(elements).sorted()
        self.sizes = sizes
        self.total = total
        precondition(
            sizes.lowerBound >= 1 && sizes.upperBound <= min(self.elements.count, total),
            "sizes from 1 to the number of elements and parts")
    }

    /// The natural logarithm of the number of alloys of one size: choices of elements times
    /// divisions of the parts.
    public func logCount(ofSize size: Int) -> Double {
        logBinomial(elements.count, size) + logBinomial(total - 1, size - 1)
    }

    /// An alloy of a uniformly drawn size, then uniform among those of this size.
    func draw(_ stream: inout RandomStream) -> Alloy {
        let size = sizes.lowerBound + stream.below(sizes.count)
        var chosen = [Int]()
        while chosen.count < size {
            let next = stream.below(elements.count)
            if !chosen.contains(next) { chosen.append(next) }
        }
        var cuts = [Int]()
        while cuts.count < size - 1 {
            let next = 1 + stream.below(total - 1)
            if !cuts.contains(next) { cuts.append(next) }
        }
        cuts.sort()
        let ends = [0] + cuts + [total]
        return Alloy(
            elements: chosen.map { elements[$0] },
            parts: zip(ends, ends.dropFirst()).map { $1 - $0 })
    }

    /// The logarithm of the probability with which ``draw(_:)`` gives an alloy of this size.
    func logDrawProbability(ofSize size: Int) -> Double {
        -log(Double(sizes.count)) - logCount(ofSize: size)
    }
}

func logBinomial(_ count: Int, _ chosen: Int) -> Double {
    guard chosen > 0 else { return 0 }
    return (0..<chosen).reduce(0) { $0 + log(Double(count - $1) / Double(chosen - $1)) }
}
