import ArgumentParser
import QuasiScreen

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the stages of a pipeline that are out of date.",
        discussion: """
            Each stage writes whole files only; an interrupted run continues where it stopped, \
            and a run with nothing to do ends at once.

            \(exitCodes)
            """)

    @Argument(help: "The pipeline file.") var pipeline: String
    @Option(help: "The run folder. The default is reports/NAME of the pipeline file.")
    var output: String?
    @OptionGroup var jobs: JobsOption
    @Option(help: "Stop after this stage.") var until: String?
    @Option(help: "Run this stage even if it is up to date (repeatable).") var force: [String] = []
    @Flag(help: "Wait for another run that has the folder; without it, end at once with code 75.")
    var wait = false
    @Flag(help: "Say nothing but errors.") var quiet = false
    @Flag(help: "Print the summary as JSON.") var json = false

    func run() throws {
        try Terminal.reporting {
            let pipeline = try Pipeline(path: self.pipeline)
            let folder = output ?? pipeline.defaultFolder
            let display = ProgressDisplay(quiet: quiet)
            let summary = try Interruption.keeping(
                "everything finished so far is kept in \(folder); run again to continue"
            ) {
                try pipeline.run(
                    folder: folder, until: until, force: force, threads: jobs.threads, wait: wait,
                    observer: display.show)
            }
            try Terminal.result(json ? JSONText.encode(summary) : summary.text)
        }
    }
}

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Says what a run would do, and why.",
        discussion: exitCodes)

    @Argument(help: "The pipeline file.") var pipeline: String
    @Option(help: "The run folder. The default is reports/NAME of the pipeline file.")
    var output: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        try Terminal.reporting {
            let pipeline = try Pipeline(path: self.pipeline)
            let plan = try pipeline.plan(folder: output ?? pipeline.defaultFolder)
            try Terminal.result(json ? JSONText.encode(plan) : plan.text)
        }
    }
}
