import Basis
import Descriptors
import Foundation
import Materials
import Symbolic
import Ternary
import Testing

@testable import QuasiScreen

private func table(_ rows: [(String, Int)]) throws -> CompoundTable {
    CompoundTable(
        classNames: ["quasicrystal", "approximant", "ordinary"],
        compounds: try rows.map {
            Compound(
                formula: $0.0, composition: try Composition($0.0), classIndex: $0.1,
                place: "t.csv:1:1")
        })
}

/// Compounds of four systems; the last two hold an excluded element and one without a value.
private let rows = [
    ("Zn60Mg30Y10", 0), ("Zn58Mg40Y2", 0), ("Cd85Yb15", 0), ("Cd6Yb", 1), ("AlNi", 2),
    ("Al3Ni", 2), ("Cu3Au", 2), ("MgZn2", 2), ("FeAl", 2), ("Al2O3", 2), ("UAl3", 2),
]

private func outOfFold(_ count: Int) -> OutOfFold {
    OutOfFold(
        classNames: ["quasicrystal", "approximant", "ordinary"], truth: [],
        probabilities: Matrix(
            rows: count, columns: 3,
            values: (0..<count).flatMap { [Double($0) / 100, 0.1, 0.9 - Double($0) / 100] }),
        folds: (0..<count).map { $0 % 3 }, foldNames: ["a", "b", "c"], seed: 0, spreads: [])
}

private func ruleTable(
    _ descriptors: [String], _ change: (inout RuleSection) -> Void = { _ in }
) throws -> RuleTable {
    var section = RuleSection()
    change(&section)
    return try RuleTable(
        section, descriptors: descriptors, known: table(rows), outOfFold: outOfFold(rows.count),
        threads: 2)
}

@Suite struct RuleTableTests {
    @Test func compoundsOfExcludedElementsAreLeftOutAndCounted() throws {
        let found = try ruleTable(["ave:period"])
        #expect(found.compounds.count == 10)
        #expect(found.leftOut.excluded == 1)
        #expect(found.leftOut.excludedPositives == 0)
        #expect(found.leftOut.incomplete.isEmpty)
    }

    @Test func kinCountNeitherForNorAgainst() throws {
        let found = try ruleTable(["ave:period"])
        #expect(found.positive.count { $0 } == 3)
        #expect(found.neutral == found.compounds.map { $0.formula == "Cd6Yb" })
        #expect(try found.problem.positive.count == 9)
        let both = try ruleTable(["ave:period"]) { $0.targets = ["quasicrystal", "approximant"] }
        #expect(both.positive.count { $0 } == 4)
        #expect(!both.neutral.contains(true))
        #expect(abs(both.scores[3] - 0.13) < 1e-15)
    }

    @Test func aDescriptorThatCostsTooManyCompoundsIsNotUsed() throws {
        // One of ten compounds holds uranium, which has no e/a by convention.
        let found = try ruleTable(["ave:x_ea_conventional", "ave:period"])
        let uranium = try #require(Element(symbol: "U"))
        #expect(found.choice.fates.map(\.fate) == [.missing(uranium), .used])
        #expect(found.compounds.count == 10)
    }

    @Test func imputedAndUnphysicalDescriptorsAreNotUsed() throws {
        // Yb has an imputed electronegativity in this column and belongs to a quasicrystal here.
        let found = try ruleTable(["ave:en_pauling", "ave:hhi_p", "ave:period"])
        let ytterbium = try #require(Element(symbol: "Yb"))
        #expect(found.choice.fates.map(\.fate) == [.imputed(ytterbium), .notPhysical, .used])
        #expect(found.choice.csv.contains("ave:hhi_p,false,not a physical property"))
    }

    @Test func ofNearRepeatsTheFirstOneIsUsed() throws {
        let names = ["ave:atomic_number", "ave:atomic_weight", "stoich:element_count"]
        let found = try ruleTable(names)
        #expect(
            found.choice.fates.map(\.fate) == [.used, .standsFor("ave:atomic_number"), .used])
        #expect(found.descriptors.descriptors.map(\.name) == [names[0], names[2]])
        #expect(found.columns.count == 2)
        let other = try ruleTable(names.reversed())
        #expect(other.choice.fates.map(\.fate) == [.used, .used, .standsFor("ave:atomic_weight")])
    }

    @Test func anUnknownNameIsRefusedWithTheForms() {
        let error = #expect(throws: QuasiScreenError.self) { try ruleTable(["mean:period"]) }
        #expect(error == .unknownDescriptor("mean:period"))
        #expect(throws: ElementTableError.self) { try ruleTable(["ave:perod"]) }
    }

    @Test func aTargetWithoutCompoundsIsRefused() throws {
        #expect(throws: QuasiScreenError.noPositiveRows(className: "approximant")) {
            try ruleTable(["ave:period"]) {
                $0.targets = ["approximant"]
                $0.excludedElements = ["Cd"]
            }
        }
    }
}

@Suite struct ClassicalCriterionTests {
    @Test func windowsOfElectronsPerAtomHoldForTheirTypes() throws {
        // Cd5.7Yb: two electrons each. Al63Cu25Fe12: 1.89 + 0.25, and 0.319 less with Raynor's
        // valence of iron.
        let compositions = try ["Cd5.7Yb", "Al63Cu25Fe12", "Cu3Au"].map { try Composition($0) }
        func met(_ name: String) throws -> [Bool] {
            let criterion = try #require(ClassicalCriterion.all.first { $0.name == name })
            return try criterion.isMet(by: compositions, threads: 2)
        }
        #expect(try met("e/a of Tsai-type quasicrystals") == [true, true, false])
        #expect(try met("e/a of Bergman-type quasicrystals") == [false, true, false])
        #expect(try met("e/a of Mackay-type quasicrystals") == [false, true, false])
        #expect(try met("any of the three e/a windows") == [true, true, false])
        #expect(try met("any e/a window, three elements or more") == [false, true, false])
    }

    @Test func aBaseElementThatIsDemandedMustBeTheMajority() throws {
        let criterion = try #require(ClassicalCriterion.all.last)
        let compositions = try ["Zn60Mg30Y10", "Mg60Zn30Y10", "ZnMg"].map { try Composition($0) }
        #expect(try criterion.isMet(by: compositions, threads: 1) == [true, false, false])
        #expect(criterion.text.hasSuffix("and majority Al, Zn, Cd"))
    }

    @Test func aCompositionWithoutTheValueDoesNotMeetACriterion() throws {
        let criterion = ClassicalCriterion.all[0]
        #expect(try criterion.isMet(by: [Composition("UAl3")], threads: 1) == [false])
    }
}

@Suite struct SweptCompositionsTests {
    private func sample(
        count: Int = 400, kept: Int = 1_000, excluding: Set<Element> = [],
        judge: ([Composition]) -> [Double]
    ) throws -> SweptCompositions {
        let planes = try ["Al-Cu-Fe", "Al-Cu-O"].map {
            try TernarySection(ChemicalSystem($0))
        }
        return try SweptCompositions(
            from: planes, divisions: 20, count: count, kept: kept, excluding: excluding, seed: 3,
            judge: { judge($0) })
    }

    @Test func weightsCountTheImprobableOnesThatWereLeftOut() throws {
        let found = try sample(kept: 20) { $0.map { $0.elements.count == 3 ? 0.5 : 0 } }
        let common = found.probabilities.count { $0 == 0 }
        #expect(common <= 20 && common > 0)
        #expect(abs(found.weights.reduce(0, +) - Double(found.drawn)) < 1e-9)
        #expect(zip(found.probabilities, found.weights).allSatisfy { $0 == 0 || $1 == 1 })
    }

    @Test func eachCompositionIsDrawnOnce() throws {
        let found = try sample(count: 2_000) { $0.map { _ in 1 } }
        #expect(Set(found.compositions).count == found.compositions.count)
        // Two triangles of 231 points that share an edge of 21.
        #expect(found.drawn <= 2 * 231 - 21)
    }

    @Test func sectionsWithAnExcludedElementAreNotDrawnFrom() throws {
        let oxygen = try #require(Element(symbol: "O"))
        let found = try sample(excluding: [oxygen]) { $0.map { _ in 1 } }
        #expect(!found.isEmpty)
        #expect(!found.compositions.contains { $0.elements.contains(oxygen) })
    }
}

/// e/a is 1.93 in both alloys, and comes out as 1.93 and 1.9300000000000002.
@Suite struct EqualEdgeTests {
    private static let twins = ["Al57Cu22Fe21", "Al58Cu19Fe23"]

    @Test func windowsHoldWhatLiesAtTheirEdge() throws {
        let descriptors = try AlloyDescriptors(RuleDescriptors.parse(["ave:x_ea_conventional"]))
        let values = try Self.twins.map { try descriptors.values(of: Composition($0))[0] }
        try #require(values[0] != values[1], "the twins differ in the last bit")
        for (text, holds) in [
            ("1.93:2.2", true), ("1.7:1.93", true), ("1.93:1.93", true), ("1.94:2.2", false),
            (":1.929999", false),
        ] {
            let window = try DesignSection.Window("ave:x_ea_conventional=\(text)")
            #expect(values.map(window.contains) == [holds, holds], "\(text)")
        }
    }

    @Test func criteriaAndRulesTreatEqualAlloysAlike() throws {
        let compositions = try Self.twins.map { try Composition($0) }
        let name = try #require(AlloyDescriptor("ave:x_ea_conventional"))
        for (lower, upper) in [(1.93, 2.2), (1.7, 1.93)] {
            let criterion = ClassicalCriterion(
                name: "edge", source: "",
                alternatives: [
                    [ClassicalCriterion.Band(descriptor: name, lower: lower, upper: upper)]
                ])
            #expect(try criterion.isMet(by: compositions, threads: 1) == [true, true])
            let rule = Rule(
                expression: .variable(0), lower: lower, upper: upper, spread: 0.05,
                figures: RuleFigures(inside: [true], positive: [true], weights: [1]))
            let set = RuleSet(
                variables: try RuleDescriptors.variables(AlloyDescriptors([name])), rules: [rule],
                conjunction: rule.figures, constantColumns: [])
            let judge = try RuleJudge(json: set.json(), file: "rules.json")
            for composition in compositions {
                let judgement = try judge.judge(composition)
                #expect(judgement.all && judgement.summary == "1 of 1")
            }
        }
        #expect(RuleJudgement.miss(0.003) == "less than 0.01")
        #expect(RuleJudgement.miss(0.25) == "0.25")
    }
}
