import Artifacts
import Testing

@testable import Workflow

@Suite struct StageAccountTests {
    @Test func aFinishedRunSaysWhatItsStagesWereMadeFrom() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let run = try FinishedRun(folder: "/run", fileSystem: system)
        let sweep = try run.account(of: "sweep")
        #expect(sweep.parameters == ["sweep.blocks": "3"])
        #expect(sweep.files.isEmpty)
        #expect(sweep.results.map(\.name) == run.names(of: "sweep"))
        let table = try run.account(of: "table")
        #expect(table.files == ["data": Digest(of: Array("Al,Cu,Fe\n63,25,12\n".utf8))])
    }

    @Test func aRecordOfOtherResultsIsRefusedByItsName() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let run = try FinishedRun(folder: "/run", fileSystem: system)
        let path = "/run/.qscreen/sweep.json"
        system.put(Array("{}".utf8), at: path)
        expectDamage(path) { try run.account(of: "sweep") }
        try ExampleWorkflow(blocks: 4).run(system)
        expectDamage(path) { try run.account(of: "sweep") }
        expectDamage("/run/.qscreen/nothing.json") { try run.account(of: "nothing") }
    }

    private func expectDamage<Value>(_ path: String, _ body: () throws -> Value) {
        #expect {
            try body()
        } throws: { error in
            guard case .damaged(path, .malformed) = error as? ArtifactsError else { return false }
            return true
        }
    }

    @Test func anyFlippedBitOfTheManifestIsRefusedByItsName() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let whole = try #require(system.files["/run/manifest.json"])
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 1 << UInt8(index % 8)
            system.put(bytes, at: "/run/manifest.json")
            expectDamage("/run/manifest.json") {
                try FinishedRun(folder: "/run", fileSystem: system)
            }
        }
    }

    @Test func aResultThatTheRunLacksIsNamed() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let run = try FinishedRun(folder: "/run", fileSystem: system)
        #expect(throws: WorkflowError.resultMissing(folder: "/run", name: "report/x")) {
            try run.read("x", from: "report")
        }
    }

    @Test func aStageAndAReaderOfTheRunAreToldTheSame() throws {
        let system = ExampleWorkflow.system()
        let seen = ExampleWorkflow.Log()
        var stages = ExampleWorkflow().stages
        stages.append(
            Stage(id: "teller", title: "Tell", inputs: [.account(of: "sweep")]) { context in
                let account = context.account(of: "sweep")
                seen.add(account.map { "\($0.key) \($0.results.count)" } ?? "none")
                try context.write([], as: "nothing.txt")
            })
        _ = try Workflow(stages: stages, fileSystem: system).run(
            folder: "/run", until: nil, force: [], threads: 1, observer: { _ in })
        let account = try FinishedRun(folder: "/run", fileSystem: system).account(of: "sweep")
        #expect(seen.take() == ["\(account.key) \(account.results.count)"])
    }

    /// A page that prints the version of the table's stage is stale once that is another.
    @Test func aTellerRunsWhenOnlyTheAccountChanges() throws {
        let system = ExampleWorkflow.system()
        let teller = Stage(
            id: "teller", title: "Tell", inputs: [.account(of: "table"), .stage("sweep")]
        ) { context in
            let version = context.account(of: "table")?.schemaVersion ?? 0
            try context.write(Array("\(version)".utf8), as: "version.txt")
        }
        for version in [1, 2] {
            let stages = ExampleWorkflow(tableVersion: version).stages + [teller]
            let workflow = try Workflow(stages: stages, fileSystem: system)
            if version == 2 {
                _ = try workflow.run(folder: "/run", until: "table", threads: 1)
                #expect(
                    try workflow.plan(folder: "/run").last?.reasons
                        == [.stageAccountChanged(stage: "table")])
            }
            let summary = try workflow.run(folder: "/run", threads: 1)
            #expect(summary.ran.contains("teller"))
            #expect(summary.ran.contains("sweep") == (version == 1))
            #expect(system.files["/run/teller/version.txt"] == Array("\(version)".utf8))
            #expect(try workflow.run(folder: "/run", threads: 1).ran.isEmpty)
        }
    }
}
