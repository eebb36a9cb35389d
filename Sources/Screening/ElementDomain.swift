import Descriptors
import Materials

/// What a model can know about each element.
public struct ElementDomain: Sendable {
    /// By atomic number.
    private let isKnown: [Bool]
    private let isPositive: [Bool]
    private let imputedShares: [Double]

    /// - Parameters:
    ///   - compositions: the training compounds.
    ///   - positive: whether each is of a positive class.
    ///   - properties: the element properties behind the descriptors.
    /// - Throws: `ElementTableError` for an unknown property.
    public init(
        compositions: [Composition], positive: [Bool], properties: [String],
        table: ElementTable = .standard
    ) throws {
        let places = Element.allCases.count + 1
        var isKnown = [Bool](repeating: false, count: places)
        var isPositive = isKnown
        for (composition, positive) in zip(compositions, positive) {
            for element in composition.elements {
                isKnown[element.atomicNumber] = true
                if positive { isPositive[element.atomicNumber] = true }
            }
        }
        let columns = try properties.map { try table.propertyIndex($0) }
        var shares = [Double](repeating: 0, count: places)
        for element in Element.allCases where !columns.isEmpty {
            let imputed = columns.count { table.provenance($0, element).isGuess }
            shares[element.atomicNumber] = Double(imputed) / Double(columns.count)
        }
        self.isKnown = isKnown
        self.isPositive = isPositive
        imputedShares = shares
    }

    /// Elements of the composition that occur in no training compound.
    public func unseen(in composition: Composition) -> [Element] {
        composition.elements.filter { !isKnown[$0.atomicNumber] }
    }

    /// Elements of the composition that occur in training, but in no positive compound.
    public func withoutPositive(in composition: Composition) -> [Element] {
        composition.elements.filter { isKnown[$0.atomicNumber] && !isPositive[$0.atomicNumber] }
    }

    /// The share of element values that no source reports, weighted by atomic fraction, 0...1.
    public func imputedShare(of composition: Composition) -> Double {
        var share = 0.0
        for (element, fraction) in zip(composition.elements, composition.fractions) {
            share += fraction * imputedShares[element.atomicNumber]
        }
        return min(1, share)
    }
}

extension Provenance {
    /// Whether nothing vouches for the value: imputed, filled in or absent, or published without a
    /// word on whether it was reported or imputed.
    var isGuess: Bool {
        switch self {
        case .imputed, .filled, .missing, .published: return true
        case .reported, .substituted, .convention: return false
        }
    }
}
