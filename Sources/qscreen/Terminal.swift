import ArgumentParser
import Basis
import Foundation

/// The command's two channels: results to standard output, everything else to standard error.
enum Terminal {
    static func result(_ text: String) throws {
        try write(text.hasSuffix("\n") ? text : text + "\n", to: .standardOutput)
    }

    static func message(_ text: String) {
        // A closed standard error must not stop the work; there is nowhere left to say so.
        try? write(text + "\n", to: .standardError)
    }

    /// A message before the end of the process, which must not wait for a reader that is gone.
    static func lastMessage(_ text: String) {
        var end = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&end, 1, 50) > 0 { message(text) }
    }

    static func status(_ text: String) {
        try? write(text, to: .standardError)
    }

    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Whether to colour messages: on a terminal, unless `NO_COLOR` is set (no-color.org).
    static let usesColour =
        showsProgress && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    private static func write(_ text: String, to handle: FileHandle) throws {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw Failure(
                .inputOutput, "cannot write the result: \(error.localizedDescription)",
                place: "standard output", remedy: "check the pipe or the disk behind it")
        }
    }

    /// Runs a command's work; an error becomes one line on standard error and an exit code.
    static func reporting(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as any Diagnosable {
            let label = usesColour ? "\u{1b}[31merror:\u{1b}[0m" : "error:"
            message("\(label) \(TextForm.printable(error.diagnosis.message))")
            throw ExitCode(error.diagnosis.kind.rawValue)
        } catch let code as ExitCode {
            throw code
        } catch {
            message("error: \(TextForm.printable("\(error)")); this is a bug, please report it")
            throw ExitCode(Diagnosis.Kind.internal.rawValue)
        }
    }
}
