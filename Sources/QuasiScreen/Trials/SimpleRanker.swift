import Basis
import Materials

/// A ranking of systems that needs no model; what a model has to be better than.
struct SimpleRanker: Sendable {
    let name: String
    /// The score of a system, the larger the better, given the known compounds of the wanted class.
    private let score: @Sendable (_ system: ChemicalSystem, _ known: [Composition]) -> Double

    /// The ranking that is also pooled with the model's.
    static let replacement = "element_replacement"

    static func all() throws -> [SimpleRanker] {
        let table = ElementTable.standard
        let pettifor = try table.propertyIndex("x_glawe_number")
        let electrons = try table.propertyIndex("x_ea_conventional")
        return [
            SimpleRanker(
                name: replacement
            ) { system, known in
                known.map { -cost(of: $0, in: system) { table.value(pettifor, $0) } }.max()
                    ?? -.infinity
            },
            SimpleRanker(name: "nearest_known") {
                system, known in
                // The nearest point of a diagram holds all that the two have in common.
                known.map { compound in
                    system.elements.reduce(0) { $0 + compound.fraction(of: $1) }
                }.max() ?? 0
            },
            SimpleRanker(
                name: "electrons_per_atom"
            ) { system, _ in
                areaOfRule(system) { table.value(electrons, $0) }
            },
        ]
    }

    /// The scores of all swept systems, given what a round trains on.
    func scores(in round: TrialRound, on field: TrialField, threads: Int) throws -> [Double] {
        let known = round.train.map { field.table.compounds[$0] }
            .filter { $0.classIndex == field.target }.map(\.composition)
        return try Parallel.map(count: field.sections.count, threads: threads) { index in
            score(field.sections[index].system, known)
        }
    }

    /// The least change that turns a compound into one of the system: the steps on the scale of
    /// Glawe et al. between old and new elements, weighted with their fractions; infinite unless
    /// both have as many elements.
    ///
    /// Source: Glawe, Sanna, Gross and Marques, New J. Phys. 18, 093011 (2016),
    /// doi:10.1088/1367-2630/18/9/093011.
    static func cost(
        of compound: Composition, in system: ChemicalSystem, number: (Element) -> Double?
    ) -> Double {
        guard compound.elements.count == 3, system.elements.count == 3 else { return .infinity }
        let old = compound.elements.map { number($0) ?? .infinity }
        let new = system.elements.map { number($0) ?? .infinity }
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        let costs = orders.map { order in
            (0..<3).reduce(0) { $0 + compound.fractions[$1] * abs(old[$1] - new[order[$1]]) }
        }
        return costs.filter { !$0.isNaN }.min() ?? .infinity
    }

    /// The share of a diagram's inside, at steps of 2 at.%, that meets the hand rule: most atoms
    /// are Al, Zn or Cd and the electrons an atom lie from 1.95 to 2.2.
    static func areaOfRule(
        _ system: ChemicalSystem, electrons: (Element) -> Double?
    ) -> Double {
        let bases = Set(["Al", "Zn", "Cd"])
        let isBase = system.elements.map { bases.contains($0.symbol) }
        let values = system.elements.compactMap(electrons)
        guard isBase.contains(true), values.count == 3 else { return 0 }
        let steps = 50
        var (met, all) = (0, 0)
        for first in 1..<(steps - 1) {
            for second in 1..<(steps - first) {
                let counts = [first, second, steps - first - second]
                all += 1
                let largest = counts.max() ?? 0
                guard counts.indices.contains(where: { isBase[$0] && counts[$0] == largest })
                else { continue }
                let mean =
                    (0..<3).reduce(0) { $0 + Double(counts[$1]) * values[$1] } / Double(steps)
                if mean >= 1.95 - 1e-9, mean <= 2.2 + 1e-9 { met += 1 }
            }
        }
        return Double(met) / Double(all)
    }
}
