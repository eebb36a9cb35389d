import ArgumentParser
import Basis
import Foundation
import QuasiScreen

struct SymbolicCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbolic", abstract: "Finds sparse formulas for a column of any table.",
        discussion: """
            Sums of a few formulas of the other columns are searched whose units are consistent; \
            the table of the best ones by complexity is printed and written in several forms. \
            What is called held out comes from the whole search repeated without each fold; what the \
            choices best, accuracy and simplest are worth when they are repeated too stands in \
            columns of their own. Formulas hold the numbers of the model and are read by Python and \
            SymPy. \
            With --predict the formulas found before are applied to another table.

            \(exitCodes)
            """)

    @Option(help: "A CSV file of numbers with a header line.") var input: String?
    @Option(help: "The column to explain.") var target: String?
    @Option(
        help: """
            A CSV file with the columns name and unit: pm, g/cm3, W/(m K), 1e-6/K; - for none; a unit \
            of your own in square brackets.
            """)
    var units: String?
    @Option(help: "Terms of the largest formula, 1 to 6.") var terms = 3
    @Option(
        help: "How deep formulas are built: 0 to 3, or auto, deeper only where it pays.")
    var rungs = "auto"
    @Option(
        help: "low, default, high, or a number that the formulas looked at are multiplied with.")
    var effort = "default"
    @Option(help: "The largest number of nodes of one term.") var maxComplexity = 9
    @Option(
        help: """
            Operators, separated by commas: add, subtract, multiply, divide, absoluteDifference, \
            minimum, maximum, squareRoot, square, cube, inverse, logarithm, exponential, \
            absolute, sine, cosine. The default is all but minimum and maximum.
            """)
    var operators: String?
    @Option(help: "squared, or logistic for a target of two labels or of probabilities.")
    var loss = "squared"
    @Option(help: "Constants for each column that formulas may compare it with.") var anchors = 0
    @Option(help: "Share of rows at either end beyond which a term is held constant.")
    var winsorise = 0.0
    @Option(help: "Formulas that each iteration adds to the selection.") var screened = 50
    @Option(help: "Best models whose residuals are screened next.") var residuals = 3
    @Option(help: "A formula that correlates more with a better one is left out.")
    var duplicates = 0.99
    @Option(help: "Folds for the held-out loss.") var folds = 5
    @Option(help: "Rows with the same text in this column share a fold.") var groupColumn: String?
    @Option(help: "The column of the rows' weights.") var weightColumn: String?
    @Option(help: "Seed of the folds.") var seed: UInt64 = 0
    @Flag(
        name: .customLong("validate"), inversion: .prefixedNo,
        help: """
            Repeat the whole search without each fold and judge it there; without it no figure is \
            held out.
            """)
    var isValidated = true
    @Option(help: "A CSV file whose rows are predicted with --model instead of a search.")
    var predict: String?
    @Option(help: "The pareto.json to predict with.") var model: String?
    @Option(help: "The folder to write.") var output: String?
    @Flag(help: "Write the models as JSON to the standard output.") var json = false
    @Flag(help: "Say nothing but errors.") var quiet = false
    @OptionGroup var jobs: JobsOption

    func run() throws {
        try Terminal.reporting {
            if let predict, let model {
                try Terminal.result(SymbolicPrediction.run(model: model, input: predict))
            } else if let input, let target, let output {
                try search(input: input, target: target, output: output)
            }
        }
    }

    func validate() throws {
        if predict != nil || model != nil {
            guard predict != nil, model != nil, input == nil, target == nil, output == nil else {
                throw ValidationError("--predict and --model go together, without a search")
            }
        } else if input == nil || target == nil || output == nil {
            throw ValidationError("a search needs --input, --target and --output")
        }
        guard (1...6).contains(terms) else { throw ValidationError("--terms must be 1 to 6") }
        guard rungs == "auto" || (Int(rungs).map { (0...3).contains($0) } ?? false) else {
            throw ValidationError("--rungs must be 0 to 3 or auto")
        }
        guard effortFactor != nil else {
            throw ValidationError("--effort must be low, default, high or a number above 0")
        }
        guard (1...40).contains(maxComplexity) else {
            throw ValidationError("--max-complexity must be 1 to 40")
        }
        guard SymbolicFitting.losses.contains(loss) else {
            throw ValidationError("--loss must be squared or logistic")
        }
        guard (0...32).contains(anchors) else { throw ValidationError("--anchors must be 0 to 32") }
        guard winsorise >= 0, winsorise < 0.5 else {
            throw ValidationError("--winsorise must be at least 0 and below 0.5")
        }
        guard (1...1000).contains(screened) else {
            throw ValidationError("--screened must be 1 to 1000")
        }
        guard (1...16).contains(residuals) else {
            throw ValidationError("--residuals must be 1 to 16")
        }
        guard duplicates > 0, duplicates <= 1 else {
            throw ValidationError("--duplicates must be above 0 and up to 1")
        }
        guard (2...1000).contains(folds), folds > 2 || !isValidated else {
            throw ValidationError("--folds must be 3 to 1000, or 2 with --no-validate")
        }
        if let unknown = names.first(where: { !SymbolicFitting.operators.contains($0) }) {
            throw ValidationError("--operators: no operator \"\(unknown)\"")
        }
    }

    private var names: [String] {
        operators?.listed ?? []
    }

    /// What `--effort` multiplies the number of candidates with.
    private var effortFactor: Double? {
        switch effort {
        case "low": 0.2
        case "default": 1
        case "high": 5
        default: Double(effort).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        }
    }

    private func search(input: String, target: String, output: String) throws {
        var fitting = SymbolicFitting(target: target)
        fitting.folds = folds
        fitting.seed = seed
        fitting.groupColumn = groupColumn
        fitting.weightColumn = weightColumn
        fitting.validates = isValidated
        fitting.parameters.maximumTerms = terms
        fitting.parameters.setEffort(effortFactor ?? 1)
        fitting.parameters.isAutomatic = rungs == "auto"
        fitting.parameters.rungs = Int(rungs) ?? 1
        fitting.parameters.maximumTermComplexity = maxComplexity
        fitting.setLoss(loss)
        fitting.parameters.screened = screened
        fitting.parameters.residuals = residuals
        fitting.parameters.duplicateCorrelation = duplicates
        fitting.parameters.anchors = anchors
        fitting.parameters.winsorise = winsorise
        if operators != nil { fitting.setOperators(names) }
        let display = ProgressDisplay(quiet: quiet)
        let started = Date()
        let outcome = try fitting.run(
            input: input, units: units, folder: output, threads: jobs.threads,
            warn: { if !quiet { Terminal.message(TextForm.printable($0)) } }
        ) { display.show(.progress(id: "symbolic", fraction: $0, note: "")) }
        display.show(
            .stageFinished(id: "symbolic", seconds: Date().timeIntervalSince(started)))
        try Terminal.result(
            json
                ? String(decoding: try outcome.front.json(), as: UTF8.self)
                : outcome.front.csv)
    }
}
