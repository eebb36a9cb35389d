import Learning
import Materials

/// How alike elements are as partners in compounds, on a scale that was fitted to which elements
/// replace each other in known crystals.
///
/// Source of the scale: Glawe, Sanna, Gross, Marques, New J. Phys. 18, 093011 (2016),
/// doi:10.1088/1367-2630/18/9/093011.
public struct ElementSimilarity: Sendable {
    /// Places on the scale over which the likeness falls to 1/e.
    public static let reach = 3.0

    private let places: [Double]

    /// - Throws: `ElementTableError` where the table lacks the scale.
    public init(table: ElementTable = .standard) throws {
        let column = try table.propertyIndex("x_glawe_number")
        places = Element.allCases.map { table.value(column, $0) ?? .nan }
    }

    /// 1 for equal elements, towards 0 for different ones; 0 for an element that is not on the
    /// scale.
    public func likeness(_ first: Element, _ second: Element) -> Double {
        if first == second { return 1 }
        let distance = abs(places[first.atomicNumber - 1] - places[second.atomicNumber - 1])
        return distance.isFinite ? Elementary.exp(-distance / Self.reach) : 0
    }
}

/// How often pairs of elements occur together in known compounds, shared out to similar pairs.
public struct ElementAffinity: Sendable, Equatable {
    public let elements: [Element]
    /// Shape [elements, elements], symmetric, above 0, mean 1 off the diagonal.
    public let values: [Double]

    /// The share of the mean that a pair gets without any evidence: rare, not impossible.
    static let floor = 0.01

    /// The affinities of a list of elements.
    ///
    /// Each chemical system counts once for each of its pairs, however many compounds it has:
    /// a well-studied system is no better evidence than another. Counts are then spread to pairs
    /// of similar elements, each element by its likeness to all others.
    public init(
        of elements: [Element], in compositions: [Composition], similarity: ElementSimilarity
    ) {
        let count = elements.count
        var position = [Int?](repeating: nil, count: Element.allCases.count + 1)
        for (index, element) in elements.enumerated() { position[element.atomicNumber] = index }
        var pairs = [Double](repeating: 0, count: count * count)
        var seen = Set<ChemicalSystem>()
        for composition in compositions where seen.insert(composition.system).inserted {
            let present = composition.elements.compactMap { position[$0.atomicNumber] }
            for first in present {
                for second in present where first != second { pairs[first * count + second] += 1 }
            }
        }
        let spread = elements.map { element -> [Double] in
            let row = elements.map { similarity.likeness(element, $0) }
            let sum = row.reduce(0, +)
            return row.map { $0 / sum }
        }
        func smooth(_ matrix: [Double]) -> [Double] {
            // spread x matrix, transposed, so that two applications smooth both sides.
            var result = [Double](repeating: 0, count: count * count)
            for row in 0..<count {
                for (inner, weight) in spread[row].enumerated() {
                    for column in 0..<count {
                        result[column * count + row] += weight * matrix[inner * count + column]
                    }
                }
            }
            return result
        }
        let smoothed = smooth(smooth(pairs))
        var symmetric = smoothed
        for row in 0..<count {
            for column in 0..<count {
                symmetric[row * count + column] =
                    (smoothed[row * count + column] + smoothed[column * count + row]) / 2
            }
        }
        var sum = 0.0
        for row in 0..<count {
            for column in 0..<count where row != column { sum += symmetric[row * count + column] }
        }
        let mean = sum / Double(max(1, count * (count - 1)))
        self.elements = elements
        values =
            mean > 0
            ? symmetric.map { ($0 / mean + Self.floor) / (1 + Self.floor) }
            : [Double](repeating: 1, count: count * count)
    }
}
