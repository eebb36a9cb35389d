import Basis
import Descriptors
import Learning
import Materials
import Screening
import Ternary
import Testing

@Suite struct ElementGateTests {
    private func gate(_ compounds: [(String, Int)], _ candidates: [String]) throws -> ElementGate {
        ElementGate(
            candidates: try candidates.map { try #require(Element(symbol: $0)) },
            compositions: try compounds.map { try Composition($0.0) }, labels: compounds.map(\.1),
            commonest: 2)
    }

    @Test func anElementOfTheCommonestClassAloneSettlesTheClass() throws {
        let gate = try gate([("NaCl", 2), ("Al63Cu25Fe12", 0), ("Fe2O3", 2)], ["Cl", "O"])
        #expect(gate.elements.map(\.symbol) == ["O", "Cl"])
        #expect(gate.classIndex == 2)
        #expect(try gate.settles(Composition("Al2O3")))
        #expect(try !gate.settles(Composition("Al2Fe")))
    }

    @Test func oneCompoundOfAnotherClassOpensTheGate() throws {
        let gate = try gate([("Ta2Te3", 2), ("Ta97Te60", 0), ("SeO2", 2)], ["Te", "Se"])
        #expect(gate.elements.map(\.symbol) == ["Se"])
    }

    @Test func anElementThatNoCompoundHoldsSettlesNothing() throws {
        let gate = try gate([("Al3Fe", 2), ("Al80Mn20", 0)], ["O", "Cl"])
        #expect(gate.elements.isEmpty)
        #expect(try !gate.settles(Composition("Fe2O3")))
    }

    @Test func pointsWithAnElementOfTheGateAreGivenItsClass() throws {
        var random = RandomStream(seed: 4)
        let featurizer = try Featurizer(
            table: ElementTable.standard,
            descriptors: DescriptorSet(
                properties: ["density", "period"], statistics: [.mean, .standardDeviation],
                stoichiometry: StoichiometryDescriptor.allCases))
        let compositions = try (0..<40).map { _ in
            try Composition(
                amounts: ["Al", "Cu", "O"].compactMap { Element(symbol: $0) }.map {
                    (element: $0, amount: Double(1 + random.below(9)))
                })
        }
        let features = try featurizer.features(of: compositions).matrix
        let set = try TrainingSet(
            features: features, labels: compositions.map { _ in random.below(3) }, classCount: 3)
        let forest = try ForestLearner(ForestParameters(trees: 5)).fit(set, threads: 1).model
        let system = try ChemicalSystem("Al-Cu-O")
        let grid = try TernaryGrid(divisions: 10)
        func screen(
            _ gate: ElementGate, _ section: TernarySection? = nil
        ) throws -> ScreenedSystem {
            let screener = TernaryScreener(
                featurizer: featurizer, model: forest, classNames: ["a", "b", "c"],
                range: FeatureRange(of: features), gate: gate)
            guard let section else { return try screener.screen(system, grid: grid) }
            return try screener.screen(section, grid: section.grid(divisions: 10))
        }
        let oxygen = try #require(Element(symbol: "O"))
        let corner = try #require(system.elements.firstIndex(of: oxygen))
        let open = try screen(ElementGate(elements: [], classIndex: 2))
        let gated = try screen(ElementGate(elements: [oxygen], classIndex: 2))
        for point in 0..<grid.count {
            let counts = [grid.point(point).i, grid.point(point).j, grid.point(point).k]
            for label in 0..<3 {
                let share = gated.map.probabilities[3 * point + label]
                if counts[corner] > 0 {
                    #expect(share == (label == 2 ? 1 : 0))
                } else {
                    #expect(share == open.map.probabilities[3 * point + label])
                }
            }
        }
        // A fixed element of the gate settles every point of a section, corners included.
        let section = try TernarySection("(Al-Cu-Fe)7O3")
        let settled = try screen(
            ElementGate(elements: [oxygen], classIndex: 2), section)
        #expect(settled.map.predictedClasses.allSatisfy { $0 == 2 })
        #expect(settled.map.probabilities(class: 2).allSatisfy { $0 == 1 })
        #expect(settled.outOfDomainShare == 0)
    }
}
