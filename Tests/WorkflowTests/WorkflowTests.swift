import Artifacts
import Basis
import Foundation
import Testing

@testable import Workflow

@Suite struct WorkflowTests {
    private func stage(
        _ id: String, reads upstream: [String] = [], files: [String] = []
    ) -> Stage {
        Stage(
            id: id, title: id,
            inputs: upstream.map { .stage($0) } + files.map { .file(name: $0, path: "/\($0)") }
        ) { _ in }
    }

    @Test func stagesFollowWhatTheyReadAndElseTheOrderGiven() throws {
        let workflow = try Workflow(stages: [
            stage("d", reads: ["b", "c"]), stage("c", reads: ["a"]), stage("b", reads: ["a"]),
            stage("a"), stage("e"),
        ])
        #expect(workflow.stages.map(\.id) == ["a", "c", "b", "d", "e"])
        #expect(try workflow.needed(until: "b") == ["a", "b"])
        #expect(try workflow.needed(until: nil).count == 5)
    }

    @Test func aCircleIsNamed() {
        #expect(throws: WorkflowError.cycle(["b", "c", "b"])) {
            try Workflow(stages: [
                stage("x", reads: ["b"]), stage("a"), stage("b", reads: ["a", "c"]),
                stage("c", reads: ["b"]),
            ])
        }
        #expect(throws: WorkflowError.cycle(["a", "a"])) {
            try Workflow(stages: [stage("a", reads: ["a"])])
        }
    }

    @Test func mistakesInTheDeclarationsAreNamed() {
        #expect(throws: WorkflowError.duplicateStage("A")) {
            try Workflow(stages: [stage("a"), stage("A")])
        }
        let error = WorkflowError.unknownInput(
            stage: "b", input: "modle", known: ["model", "b"])
        #expect(throws: error) {
            try Workflow(stages: [stage("model"), stage("b", reads: ["modle"])])
        }
        #expect(error.diagnosis.remedy == "did you mean \"model\"?")
        #expect(throws: WorkflowError.duplicateInput(stage: "b", input: "a")) {
            try Workflow(stages: [stage("a"), stage("b", reads: ["a", "a"])])
        }
        #expect(throws: WorkflowError.duplicateInput(stage: "b", input: "f")) {
            try Workflow(stages: [stage("b", files: ["f", "f"])])
        }
    }

    @Test(arguments: ["", ".", "..", "a/b", "a b", ".qscreen", "é", "SHA256SUMS", "a\n"])
    func namesThatAreNoFolderNamesAreRefused(id: String) {
        #expect(throws: WorkflowError.invalidStageName(id)) { try Workflow(stages: [stage(id)]) }
    }

    @Test func misspeltStagesAreSuggested() throws {
        let workflow = try Workflow(stages: [stage("sweep"), stage("report", reads: ["sweep"])])
        for attempt in [
            { _ = try workflow.run(folder: "/absent", until: "swep") },
            { _ = try workflow.run(folder: "/absent", force: ["swep"]) },
        ] {
            let error = try #require(throws: WorkflowError.self) { try attempt() }
            #expect(error.diagnosis.kind == .usage)
            #expect(error.diagnosis.remedy == "did you mean \"sweep\"?")
        }
        #expect(throws: WorkflowError.forcedInVain(stage: "report", until: "sweep")) {
            try workflow.run(folder: "/absent", until: "sweep", force: ["report"])
        }
    }

    @Test func keysDependOnEverythingAndOnNoOrder() {
        let digest = Digest(of: [1])
        func key(
            stage: String = "a", version: Int = 1,
            parameters: [String: String] = ["x": "1", "y": "2"],
            files: [String: Digest] = ["f": digest], stages: [String: Digest] = ["s": digest]
        ) -> StageKey {
            StageKey(
                stage: stage, schemaVersion: version, parameters: StageParameters(parameters),
                files: files, stages: stages)
        }
        let other = Digest(of: [2])
        let keys = [
            key(), key(stage: "b"), key(version: 2), key(parameters: ["x": "1", "y": "3"]),
            key(parameters: ["x": "1"]), key(parameters: ["x": "2", "y": "1"]),
            key(files: ["f": other]), key(files: ["g": digest]), key(files: [:]),
            key(stages: ["s": other]), key(stages: ["f": digest]), key(stages: [:]),
            key(files: ["s": digest], stages: ["f": digest]),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(key() == key(parameters: ["y": "2", "x": "1"]))
        #expect(
            StageParameters(["b": "1", "a": "2", "é": "3", "z": "4"]).entries.map(\.name)
                == ["a", "b", "z", "é"])
    }

    @Test(arguments: [
        (RerunReason.neverRun, "never run"),
        (.interrupted(finishedParts: 0), "an earlier run did not finish"),
        (.interrupted(finishedParts: 1), "an earlier run did not finish; 1 part is kept"),
        (.recordDamaged, "the record of its results is damaged"),
        (.schemaChanged(old: 1, new: 2), "schema version: 1 -> 2"),
        (.parameterChanged(name: "model.trees", old: "200", new: "500"), "model.trees: 200 -> 500"),
        (.parameterChanged(name: "model.seed", old: nil, new: "1"), "model.seed: none -> 1"),
        (.parameterChanged(name: "title", old: "", new: nil), "title: \"\" -> none"),
        (
            .parameterChanged(name: "t", old: "\u{1b}[2J", new: "a\nb"),
            "t: \\u{1b}[2J -> a\\u{a}b"
        ),
        (
            .inputChanged(name: "data", old: Digest(of: Array("abc".utf8)), new: nil),
            "input data: ba7816bf8f01 -> none"
        ),
        (.stageInputChanged(stage: "model"), "the results of model changed"),
        (.stageAccountChanged(stage: "model"), "what model was made from changed"),
        (.upstreamRuns(stage: "model"), "reads model, which runs first"),
        (.outputMissing(name: "m/a.h5"), "m/a.h5 is missing"),
        (
            .outputDamaged(name: "m/a.h5", .size(expected: 2, found: 1)),
            "m/a.h5 is damaged: 1 bytes where 2 were written"
        ),
        (.forced, "forced"),
    ])
    func reasonsReadWell(reason: RerunReason, text: String) {
        #expect(reason.description == text)
    }

    @Test func longValuesAreShortenedInReasons() {
        let long = String(repeating: "Al,", count: 100)
        let text = RerunReason.parameterChanged(name: "e", old: long, new: "Al").description
        #expect(text.count < 100 && text.contains("..."))
    }

    @Test func jsonHasSortedKeysAndEscapes() {
        let value = JSONText.object([
            "b": .list([.number(-1), .text("a\"\\\n\u{1}\u{9b}\u{e0001}é")]), "a": .object([:]),
            "c": .list([]),
        ])
        #expect(
            String(decoding: value.bytes, as: UTF8.self) == """
                {
                  "a": {},
                  "b": [
                    -1,
                    "a\\"\\\\\\n\\u0001\\u009b\\udb40\\udc01é"
                  ],
                  "c": []
                }

                """)
    }

    @Test func recordsThatNameFilesOutsideAreRefused() {
        let record = StageRecord(
            stage: "a", schemaVersion: 1, parameters: [:], files: [:], stages: [:],
            accounts: [:], outputs: [Artifact(name: "../../x", size: 1, digest: Digest(of: [1]))])
        #expect(StageRecord(bytes: record.bytes, stage: "a") == nil)
        let key = StageKey(digest: Digest(of: [1]))
        let journal = StageJournal(key: key, parts: [:], owned: ["../x", "y"])
        #expect(StageJournal(bytes: journal.bytes)?.owned == ["y"])
    }

    @Test func aTornOrFlippedJournalLineCostsOnlyItself() throws {
        let key = StageKey(digest: Digest(of: [1]))
        let parts = (0..<3).map { Artifact(name: "p \($0)", size: $0, digest: Digest(of: [9])) }
        let journal = StageJournal(
            key: key, parts: Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0) }),
            owned: ["p 0", "p 1", "p 2", "q"])
        let bytes = journal.bytes
        #expect(StageJournal(bytes: bytes) == journal)
        let firstLine = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        for length in 0..<bytes.count {
            let torn = StageJournal(bytes: Array(bytes.prefix(length)))
            #expect((torn == nil) == (length <= firstLine))
            for (name, part) in torn?.parts ?? [:] { #expect(journal.parts[name] == part) }
        }
        for bit in stride(from: 0, to: bytes.count * 8, by: 3) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            guard let read = StageJournal(bytes: flipped) else { continue }
            #expect(read.key == key)
            #expect(read.owned.isSubset(of: journal.owned))
            for (name, part) in read.parts { #expect(journal.parts[name] == part) }
        }
    }

    @Test func theRealFileSystemRunsAndResumes() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen run é \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let stages = [
            Stage(id: "a", title: "A") { try $0.write([1], as: "maps/x y.txt") },
            Stage(id: "b", title: "B", inputs: [.stage("a")]) { context in
                try context.part("p") { try context.read("maps/x y.txt", from: "a") }
            },
        ]
        let workflow = try Workflow(stages: stages)
        #expect(try workflow.run(folder: url.path).ran == ["a", "b"])
        #expect(try workflow.run(folder: url.path + "/").ran == [])
        let sums = try readInput(url.path + "/SHA256SUMS")
        let expected = """
            \(Digest(of: [1]).hex)  a/maps/x y.txt
            \(Digest(of: [1]).hex)  b/p
            \(Digest(of: try readInput(url.path + "/manifest.json")).hex)  manifest.json

            """
        #expect(String(decoding: sums, as: UTF8.self) == expected)
        let names = try PosixFileSystem().names(in: url.path)
        #expect(names == [".qscreen", ".qscreen.lock", "SHA256SUMS", "a", "b", "manifest.json"])
        #expect(try PosixFileSystem().names(in: url.path + "/.qscreen") == ["a.json", "b.json"])
    }
}
