import Basis

/// A chemical composition: elements by atomic number and their atomic fractions.
///
/// Fractions are above zero and sum to one within rounding. An amount divided by the sum of all
/// amounts, added by atomic number, gives the fraction, so Al63Cu25Fe12 holds 63/100 rounded once.
/// Fractions that lie at parts of a whole up to 1,000,000 become these parts, rounded once: amounts
/// scaled by any factor or rounded to six digits (Al54.545455Cu9.090909Mg36.363636 for Al6CuMg4)
/// give the same composition. No fraction moves by more than 6e-7. Amounts that sum to one within
/// 2^-44 are taken as fractions otherwise unchanged: normalising twice changes nothing.
public struct Composition: Hashable, Sendable {
    /// Sorted by atomic number, each once.
    public let elements: [Element]
    /// Atomic fractions in the order of ``elements``.
    public let fractions: [Double]

    /// Reads a formula such as `Al63Cu25Fe12`, `Cd5.7Yb` or `(Al0.7Cu0.3)86Yb14`.
    ///
    /// Amounts need not sum to 100. Brackets `() [] {}` nest; subscript digits, spaces, decimals,
    /// exponents (`1e-3`) and hydrates (`CuSO4·5H2O`) are understood; D and T are hydrogen.
    ///
    /// - Throws: ``FormulaError`` with the column and, where one is near, the symbol meant.
    public init(_ formula: String) throws {
        var text = formula
        let atoms = try text.withUTF8 { try FormulaParser.atoms(of: $0) }
        try self.init(
            shares: atoms.map {
                Share(element: Element(validNumber: $0.element), amount: $0.amount)
            })
    }

    /// The composition with these amounts in any unit; repeated elements are added up, exact zeros
    /// left out.
    ///
    /// - Throws: ``FormulaError`` for an amount that is negative, NaN or infinite, and where no
    ///   amount is above zero.
    public init(amounts: [(element: Element, amount: Double)]) throws {
        var shares = [Share]()
        shares.reserveCapacity(amounts.count)
        for (element, amount) in amounts {
            guard amount >= 0, amount.isFinite else {
                throw FormulaError.badAmount(element, "\(amount)")
            }
            if amount > 0 { shares.append(Share(element: element, amount: amount)) }
        }
        try self.init(shares: shares)
    }

    /// The composition of whole parts, with the bits of ``init(amounts:)``.
    ///
    /// - Parameter parts: of the element at an index.
    /// - Precondition: elements rise, and parts are 1 or more.
    @inlinable
    public init(rising elements: [Element], parts: (Int) -> Int) {
        precondition(!elements.isEmpty, "no element")
        var total = 0
        for index in elements.indices {
            precondition(parts(index) >= 1, "parts are 1 or more")
            precondition(index == 0 || elements[index - 1] < elements[index], "elements rise")
            total += parts(index)
        }
        self.elements = elements
        fractions = elements.indices.map { Double(parts($0)) / Double(total) }
    }

    /// The atomic fraction of an element; 0 where it is absent.
    public func fraction(of element: Element) -> Double {
        elements.firstIndex(of: element).map { fractions[$0] } ?? 0
    }

    /// The elements without their amounts.
    public var system: ChemicalSystem { ChemicalSystem(distinct: elements) }

    /// The element with the largest fraction; of several that are equal but for the way of writing,
    /// the one of lowest atomic number.
    public var majorityElement: Element { elements[mostFrequent.first ?? 0] }
}

extension Composition {
    /// An amount above zero.
    fileprivate struct Share {
        var element: Element
        var amount: Double
    }

    /// The farthest that rounded fractions of up to 118 elements can sum from one.
    private static let roundingOfSum = 0x1p-44

    fileprivate init(shares: [Share]) throws {
        var shares = shares
        // Amounts take part in the order so that the sum of repeats is the same in any order.
        let inOrder = { (left: Share, right: Share) in
            (left.element, left.amount) < (right.element, right.amount)
        }
        if shares.count <= 12 {
            for index in shares.indices.dropFirst() {
                var place = index
                while place > 0, inOrder(shares[place], shares[place - 1]) {
                    shares.swapAt(place, place - 1)
                    place -= 1
                }
            }
        } else {
            shares.sort(by: inOrder)
        }
        var elements = [Element]()
        var amounts = [Double]()
        elements.reserveCapacity(min(shares.count, 118))
        amounts.reserveCapacity(min(shares.count, 118))
        for share in shares {
            if elements.last == share.element {
                amounts[amounts.count - 1] += share.amount
            } else {
                elements.append(share.element)
                amounts.append(share.amount)
            }
        }
        guard let last = elements.last else { throw FormulaError.noAmount }
        var total = 0.0
        for amount in amounts { total += amount }
        guard total.isFinite else { throw FormulaError.fractionOutOfRange(last) }
        if abs(total - 1) > Self.roundingOfSum {
            for index in amounts.indices {
                amounts[index] /= total
                guard amounts[index] > 0 else {
                    throw FormulaError.fractionOutOfRange(elements[index])
                }
            }
        }
        WholeParts.settle(&amounts)
        self.elements = elements
        fractions = amounts
    }
}
