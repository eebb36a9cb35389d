import Foundation
import Testing

/// Runs the Python programs in `Tests/InteropTests/oracles` as independent judges.
///
/// The interpreter is named by the environment variable `QSCREEN_PYTHON`; tests that need it are
/// skipped without it: `@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))`.
enum Oracle {
    /// The script failed; the text is what it wrote to standard error.
    struct ScriptError: Error, CustomStringConvertible {
        var script: String
        var status: Int32
        var message: String

        var description: String { "\(script) ended with \(status): \(message)" }
    }

    static let explanation: Comment = "QSCREEN_PYTHON does not name a Python interpreter"

    static var isAvailable: Bool { python != nil }

    /// The standard output of a script as text.
    static func run(
        _ script: String, _ arguments: [String] = [], input: [UInt8] = []
    ) throws -> String {
        String(decoding: try runForBytes(script, arguments, input: input), as: UTF8.self)
    }

    /// The standard output of a script, read as JSON.
    static func run<Result: Decodable>(
        _ script: String, _ arguments: [String] = [], input: [UInt8] = [], as type: Result.Type
    ) throws -> Result {
        let output = try runForBytes(script, arguments, input: input)
        return try JSONDecoder().decode(type, from: Data(output))
    }

    /// The bytes of the standard output of a script.
    static func runForBytes(
        _ script: String, _ arguments: [String] = [], input: [UInt8] = []
    ) throws -> [UInt8] {
        guard let python else {
            throw ScriptError(script: script, status: -1, message: "\(explanation)")
        }
        // Files instead of pipes: no buffer can fill up, so neither side waits for the other.
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let streams = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try Data(input).write(to: streams[0])
        try Data().write(to: streams[1])
        try Data().write(to: streams[2])

        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [oracles.appendingPathComponent(script).path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: streams[0])
        process.standardOutput = try FileHandle(forWritingTo: streams[1])
        process.standardError = try FileHandle(forWritingTo: streams[2])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ScriptError(
                script: script, status: process.terminationStatus,
                message: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
        }
        return [UInt8](try Data(contentsOf: streams[1]))
    }

    private static let python = ProcessInfo.processInfo.environment["QSCREEN_PYTHON"]
        .flatMap { $0.isEmpty ? nil : $0 }

    private static let oracles = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("oracles")
}
