import Foundation
import Testing

/// Runs the Python programs in `Tests/InteropTests/oracles` as independent judges.
///
/// The interpreter is named by the environment variable `QSCREEN_PYTHON`; tests that need it are
/// skipped without it: `@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))`.
enum Oracle {
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
            throw ChildProcess.Failure(name: script, status: -1, message: "\(explanation)")
        }
        return try ChildProcess.output(
            of: python, [oracles.appendingPathComponent(script).path] + arguments, name: script,
            environment: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"],
            input: input)
    }

    private static let python = ProcessInfo.processInfo.environment["QSCREEN_PYTHON"]
        .flatMap { $0.isEmpty ? nil : $0 }

    private static let oracles = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("oracles")
}
