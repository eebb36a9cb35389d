import ArgumentParser
import QuasiScreen

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Lists the rows of a table whose label the other rows speak against.",
        discussion: """
            A model predicts each row that has seen no compound of its chemical system; rows whose \
            prediction is not their label are listed with their nearest kin, the least probable \
            label first. Distances are shares of atoms to exchange. Decide in a column \
            "decision" of the table: keep (the label stands), exclude (the row is not learnt from) \
            or the name of another class. Every command that reads the table honours the decisions \
            and counts them.

            \(exitCodes)
            """)

    @Argument(help: "A CSV file with formulas and classes, or a folder of such files.")
    var table: String
    @OptionGroup var reading: ReadingOptions
    @Option(help: "Folds of the validation.") var folds = Validating.defaultFolds
    @Option(help: "A file (.csv) for the list, with a column for decisions.")
    var output: String?
    @OptionGroup var options: ModelOptions
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (2...1000).contains(folds) else {
            throw ValidationError("--folds must be 2 to 1000")
        }
    }

    func run() throws {
        try Terminal.reporting {
            if let output { try LabelAudit.check(output: output) }
            let (audit, findings) = try Auditing(
                folds: folds, preset: options.effectivePreset, recipe: try options.recipe()
            ).run(dataset: table, rules: reading.rules, threads: jobs.threads)
            for line in Finding.summary(findings) { Terminal.message("data: \(line)") }
            if let output {
                try audit.write(to: output)
                Terminal.message("\(output): \(audit.rows.count) rows to decide on")
            }
            try Terminal.result(json ? JSONText.encode(audit) : audit.text)
        }
    }
}
