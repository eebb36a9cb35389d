import Foundation
import Testing

/// What `explain --json` prints.
struct ExplanationJSON: Decodable, Equatable {
    struct Entry: Decodable, Equatable {
        var descriptor: String
        var value: Double
        var unit: String
        var contribution: Double
    }
    struct Account: Decodable, Equatable {
        var quantity: String
        var `class`: String
        var against: String?
        var base: Double
        var contributions: [Entry]
        var otherCount: Int
        var otherContribution: Double
        var sum: Double
        var output: Double
        var additivityResidual: Double
        var belowFloor: Bool
    }
    struct Member: Decodable, Equatable {
        var number: String
        var weight: Double
        var account: Account
    }
    var formula: String
    var composition: [String: Double]
    var probabilities: [String: Double]
    var uncalibratedProbabilities: [String: Double]?
    var predictedClass: String
    var settledBy: [String]
    var whole: Account?
    var members: [Member]?
}

/// A pool of boosted trees, as `train` makes it without options, on the fixture's dataset.
enum PoolFixture {
    static var model: String { get throws { try made.get().path("pool.h5") } }

    private static let made = Result {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "train", "--dataset", try Fixture.dataset, "--output", scratch.path("pool.h5"))
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return scratch
    }
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct ExplainTests {
    private func explain(_ arguments: [String], model: String) throws -> [ExplanationJSON] {
        let outcome = try QScreen.run(["explain", "--json", "--model", model] + arguments)
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return try outcome.json(as: [ExplanationJSON].self)
    }

    @Test func aPoolIsExplainedByLogOddsBetweenTheFirstTwoClasses() throws {
        let formulas = ["Al63Cu25Fe12", "Cd5.7Yb", "Fe3Al", "NaCl"]
        let model = try PoolFixture.model
        let found = try explain(formulas + ["--members", "--top", "5"], model: model)
        #expect(found.map(\.formula) == formulas)
        let predicted = try predictions(formulas, model: model)
        for (explanation, prediction) in zip(found, predicted) {
            #expect(explanation.composition == prediction.composition)
            #expect(explanation.probabilities == prediction.probabilities)
            #expect(explanation.predictedClass == prediction.predictedClass)
        }
        for explanation in found.dropLast() {
            let whole = try #require(explanation.whole)
            #expect(whole.quantity == "log_odds")
            #expect(whole.class == explanation.predictedClass)
            #expect(whole.contributions.count == 5)
            #expect(whole.otherCount > 0)
            let listed = whole.contributions.reduce(whole.base) { $0 + $1.contribution }
            #expect(abs(listed + whole.otherContribution - whole.sum) <= 1e-9)
            #expect(whole.belowFloor || abs(whole.additivityResidual) <= 1e-9)
            let shares = explanation.uncalibratedProbabilities ?? explanation.probabilities
            let rival = try #require(whole.against.flatMap { shares[$0] })
            #expect(abs(log((shares[whole.class] ?? 0) / rival) - whole.output) <= 1e-9)
            #expect(explanation.members?.count == 2)
        }
        #expect(found[3].settledBy == ["Cl"])
        #expect(found[3].whole == nil)
    }

    @Test func aForestIsExplainedByTheProbabilityOfTheClassAskedFor() throws {
        let found = try explain(
            ["Al63Cu25Fe12", "--class", "approximant", "--top", "0"], model: Fixture.model)
        let whole = try #require(found[0].whole)
        #expect(whole.quantity == "probability")
        #expect(whole.class == "approximant")
        #expect(whole.against == nil)
        #expect(whole.contributions.count == 232)
        #expect(abs(whole.additivityResidual) <= 1e-9)
        let shares = found[0].uncalibratedProbabilities ?? found[0].probabilities
        #expect(whole.output == shares["approximant"])
        #expect(found[0].members == nil)
    }

    @Test func theTablesForPeopleNameEveryPart() throws {
        let outcome = try QScreen.run(
            "explain", "Al63Cu25Fe12", "NaCl", "--model", try PoolFixture.model, "--top", "3",
            "--members")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        let text = outcome.text
        for words in [
            "\nlog-odds of ", "\ndescriptor ", "\n(none known) ", "\n(36 others) ", "\nsum ",
            "\nmodel output ", "\nmember 1, weight 0.500: ", "\nmember 2, weight 0.500: ",
            "\nNaCl: ordinary, settled by Cl\n",
        ] { #expect(text.contains(words), "\(text)") }
    }

    @Test func theKeysOfTheJSONAreInSnakeCase() throws {
        let outcome = try QScreen.run(
            "explain", "Al63Cu25Fe12", "--json", "--model", try PoolFixture.model)
        #expect(
            outcome.hasKeys([
                "formula", "composition", "probabilities", "predicted_class", "settled_by",
                "whole", "quantity", "class", "against", "base", "contributions", "descriptor",
                "value", "unit", "contribution", "other_count", "other_contribution", "sum",
                "output", "additivity_residual", "below_floor",
            ]), "\(outcome.text)")
    }
}
