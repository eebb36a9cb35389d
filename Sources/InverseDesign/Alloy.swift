import Basis
import Learning
import Materials

/// A composition in whole parts, by which the sampler counts: Al63Cu25Fe12 in 100 parts.
///
/// Held without a place in memory of its own, as a search goes through millions of them.
public struct Alloy: Hashable, Sendable {
    /// The most elements that an alloy can have.
    public static let sizeLimit = 8

    /// How many elements there are.
    public private(set) var size: Int
    /// Atomic numbers, rising; 0 behind the last.
    private var numbers = SIMD8<UInt8>(repeating: 0)
    /// The parts of each, 1 or more; 0 behind the last.
    private var amounts = SIMD8<UInt16>(repeating: 0)

    /// Takes elements in any order.
    ///
    /// - Precondition: there are as many parts as elements, at most ``sizeLimit``, each from 1 to
    ///   65,535, no element twice.
    public init(elements: [Element], parts: [Int]) {
        precondition(elements.count == parts.count && !elements.isEmpty, "one count an element")
        precondition(elements.count <= Self.sizeLimit, "at most \(Self.sizeLimit) elements")
        size = 0
        for (element, parts) in zip(elements, parts) { insert(element, parts) }
    }

    /// By atomic number, each once.
    public var elements: [Element] { (0..<size).map(element) }
    /// The parts of each element, 1 or more.
    public var parts: [Int] { (0..<size).map(part) }
    /// The sum of the parts.
    public var total: Int { (0..<size).reduce(0) { $0 + part($1) } }

    func element(_ index: Int) -> Element { Element.allCases[Int(numbers[index]) - 1] }
    func part(_ index: Int) -> Int { Int(amounts[index]) }

    func contains(_ element: Element) -> Bool {
        any(numbers .== UInt8(element.atomicNumber))
    }

    public var composition: Composition { Composition(rising: elements, parts: part) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(unsafeBitCast(numbers, to: UInt64.self))
        let halves = unsafeBitCast(amounts, to: SIMD2<UInt64>.self)
        hasher.combine(halves.x)
        hasher.combine(halves.y)
    }

    /// The order of tables: by elements, then parts.
    public static func precedes(_ first: Alloy, _ second: Alloy) -> Bool {
        if first.numbers != second.numbers {
            return first.elements.lexicographicallyPrecedes(second.elements)
        }
        return first.parts.lexicographicallyPrecedes(second.parts)
    }
}

// Steps to other alloys.
extension Alloy {
    /// - Precondition: the element is not there yet.
    private mutating func insert(_ element: Element, _ parts: Int) {
        precondition((1...Int(UInt16.max)).contains(parts), "parts are 1 or more")
        let number = UInt8(element.atomicNumber)
        var place = size
        while place > 0, numbers[place - 1] > number {
            numbers[place] = numbers[place - 1]
            amounts[place] = amounts[place - 1]
            place -= 1
        }
        precondition(place == 0 || numbers[place - 1] < number, "an element stands twice")
        numbers[place] = number
        amounts[place] = UInt16(parts)
        size += 1
    }

    private mutating func remove(_ index: Int) {
        for place in index..<(size - 1) {
            numbers[place] = numbers[place + 1]
            amounts[place] = amounts[place + 1]
        }
        size -= 1
        numbers[size] = 0
        amounts[size] = 0
    }

    /// - Precondition: the giver has more parts.
    func transferring(_ parts: Int, from giver: Int, to receiver: Int) -> Alloy {
        var result = self
        result.amounts[giver] -= UInt16(parts)
        result.amounts[receiver] += UInt16(parts)
        return result
    }

    func exchanging(_ first: Int, _ second: Int) -> Alloy {
        var result = self
        (result.amounts[first], result.amounts[second]) = (amounts[second], amounts[first])
        return result
    }

    func replacing(_ index: Int, by element: Element) -> Alloy {
        var result = self
        result.remove(index)
        result.insert(element, part(index))
        return result
    }

    /// - Precondition: the giver has more parts.
    func adding(_ element: Element, _ parts: Int, from giver: Int) -> Alloy {
        var result = self
        result.amounts[giver] -= UInt16(parts)
        result.insert(element, parts)
        return result
    }

    /// - Precondition: there are two elements or more, and the receiver is another one.
    func removing(_ index: Int, to receiver: Int) -> Alloy {
        var result = self
        result.amounts[receiver] += amounts[index]
        result.remove(index)
        return result
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

    /// - Precondition: 1 <= sizes, at most the number of elements, `total` and
    ///   ``Alloy/sizeLimit``; `total` is at most 65,535.
    public init(elements: [Element], sizes: ClosedRange<Int>, total: Int) {
        self.elements = Set(elements).sorted()
        self.sizes = sizes
        self.total = total
        precondition(
            sizes.lowerBound >= 1 && sizes.upperBound <= min(self.elements.count, total)
                && sizes.upperBound <= Alloy.sizeLimit && total <= Int(UInt16.max),
            "sizes from 1 to the number of elements and parts")
    }

    /// The natural logarithm of the number of alloys of one size: choices of elements times
    /// divisions of the parts.
    public func logCount(ofSize size: Int) -> Double {
        logBinomial(elements.count, size) + logBinomial(total - 1, size - 1)
    }

    /// The number of chemical systems, within rounding.
    public var systemCount: Double {
        sizes.reduce(0) { $0 + Elementary.exp(logBinomial(elements.count, $1)) }.rounded()
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
        -Elementary.log(Double(sizes.count)) - logCount(ofSize: size)
    }
}

func logBinomial(_ count: Int, _ chosen: Int) -> Double {
    guard chosen > 0 else { return 0 }
    return (0..<chosen).reduce(0) { $0 + Elementary.log(Double(count - $1) / Double(chosen - $1)) }
}
