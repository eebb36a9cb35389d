import Basis
import Foundation
import Learning
import Materials
import Testing

@testable import QuasiScreen

@Suite struct ScreeningTrialTests {
    /// Alloys of aluminium with two of nine metals: with an early and a late one quasicrystals.
    private static let early = ["Ti", "V", "Cr"]
    private static let late = ["Mn", "Fe", "Co", "Ni"]

    private static func table(years: Bool = false) throws -> CompoundTable {
        var text = "formula,phase_class\n"
        for (number, first) in early.enumerated() {
            for second in late {
                text += "Al70\(first)10\(second)20,quasicrystal\n"
                text += "\(first)\(second)2,ordinary\n"
            }
            for second in early[..<number] { text += "Al60\(first)20\(second)20,ordinary\n" }
        }
        for (number, first) in late.enumerated() {
            for second in late[..<number] {
                text += "Al60\(first)20\(second)20,ordinary\nAl\(first)\(second),ordinary\n"
            }
            text += "Al\(first),ordinary\nAl3\(first),ordinary\n"
        }
        return try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))]).table
    }

    private static func trial() -> ScreeningTrial {
        var trial = ScreeningTrial(
            preset: .forest,
            recipe: ModelRecipe(learner: .forest(ForestParameters(trees: 10)), calibration: .never))
        trial.elements = ["Al"] + early + late
        trial.divisions = 10
        trial.folds = 3
        trial.comparesForest = false
        return trial
    }

    private static let fields = """
        system,phase_class,structure,box
        Al-Fe-Ti,quasicrystal,made up,Al:65-75;Fe:15-25;Ti:5-15
        Al-Fe-Ti,quasicrystal,made up,Al:80-80;Fe:10-10;Ti:10-10
        Al-Co-Fe,none,nothing,
        Al-Fe-V,approximant,of another class,Al:65-75;Fe:15-25;V:5-15
        """

    private static func document(_ trial: ScreeningTrial, threads: Int) throws -> ScreeningDocument
    {
        try trial.judge(
            table(), fields: ObservedField.read(bytes: Array(fields.utf8), file: "f.csv"),
            yearOfPlace: [:], threads: threads)
    }

    @Test func everySystemOfTheClassIsHiddenOnce() throws {
        let field = try TrialField(
            Self.table(), target: "quasicrystal", elements: Self.trial().elements, divisions: 10,
            fields: [])
        let rounds = try field.rounds(folds: 3, repeats: 2, seed: 4)
        #expect(rounds.count == 6)
        for half in [rounds.prefix(3), rounds.suffix(3)] {
            let hidden = half.flatMap(\.hidden).map(\.system.label)
            #expect(hidden.count == 12 && Set(hidden).count == 12)
        }
        for round in rounds {
            let hidden = Set(round.hidden.map(\.system))
            let trained = Set(round.train.map { field.table.compounds[$0].composition.system })
            #expect(hidden.isDisjoint(with: trained))
            // Hidden systems are ranked, known ones are not.
            #expect(round.hidden.allSatisfy { round.isRanked[$0.index] })
            #expect(round.isRanked.count { !$0 } == 12 - hidden.count)
        }
    }

    @Test func hiddenSystemsThatFollowARuleComeFirst() throws {
        let found = try Self.document(Self.trial(), threads: 2)
        #expect(found.systems == 56)
        #expect(found.hidden.count == 12)
        #expect(found.hidden.map(\.share) == found.hidden.map(\.share).sorted())
        let bedroc = try #require(found.model.bedroc["20"])
        let hand = try #require(found.baselines["electrons_per_atom"]?.bedroc["20"])
        #expect(bedroc > hand)
        #expect((found.model.recall["0.1"] ?? 0) > 0.5)
        #expect(
            Set(found.baselines.keys)
                == Set(ScreeningDocument.titles.map(\.0)).subtracting(["reference_forest"]))
        let fields = try #require(found.model.fields)
        #expect(fields.systems == 1 && fields.emptySystems == 1)
        #expect(fields.inSample?.figures.systems == 1)
    }

    @Test func theResultDoesNotDependOnThreads() throws {
        let one = try JSONText.encode(Self.document(Self.trial(), threads: 1))
        #expect(try JSONText.encode(Self.document(Self.trial(), threads: 3)) == one)
    }

    @Test func jsonHasTheKeysOfTheContract() throws {
        let text = try JSONText.encode(Self.document(Self.trial(), threads: 2))
        let found = try JSONDecoder().decode(ScreeningJSON.self, from: Data(text.utf8))
        #expect(found.protocol == "screening" && found.target == "quasicrystal")
        #expect(found.hidden.count == 12)
        #expect(
            Set(found.recall.keys) == ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1"])
        #expect(Set(found.enrichment.keys) == ["0.001", "0.01", "0.05"])
        #expect(Set(found.bedroc.keys) == ["20", "100"])
        #expect(Set(found.shareAbove.keys) == ["0.5", "0.8", "0.9"])
        #expect(found.fields.area != nil && found.fields.iou != nil)
        for (key, value) in found.recall {
            let bounds = try #require(found.intervals["recall"]?[key])
            #expect(bounds[0] <= value && value <= bounds[1])
        }
        #expect(found.baselines["nearest_known"]?.recall.count == 7)
    }

    @Test func poolingARankingWithItselfChangesNoPlace() throws {
        let field = try TrialField(
            Self.table(), target: "quasicrystal", elements: Self.trial().elements, divisions: 10,
            fields: [])
        let round = try #require(try field.rounds(folds: 3, repeats: 1, seed: 0).first)
        var stream = RandomStream(seed: 1)
        let scores = field.sections.map { _ in Double(stream.below(20)) }
        let places = field.places(scores, in: round)
        #expect(field.places(field.pooled(scores, scores, in: round), in: round) == places)
        // Whoever says nothing leaves the order as it is.
        let nothing = scores.map { _ in 0.0 }
        #expect(field.places(field.pooled(scores, nothing, in: round), in: round) == places)
    }

    @Test func whatBecameKnownLaterIsHiddenByYear() throws {
        let table = try Self.table()
        let field = try TrialField(
            table, target: "quasicrystal", elements: Self.trial().elements, divisions: 10,
            fields: [])
        var years = [String: Int]()
        for compound in table.compounds where compound.formula.contains("Ni20") {
            years[compound.place] = 2004
        }
        for compound in table.compounds where compound.formula.contains("Co20") {
            years[compound.place] = 1999
        }
        let round = try field.round(before: 2000, yearOfPlace: years, seed: 0)
        #expect(round.hidden.map(\.system.label) == ["Al-Cr-Ni", "Al-Ni-Ti", "Al-Ni-V"])
        #expect(
            round.train.allSatisfy { (years[table.compounds[$0].place] ?? 0) < 2000 })
        let first = try field.round(before: 1999, yearOfPlace: years, seed: 0)
        #expect(first.hidden.count == 6)
    }

    @Test func boxesOfOneSystemAreUnited() throws {
        let read = try ObservedField.read(bytes: Array(Self.fields.utf8), file: "f.csv")
        #expect(read.map(\.className) == ["quasicrystal", "quasicrystal", "none", "approximant"])
        let united = try FieldOfSystem.united(Array(read.prefix(3)))
        #expect(united.map(\.system.label) == ["Al-Co-Fe", "Al-Fe-Ti"])
        #expect(united[0].observed.contains(true) == false)
        // Al from 65 to 75, Fe from 15 to 25, Ti from 5 to 15: a hexagon of side 5 without the
        // corners of the square, 91 points; and one point on its own.
        #expect(united[1].observed.count { $0 } == 92)
    }

    @Test(arguments: ["", "Al:65-75;Fe:15-25", "Al:75-65;Fe:15-25;Ti:5-15", "Al:a-b;Fe:1-2;Ti:1-2"])
    func boxesThatAreNoneAreRefused(box: String) {
        let text = "system,phase_class,box\nAl-Fe-Ti,quasicrystal,\(box)\n"
        #expect(throws: QuasiScreenError.self) {
            try ObservedField.read(bytes: Array(text.utf8), file: "f.csv")
        }
    }

    @Test func replacementCostsTheWeightedStepsOfTheBestAssignment() throws {
        let compound = try Composition("Al70Ti10Fe20")
        let numbers = ["Al": 80.0, "Ti": 50, "Fe": 60, "Ga": 83, "V": 53, "Co": 64]
        func cost(_ system: String) throws -> Double {
            SimpleRanker.cost(of: compound, in: try ChemicalSystem(system)) {
                numbers[$0.symbol]
            }
        }
        #expect(try cost("Al-Fe-Ti") == 0)
        #expect(abs(try cost("Al-Co-Ti") - 0.2 * 4) < 1e-12)
        #expect(abs(try cost("Co-Ga-V") - (0.7 * 3 + 0.1 * 3 + 0.2 * 4)) < 1e-12)
    }

    @Test func aClassThatNoSweptSystemHoldsIsRefused() throws {
        var trial = Self.trial()
        trial.elements = Self.late
        #expect(throws: QuasiScreenError.self) { try Self.document(trial, threads: 1) }
        trial = Self.trial()
        trial.target = "quasicrystl"
        #expect(throws: QuasiScreenError.self) { try Self.document(trial, threads: 1) }
    }
}

/// What `validate --protocol screening --json` promises.
struct ScreeningJSON: Decodable {
    struct Hidden: Decodable {
        var system: String
        var place: Double
    }
    struct Fields: Decodable {
        var iou: Double?
        var precision: Double?
        var recall: Double?
        var area: Double?
    }
    struct Baseline: Decodable { var recall: [String: Double] }

    var `protocol`: String
    var target: String
    var hidden: [Hidden]
    var recall: [String: Double]
    var enrichment: [String: Double]
    var bedroc: [String: Double]
    var shareAbove: [String: Double]
    var fields: Fields
    var baselines: [String: Baseline]
    var intervals: [String: [String: [Double]]]

    enum CodingKeys: String, CodingKey {
        case `protocol`, target, hidden, recall, enrichment, bedroc, fields, baselines, intervals
        case shareAbove = "share_above"
    }
}
