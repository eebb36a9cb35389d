import ArgumentParser
import QuasiScreen

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Gives class probabilities of compositions.",
        discussion: exitCodes)

    @Argument(help: "Formulas such as Al63Cu25Fe12.") var formulas: [String] = []
    @Option(help: "A CSV file with formulas.") var input: String?
    @Option(help: "The column with the formula.") var formulaColumn = "formula"
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "How many known compounds to list for each composition.") var neighbours = 3
    @Option(help: "A rules.json: say which of its rules each composition meets.")
    var rules: String?
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (0...1000).contains(neighbours) else {
            throw ValidationError("--neighbours must be 0 to 1000")
        }
    }

    func run() throws {
        try Terminal.reporting {
            let rows = try FormulaInput.gather(formulas, input: input, column: formulaColumn)
            let judge = try rules.map { try RuleJudge(path: $0) }
            let trained = try TrainedModel(path: model)
            let predictions = try trained.predict(
                rows, neighbours: neighbours, rules: judge, threads: jobs.threads)
            if json {
                try Terminal.result(JSONText.encode(predictions))
            } else {
                let judged = judge.map { "\n" + $0.table(predictions) } ?? ""
                try Terminal.result(
                    Prediction.table(predictions, meaning: trained.meaningOfClasses) + judged)
            }
        }
    }
}
