import Foundation
import Testing

/// What `run --json` prints.
struct RunJSON: Decodable {
    var ran: [String]
    var upToDate: [String]
    var outdated: [String]
    var artifacts: [String: String]
    var report: String?
}

/// What `plan --json` prints.
struct PlanJSON: Decodable {
    struct Item: Decodable {
        var stage: String
        var upToDate: Bool
        var reasons: [String]
    }
    var stages: [Item]

    var outdated: [String] { stages.filter { !$0.upToDate }.map(\.stage) }
    func reasons(of stage: String) -> [String] {
        stages.first { $0.stage == stage }?.reasons ?? []
    }
}

/// A copy of the finished run of the fixture, with a pipeline file of its own.
struct Run {
    let scratch: Scratch
    let folder: String
    let pipeline: String

    /// - Parameter isFinished: whether the copy holds the results; else the folder is absent.
    init(isFinished: Bool = true) throws {
        scratch = try Scratch()
        folder = scratch.path("run")
        pipeline = scratch.path("mini.yaml")
        let manager = FileManager.default
        try manager.copyItem(atPath: Fixture.dataset, toPath: scratch.path("small.csv"))
        try manager.copyItem(atPath: Fixture.pipeline, toPath: pipeline)
        if isFinished { try manager.copyItem(atPath: Fixture.reference, toPath: folder) }
    }

    func run(_ more: String...) throws -> Outcome {
        try QScreen.run(["run", pipeline, "--output", folder, "--json"] + more)
    }

    func start(_ more: String...) throws -> RunningCommand {
        try QScreen.start(["run", pipeline, "--output", folder] + more)
    }

    func plan() throws -> PlanJSON {
        let outcome = try QScreen.run("plan", pipeline, "--output", folder, "--json")
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return try outcome.json(as: PlanJSON.self)
    }

    /// Replaces a text of the pipeline file.
    func change(_ old: String, to new: String) throws {
        let text = try scratch.text(of: "mini.yaml")
        try #require(text.contains(old))
        try scratch.write(text.replacingOccurrences(of: old, with: new), to: "mini.yaml")
    }

    func differencesFromReference() throws -> [String] {
        try differences(folder, Fixture.reference)
    }
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct RunTests {
    @Test func aRunHasAllStagesAndNamesItsArtifacts() throws {
        let run = try Run(isFinished: false)
        #expect(try run.plan().outdated == Fixture.stages)
        #expect(!FileManager.default.fileExists(atPath: run.folder), "a plan writes nothing")
        let outcome = try run.run("--jobs", "3")
        #expect(outcome.status == 0)
        let summary = try outcome.json(as: RunJSON.self)
        #expect(summary.ran == Fixture.stages)
        #expect(summary.report == run.folder + "/report/index.html")
        let files = try tree(run.folder)
        for (name, digest) in summary.artifacts {
            #expect(digest.count == 64)
            #expect(files[name] != nil, "\(name)")
        }
        for stage in Fixture.stages {
            #expect(summary.artifacts.keys.contains { $0.hasPrefix(stage + "/") })
        }
        let listed = try run.scratch.text(of: "run/SHA256SUMS").split(separator: "\n")
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(listed.sorted() == (Array(summary.artifacts.keys) + ["manifest.json"]).sorted())
        // Another folder, another number of threads, another time: the same bytes.
        #expect(try run.differencesFromReference() == [])
    }

    @Test func sha256sumConfirmsTheSums() throws {
        let run = try Run()
        let outcome = try RunningCommand(
            program: "/usr/bin/env", arguments: ["sha256sum", "--check", "--strict", "SHA256SUMS"],
            folder: run.folder
        ).wait()
        #expect(outcome.status == 0, "\(outcome.messages)")
    }

    @Test func aSecondRunHasNothingToDo() throws {
        let run = try Run()
        let outcome = try QScreen.run("run", run.pipeline, "--output", run.folder)
        #expect(outcome.status == 0)
        #expect(outcome.text.hasPrefix("nothing to do"))
        #expect(try run.differencesFromReference() == [])
        #expect(try run.plan().outdated == [])
    }

    @Test func aPlanShowsOldAndNewValuesAndOnlyWhatDependsOnThem() throws {
        let run = try Run()
        try run.change("trees: 10", to: "trees: 12")
        let plan = try run.plan()
        #expect(
            plan.outdated == Fixture.stages.filter { !["data", "features"].contains($0) })
        #expect(
            plan.reasons(of: "model") == [
                "model.trees: 10 -> 12", "reads validation, which runs first",
            ])
        #expect(plan.reasons(of: "validation") == ["model.trees: 10 -> 12"])
        #expect(plan.reasons(of: "sweep") == ["reads model, which runs first"])
        let text = try QScreen.run("plan", run.pipeline, "--output", run.folder).text
        #expect(text.contains("compositions"), "the plan says how much a sweep evaluates")
        #expect(text.contains("10 -> 12"))
        #expect(try run.differencesFromReference() == [], "a plan writes nothing")

        #expect(
            try run.run().json(as: RunJSON.self).ran
                == Fixture.stages.filter { !["data", "features"].contains($0) })
        #expect(try run.differencesFromReference().contains("model/model.h5"))
        // Back to the first value: the first bytes.
        try run.change("trees: 12", to: "trees: 10")
        #expect(try run.run().status == 0)
        #expect(try run.differencesFromReference() == [])
    }

    @Test func rulesRestOnTheCompositionsThatAreSweptAndNotOnWhatIsStored() throws {
        let run = try Run()
        try run.change("divisions: 20", to: "divisions: 25")
        #expect(try run.plan().outdated == Fixture.stages.suffix(6))
        #expect(try run.plan().reasons(of: "rules") == ["sweep.divisions: 20 -> 25"])
        try run.change("divisions: 25", to: "divisions: 20\n  maps: all")
        #expect(try run.plan().outdated == ["sweep", "maps", "figures", "atlas", "report"])
    }

    @Test func aChangeOfTheMapsDrawsMapsAndNothingElse() throws {
        let run = try Run()
        try run.change("top: 1", to: "top: 2")
        #expect(try run.run().json(as: RunJSON.self).ran == ["maps", "atlas", "report"])
        let names = try tree(run.folder).keys.filter { $0.hasPrefix("maps/") }
        #expect(names.count == 3)
        try run.change("top: 2", to: "top: 1")
        #expect(try run.run().json(as: RunJSON.self).ran == ["maps", "atlas", "report"])
        #expect(try run.differencesFromReference() == [], "maps that went out of use are gone")
    }

    @Test func aChangedRowOfTheDataIsNoticed() throws {
        let run = try Run()
        let table = try run.scratch.text(of: "small.csv")
        try run.scratch.write(table + "AlCu3,ordinary\n", to: "small.csv")
        let plan = try run.plan()
        #expect(plan.outdated == Fixture.stages)
        #expect(plan.reasons(of: "data").count == 1)
        #expect(plan.reasons(of: "data")[0].hasPrefix("input small.csv: "))
    }

    @Test func timesCommentsAndTheOrderOfKeysRerunNothing() throws {
        let run = try Run()
        try run.scratch.write(
            """
            # The same pipeline, written in another way.
            maps: {formats: [svg], top: 1}
            sweep:
              divisions: 20  # 5 at.%
              systems: [Al-Cu-Fe, Al-Co-Ni]
            rules: {sampled: 2000, bootstraps: 3, nulls: 5}
            validation: {protocols: [system], folds: 5}
            model: {"trees": 10, seed: 0, criterion: entropy}
            dataset: {path: ./small.csv}
            title: 'Mini'
            """, to: "mini.yaml")
        let old = Date(timeIntervalSince1970: 1_000_000_000)
        for name in try tree(run.scratch.path).keys {
            try FileManager.default.setAttributes(
                [.modificationDate: old], ofItemAtPath: run.scratch.path(name))
        }
        #expect(try run.plan().outdated == [])
        #expect(try run.run().json(as: RunJSON.self).ran == [])
        #expect(try run.differencesFromReference() == [])
    }

    @Test func oneStageCanBeForcedAndTheRestLeft() throws {
        let run = try Run()
        let forced = try run.run("--force", "maps").json(as: RunJSON.self)
        // The map comes out the same, so the report that reads it stays.
        #expect(forced.ran == ["maps"])
        #expect(try run.differencesFromReference() == [])

        try run.change("trees: 10", to: "trees: 11")
        let first = try run.run("--until", "model").json(as: RunJSON.self)
        // The model's calibration rests on the validation.
        #expect(first.ran == ["validation", "model"])
        #expect(Set(first.outdated) == Set(Fixture.stages.suffix(6)))
        let wrong = try run.run("--until", "modle")
        #expect(wrong.status == 64)
        #expect(wrong.messages.contains("did you mean \"model\"?"))
    }

    @Test func theReportCanBeWrittenAgain() throws {
        let run = try Run()
        let path = run.scratch.path("again.html")
        #expect(try QScreen.run("report", run.folder, "--output", path).status == 0)
        #expect(
            try run.scratch.bytes(of: "again.html")
                == run.scratch.bytes(of: "run/report/index.html"))
    }

    @Test func thePageAnswersFourQuestionsAndRepeatsTheRun() throws {
        let run = try Run()
        let page = try run.scratch.text(of: "run/report/index.html")
        for question in [
            "How good is it?", "How do you know?", "Where should I not trust it?",
            "What should I try on Monday?",
        ] {
            #expect(page.contains("<h3>\(question)</h3>"))
        }
        #expect(page.contains("asks for the very parameters"))
        // The pipeline file on the page, with the reader's path, finds nothing to do.
        let start = try #require(page.range(of: "<pre><code>title: "))
        let end = try #require(page[start.upperBound...].range(of: "</code></pre>"))
        let text = ("title: " + page[start.upperBound..<end.lowerBound])
            .replacingOccurrences(of: "&quot;", with: "\"")
            .replacingOccurrences(of: "PATH-TO-THE-TABLES", with: try Fixture.dataset)
        try run.scratch.write(text, to: "again.yaml")
        let plan = try QScreen.run(
            "plan", run.scratch.path("again.yaml"), "--output", run.folder, "--json")
        #expect(plan.status == 0, "\(plan.messages)")
        #expect(try plan.json(as: PlanJSON.self).outdated == [])
    }
}
