import ArgumentParser
import QuasiScreen

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Reads formulas off a model that say when a class forms.",
        discussion: """
            Bands on quantities that the known compounds of a class have in common, checked out of \
            sample and against chance, and a sparse surrogate of the model, on known compounds and \
            on compositions drawn from every ternary of the elements of that class.

            \(exitCodes)
            """)

    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "The class that the rules describe; several, joined by commas, as one.")
    var target = "quasicrystal"
    @Option(help: "The number of rules, 1 to 5.") var count = 5
    @Option(help: "How many operations join quantities in a rule, 0 to 2.") var rungs = 0
    @Option(help: "Searches on labels that mean nothing, for each kind.") var nulls = 99
    @Option(help: "Searches on resampled chemical systems.") var bootstraps = 20
    @Option(help: "Compositions to draw; 0 keeps to the known compounds.") var sampled = 40_000
    @Option(help: "Seed of folds, nulls and samples.") var seed: UInt64 = 0
    @Option(help: "The folder to write.") var output: String
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Say nothing but errors.") var quiet = false

    func validate() throws {
        func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
            guard range.contains(value) else {
                throw ValidationError(
                    "--\(name) must be \(range.lowerBound) to \(range.upperBound)")
            }
        }
        try check("count", count, 1...5)
        try check("rungs", rungs, 0...2)
        try check("nulls", nulls, 0...10_000)
        try check("bootstraps", bootstraps, 0...1_000)
        try check("sampled", sampled, 0...10_000_000)
    }

    func run() throws {
        try Terminal.reporting {
            var section = RuleSection()
            section.targets = target.listed
            section.count = count
            section.rungs = rungs
            section.nulls = nulls
            section.bootstraps = bootstraps
            section.sampled = sampled
            section.seed = seed
            let folder = output
            let display = ProgressDisplay(quiet: quiet)
            let text = try Interruption.keeping("nothing of this search is kept in \(folder)") {
                try RuleFinding.run(
                    section, model: model, folder: folder, threads: jobs.threads,
                    observer: display.show)
            }
            try Terminal.result(text)
        }
    }
}
