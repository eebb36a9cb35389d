import Basis
import Foundation
import Testing

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct DesignTests {
    private static let small = [
        "design", "--elements", "Al,Cu,Fe,Ni,Co,Pd,Mn,Mg,Zn", "--sizes", "2-4", "--particles",
        "200", "--moves", "3", "--count", "12", "--domain", "outside",
    ]

    @discardableResult
    private func design(
        _ arguments: [String], to folder: String
    ) throws -> (outcome: Outcome, table: DelimitedTable) {
        let outcome = try QScreen.run(
            Self.small + arguments + ["--model", try Fixture.model, "--output", folder])
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return (outcome, try Fixture.table(folder + "/design/candidates.csv"))
    }

    @Test func candidatesAreNewDifferentAndRanked() throws {
        let scratch = try Scratch()
        let (outcome, table) = try design([], to: scratch.path("out"))
        #expect(outcome.text.contains("\(table.rowCount) candidates of "))
        #expect((1...12).contains(table.rowCount))
        let columns = try ["domain", "probability", "distance_at_percent", "nearest_class"].map(
            table.index)
        let grades = ["inside", "edge", "outside"]
        let keys = try (0..<table.rowCount).map { row in
            (
                try #require(grades.firstIndex(of: table.text(row, columns[0]))),
                -(try #require(try table.number(row, columns[1])))
            )
        }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 })
        for row in 0..<table.rowCount where table.text(row, columns[3]) == "quasicrystal" {
            #expect(try #require(try table.number(row, columns[2])) >= 3)
        }
        let system = try table.index(of: "system")
        let systems = Dictionary(grouping: 0..<table.rowCount) { table.text($0, system) }
        #expect(systems.values.allSatisfy { $0.count <= 3 })
        for name in ["candidates.h5", "trace.csv", "trace.svg", "design.json", "index.html"] {
            #expect(FileManager.default.fileExists(atPath: scratch.path("out/design/\(name)")))
        }
    }

    @Test func oneSeedGivesTheSameBytesAtAnyThreadCountAndNothingTheSecondTime() throws {
        let scratch = try Scratch()
        let folders = ["one", "two", "other"].map(scratch.path)
        _ = try design(["--jobs", "1"], to: folders[0])
        _ = try design(["--jobs", "2"], to: folders[1])
        _ = try design(["--jobs", "2", "--seed", "1"], to: folders[2])
        let sums = try folders.map {
            try scratch.text(of: String($0.dropFirst(scratch.path.count + 1)) + "/SHA256SUMS")
        }
        #expect(sums[0] == sums[1])
        #expect(sums[0] != sums[2])
        let again = try design([], to: folders[0])
        #expect(again.outcome.text.contains("up to date"))
    }

    @Test func theJSONHoldsTheTableOfTheFolder() throws {
        struct Document: Decodable {
            struct Candidate: Decodable {
                struct Prediction: Decodable {
                    var formula: String
                    var uncertainty: Double
                }
                var rank: Int
                var probability: Double
                var prediction: Prediction
            }
            struct Account: Decodable {
                var candidates: Int
                var evaluations: Int
            }
            var account: Account
            var warnings: [String]
            var candidates: [Candidate]
        }
        let scratch = try Scratch()
        let (outcome, table) = try design(["--json"], to: scratch.path("out"))
        let document = try outcome.json(as: Document.self)
        #expect(document.account.candidates == table.rowCount)
        #expect(document.account.evaluations > 0)
        #expect(document.candidates.map(\.rank) == Array(1...table.rowCount))
        let columns = try ["formula", "probability", "uncertainty"].map(table.index)
        for (row, candidate) in document.candidates.enumerated() {
            #expect(candidate.prediction.formula == table.text(row, columns[0]))
            #expect(try table.number(row, columns[1]) == candidate.probability)
            #expect(try table.number(row, columns[2]) == candidate.prediction.uncertainty)
        }
        // The second time nothing is searched, and the same is said.
        #expect(try design(["--json"], to: scratch.path("out")).outcome.text == outcome.text)
    }

    @Test func relativesOfKnownCompoundsAreNamedAsSuch() throws {
        let scratch = try Scratch()
        let many = ["--distance", "1", "--count", "300"]
        let (_, table) = try design(many, to: scratch.path("with"))
        let (_, without) = try design(many + ["--no-relatives"], to: scratch.path("without"))
        let columns = try ["formula", "replaced_in"].map(table.index)
        #expect((0..<without.rowCount).allSatisfy { without.text($0, columns[1]).isEmpty })
        let relatives = (0..<table.rowCount).filter { !table.text($0, columns[1]).isEmpty }
        #expect(!relatives.isEmpty)
        for row in relatives {
            // One element for another in the same amount: the rest is as it was.
            let shares = try columns.map { column in
                let described = try QScreen.run([
                    "predict", "--json", "--model", try Fixture.model, table.text(row, column),
                ])
                return try described.json(as: [Described].self)[0].composition
            }
            let gone = shares[1].filter { shares[0][$0.key] == nil }
            let new = shares[0].filter { shares[1][$0.key] == nil }
            #expect(gone.count == 1 && new.count == 1)
            for (symbol, share) in shares[1] where gone[symbol] == nil {
                #expect(abs(share - (shares[0][symbol] ?? 0)) < 0.0011)
            }
        }
    }

    private struct Described: Decodable {
        var composition: [String: Double]
    }

    @Test func oneSystemThatWasNamedIsNoWarning() throws {
        let scratch = try Scratch()
        let (outcome, table) = try design(
            ["--elements", "Al,Cu,Fe", "--sizes", "3"], to: scratch.path("out"))
        #expect(!outcome.text.contains("in effect"))
        let system = try table.index(of: "system")
        #expect(table.rowCount > 0)
        #expect((0..<table.rowCount).allSatisfy { table.text($0, system) == "Al-Cu-Fe" })
    }

    @Test func theOrderOfClassesAndRepeatsDoNotMatter() throws {
        let scratch = try Scratch()
        let sums = try [
            "quasicrystal,approximant", "approximant,quasicrystal,quasicrystal",
        ].map { target in
            try design(["--target", target], to: scratch.path(target))
            return try Data(
                contentsOf: URL(fileURLWithPath: scratch.path(target) + "/design/trace.csv"))
        }
        #expect(sums[0] == sums[1])
    }

    @Test func everyCandidateMeetsTheWindows() throws {
        let scratch = try Scratch()
        let (_, table) = try design(
            ["--window", "ave:atomic_number=20:28.5", "--exclude", "Pd"],
            to: scratch.path("out"))
        #expect(table.rowCount > 0)
        let formula = try table.index(of: "formula")
        let formulas = (0..<table.rowCount).map { table.text($0, formula) }
        #expect(formulas.allSatisfy { !$0.contains("Pd") })
        let described = try QScreen.run(
            [
                "featurize", "--output", scratch.path("f.csv"), "--properties", "atomic_number",
                "--statistics", "ave",
            ] + formulas)
        #expect(described.status == 0)
        let values = try Fixture.table(scratch.path("f.csv"))
        let column = try values.index(of: "ave:atomic_number")
        for row in 0..<values.rowCount {
            #expect((20...28.5).contains(try #require(try values.number(row, column))))
        }
    }

    @Test(arguments: [
        (["--target", "quasicrystals"], 78, "did you mean \"quasicrystal\"?"),
        (["--window", "ave:density"], 64, "is no window"),
        (["--window", "ave:densty=1:2"], 64, "densty"),
        (["--window", "ave:density=90:99"], 78, "widen"),
        (["--elements", "Al,Xx"], 78, "Xx"),
        (["--elements", "Al,Cu,Fe"], 78, "3 elements can be used"),
        (["--sizes", "2-9"], 64, "--sizes"),
    ])
    func whatCannotBeSearchedIsRefused(
        arguments: [String], status: Int32, message: String
    ) throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            Self.small + arguments
                + ["--model", try Fixture.model, "--output", scratch.path("out")])
        #expect(outcome.status == status, "\(outcome.messages)")
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
    }
}
