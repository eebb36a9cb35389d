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

    private static var errorLabel: String {
        usesColour ? "\u{1b}[31merror:\u{1b}[0m" : "error:"
    }

    /// Faults of one input that are shown; a column of words would fill the screen.
    private static let shownFaults = 20

    /// Runs a command's work; an error becomes one line a fault on standard error and an
    /// exit code.
    static func reporting(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let faults as Faults {
            for text in faults.messages.prefix(shownFaults) {
                message("\(errorLabel) \(TextForm.printable(text))")
            }
            let more = faults.messages.count - shownFaults
            if more > 0 { message("\(errorLabel) and \(more) more like these") }
            throw ExitCode(faults.diagnosis.kind.rawValue)
        } catch let error as any Diagnosable {
            message("\(errorLabel) \(TextForm.printable(error.diagnosis.message))")
            throw ExitCode(error.diagnosis.kind.rawValue)
        } catch let code as ExitCode {
            throw code
        } catch {
            message("error: \(TextForm.printable("\(error)")); this is a bug, please report it")
            throw ExitCode(Diagnosis.Kind.internal.rawValue)
        }
    }
}
