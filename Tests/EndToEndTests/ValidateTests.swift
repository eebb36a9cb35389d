import Foundation
import Testing

/// What `validate --json` prints.
struct ValidationJSON: Decodable {
    struct Figures: Decodable {
        var precision: Double
        var recall: Double
        var f1: Double
        var support: Int
    }
    struct Baseline: Decodable {
        var macroF1: Double
        var brier: Double
        var confusionMatrix: [[Int]]
    }
    struct Row: Decodable {
        var row: Int
        var formula: String
        var group: String
        var fold: String
        var truth: String
        var predicted: String
        var probabilities: [String: Double]
    }
    var `protocol`: String
    var folds: Int
    var seed: Int
    var classes: [String]
    var confusionMatrix: [[Int]]
    var perClass: [String: Figures]
    var macroF1: Double
    var averagePrecision: [String: Double]
    var brier: Double
    var baseline: [String: Baseline]
    var predictions: [Row]?
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct ValidateTests {
    private func validate(_ name: String, _ more: String...) throws -> Outcome {
        let outcome = try QScreen.run(
            ["validate", "--dataset", try Fixture.dataset, "--protocol", name, "--trees", "5"]
                + more)
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return outcome
    }

    @Test(arguments: ["random", "composition", "system", "family"])
    func everyRowIsTestedOnceAndTheFiguresFollow(name: String) throws {
        let found = try validate(name, "--json", "--predictions").json(as: ValidationJSON.self)
        #expect(found.protocol == name)
        #expect(found.classes == ["quasicrystal", "approximant", "ordinary"])
        #expect(name == "family" ? found.folds > 5 : found.folds == 5)
        #expect(found.seed == 0)

        let rows = try #require(found.predictions)
        #expect(rows.map(\.row).sorted() == Array(0..<rows.count))
        #expect(rows.count == (try Fixture.rowCount))
        #expect(Set(rows.map(\.fold)).count == found.folds)
        var foldOfGroup = [String: String]()
        var counted = [[Int]](repeating: [0, 0, 0], count: 3)
        var brier = 0.0
        for row in rows {
            #expect(foldOfGroup.updateValue(row.fold, forKey: row.group) ?? row.fold == row.fold)
            #expect(abs(row.probabilities.values.reduce(0, +) - 1) <= 1e-9)
            #expect(row.probabilities[row.predicted] == row.probabilities.values.max())
            let truth = try #require(found.classes.firstIndex(of: row.truth))
            let predicted = try #require(found.classes.firstIndex(of: row.predicted))
            counted[truth][predicted] += 1
            for (index, className) in found.classes.enumerated() {
                let probability = try #require(row.probabilities[className])
                brier += pow(probability - (index == truth ? 1 : 0), 2) / Double(rows.count)
            }
        }
        #expect(counted == found.confusionMatrix)
        #expect(abs(brier - found.brier) < 1e-9)

        var sum = 0.0
        for (index, className) in found.classes.enumerated() {
            let figures = try #require(found.perClass[className])
            let hits = Double(counted[index][index])
            #expect(figures.support == counted[index].reduce(0, +))
            #expect(abs(figures.recall - hits / Double(figures.support)) < 1e-12)
            let called = Double(counted.reduce(0) { $0 + $1[index] })
            #expect(abs(figures.precision - hits / called) < 1e-12)
            let share = try #require(found.averagePrecision[className])
            #expect((0...1).contains(share))
            sum += figures.f1
        }
        #expect(abs(sum / 3 - found.macroF1) < 1e-12)
        let baseline = try #require(found.baseline["nearest_neighbour"])
        #expect(baseline.confusionMatrix.flatMap { $0 }.reduce(0, +) == rows.count)
        #expect((0...1).contains(baseline.macroF1))
        #expect(found.baseline["prior"] != nil)
    }

    @Test func chemicalSystemsStayTogether() throws {
        let found = try validate("system", "--json", "--predictions").json(as: ValidationJSON.self)
        let groups = try #require(found.predictions).filter { $0.formula == "Al63Cu25Fe12" }
            .map(\.group)
        #expect(groups == ["Al-Fe-Cu"] || groups == ["Al-Cu-Fe"])
    }

    @Test func rowsAreListedOnlyOnRequestAndTheSeedCounts() throws {
        let plain = try validate("random", "--json")
        #expect(try plain.json(as: ValidationJSON.self).predictions == nil)
        #expect(try validate("random", "--json", "--jobs", "3").output == plain.output)
        let other = try validate("random", "--json", "--seed", "7").json(as: ValidationJSON.self)
        #expect(other.seed == 7)
        #expect(try other.brier != plain.json(as: ValidationJSON.self).brier)
    }

    @Test func theKeysOfTheJSONAreThoseOfTheContract() throws {
        let outcome = try validate("random", "--json", "--predictions")
        #expect(
            outcome.hasKeys([
                "protocol", "folds", "seed", "classes", "confusion_matrix", "per_class",
                "precision", "recall", "f1", "support", "macro_f1", "average_precision", "brier",
                "baseline", "predictions", "row", "formula", "group", "fold", "truth",
                "predicted", "probabilities",
            ]), "\(outcome.text)")
    }

    @Test func theTextNamesTheBaseline() throws {
        let text = try validate("random", "--folds", "3").text
        #expect(text.hasPrefix("protocol random, 3 folds, seed 0\n"))
        #expect(text.contains("1-nearest neighbour"))
    }
}
