import Foundation
import Testing

/// The command under test.
///
/// The environment variable `QSCREEN_BINARY` names it; otherwise it is the release build beside
/// the sources, or else the debug build. Suites that need it are skipped without it:
/// `@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))`.
enum QScreen {
    static let explanation: Comment =
        "no qscreen: build it with `swift build -c release --product qscreen` or set QSCREEN_BINARY"

    static var isAvailable: Bool { binary != nil }

    static let binary: String? = {
        if let named = ProcessInfo.processInfo.environment["QSCREEN_BINARY"], !named.isEmpty {
            return named
        }
        return [".build/release/qscreen", ".build/debug/qscreen"]
            .map { Repository.root.appendingPathComponent($0).path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Runs the command to its end.
    static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        try start(arguments, in: folder, environment: environment).wait()
    }

    static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    static func start(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> RunningCommand {
        try RunningCommand(
            program: try #require(binary), arguments: arguments, folder: folder,
            environment: environment)
    }
}

/// What a command left.
struct Outcome: Sendable {
    /// The exit code, or the negative number of the signal that ended the process.
    var status: Int32
    /// Standard output.
    var output: [UInt8]
    /// Standard error.
    var messages: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output read as JSON, whose keys are written in snake case.
    func json<Value: Decodable>(as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(output))
    }

    /// Whether the output holds each of these JSON keys, letter for letter.
    func hasKeys(_ keys: [String]) -> Bool { keys.allSatisfy { text.contains("\"\($0)\"") } }
}

/// A command at work.
final class RunningCommand {
    struct Hanging: Error, CustomStringConvertible {
        var arguments: [String]
        var description: String { "no end within the time limit: \(arguments)" }
    }

    /// Seconds after which a command counts as hanging; a debug build on a busy machine is slow.
    static let timeLimit = 480.0

    private let scratch: Scratch
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let arguments: [String]

    init(
        program: String, arguments: [String], folder: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        self.arguments = arguments
        // Files instead of pipes: no buffer can fill up while nobody reads.
        scratch = try Scratch()
        try scratch.write("", to: "out")
        try scratch.write("", to: "err")
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) } ?? scratch.url
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(
            forWritingTo: scratch.url.appendingPathComponent("out"))
        process.standardError = try FileHandle(
            forWritingTo: scratch.url.appendingPathComponent("err"))
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    var messages: String { (try? scratch.text(of: "err")) ?? "" }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits until standard error holds a text; `false` where the process ends without it.
    func waitForMessage(_ text: String) throws -> Bool {
        let limit = Date(timeIntervalSinceNow: Self.timeLimit)
        while !messages.contains(text) {
            guard process.isRunning else { return messages.contains(text) }
            guard Date() < limit else { throw hanging() }
            Thread.sleep(forTimeInterval: 0.002)
        }
        return true
    }

    func wait() throws -> Outcome {
        guard ended.wait(timeout: .now() + Self.timeLimit) == .success else { throw hanging() }
        let status = process.terminationStatus
        return Outcome(
            status: process.terminationReason == .exit ? status : -status,
            output: try scratch.bytes(of: "out"), messages: messages)
    }

    private func hanging() -> Hanging {
        signal(SIGKILL)
        return Hanging(arguments: arguments)
    }
}
