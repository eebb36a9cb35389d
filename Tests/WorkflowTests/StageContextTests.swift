import Artifacts
import Basis
import Foundation
import Synchronization
import Testing

@testable import Workflow

@Suite struct StageContextTests {
    /// Runs one stage over an input and an upstream stage "first" with result "a.txt".
    @discardableResult
    private func run(
        on system: MemoryFileSystem = ExampleWorkflow.system(),
        observer: @escaping @Sendable (WorkflowEvent) -> Void = { _ in },
        _ body: @escaping @Sendable (StageContext) throws -> Void
    ) throws -> MemoryFileSystem {
        let stages = [
            Stage(id: "first", title: "First") { try $0.write([1, 2], as: "a.txt") },
            Stage(id: "hidden", title: "Hidden") { try $0.write([3], as: "b.txt") },
            Stage(
                id: "last", title: "Last",
                inputs: [.file(name: "data", path: "/in/data.csv"), .stage("first")], run: body),
        ]
        _ = try Workflow(stages: stages, fileSystem: system).run(
            folder: "/run", threads: 4, observer: observer)
        return system
    }

    private func error(
        _ body: @escaping @Sendable (StageContext) throws -> Void
    ) throws
        -> Diagnosis
    {
        let error = try #require(throws: WorkflowError.self) { try run(body) }
        guard case .stageFailed("last", let diagnosis) = error else {
            Issue.record("\(error)")
            return error.diagnosis
        }
        return diagnosis
    }

    @Test(arguments: ["", "../x", "/etc/x", "a/../../x", "a\nb", ".x", "a//b", "x/"])
    func namesThatLeaveTheStageAreRefused(name: String) throws {
        let written = try error { try $0.write([], as: name) }
        #expect(written == ArtifactsError.invalidName(name).diagnosis)
        let part = try error { try $0.part(name) { [] } }
        #expect(part == written)
    }

    @Test func onlyDeclaredInputsCanBeRead() throws {
        #expect(
            try error { _ = try $0.read("b.txt", from: "hidden") }
                == WorkflowError.undeclaredInput(stage: "last", input: "hidden").diagnosis)
        #expect(
            try error { _ = try $0.input("table") }
                == WorkflowError.undeclaredInput(stage: "last", input: "table").diagnosis)
        #expect(
            try error { _ = $0.names(of: "hidden") }
                == WorkflowError.undeclaredInput(stage: "last", input: "hidden").diagnosis)
        #expect(
            try error { _ = try $0.read("a.tx", from: "first") }.remedy
                == "did you mean \"a.txt\"?")
        #expect(
            try error { _ = try $0.read("c.txt") }
                == WorkflowError.noSuchResult(stage: "last", name: "c.txt", known: []).diagnosis)
    }

    @Test func declaredInputsAndOwnResultsAreRead() throws {
        let system = try run { context in
            let names = context.names(of: "first")
            try context.write(Array(names.joined().utf8), as: "names")
            try context.write(try context.read("a.txt", from: "first"), as: "first")
            try context.write(try context.input("data"), as: "data")
            try context.write(try context.read("first"), as: "own")
        }
        #expect(system.files["/run/last/names"] == Array("a.txt".utf8))
        #expect(system.files["/run/last/own"] == [1, 2])
        #expect(system.files["/run/last/data"] == system.files["/in/data.csv"])
    }

    @Test func aNameIsWrittenOnce() throws {
        let twice = WorkflowError.writtenTwice(stage: "last", name: "x").diagnosis
        #expect(
            try error { context in
                try context.write([1], as: "x")
                try context.part("x") { [2] }
            } == twice)
    }

    @Test func nothingIsWrittenAfterTheEnd() throws {
        let escaped = Mutex<StageContext?>(nil)
        let system = try run { context in escaped.withLock { $0 = context } }
        let context = try #require(escaped.withLock { $0 })
        #expect(throws: WorkflowError.alreadyFinished(stage: "last")) {
            try context.write([1], as: "late")
        }
        #expect(system.files["/run/last/late"] == nil)
    }

    @Test func aResultDamagedDuringTheRunIsNotPassedOn() throws {
        let system = ExampleWorkflow.system()
        let failure = try #require(throws: WorkflowError.self) {
            try run(on: system) { context in
                system.put([1, 3], at: "/run/first/a.txt")
                _ = try context.read("a.txt", from: "first")
            }
        }
        #expect(failure.diagnosis.kind == .badData)
        #expect(failure.diagnosis.place == "/run/first/a.txt")
    }

    @Test func anInputThatChangesDuringTheRunStopsIt() throws {
        let system = ExampleWorkflow.system()
        let failure = try #require(throws: WorkflowError.self) {
            try run(on: system) { context in
                system.put([9], at: "/in/data.csv")
                _ = try context.input("data")
            }
        }
        #expect(failure.diagnosis.what == "stage last: changed during the run")
        #expect(failure.diagnosis.place == "/in/data.csv")
    }

    @Test func aMissingInputIsNamedBeforeAnythingIsWritten() throws {
        let system = MemoryFileSystem()
        #expect(throws: ArtifactsError.missingInput(path: "/in/data.csv")) {
            try run(on: system) { _ in }
        }
        #expect(system.files == [:])
        #expect(system.folders == ["/"])
    }

    @Test func partsFromManyThreadsGiveTheSameBytes() throws {
        let one = try run { context in
            for index in 0..<200 {
                try context.part("p/\(index)") { [UInt8](repeating: 5, count: index) }
            }
        }
        let many = try run { context in
            try runAll(200, threads: 8) { index in
                try context.part("p/\(199 - index)") { [UInt8](repeating: 5, count: 199 - index) }
            }
        }
        #expect(one.files == many.files)
    }

    @Test func partsStoppedOnManyThreadsAreAllKeptOrMade() throws {
        let system = ExampleWorkflow.system()
        let made = ExampleWorkflow.Log()
        let body: @Sendable (Bool) -> @Sendable (StageContext) throws -> Void = { stops in
            { context in
                try runAll(60, threads: 8) { index in
                    if stops, index % 3 == 0 { throw ExampleWorkflow.Stopped() }
                    try context.part("p/\(index)") {
                        made.add("\(index)")
                        return [UInt8(index)]
                    }
                }
            }
        }
        #expect(throws: WorkflowError.self) { try run(on: system, body(true)) }
        #expect(made.take().count == 40)
        try run(on: system, body(false))
        #expect(made.take() == (0..<20).map { "\($0 * 3)" }.sorted())
        #expect(system.files.keys.filter { $0.hasPrefix("/run/last/p/") }.count == 60)
    }

    @Test func hasPartTellsWhatWouldBeKept() throws {
        let system = ExampleWorkflow.system()
        #expect(throws: WorkflowError.self) {
            try run(on: system) { context in
                try context.part("x") { [1] }
                throw ExampleWorkflow.Stopped()
            }
        }
        try run(on: system) { context in
            guard try context.hasPart("x"), try !context.hasPart("y") else {
                throw ExampleWorkflow.Stopped()
            }
            let isMade = try context.part("x") { [2] }
            try context.write([isMade ? 1 : 0], as: "isMade")
        }
        #expect(system.files["/run/last/isMade"] == [0])
        #expect(system.files["/run/last/x"] == [1])
    }

    @Test func eventsComeOneAtATimeAndInOrder() throws {
        let events = Mutex([WorkflowEvent]())
        let isBusy = Mutex(false)
        try run(
            observer: { event in
                #expect(
                    isBusy.withLock { busy in
                        defer { busy = true }
                        return !busy
                    })
                events.withLock { $0.append(event) }
                isBusy.withLock { $0 = false }
            },
            { context in
                try runAll(20, threads: 4) { context.report(fraction: Double($0), "\($0)") }
                context.report(fraction: .nan, "unknown")
            })
        let all = events.withLock { $0 }
        #expect(all.first == .stageStarted(id: "first", title: "First", reasons: [.neverRun]))
        #expect(all.contains(.progress(id: "last", fraction: 0, note: "unknown")))
        #expect(all.contains(.progress(id: "last", fraction: 1, note: "19")))
        guard case .stageFinished("last", let seconds) = all.last else {
            Issue.record("the last event is \(String(describing: all.last))")
            return
        }
        #expect(seconds >= 0)
    }

    @Test func theErrorOfAStageKeepsItsKindAndPlace() throws {
        let cause = Failure(.badData, "a row is short", place: "x.csv:3:1", remedy: "mend it")
        let diagnosis = try error { _ in throw cause }
        #expect(diagnosis == cause.diagnosis)
        let failed = WorkflowError.stageFailed(stage: "last", diagnosis)
        #expect(failed.description == "x.csv:3:1: stage last: a row is short; mend it")
        #expect(try error { _ in throw CancellationError() }.kind == .interrupted)
        #expect(try error { _ in throw ExampleWorkflow.Stopped() }.kind == .internal)
    }
}
