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
            let predictions = try TrainedModel(path: model).predict(
                rows, neighbours: neighbours, threads: jobs.threads)
            try Terminal.result(
                json ? JSONText.encode(predictions) : Prediction.table(predictions))
        }
    }
}
