import Basis
import Descriptors
import Materials
import Symbolic

/// A criterion of the field that was not read off a model: a baseline for rules.
struct ClassicalCriterion: Sendable {
    /// A band on one descriptor.
    struct Band: Sendable {
        var descriptor: AlloyDescriptor
        var lower = -Double.infinity
        var upper = Double.infinity
    }

    let name: String
    /// Where it comes from.
    let source: String
    /// Met where all bands of one of the lists are.
    let alternatives: [[Band]]
    /// The majority elements that it demands; none where it demands none.
    var bases: [Element] = []

    /// The condition in words of descriptors.
    var text: String {
        let bands = alternatives.map { list in
            list.map { band in
                let lower = band.lower.isFinite ? "\(band.lower) <= " : ""
                let upper = band.upper.isFinite ? " <= \(band.upper)" : ""
                return lower + band.descriptor.name + upper
            }.joined(separator: " and ")
        }.joined(separator: ", or ")
        guard !bases.isEmpty else { return bands }
        return bands + " and majority " + bases.map(\.symbol).joined(separator: ", ")
    }

    /// Which compositions meet the criterion; one that lacks a value does not.
    func isMet(by compositions: [Composition], threads: Int) throws -> [Bool] {
        let bands = alternatives.flatMap { $0 }
        let descriptors = try AlloyDescriptors(bands.map(\.descriptor))
        return try Parallel.map(count: compositions.count, threads: threads) { row in
            let composition = compositions[row]
            guard bases.isEmpty || bases.contains(composition.majorityElement),
                descriptors.missingValue(of: composition) == nil
            else { return false }
            let values = try descriptors.values(of: composition)
            var position = 0
            for list in alternatives {
                let end = position + list.count
                let holds = zip(list, values[position..<end]).allSatisfy { band, value in
                    ComputedValues.isWithin(value, lower: band.lower, upper: band.upper)
                }
                if holds { return true }
                position = end
            }
            return false
        }
    }
}

extension ClassicalCriterion {
    private static let humeRothery = "Hume-Rothery rules, see Mizutani, CRC Press (2010)"
    private static let tsai = "Tsai, Chem. Soc. Rev. 42, 5352 (2013), doi:10.1039/c3cs35388e"

    private static let tsaiType = Band(
        descriptor: .statistic(.mean, property: "x_ea_conventional"), lower: 2.0, upper: 2.15)
    private static let bergmanType = Band(
        descriptor: .statistic(.mean, property: "x_ea_conventional"), lower: 2.1, upper: 2.4)
    private static let mackayType = Band(
        descriptor: .statistic(.mean, property: "x_ea_raynor"), lower: 1.7, upper: 1.86)

    /// The criteria that stand beside the rules of every run.
    static let all: [ClassicalCriterion] = [
        ClassicalCriterion(
            name: "e/a of Tsai-type quasicrystals", source: tsai, alternatives: [[tsaiType]]),
        ClassicalCriterion(
            name: "e/a of Bergman-type quasicrystals", source: tsai,
            alternatives: [[bergmanType]]),
        ClassicalCriterion(
            name: "e/a of Mackay-type quasicrystals", source: tsai,
            alternatives: [[mackayType]]),
        ClassicalCriterion(
            name: "any of the three e/a windows", source: tsai,
            alternatives: [[tsaiType], [bergmanType], [mackayType]]),
        ClassicalCriterion(
            name: "any e/a window, three elements or more", source: tsai,
            alternatives: [tsaiType, bergmanType, mackayType].map {
                [$0, Band(descriptor: .stoichiometry(.elementCount), lower: 3)]
            }),
        ClassicalCriterion(
            name: "size spread below 15 %", source: humeRothery,
            alternatives: [
                [Band(descriptor: .spread(property: "x_miracle_radius_pm"), upper: 0.15)]
            ]),
        ClassicalCriterion(
            name: "electronegativities within 0.4", source: "Darken and Gurry (1953)",
            alternatives: [
                [Band(descriptor: .statistic(.range, property: "electron_negativity"), upper: 0.4)]
            ]),
        ClassicalCriterion(
            name: "ternary of Al, Zn or Cd with e/a 1.95 to 2.2",
            source: "composed after the fact, no fitting",
            alternatives: [
                [
                    Band(descriptor: .stoichiometry(.elementCount), lower: 3),
                    Band(
                        descriptor: .statistic(.mean, property: "x_ea_conventional"), lower: 1.95,
                        upper: 2.2),
                ]
            ], bases: ["Al", "Zn", "Cd"].compactMap(Element.init(symbol:))),
    ]
}
