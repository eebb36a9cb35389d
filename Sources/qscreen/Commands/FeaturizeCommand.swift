import ArgumentParser
import QuasiScreen

struct FeaturizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "featurize", abstract: "Computes descriptors of compositions.",
        discussion: exitCodes)

    @Argument(help: "Formulas such as Al63Cu25Fe12.") var formulas: [String] = []
    @Option(help: "A CSV file with formulas.") var input: String?
    @Option(help: "The column with the formula.") var formulaColumn = "formula"
    @Option(help: "The file to write: .h5 for HDF5, .csv for text.") var output: String
    @Option(
        help: "Element properties, separated by commas. The default is the method's 58.")
    var properties: String?
    @Option(help: "Statistics, separated by commas: ave, var, max, min, range, std, dev.")
    var statistics: String?
    @Option(help: "What a missing property does: error, mask or impute.")
    var missing = MissingPolicy.error
    @OptionGroup var jobs: JobsOption

    func run() throws {
        try Terminal.reporting {
            let featurizing = try Featurizing(
                properties: properties?.listed,
                statistics: statistics?.listed, missing: missing)
            let rows = try FormulaInput.gather(formulas, input: input, column: formulaColumn)
            let report = try featurizing.write(rows, to: output, threads: jobs.threads)
            for line in report.missing { Terminal.message("missing: \(line)") }
            try Terminal.result(
                "\(output): \(report.rows) compositions x \(report.columns) descriptors")
        }
    }
}

extension MissingPolicy: ExpressibleByArgument {}
