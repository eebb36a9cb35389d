import Basis
import Foundation
import Testing

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct SuggestTests {
    private struct Report: Decodable {
        struct Open: Decodable {
            var formula: String
            var batch: Int
            var chance: Double
            var nearestKnown: PredictionJSON.Neighbour?
        }
        var suggested: Int
        var made: Int
        var hits: Int
        var newOutcomes: Int
        var newSuggestions: Int
        var knownCandidates: Int
        var open: [Open]
    }

    /// Aluminium and zinc alloys, none of them in the fixture's table.
    private static func list() -> String {
        var text = "name,formula\n"
        for (number, metal) in ["Mn", "Fe", "Co", "Ni", "Cr", "V", "Ti", "Zr"].enumerated() {
            text += "a\(number),Al\(731 + number)Cu\(102 - number)\(metal)167\n"
            text += "b\(number),Zn\(553 + number)Mg\(333 - number)\(metal)114\n"
            text += "c\(number),Na\(211 + number)\(metal)789\n"
        }
        return text
    }

    private func start(
        _ scratch: Scratch, to folder: String = "campaign", _ more: String...
    ) throws -> Outcome {
        try scratch.write(Self.list(), to: "list.csv")
        return try QScreen.run(
            [
                "suggest", "--candidates", scratch.path("list.csv"), "--model", Fixture.model,
                "--output", scratch.path(folder), "--batch", "4", "--budget", "10", "--members",
                "2", "--json",
            ] + more)
    }

    private func results(_ report: Report, _ outcome: String) -> String {
        "formula,outcome\n" + report.open.map { "\($0.formula),\(outcome)\n" }.joined()
    }

    @Test func everySuggestionNamesItsNeighbourAndKnownOnesStayCounted() throws {
        let scratch = try Scratch()
        // Two compounds of the table, one of them in six digits of another multiple.
        try scratch.write(
            Self.list() + "k1,Al63Cu25Fe12\nk2,Fe1.71429Cu3.57143Al9.00000\n", to: "list.csv")
        let arguments = [
            "suggest", "--candidates", scratch.path("list.csv"), "--model", try Fixture.model,
            "--output", scratch.path("c"), "--batch", "3", "--members", "2",
        ]
        let started = try QScreen.run(arguments + ["--json"]).json(as: Report.self)
        #expect(started.knownCandidates == 2)
        #expect(started.open.allSatisfy { $0.nearestKnown?.class.isEmpty == false })
        let table = try scratch.write(results(started, "ordinary"), to: "r.csv")
        let later = try QScreen.run("suggest", scratch.path("c"), "--results", table, "--json")
        #expect(try later.json(as: Report.self).knownCandidates == 2)
        let text = try QScreen.run("suggest", scratch.path("c")).text
        let near = try #require(try later.json(as: Report.self).open.first?.nearestKnown)
        #expect(text.contains("nearest known") && text.contains("\(near.formula) (\(near.class)"))
    }

    /// The folder without the lock file.
    private func kept(_ folder: String) throws -> [String: [UInt8]] {
        try tree(folder).filter { $0.key != ".qscreen.lock" }
    }

    @Test func aCampaignRunsToItsBudgetAndRepeatsByteForByte() throws {
        let scratch = try Scratch()
        var folders = [[String: [UInt8]]]()
        for (name, jobs) in [("first", "1"), ("second", "2")] {
            var report = try start(scratch, to: name, "--jobs", jobs).json(as: Report.self)
            #expect(report.open.count == 4)
            var sizes = [report.open.count]
            while !report.open.isEmpty {
                let table = try scratch.write(results(report, "quasicrystal"), to: "r.csv")
                let outcome = try QScreen.run(
                    "suggest", scratch.path(name), "--results", table, "--json", "--jobs", jobs)
                #expect(outcome.status == 0, "\(outcome.messages)")
                report = try outcome.json(as: Report.self)
                sizes.append(report.open.count)
            }
            #expect(sizes == [4, 4, 2, 0])
            #expect(report.hits == 10)
            folders.append(try kept(scratch.path(name)))
        }
        #expect(folders[0] == folders[1])
        #expect(
            folders[0].keys.sorted() == [
                "batch-001.csv", "batch-002.csv", "batch-003.csv", "campaign.json",
                "candidates.csv", "model.h5", "outcomes.csv",
            ])
        let over = try QScreen.run("suggest", scratch.path("first"))
        #expect(over.status == 64)
        #expect(over.messages.contains("budget of 10"))
        #expect(over.messages.contains("--budget"))
        let more = try QScreen.run("suggest", scratch.path("first"), "--budget", "12", "--json")
        #expect(try more.json(as: Report.self).open.count == 2)
    }

    @Test func withoutNewOutcomesNothingChanges() throws {
        let scratch = try Scratch()
        let first = try start(scratch)
        let report = try first.json(as: Report.self)
        let folder = scratch.path("campaign")
        let before = try kept(folder)
        #expect(try start(scratch).json(as: Report.self).open.count == 4)
        #expect(try QScreen.run("suggest", folder).status == 0)
        #expect(try kept(folder) == before)
        let table = try scratch.write(results(report, "ordinary"), to: "r.csv")
        #expect(try QScreen.run("suggest", folder, "--results", table).status == 0)
        let after = try kept(folder)
        #expect(after != before)
        let again = try QScreen.run("suggest", folder, "--results", table, "--json")
        #expect(try again.json(as: Report.self).newOutcomes == 0)
        #expect(try kept(folder) == after)
    }

    @Test func theTableOfABatchTakesItsOutcomesAndKeepsThem() throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        let path = "campaign/batch-001.csv"
        var lines = try scratch.text(of: path).split(separator: "\n").map(String.init)
        lines[2] += "approximant"
        let filled = lines.joined(separator: "\n") + "\n"
        try scratch.write(filled, to: path)
        let outcome = try QScreen.run(
            "suggest", scratch.path("campaign"), "--results", scratch.path(path), "--json")
        let report = try outcome.json(as: Report.self)
        #expect(report.newOutcomes == 1)
        #expect(report.hits == 0)
        #expect(report.newSuggestions == 1)
        #expect(report.open.map(\.batch) == [1, 1, 1, 2])
        #expect(try scratch.text(of: path) == filled)
    }

    @Test func anOutcomeOfSomethingElseIsLearntFromAndSaid() throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        let table = try scratch.write("formula,outcome\nAl811Sc189,ordinary\n", to: "r.csv")
        let updated = scratch.path("updated.h5")
        let outcome = try QScreen.run(
            "suggest", scratch.path("campaign"), "--results", table, "--updated-model", updated)
        #expect(outcome.status == 0)
        #expect(outcome.messages.contains("Al811Sc189"))
        let known = try QScreen.run("predict", "Al811Sc189", "--model", updated)
        #expect(known.text.contains("Al811Sc189 (ordinary)"))
    }

    @Test(
        arguments: [
            ("formula,outcome\nAl8Xx2,ordinary\n", 65, ["r.csv:2:1", "Xx"]),
            ("formula,outcome\nAl8Sc2,ordnary\n", 65, ["r.csv:2:8", "did you mean \"ordinary\"?"]),
            (
                "formula,outcome\nAl811Sc189,ordinary\nAl811Sc189,approximant\n", 65,
                ["r.csv:3:12", "approximant here and ordinary before"]
            ),
            ("formula,result\nAl8Sc2,ordinary\n", 65, ["r.csv", "outcome"]),
            (
                "formula,outcome\nZn58Mg40Y2,ordinary\n", 65,
                ["r.csv:2:12", "quasicrystal among the model's compounds"]
            ),
        ] as [(String, Int32, [String])])
    func aWrongTableOfResultsIsNamedAndChangesNothing(
        text: String, status: Int32, names: [String]
    ) throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        let table = try scratch.write(text, to: "r.csv")
        let before = try kept(scratch.path("campaign"))
        let outcome = try QScreen.run("suggest", scratch.path("campaign"), "--results", table)
        #expect(outcome.status == status)
        for name in names { #expect(outcome.messages.contains(name), "\(outcome.messages)") }
        #expect(outcome.output.isEmpty)
        #expect(try kept(scratch.path("campaign")) == before)
    }

    @Test func mistakesOfTheCommandLineAreNamed() throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        let folder = scratch.path("campaign")
        let list = scratch.path("list.csv")
        let model = try Fixture.model
        let other = scratch.path("other")
        for (arguments, status, text) in [
            (["suggest"], 64, "--candidates"),
            (["suggest", folder, "--batch", "3"], 64, "--results"),
            (["suggest", folder, "--budget", "3"], 64, "4 suggestions made"),
            (["suggest", other], 66, "no campaign"),
            (["suggest", folder, "--results", scratch.path("none.csv")], 66, "none.csv"),
            (
                ["suggest", "--candidates", list, "--model", model, "--output", folder], 73,
                "another campaign"
            ),
            (
                [
                    "suggest", "--candidates", list, "--model", model, "--output", other,
                    "--target", "quasicristal",
                ], 78, "did you mean \"quasicrystal\"?"
            ),
            (
                [
                    "suggest", "--candidates", try Fixture.dataset, "--model", model, "--output",
                    other,
                ], 65, "known to the model"
            ),
        ] as [([String], Int32, String)] {
            let outcome = try QScreen.run(arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.messages)")
            #expect(outcome.messages.contains(text), "\(outcome.messages)")
        }
        #expect(!FileManager.default.fileExists(atPath: other))
    }

    @Test func twoAtOnceAreRefused() throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        let folder = scratch.path("campaign")
        let lock = open(folder + "/.qscreen.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        try #require(lock >= 0)
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        defer { close(lock) }
        #expect(try QScreen.run("suggest", folder).status == 75)
        #expect(try start(scratch).status == 75)
    }

    @Test func aKilledCommandLeavesTheOldStateOrTheNew() throws {
        let scratch = try Scratch()
        let report = try start(scratch, to: "whole").json(as: Report.self)
        let table = try scratch.write(results(report, "ordinary"), to: "r.csv")
        let old = try scratch.bytes(of: "whole/campaign.json")
        let folder = scratch.path("cut")
        try FileManager.default.copyItem(atPath: scratch.path("whole"), toPath: folder)
        #expect(
            try QScreen.run("suggest", scratch.path("whole"), "--results", table).status == 0)
        let new = try kept(scratch.path("whole"))
        for delay in stride(from: 0.0, to: 0.5, by: 0.05) {
            let command = try QScreen.start(["suggest", folder, "--results", table])
            Thread.sleep(forTimeInterval: delay)
            command.signal(SIGKILL)
            _ = try command.wait()
            let state = try scratch.bytes(of: "cut/campaign.json")
            #expect(state == old || state == new["campaign.json"])
        }
        #expect(try QScreen.run("suggest", folder, "--results", table).status == 0)
        #expect(try kept(folder).filter { !$0.key.hasSuffix(".tmp") } == new)
    }

    @Test func aChangedModelOrListIsRefused() throws {
        let scratch = try Scratch()
        #expect(try start(scratch).status == 0)
        try scratch.write("formula\nAl\n", to: "campaign/candidates.csv")
        let outcome = try QScreen.run("suggest", scratch.path("campaign"))
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains("candidates.csv"))
    }
}
