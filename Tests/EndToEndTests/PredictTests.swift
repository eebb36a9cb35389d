import Foundation
import Testing

/// What `predict --json` prints.
struct PredictionJSON: Decodable, Equatable {
    struct Neighbour: Decodable, Equatable {
        var formula: String
        var `class`: String
        var stability: String
        var flag: String
        var trained: Bool
        var distance: Double
        var chemicalDistance: Double
    }
    struct Domain: Decodable, Equatable {
        var grade: String
        /// Null by rule.
        var isolation: Double?
        var distance: Double?
        var positiveDistance: Double?
        var unseenElements: [String]
        var elementsWithoutPositive: [String]
        var imputedShare: Double
        var descriptorsOutside: Int
    }
    var formula: String
    var composition: [String: Double]
    var probabilities: [String: Double]
    var predictedClass: String
    var meaning: String
    var canSay: Bool
    var conformalSet: [String]?
    var byRule: Bool
    var calibrated: Bool
    /// Null by rule.
    var uncertainty: Double?
    var inDomain: Bool
    var domain: Domain
    var domainNotes: [String]
    var nearestKnown: [Neighbour]
    var nearestByAtoms: [Neighbour]
}

/// The predictions that a model gives for formulas.
func predictions(_ formulas: [String], model: String) throws -> [PredictionJSON] {
    let outcome = try QScreen.run(["predict", "--json", "--model", model] + formulas)
    guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
    return try outcome.json(as: [PredictionJSON].self)
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct PredictTests {
    private static let classes = ["approximant", "ordinary", "quasicrystal"]

    @Test func jsonFollowsTheContract() throws {
        let formulas = ["Al63Cu25Fe12", "Cd5.7Yb", "NaCl"]
        let found = try predictions(formulas, model: Fixture.model)
        #expect(found.map(\.formula) == formulas)
        #expect(found[0].composition == ["Al": 0.63, "Cu": 0.25, "Fe": 0.12])
        #expect(found[1].composition.keys.sorted() == ["Cd", "Yb"])
        for prediction in found {
            #expect(prediction.probabilities.keys.sorted() == Self.classes)
            let values = prediction.probabilities.values
            #expect(abs(values.reduce(0, +) - 1) <= 1e-9)
            #expect(values.allSatisfy { (0...1).contains($0) })
            #expect(prediction.probabilities[prediction.predictedClass] == values.max())
            #expect(
                prediction.uncertainty.map { (0...1).contains($0) } ?? prediction.byRule)
            #expect((prediction.uncertainty == nil) == (prediction.domain.isolation == nil))
            #expect(prediction.calibrated)
            let atoms = prediction.nearestByAtoms.map(\.distance)
            #expect(atoms.count == 3 && atoms == atoms.sorted())
            #expect(atoms[0] <= prediction.nearestKnown[0].distance)
            #expect(prediction.canSay == prediction.inDomain)
            #expect(prediction.conformalSet?.isEmpty == false)
            #expect(abs(prediction.composition.values.reduce(0, +) - 1) <= 1e-12)
            #expect(prediction.nearestKnown.count == 3)
            let distances = prediction.nearestKnown.map(\.chemicalDistance)
            #expect(distances == distances.sorted())
            #expect(prediction.nearestKnown.allSatisfy { Self.classes.contains($0.class) })
        }
        // The first two are in the training table, so the nearest compound is the same one.
        #expect(found[0].nearestKnown[0].distance == 0)
        #expect(found[0].predictedClass == "quasicrystal")
        #expect(found[1].nearestKnown[0].formula == "Cd5.7Yb")
        #expect(found[2].predictedClass == "ordinary")
    }

    @Test func theKeysOfTheJSONAreThoseOfTheContract() throws {
        let outcome = try QScreen.run("predict", "NaCl", "--json", "--model", Fixture.model)
        #expect(
            outcome.hasKeys([
                "formula", "composition", "probabilities", "predicted_class", "uncertainty",
                "in_domain", "domain", "grade", "isolation", "elements_without_positive",
                "imputed_share", "domain_notes", "nearest_known", "class", "distance",
                "chemical_distance", "stability", "flag", "trained", "can_say", "meaning",
                "conformal_set", "by_rule", "calibrated", "nearest_by_atoms",
            ]), "\(outcome.text)")
    }

    @Test func outOfDomainIsSaid() throws {
        let found = try predictions(["Al63Cu25Fe12", "CaCrF4", "Ac3Pa"], model: Fixture.model)
        #expect(found.map(\.inDomain) == [true, true, false])
        #expect(found.map(\.domain.grade) == ["inside", "edge", "outside"])
        #expect(found[1].domain.elementsWithoutPositive == ["F"])
        #expect(found[2].domain.imputedShare > 0.1)
        #expect(found.map(\.domainNotes.isEmpty) == [true, false, false])
        #expect(found.allSatisfy { $0.domain.isolation.map { (0...1).contains($0) } ?? $0.byRule })
        #expect(found[0].domain.positiveDistance == 0)
    }

    @Test func theResultDependsOnNeitherThreadsNorNeighboursInTheList() throws {
        let formulas = ["Al63Cu25Fe12", "Cd5.7Yb", "NaCl", "Al70Ni15Co15", "Ti"]
        let arguments = ["predict", "--json", "--model", try Fixture.model]
        let all = try QScreen.run(arguments + ["--jobs", "1"] + formulas)
        #expect(try QScreen.run(arguments + ["--jobs", "3"] + formulas).output == all.output)
        let together = try all.json(as: [PredictionJSON].self)
        for (formula, expected) in zip(formulas, together) {
            #expect(try predictions([formula], model: Fixture.model) == [expected])
        }
    }

    @Test func formulasComeFromAFileToo() throws {
        let scratch = try Scratch()
        let input = try scratch.write(
            "name,alloy\nx,Al63Cu25Fe12\ny,\"Al 70, Ni 30\"\n".replacingOccurrences(
                of: "70, Ni", with: "70 Ni"), to: "alloys.csv")
        let outcome = try QScreen.run(
            "predict", "NaCl", "--input", input, "--formula-column", "alloy", "--model",
            try Fixture.model, "--json", "--neighbours", "1")
        let found = try outcome.json(as: [PredictionJSON].self)
        #expect(found.map(\.formula) == ["NaCl", "Al63Cu25Fe12", "Al 70 Ni 30"])
        #expect(found.map(\.nearestKnown.count) == [1, 1, 1])
        #expect(found[2].composition == ["Al": 0.7, "Ni": 0.3])
    }

    @Test func theTableForPeopleHasARowForEachFormula() throws {
        let outcome = try QScreen.run(
            "predict", "Al63Cu25Fe12", "NaCl", "--model", try Fixture.model)
        let lines = outcome.text.split(separator: "\n")
        #expect(outcome.status == 0)
        // A header, a row each, the notes on sodium and chlorine, what the classes are.
        #expect(lines.count == 5)
        #expect(lines[3].hasPrefix("NaCl: "))
        #expect(lines[4].hasPrefix("classes as trained: "))
        #expect(lines[0].contains("quasicrystal"))
        #expect(outcome.text.contains("\nAl63Cu25Fe12 "))
        #expect(outcome.text.contains("\nNaCl "))
    }

    @Test(arguments: [
        (formula: "Al63Cx25", column: "5", name: "Cx"), ("Qq2", "1", "Qq"),
        ("Al63Cu25FeX12", "11", "X"),
    ])
    func aTypoIsNamedWithItsColumn(formula: String, column: String, name: String) throws {
        let outcome = try QScreen.run("predict", formula, "--json", "--model", try Fixture.model)
        #expect(outcome.status == 65)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.messages.contains("column \(column)"), "\(outcome.messages)")
        #expect(outcome.messages.contains("\"\(name)\""), "\(outcome.messages)")
        #expect(outcome.messages.contains(formula))
    }
}
