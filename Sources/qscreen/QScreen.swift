import ArgumentParser
import Foundation
import QuasiScreen

/// The closing paragraph of every command's help.
let exitCodes = """
    Exit codes: 0 ok; 64 usage; 65 bad data; 66 no input; 70 internal error; 73 cannot create; 74 \
    input or output error (disk full); 75 output folder locked by another run; 78 configuration; \
    130 interrupted.
    """

@main
struct QScreen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qscreen",
        abstract: "Screens chemical compositions for quasicrystals.",
        discussion: """
            Results go to standard output, progress and messages to standard error.

            \(exitCodes)
            """,
        version: QuasiScreenVersion.text,
        subcommands: [
            RunCommand.self, PlanCommand.self, FeaturizeCommand.self, TrainCommand.self,
            ValidateCommand.self, AuditCommand.self, PredictCommand.self, SweepCommand.self,
            MapCommand.self,
            ExplainCommand.self, RulesCommand.self, SymbolicCommand.self, DesignCommand.self,
            SuggestCommand.self, ReportCommand.self, InspectCommand.self, ExportCommand.self,
            ImportXenonPyCommand.self,
        ])

    static func main() {
        // A closed pipe or a file size limit is an error to report, not a reason to die silently.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        Interruption.watch()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .success else { exit(withError: error) }
            exit(withError: printed(fullMessage(for: error)))
        }
    }

    /// Prints the help, the version or a completion script, which can fail like any result.
    private static func printed(_ text: String) -> ExitCode {
        do {
            try Terminal.reporting { try Terminal.result(text) }
            return .success
        } catch {
            return exitCode(for: error)
        }
    }
}
