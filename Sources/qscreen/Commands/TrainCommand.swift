import ArgumentParser
import QuasiScreen

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains a model on compounds with known classes.",
        discussion: exitCodes)

    @OptionGroup var data: DatasetOptions
    @Option(help: "The model file to write (.h5).") var output: String
    @OptionGroup var options: ModelOptions
    @OptionGroup var jobs: JobsOption

    func run() throws {
        try Terminal.reporting {
            let (model, findings) = try TrainedModel.train(
                dataset: data.dataset, rules: data.rules, preset: options.effectivePreset,
                recipe: try options.recipe(), threads: jobs.threads)
            for line in Finding.summary(findings) { Terminal.message("data: \(line)") }
            try model.write(to: output)
            if let shortcoming = model.shortcoming { Terminal.message("note: \(shortcoming)") }
            try Terminal.result("\(output): \(model.summary)")
        }
    }
}

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Measures a model out of sample.",
        discussion: """
            Protocols: random (stratified folds), composition (equal compositions stay together), \
            system (chemical systems stay together), family (leave the compounds of one majority \
            element out). Trivial predictors and the forest of Liu et al. \
            stand beside every figure.

            The protocol screening hides chemical systems, sweeps all ternaries of many elements \
            with a model that never saw them and looks up the places of the hidden ones in the \
            ranking: how early they come, how many systems are promised, how large the predicted \
            fields are.

            \(exitCodes)
            """)

    @OptionGroup var data: DatasetOptions
    @Option(
        name: .customLong("protocol"),
        help: "random, composition, system, family or screening.")
    var judged: JudgedProtocol
    @Option(help: "Folds of all protocols but family; the default is 5, of screening 4.")
    var folds: Int?
    @Option(help: "Runs, each with other folds and another seed.") var repeats = 1
    @OptionGroup var screening: ScreeningOptions
    @OptionGroup var options: ModelOptions
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Add the prediction of every row to the JSON.") var predictions = false

    func validate() throws {
        guard (2...1000).contains(folds ?? 2) else {
            throw ValidationError("--folds must be 2 to 1000")
        }
        guard (1...100).contains(repeats) else {
            throw ValidationError("--repeats must be 1 to 100")
        }
        guard case .rows = judged else { return }
        if let name = screening.given.first {
            throw ValidationError("\(name) needs --protocol screening")
        }
    }

    func run() throws {
        try Terminal.reporting {
            guard case .rows(let validationProtocol) = judged else { return try judge() }
            let validating = Validating(
                folds: folds ?? Validating.defaultFolds, preset: options.effectivePreset,
                recipe: try options.recipe(),
                repeats: repeats)
            let (document, findings) = try validating.run(
                dataset: data.dataset, rules: data.rules, protocol: validationProtocol,
                predictions: predictions, threads: jobs.threads)
            for line in Finding.summary(findings) { Terminal.message("data: \(line)") }
            try Terminal.result(json ? JSONText.encode(document) : document.text)
        }
    }

    private func judge() throws {
        var trial = ScreeningTrial(
            preset: options.effectivePreset, recipe: try options.recipe())
        trial.folds = folds ?? ScreeningTrial.defaultFolds
        trial.repeats = repeats
        screening.set(&trial)
        let (document, findings) = try trial.run(
            dataset: data.dataset, rules: data.rules, threads: jobs.threads
        ) { share, note in
            Terminal.message("screening: \(Int(100 * share)) %, \(note)")
        }
        for line in Finding.summary(findings) { Terminal.message("data: \(line)") }
        try Terminal.result(json ? JSONText.encode(document) : document.text)
    }
}
