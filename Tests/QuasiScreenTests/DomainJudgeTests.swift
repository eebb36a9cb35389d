import Basis
import Materials
import Screening
import Ternary
import Testing
import Validation

@testable import QuasiScreen

@Suite struct DomainJudgeTests {
    /// Aluminium alloys of all classes, sodium in ordinary crystals only, no plutonium.
    static let model = Result { try learned() }

    private static func learned(gatesNonMetals: Bool = false) throws -> TrainedModel {
        var text = "formula,phase_class\n"
        let metals = ["Mn", "Fe", "Co", "Ni", "Cu", "Cr", "V", "Ti"]
        for (index, metal) in metals.enumerated() {
            text += "Al80\(metal)20,quasicrystal\nAl75\(metal)25,approximant\n"
            for other in metals[..<index] {
                text += "Al\(metal)\(other),ordinary\n\(metal)2\(other),ordinary\n"
            }
            text += "Na\(metal)2,ordinary\n"
            if gatesNonMetals { text += "\(metal)2O3,ordinary\n" }
        }
        let table = try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
            .table
        let featurizer = try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\nmodel: {preset: liu2021}\n",
            file: "p.yaml"
        ).descriptors.featurizer()
        return try TrainedModel(
            learningFrom: CompoundFeatures(table: table, featurizer: featurizer, threads: 1),
            featurizer: featurizer,
            recipe: ModelRecipe(
                learner: .forest(ForestParameters(trees: 5)), gatesNonMetals: gatesNonMetals),
            calibration: nil, threads: 1)
    }

    private func assess(_ formulas: [String], threads: Int = 1) throws -> [DomainAssessment] {
        try DomainJudge(Self.model.get()).assess(
            formulas.map { try Composition($0) }, threads: threads)
    }

    @Test func theLimitIsThatOfTheDescriptorSpace() {
        #expect(DomainAssessment.isolationLimit == ApplicabilityDomain.limit)
    }

    @Test func gradesFollowFromElementsRangeAndIsolation() throws {
        let found = try assess(["Al80Mn20", "NaMn2", "Al3Pu", "Xe"])
        #expect(found.map(\.grade) == [.inside, .edge, .outside, .outside])
        #expect(found[0].positiveDistance == 0)
        #expect(found[1].elementsWithoutPositive.map(\.symbol) == ["Na"])
        #expect(found[2].unseenElements.map(\.symbol) == ["Pu"])
        #expect(found[3].descriptorsOutside > 0)
        #expect(found[3].isolation == 1)
        #expect(found[2].imputedShare > 0)
    }

    @Test func predictionsCarryTheAssessment() throws {
        let model = try Self.model.get()
        let formulas = try TrainedModel.parse(formulas: ["Al80Mn20", "NaMn2", "Xe"])
        let found = try model.predict(formulas, threads: 2)
        let expected = try assess(["Al80Mn20", "NaMn2", "Xe"])
        #expect(found.map(\.domain.grade) == ["inside", "edge", "outside"])
        #expect(found.map(\.inDomain) == [true, true, false])
        #expect(found.map(\.domain.isolation) == expected.map(\.isolation))
        #expect(found[0].domainNotes.isEmpty)
        #expect(found[1].domainNotes == ["Na occurs in ordinary compounds only"])
        #expect(found[2].domainNotes.first == "Xe occurs in no training compound")
        #expect(found[2].domainNotes.count > 2)
        let text = Prediction.table(found)
        #expect(text.contains("\n\nNaMn2: Na occurs in ordinary compounds only\nXe: "))
    }

    /// Where a rule settles the class nobody has computed an uncertainty or an isolation.
    @Test func whatARuleSettlesHasNoComputedNumbers() throws {
        let model = try Self.learned(gatesNonMetals: true)
        let found = try model.predict(
            TrainedModel.parse(formulas: ["Fe2O3", "Al80Mn20", "XeO"]), threads: 1)
        #expect(found.map(\.isByRule) == [true, false, false])
        #expect(found[0].uncertainty == nil && found[0].domain.isolation == nil)
        #expect(found[1].uncertainty != nil && found[1].domain.isolation != nil)
        // An element that no compound holds is beyond the rule.
        #expect(found[2].uncertainty != nil && !found[2].canSay)
        let json = try JSONText.encode(found[0])
        #expect(json.contains("\"uncertainty\" : null") && json.contains("\"isolation\" : null"))
        #expect(json.contains("\"by_rule\" : true") && json.contains("\"calibrated\" : false"))
        let text = Prediction.table(found)
        #expect(text.contains("by rule"))
        #expect(text.contains("not calibrated: the uncertainty is the spread inside the model"))
    }

    @Test func bothNeighboursAreShownWhereTheyDiffer() throws {
        let model = try Self.model.get()
        let found = try model.predict(
            TrainedModel.parse(
                formulas: ["Al80Mn20"]
                    + (1...30).map {
                        "Mn\($0)Fe\(7 * $0 % 31 + 1)Ni\(5 * $0 % 29 + 1)Ti\(31 - $0)"
                    }), threads: 1)
        for prediction in found {
            let (likeness, atoms) = (prediction.nearestKnown[0], prediction.nearestByAtoms[0])
            #expect(atoms.distance <= likeness.distance)
            #expect(likeness.chemicalDistance <= atoms.chemicalDistance)
            #expect(
                Prediction.table([prediction]).contains("nearest by at.% is \(atoms.formula)")
                    == (atoms.distance < likeness.distance))
        }
        #expect(found.contains { $0.nearestByAtoms[0].distance < $0.nearestKnown[0].distance })
    }

    @Test func anElementOfAKnownButUntrainedCompoundIsNamedWithIt() throws {
        var text = "formula,phase_class,stability\n"
        for metal in ["Mn", "Fe", "Co", "Ni", "Cr", "V"] {
            text += "Al80\(metal)20,quasicrystal,stable\n\(metal)3Ti,ordinary,\n"
            text += "Al\(metal),ordinary,\nU\(metal)2,ordinary,\n"
        }
        text += "Pd58.8U20.6Si20.6,quasicrystal,metastable\nPdSi,ordinary,\n"
        var rules = DatasetRules()
        rules.keep = ["stability": ["stable", ""]]
        let table = try DatasetReader(rules: rules).read(
            tables: [(name: "t.csv", bytes: Array(text.utf8))]
        ).table
        let featurizer = try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n", file: "p.yaml"
        ).descriptors.featurizer()
        let model = try TrainedModel(
            learningFrom: CompoundFeatures(table: table, featurizer: featurizer, threads: 1),
            featurizer: featurizer, recipe: SmallValidation.recipe, calibration: nil, threads: 1)
        let found = try model.predict(
            TrainedModel.parse(formulas: ["U2Fe"]), threads: 1)
        #expect(
            found[0].domainNotes.contains {
                $0.hasPrefix("U occurs in ordinary compounds only among those trained on")
                    && $0.contains("Pd58.8U20.6Si20.6 (quasicrystal, metastable, not trained)")
            }, "\(found[0].domainNotes)")
        // The map marks the compound, and that it was not trained on.
        let points = model.knownPoints(in: try TernarySection("Pd-Si-U"))
        #expect(points.map(\.isTrained) == [true, false])
    }

    @Test func manyCompositionsGoInBlocksAndThreadsLeaveNoTrace() throws {
        let formulas = (0..<5000).map { "Al\(5000 + $0)Cu\($0 + 1)Fe100" }
        let all = try assess(formulas, threads: 3)
        #expect(all.count == 5000)
        for row in [0, 4095, 4096, 4999] { #expect(try assess([formulas[row]]) == [all[row]]) }
        #expect(try assess(formulas, threads: 1) == all)
    }

    @Test func whatTheGateSettlesStandsAmongTheOpenOnes() throws {
        let model = try Self.learned(gatesNonMetals: true)
        #expect(model.gate.elements.map(\.symbol) == ["O"])
        let judge = try DomainJudge(model)
        let compositions = try ["Fe2O3", "Al80Mn20", "XeO", "NaMn2", "Al3Pu", "AlO"].map {
            try Composition($0)
        }
        let all = try judge.assess(compositions, threads: 2)
        #expect(try compositions.flatMap { try judge.assess([$0], threads: 1) } == all)
        let features = try model.featurizer.features(of: compositions, threads: 1).matrix
        #expect(try judge.assess(compositions, features: features, threads: 1) == all)
        #expect(all.map(\.grade) == [.inside, .inside, .outside, .edge, .outside, .inside])
        #expect(
            all[2]
                == DomainAssessment(
                    isolation: 0, distance: 0, positiveDistance: nil,
                    unseenElements: compositions[2].elements.filter { $0.symbol == "Xe" }))
        #expect(all[3].distance > 0)
        #expect(try judge.assess([], threads: 1).isEmpty)
    }

    @Test func whetherGradesAreReachedIsWhatTheAssessmentSays() throws {
        let formulas =
            ["Fe2O3", "Al80Mn20", "XeO", "NaMn2", "Al3Pu", "AlO", "Xe", "NaO", "AlNa", "Na"]
            + (0..<60).map { "Al\($0 + 1)Cu\(61 - $0)Ti\(1 + $0 * 7 % 13)" }
        let compositions = try formulas.map { try Composition($0) }
        for model in try [Self.learned(gatesNonMetals: true), Self.model.get()] {
            let judge = try DomainJudge(model)
            let features = try model.featurizer.features(of: compositions, threads: 1).matrix
            let grades = try judge.assess(compositions, threads: 1).map(\.grade)
            #expect(Set(grades).count == 3)
            for grade in DomainGrade.allCases {
                let found = try judge.areWithin(
                    grade, compositions, features: features, threads: 2)
                #expect(found == grades.map { $0 <= grade })
            }
        }
    }

    @Test func whatIsRememberedOfEdgesIsWhatTheJudgeSays() throws {
        let judge = try DomainJudge(Self.model.get())
        let fringe = FringeJudge(judge)
        let formulas = ["Al80Mn20", "Al", "Al70Cu20Fe10", "Al80Mn20", "Cu3Fe", "Al", "Al2CuFe"]
        let compositions = try formulas.map { try Composition($0) }
        let expected = try judge.assess(compositions, threads: 1)
        for _ in 0..<2 {
            #expect(try fringe.assess(compositions, elements: 3) == expected)
            #expect(
                try fringe.assess(compositions.reversed(), elements: 3) == expected.reversed())
        }
        #expect(try fringe.assess([], elements: 3).isEmpty)
    }

    @Test func aMapIsVeiledWhereItsPointsAreOutside() throws {
        let model = try Self.model.get()
        let judge = try DomainJudge(model)
        let grid = try TernaryGrid(divisions: 8)
        let system = try ChemicalSystem("Al-Cu-Xe")
        let outside = try judge.assess(
            TernarySection(system).compositions(on: grid), threads: 2
        ).map { !$0.isInDomain }
        let screened = try model.screener().screen(system, grid: grid)
        for point in 0..<grid.count {
            let composition = try screened.map.composition(at: point)
            #expect(try judge.assess([composition], threads: 1)[0].isInDomain == !outside[point])
        }
        #expect(outside.contains(true) && outside.contains(false))
        let figure = try MapDrawing(
            model, target: 0, options: MapOptions(), threads: 1
        ).figure(of: TernarySection(system), divisions: 8)
        #expect(figure.veil?.covered == outside)
    }

    @Test func aMapOfASectionShowsTheKnownCompoundsOfItsContent() throws {
        let model = try Self.model.get()
        let section = try TernarySection("(Al-Cu-Fe)180Mg20")
        let panel = try MapDrawing(
            model, target: 0, options: MapOptions(), threads: 1
        ).figure(of: section, divisions: 200)
        #expect(panel.map.section == section)
        #expect(panel.title == "(Al-Cu-Fe)180Mg20")
        // A veil of 2 at.%: the same content, 5 in 50.
        #expect(panel.veil?.grid.divisions == 45)
        #expect(panel.veil?.covered.count == 46 * 47 / 2)
        // Al80Fe20 and AlCuFe lie in sections that hold their iron, shown among the other elements.
        let binary = try model.knownPoints(in: TernarySection("(Al-Cu-Mg)80Fe20"))
        #expect(binary.map(\.fractions) == [TernaryPoint(1, 0, 0)])
        #expect(binary.map(\.label) == ["Al80Fe20"])
        #expect(try model.knownPoints(in: TernarySection("(Al-Cu-Mg)82Fe18")).isEmpty)
        let ternary = try model.knownPoints(in: TernarySection("(Al-Cu-Mg)2Fe1"))
        #expect(ternary.map(\.fractions).contains(TernaryPoint(0.5, 0.5, 0)))
    }
}
