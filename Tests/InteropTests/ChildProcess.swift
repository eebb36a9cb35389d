import Foundation

/// Runs another program to its end.
enum ChildProcess {
    /// The program did not end with 0; the text is what it wrote to standard error.
    struct Failure: Error, CustomStringConvertible {
        var name: String
        var status: Int32
        var message: String

        var description: String { "\(name) ended with \(status): \(message)" }
    }

    /// The standard output of a program.
    ///
    /// - Parameters:
    ///   - name: what to call the run in an error.
    ///   - environment: what is added to the environment of this process.
    static func output(
        of executable: String, _ arguments: [String], name: String,
        environment: [String: String] = [:], input: [UInt8] = []
    ) throws -> [UInt8] {
        // Files instead of pipes: no buffer can fill up, so neither side waits for the other.
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-child-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let streams = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try Data(input).write(to: streams[0])
        try Data().write(to: streams[1])
        try Data().write(to: streams[2])

        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: streams[0])
        process.standardOutput = try FileHandle(forWritingTo: streams[1])
        process.standardError = try FileHandle(forWritingTo: streams[2])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                name: name, status: process.terminationStatus,
                message: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
        }
        return [UInt8](try Data(contentsOf: streams[1]))
    }
}
