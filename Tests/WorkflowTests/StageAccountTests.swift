import Artifacts
import Testing

@testable import Workflow

@Suite struct StageAccountTests {
    @Test func aFinishedRunSaysWhatItsStagesWereMadeFrom() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let run = try FinishedRun(folder: "/run", fileSystem: system)
        let sweep = try #require(try run.account(of: "sweep"))
        #expect(sweep.parameters == ["sweep.blocks": "3"])
        #expect(sweep.files.isEmpty)
        #expect(sweep.results.map(\.name) == run.names(of: "sweep"))
        let table = try #require(try run.account(of: "table"))
        #expect(table.files == ["data": Digest(of: Array("Al,Cu,Fe\n63,25,12\n".utf8))])
        #expect(try run.account(of: "nothing") == nil)
    }

    @Test func aRecordOfOtherResultsIsNoAccount() throws {
        let system = ExampleWorkflow.system()
        try ExampleWorkflow().run(system)
        let run = try FinishedRun(folder: "/run", fileSystem: system)
        system.put(Array("{}".utf8), at: "/run/.qscreen/sweep.json")
        #expect(try run.account(of: "sweep") == nil)
        try ExampleWorkflow(blocks: 4).run(system)
        #expect(try run.account(of: "sweep") == nil)
    }

    @Test func aStageAndAReaderOfTheRunAreToldTheSame() throws {
        let system = ExampleWorkflow.system()
        let seen = ExampleWorkflow.Log()
        var stages = ExampleWorkflow().stages
        stages.append(
            Stage(id: "teller", title: "Tell", inputs: [.stage("sweep")]) { context in
                let account = context.account(of: "sweep")
                seen.add(account.map { "\($0.key) \($0.results.count)" } ?? "none")
                seen.add(context.account(of: "table") == nil ? "undeclared" : "declared")
                try context.write([], as: "nothing.txt")
            })
        _ = try Workflow(stages: stages, fileSystem: system).run(
            folder: "/run", until: nil, force: [], threads: 1, observer: { _ in })
        let account = try #require(
            try FinishedRun(folder: "/run", fileSystem: system).account(of: "sweep"))
        #expect(seen.take() == ["\(account.key) \(account.results.count)", "undeclared"].sorted())
    }
}
