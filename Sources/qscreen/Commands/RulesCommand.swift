import ArgumentParser
import QuasiScreen

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Reads formulas off a model that say when a class forms.",
        discussion: """
            The model's training compounds are predicted out of fold, chemical systems kept \
            together; a sparse surrogate of these probabilities and a set of rules on the known \
            compounds are searched among expressions with consistent units.

            \(exitCodes)
            """)

    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "The class that the rules describe.") var target = "quasicrystal"
    @Option(help: "The folder to write.") var output: String
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Say nothing but errors.") var quiet = false

    func run() throws {
        try Terminal.reporting {
            var section = RuleSection()
            section.target = target
            let folder = output
            let interruption = Interruption { "nothing of this search is kept in \(folder)" }
            let display = ProgressDisplay(quiet: quiet)
            let text = try withExtendedLifetime(interruption) {
                try RuleFinding.run(
                    section, model: model, folder: folder, threads: jobs.threads,
                    observer: display.show)
            }
            try Terminal.result(text)
        }
    }
}

struct SymbolicCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbolic", abstract: "Finds sparse formulas for a column of any table.",
        discussion: exitCodes)

    @Option(help: "A CSV file of numbers with a header line.") var input: String
    @Option(help: "The column to explain.") var target: String
    @Option(help: "A CSV file with the columns name and unit.") var units: String?
    @Option(help: "Terms of the largest formula, 1 to 4.") var terms = 3
    @Option(help: "Folds for the held-out loss.") var folds = 5
    @Option(help: "Seed of the folds.") var seed: UInt64 = 0
    @Option(help: "The folder to write.") var output: String
    @OptionGroup var jobs: JobsOption

    func validate() throws {
        guard (1...4).contains(terms) else { throw ValidationError("--terms must be 1 to 4") }
        guard (2...1000).contains(folds) else {
            throw ValidationError("--folds must be 2 to 1000")
        }
    }

    func run() throws {
        try Terminal.reporting {
            try Terminal.result(
                SymbolicFitting(
                    target: target, maximumTerms: terms, folds: folds, seed: seed
                ).run(input: input, units: units, folder: output, threads: jobs.threads))
        }
    }
}
