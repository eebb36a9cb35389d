import Basis
import Testing

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct AuditTests {
    private struct AuditJSON: Decodable {
        struct Kin: Decodable {
            var formula: String
            var `class`: String
            var distance: Double
        }
        struct Row: Decodable {
            var formula: String
            var place: String
            var `class`: String
            var predictedClass: String
            var probability: Double
            var probabilities: [String: Double]
            var kin: [Kin]
            var predictedKin: Kin?
        }
        var audited: Int
        var confirmed: Int
        var rows: [Row]
    }

    private func audit(_ table: String, _ more: String...) throws -> Outcome {
        try QScreen.run(["audit", table, "--trees", "10"] + more)
    }

    /// What is listed is what a validation by chemical system gets wrong.
    @Test func theListIsWhatTheValidationGetsWrong() throws {
        let scratch = try Scratch()
        let list = scratch.path("list.csv")
        let outcome = try audit(try Fixture.dataset, "--json", "--output", list)
        #expect(outcome.status == 0, "\(outcome.messages)")
        let found = try outcome.json(as: AuditJSON.self)
        let validation = try QScreen.run(
            "validate", "--dataset", try Fixture.dataset, "--protocol", "system", "--trees", "10",
            "--json", "--predictions"
        ).json(as: ValidationJSON.self)
        let wrong = try #require(validation.predictions).filter { $0.truth != $0.predicted }
        #expect(found.audited == validation.predictions?.count)
        #expect(found.rows.map(\.formula).sorted() == wrong.map(\.formula).sorted())
        let own = found.rows.map { $0.probabilities[$0.class] ?? 1 }
        #expect(own == own.sorted())
        #expect(try Fixture.table(list).rowCount == found.rows.count)
        #expect(
            outcome.hasKeys([
                "audited", "confirmed", "rows", "place", "class", "predicted_class",
                "probability", "kin", "distance", "predicted_kin",
            ]))
    }

    /// A decision about a row is honoured and counted by the commands that read the table.
    @Test func decisionsAreHonouredByEveryCommand() throws {
        let scratch = try Scratch()
        let start = try audit(try Fixture.dataset, "--json").json(as: AuditJSON.self)
        let row = try #require(start.rows.first)
        let small = try Fixture.table(try Fixture.dataset)
        var writer = DelimitedWriter(columns: ["formula", "phase_class", "decision"])
        for number in 0..<small.rowCount {
            let formula = small.text(number, 0)
            writer.append(
                [formula, small.text(number, 1), formula == row.formula ? "exclude" : ""])
        }
        let table = try scratch.write(writer.text, to: "decided.csv")
        let after = try audit(table, "--json")
        let found = try after.json(as: AuditJSON.self)
        #expect(found.audited == start.audited - 1)
        #expect(!found.rows.contains { $0.formula == row.formula })
        let message = "1 excluded finding, such as \(row.formula) at "
        #expect(after.messages.contains(message), "\(after.messages)")
        let training = try QScreen.run(
            "train", "--dataset", table, "--trees", "5", "--output", scratch.path("m.h5"))
        #expect(training.messages.contains(message))
        let validation = try QScreen.run(
            "validate", "--dataset", table, "--protocol", "random", "--trees", "5")
        #expect(validation.messages.contains(message))
    }

    @Test func mistakesAreNamed() throws {
        let scratch = try Scratch()
        let text = "formula,phase_class,decision\nNaCl,ordinary,remove\nFe,quasicrystal,\n"
        let outcome = try audit(try scratch.write(text, to: "t.csv"))
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains("t.csv:2:15: \"remove\" in column \"decision\""))
        #expect(try audit(try Fixture.dataset, "--output", "list.txt").status == 64)
        #expect(try audit("nowhere.csv").status == 66)
    }
}
