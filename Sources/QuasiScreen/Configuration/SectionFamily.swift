import Basis
import Materials
import Ternary

/// Sections through quaternaries: a family of ternary systems, a fourth element, its contents.
public struct SectionFamily: Sendable, Equatable {
    /// The pattern of the corners, such as `Al-Cu-Fe` or `Al-TM-TM`.
    public var system: String
    /// The elements and groups that are added, one at a time.
    public var elements: [String]
    /// The contents of the added element.
    public var contents: [ExactContent]

    public init(system: String, elements: [String], contents: [ExactContent]) {
        self.system = system
        self.elements = elements
        self.contents = contents
    }

    /// Reads `(Al-TM-TM)90Si10`: amounts of the corners together and of the added element in any
    /// unit.
    ///
    /// - Throws: ``QuasiScreenError/sectionNotation(_:)``.
    public init(_ text: String) throws {
        guard let notation = SectionNotation(text),
            let content = ExactContent(notation.content, besides: notation.rest)
        else { throw QuasiScreenError.sectionNotation(text) }
        self.init(
            system: notation.corners, elements: [notation.element], contents: [content])
    }

    /// The sections on a grid where a composition has `divisions` steps.
    ///
    /// - Throws: ``QuasiScreenError`` for an unknown name, a content between two steps, no section.
    public func sections(divisions: Int, groups: ElementGroups) throws -> [TernarySection] {
        let corners = try SystemPattern(system, size: 3, groups: groups)
        let added = try elements.flatMap(groups.members)
        let parts = try contents.map { try $0.parts(of: divisions) }
        let found = try corners.systems().flatMap { system in
            try added.filter { !system.elements.contains($0) }.flatMap { element in
                try parts.map {
                    try TernarySection(system, fixed: element, parts: $0, of: divisions)
                }
            }
        }
        guard !found.isEmpty else { throw QuasiScreenError.noSystems(canonical, size: 4) }
        return found
    }

    /// One spelling for the same request.
    var canonical: String {
        let shares = contents.map { "\($0.numerator)/\($0.denominator)" }
        return
            "\(system) + \(elements.joined(separator: " ")) \(shares.joined(separator: " "))"
    }
}

/// A share of all atoms above 0 and below 1, as a reduced fraction of whole numbers.
public struct ExactContent: Sendable, Equatable, CustomStringConvertible {
    public let numerator: Int
    public let denominator: Int
    /// How it was written.
    public let description: String

    /// Reads at.% such as `10` or `2.5`; `nil` unless above 0, below 100, with at most six digits
    /// behind the point.
    public init?(atPercent text: String) {
        guard let value = Self.millionths(text), value > 0, value < 100 * Self.million else {
            return nil
        }
        self.init(value, of: 100 * Self.million, "\(text) at.%")
    }

    /// The share of `amount` where the rest has another amount, both decimal; `nil` as above.
    init?(_ amount: String, besides rest: String) {
        guard let first = Self.millionths(amount), let second = Self.millionths(rest), first > 0,
            second > 0
        else { return nil }
        self.init(first, of: first + second, "\(amount) in \(rest) + \(amount)")
    }

    private init(_ numerator: Int, of denominator: Int, _ text: String) {
        let divisor = Self.commonDivisor(numerator, denominator)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
        description = text
    }

    public static func == (left: ExactContent, right: ExactContent) -> Bool {
        left.numerator == right.numerator && left.denominator == right.denominator
    }

    /// The finest grid that a sweep may have.
    static let largestDivisions = 1000

    /// The whole number of steps that the content has of `divisions`.
    ///
    /// - Throws: ``QuasiScreenError/contentBetweenSteps(_:divisions:finer:)``.
    public func parts(of divisions: Int) throws -> Int {
        // Both are reduced, so the content is whole where the denominator divides the steps.
        guard divisions.isMultiple(of: denominator) else {
            let all = divisions / Self.commonDivisor(divisions, denominator) * denominator
            // The grid that keeps the steps there are, else the coarsest that has the content.
            let finer = [all, denominator].first { $0 <= Self.largestDivisions }
            throw QuasiScreenError.contentBetweenSteps(
                description, divisions: divisions, finer: finer)
        }
        return divisions / denominator * numerator
    }

    private static let million = 1_000_000

    /// A decimal number of at most six digits before and six behind the point, times a million.
    private static func millionths(_ text: String) -> Int? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), (1...6).contains(halves[0].utf8.count),
            halves.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            halves.count == 1 || (1...6).contains(halves[1].utf8.count),
            let whole = Int(halves[0])
        else { return nil }
        let digits = halves.count == 2 ? String(halves[1]) : ""
        let padded = digits + String(repeating: "0", count: 6 - digits.utf8.count)
        return Int(padded).map { whole * million + $0 }
    }

    private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : commonDivisor(second, first % second)
    }
}
