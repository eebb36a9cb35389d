import ArgumentParser
import Foundation
import QuasiScreen

struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest", abstract: "Says what to make next, and learns from what came out.",
        discussion: """
            Start a campaign on a list of candidates, make the first batch, and give the outcomes \
            back; what was learnt decides the next batch.
              qscreen suggest --candidates list.csv --output campaign
              qscreen suggest campaign --results results.csv
            The list is a CSV file with formulas, or the folder of a sweep, design or run. The \
            results are a CSV file with the columns formula and outcome (a class of the model; rows without one \
            are passed over), such as the batch-001.csv of the campaign with its last column \
            filled in. The folder holds all of the campaign; without new outcomes nothing changes.

            Strategies: improvement (most hits expected by the end of the budget), thompson \
            (favourites of models that weigh the known compounds differently), greedy (highest \
            probability), uncertainty (chance nearest to one half), random.

            \(exitCodes)
            """)

    @Argument(help: "The folder of a campaign to go on with; none to start one.")
    var folder: String?
    @Option(help: "What came out: a CSV file with the columns formula and outcome.")
    var results: String?
    @Option(help: "How many suggestions there are to be in all. The default is 100.")
    var budget: Int?
    @Option(help: "Write the model, trained on the outcomes too, to this file (.h5).")
    var updatedModel: String?
    @OptionGroup(title: "To start a campaign") var options: CampaignOptions
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Wait for another run that has the folder; without it, end at once with code 75.")
    var wait = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard budget.map((1...1_000_000).contains) ?? true else {
            throw ValidationError("--budget must be 1 to 1000000")
        }
        if folder != nil {
            guard !options.isGiven else {
                throw ValidationError(
                    "a campaign that has started takes --results, --budget and --updated-model only"
                )
            }
        } else {
            guard options.candidates != nil, options.output != nil else {
                throw ValidationError(
                    "name the folder of a campaign, or --candidates and --output to start one")
            }
            guard results == nil, updatedModel == nil else {
                throw ValidationError("--results and --updated-model need the folder of a campaign")
            }
        }
    }

    func run() throws {
        try Terminal.reporting {
            let report = try report()
            for line in report.remarks { Terminal.message(line) }
            try Terminal.result(json ? JSONText.encode(report) : report.text)
        }
    }

    private func report() throws -> CampaignReport {
        if let folder {
            return try Suggesting.proceed(
                folder: folder, results: results, budget: budget, updated: updatedModel,
                threads: jobs.threads, wait: wait)
        }
        var settings = try options.settings()
        settings.budget = budget ?? settings.budget
        return try Suggesting.start(
            settings, candidates: options.candidates ?? "", column: options.formulaColumn,
            model: options.model ?? TrainedModel.defaultPath, folder: options.output ?? "",
            threads: jobs.threads, wait: wait)
    }
}

/// What a campaign is fixed to when it starts.
struct CampaignOptions: ParsableArguments {
    @Option(help: "A CSV file with formulas, or the folder of a sweep, design or run.")
    var candidates: String?
    @Option(help: "The folder to make.") var output: String?
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model: String?
    @Option(help: "The column with the formula.") var formulaColumn = "formula"
    @Option(help: "The wanted class, or several joined by commas. The default is quasicrystal.")
    var target: String?
    @Option(help: "How many suggestions are open at a time. The default is 10.") var batch: Int?
    @Option(
        help: "thompson, improvement, greedy, uncertainty or random. The default is improvement.")
    var strategy: BatchStrategy?
    @Option(help: "The seed of all that is random. The default is 0.") var seed: UInt64?
    @Option(help: "How many models vote, the model itself included. The default is 8.")
    var members: Int?
    @Option(help: "The least distance in at.% between suggestions of a batch. The default is 2.")
    var distance: Double?
    @Option(help: "The most suggestions of a batch from one chemical system. The default is 3.")
    var perSystem: Int?

    /// Whether anything but the formula column was given.
    var isGiven: Bool {
        [candidates, output, model, target].contains { $0 != nil }
            || [batch, members, perSystem].contains { $0 != nil } || strategy != nil
            || seed != nil || distance != nil
    }

    func validate() throws {
        for (name, value, range) in [
            ("batch", batch, 1...10_000), ("members", members, 1...256),
            ("per-system", perSystem, 1...10_000),
        ] {
            guard value.map(range.contains) ?? true else {
                throw ValidationError(
                    "--\(name) must be \(range.lowerBound) to \(range.upperBound)")
            }
        }
        guard distance.map((0...100).contains) ?? true else {
            throw ValidationError("--distance must be 0 to 100")
        }
    }

    func settings() throws -> CampaignSettings {
        var settings = CampaignSettings()
        if let target { settings.targets = target.listed }
        settings.batch = batch ?? settings.batch
        settings.strategy = strategy ?? settings.strategy
        settings.seed = seed ?? settings.seed
        settings.members = members ?? settings.members
        if let distance { settings.limits.minimumDistance = distance / 100 }
        settings.limits.perSystem = perSystem ?? settings.limits.perSystem
        return settings
    }
}

extension BatchStrategy: ExpressibleByArgument {}
