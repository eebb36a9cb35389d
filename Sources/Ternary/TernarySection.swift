import Materials

/// A plane of compositions that a Gibbs triangle shows: a ternary system, or the section through a
/// quaternary at a constant content of its fourth element.
///
/// A section holds d parts in n of the fixed element; its points are counts (i, j, k) of the
/// corners with i + j + k = n - d, and the composition is (i, j, k, d) / n exactly, each fraction
/// a whole number over n, rounded once. So its ``TernaryGrid`` has n - d divisions, while
/// fractions divide by n. At its corners and edges the absent elements take no part in anything;
/// the fixed one always does. A ternary system is the case d = 0.
///
/// The label is `Al-Cu-Fe` for a system and `(Al-Cu-Fe)90Mg10` for a section: 90 parts of the
/// corners together, 10 of the fixed element.
public struct TernarySection: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The constant part of a section.
    public struct Fixed: Hashable, Sendable, CustomStringConvertible {
        public let element: Element
        // Two bytes each: sweeps of quaternaries hold tens of millions of sections.
        private let fixedParts: UInt16
        private let allParts: UInt16

        /// d: steps of the grid, at least 1 and less than ``total``.
        public var parts: Int { Int(fixedParts) }
        /// n: the steps of the whole composition.
        public var total: Int { Int(allParts) }
        /// d / n, in (0, 1).
        public var fraction: Double { Double(parts) / Double(total) }

        public var description: String { "\(element)\(parts)/\(total)" }

        fileprivate init?(element: Element, parts: Int, total: Int) {
            guard parts >= 1, parts < total, total <= TernaryGrid.largestDivisions else {
                return nil
            }
            self.element = element
            fixedParts = UInt16(parts)
            allParts = UInt16(total)
        }
    }

    /// The elements of the corners, three of them.
    public let system: ChemicalSystem
    /// `nil` for a ternary system.
    public let fixed: Fixed?

    /// A ternary system.
    ///
    /// - Throws: ``TernaryError/notTernary(system:elements:)``.
    public init(_ system: ChemicalSystem) throws {
        try Self.check(system)
        self.system = system
        fixed = nil
    }

    /// The section of `system` and one more element at a constant content, `parts` in `total`.
    ///
    /// - Throws: ``TernaryError`` unless the system is ternary, the element is none of its own
    ///   and 1 <= parts < total <= ``TernaryGrid/largestDivisions``.
    public init(
        _ system: ChemicalSystem, fixed element: Element, parts: Int, of total: Int
    ) throws {
        try Self.check(system)
        guard !system.elements.contains(element) else {
            throw TernaryError.fixedIsCorner(element: element.symbol, system: system.label)
        }
        guard let fixed = Fixed(element: element, parts: parts, total: total) else {
            throw TernaryError.fixedParts(element: element.symbol, parts: parts, total: total)
        }
        self.system = system
        self.fixed = fixed
    }

    private static func check(_ system: ChemicalSystem) throws {
        guard system.elements.count == 3 else {
            throw TernaryError.notTernary(
                system: system.label, elements: system.elements.count)
        }
    }

    /// All elements: those of the corners, then the fixed one.
    public var elements: [Element] { system.elements + (fixed.map { [$0.element] } ?? []) }

    /// The parts of the fixed element; 0 for a ternary system.
    public var fixedParts: Int { fixed?.parts ?? 0 }

    /// The grid of the triangle where a composition has `divisions` steps.
    ///
    /// - Throws: ``TernaryError`` for a section of another total, or a grid that cannot be.
    public func grid(divisions: Int) throws -> TernaryGrid {
        if let fixed, fixed.total != divisions {
            throw TernaryError.anotherTotal(
                section: label, total: fixed.total, divisions: divisions)
        }
        return try TernaryGrid(divisions: divisions - fixedParts)
    }

    /// The composition with these counts of the corners; elements of count 0 do not appear in it.
    ///
    /// - Throws: `FormulaError` for a negative count, and where all counts of a system are 0.
    public func composition(counts: [Int]) throws -> Composition {
        let amounts = zip(elements, counts + [fixedParts])
        return try Composition(
            amounts: amounts.filter { $0.1 != 0 }.map { (element: $0.0, amount: Double($0.1)) })
    }

    /// Atomic fractions of ``elements`` from shares of the triangle, which sum to one.
    public func fractions(ofShares shares: [Double]) -> [Double] {
        guard let fixed else { return shares }
        let rest = Double(fixed.total - fixed.parts) / Double(fixed.total)
        return shares.map { $0 * rest } + [fixed.fraction]
    }

    /// The sections that cover a quaternary: the last element of its label at 0 (the ternary of
    /// the others), 1, ... n - 1 parts of n.
    ///
    /// Together they hold every composition of the grid once, n(n² + 6n + 11)/6 of them; only the
    /// pure last element is left out.
    ///
    /// - Throws: ``TernaryError`` unless there are four elements and n is from 1 to
    ///   ``TernaryGrid/largestDivisions``.
    public static func stack(
        of quaternary: ChemicalSystem, divisions: Int
    ) throws -> [TernarySection] {
        guard quaternary.elements.count == 4 else {
            throw TernaryError.notQuaternary(
                system: quaternary.label, elements: quaternary.elements.count)
        }
        _ = try TernaryGrid(divisions: divisions)
        let corners = try ChemicalSystem(Array(quaternary.elements.prefix(3)))
        let last = quaternary.elements[3]
        return try [TernarySection(corners)]
            + (1..<divisions).map {
                try TernarySection(corners, fixed: last, parts: $0, of: divisions)
            }
    }

    /// By system, then by the symbol of the fixed element (none first), then by its parts.
    public static func < (left: TernarySection, right: TernarySection) -> Bool {
        if left.system != right.system { return left.system < right.system }
        guard let first = left.fixed else { return right.fixed != nil }
        guard let second = right.fixed else { return false }
        if first.element != second.element { return first.element.symbol < second.element.symbol }
        return (first.parts, first.total) < (second.parts, second.total)
    }
}
