import ArgumentParser
import QuasiScreen

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes an HTML report: of a finished run, or of any systems by any model.",
        discussion: """
            The page needs no network and nothing beside it.
              qscreen report reports/quickstart
              qscreen report --model model.h5 --systems 'Al-Cu-Fe,(Al-Cu-Fe)90Mg10' --output a.html

            \(exitCodes)
            """)

    @Argument(help: "The run folder; none with --systems.") var folder: String?
    @Option(help: "Systems and sections to report on, separated by commas.") var systems: String?
    @Option(help: "The model file for --systems. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "Rules for --systems: the rules.json of a run.") var rules: String?
    @Option(help: "Steps along an edge for --systems: 100 is 1 at.%.") var divisions = 100
    @Option(help: "The wanted class for --systems.") var target = "quasicrystal"
    @Option(help: "The file to write. The default is report.html in the run folder.")
    var output: String?
    @OptionGroup var jobs: JobsOption

    func validate() throws {
        guard (folder == nil) != (systems == nil) else {
            throw ValidationError("name a run folder or --systems, one of the two")
        }
        guard systems == nil || output != nil else {
            throw ValidationError("--systems needs --output")
        }
        guard (1...1000).contains(divisions) else {
            throw ValidationError("--divisions must be 1 to 1000")
        }
    }

    func run() throws {
        try Terminal.reporting {
            guard let systems, let output else {
                try Terminal.result(RunReport.write(of: folder ?? "", to: output))
                return
            }
            try SystemReport(
                model: model, systems: systems.listed,
                divisions: divisions, target: target, rules: rules, threads: jobs.threads
            ).write(to: output)
            try Terminal.result(output)
        }
    }
}
