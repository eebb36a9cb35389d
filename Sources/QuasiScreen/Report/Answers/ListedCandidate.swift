import Basis
import Materials
import Screening

/// A row of `candidates.csv` or `shortlist.csv`.
struct ListedCandidate: Sendable, Equatable {
    var formula: String
    var system: String
    var probability: Double
    var uncertainty: Double?
    var domain: DomainGrade?
    var elementsWithoutPositive: [String]
    var imputedShare: Double
    /// Empty where no known compound counts.
    var nearest: String
    var nearestClass: String
    /// At.% to exchange to reach ``nearest``.
    var distance: Double?
    /// At.% to exchange to reach whichever known compound of interest is fewest atoms away.
    var novelty: Double?

    static func read(_ table: DelimitedTable, target: String) throws -> [ListedCandidate] {
        func place(_ name: String) throws -> Int { try table.index(of: name) }
        let formula = try place("formula")
        let system = try place("system")
        let probability = try place("probability_\(target)")
        let uncertainty = try place("uncertainty")
        let domain = try place("domain")
        let without = try place("elements_without_positive")
        let imputed = try place("imputed_share")
        let nearest = try place("nearest_known")
        let nearestClass = try place("nearest_class")
        let distance = try place("distance_at_percent")
        let novelty = try place("novelty_at_percent")
        let grades = Dictionary(
            uniqueKeysWithValues: DomainGrade.allCases.map { ($0.name, $0) })
        return try (0..<table.rowCount).map { row in
            ListedCandidate(
                formula: table.text(row, formula), system: table.text(row, system),
                probability: try table.number(row, probability) ?? .nan,
                uncertainty: try table.number(row, uncertainty),
                domain: grades[table.text(row, domain)],
                elementsWithoutPositive: table.text(row, without).split(separator: " ")
                    .map(String.init),
                imputedShare: try table.number(row, imputed) ?? 0,
                nearest: table.text(row, nearest), nearestClass: table.text(row, nearestClass),
                distance: try table.number(row, distance),
                novelty: try table.number(row, novelty))
        }
    }

    var elements: [Element] { (try? Composition(formula))?.elements ?? [] }

    /// The family of its main element, as the family protocol has them.
    var family: String? { (try? Composition(formula)).map(CompoundGroups.family) }
}
