import ArgumentParser
import Basis
import QuasiScreen

/// The number of threads.
struct JobsOption: ParsableArguments {
    @Option(help: "Threads to work with; 0 takes all processors. The result does not depend on it.")
    var jobs = 0

    func validate() throws {
        guard (0...1024).contains(jobs) else {
            throw ValidationError("--jobs must be 0 to 1024")
        }
    }

    var threads: Int {
        guard ThreadStart.isPossible else { return 1 }
        return jobs == 0 ? Parallel.availableThreads : jobs
    }
}

/// Which compounds to learn from.
struct DatasetOptions: ParsableArguments {
    @Option(help: "A CSV file with formulas and classes, or a folder of such files.")
    var dataset: String

    @OptionGroup var reading: ReadingOptions

    var rules: DatasetRules { reading.rules }
}

/// How a compound table is read.
struct ReadingOptions: ParsableArguments {
    @Option(help: "The column with the formula.")
    var formulaColumn = "formula"

    @Option(help: "The column with the class name; \"class\" serves where a table has only that.")
    var classColumn = "phase_class"

    @Option(
        help: """
            The column with decisions about labels: keep, exclude or another class; none reads no \
            decisions.
            """)
    var decisionColumn = "decision"

    @Option(
        help: ArgumentHelp(
            "Take only rows whose COLUMN holds one of the values (repeatable).",
            discussion: """
                Tables without the column are not filtered. The default is --keep \
                stability=stable --keep ac_flag=,broad (no ordinary crystals that are \
                approximants in disguise).
                """,
            valueName: "COLUMN=VALUE,...")
    )
    var keep: [String] = []

    @Option(help: "Rows of equal composition and class: merge, keep or error.")
    var duplicates = DatasetRules.Duplicates.merge

    @Option(help: "Equal compositions of different class: rarest, exclude, keep or error.")
    var contradictions = DatasetRules.Contradictions.rarest

    func validate() throws {
        for item in keep where !item.contains("=") {
            throw ValidationError("--keep needs COLUMN=VALUE, found \"\(item)\"")
        }
    }

    var rules: DatasetRules {
        var rules = DatasetRules()
        rules.formulaColumn = formulaColumn
        rules.classColumn = classColumn
        rules.decisionColumn = decisionColumn
        rules.duplicates = duplicates
        rules.contradictions = contradictions
        if !keep.isEmpty {
            rules.keep = [:]
            for item in keep {
                let parts = item.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                rules.keep[String(parts[0])] = parts[1].split(
                    separator: ",", omittingEmptySubsequences: false
                ).map(String.init)
            }
        }
        return rules
    }
}

extension DatasetRules.Duplicates: ExpressibleByArgument {}
extension DatasetRules.Contradictions: ExpressibleByArgument {}

/// The model's settings; what is not given comes from the preset.
struct ModelOptions: ParsableArguments {
    @Option(
        help: """
            Settings to start from: default (a pool of boosted trees, chosen by grouped \
            cross-validation), liu2021 (the paper's forest: 200 trees, depth 25, log2 features, \
            entropy, no bootstrap), forest or boosting. An option of forests without a preset \
            means the preset forest.
            """)
    var preset: ModelPreset?

    @Option(help: "Number of trees.") var trees: Int?
    @Option(help: "Split criterion: entropy or gini.") var criterion: SplitCriterion?
    @Option(help: "Largest depth of a tree, or none.") var maxDepth: String?
    @Option(help: "Descriptors tried at a split: sqrt, log2, all or a number.")
    var maxFeatures: FeatureSampling?
    @Option(help: "Rows that a node needs to be split.") var minSamplesSplit: Int?
    @Option(help: "Rows that a leaf needs.") var minSamplesLeaf: Int?
    @Option(help: "Cuts weighed at a split: best (all of them) or random (one each).")
    var splits: SplitChoice?
    @Flag(inversion: .prefixedNo, help: "Grow each tree on rows drawn with replacement.")
    var bootstrap: Bool?
    @Option(help: "Rows of a tree: all, bootstrap or balanced (as many of each class).")
    var sampling: RowSampling?
    @Option(help: "Class weights: uniform, balanced or square_root.") var classWeights: String?
    @Option(help: "Seed of all random numbers.") var seed: UInt64 = 0

    func validate() throws {
        if let maxDepth, maxDepth != "none", Int(maxDepth) == nil {
            throw ValidationError("--max-depth needs a whole number or none, found \"\(maxDepth)\"")
        }
        if let classWeights, ClassWeighting(named: classWeights) == nil {
            throw ValidationError(
                "--class-weights needs uniform, balanced or square_root, found \"\(classWeights)\"")
        }
        do {
            _ = try recipe()
        } catch let error as any Diagnosable {
            throw ValidationError(error.diagnosis.message)
        }
    }

    private var hasForestOption: Bool {
        trees != nil || criterion != nil || maxDepth != nil || maxFeatures != nil
            || minSamplesSplit != nil || minSamplesLeaf != nil || splits != nil
            || bootstrap != nil || sampling != nil || classWeights != nil
    }

    var effectivePreset: ModelPreset { preset ?? (hasForestOption ? .forest : .default) }

    func recipe() throws -> ModelRecipe {
        var recipe = effectivePreset.recipe
        if case .forest(let base) = recipe.learner {
            recipe.learner = .forest(try forest(from: base))
        } else if hasForestOption {
            throw ValidationError(
                "the preset \(effectivePreset.rawValue) has no forest to set; "
                    + "choose --preset forest or liu2021")
        }
        return recipe.seeded(seed)
    }

    private func forest(from base: ForestParameters) throws -> ForestParameters {
        var parameters = base
        parameters.trees = trees ?? parameters.trees
        parameters.criterion = criterion ?? parameters.criterion
        if let maxDepth { parameters.maxDepth = Int(maxDepth) }
        parameters.maxFeatures = maxFeatures ?? parameters.maxFeatures
        parameters.minSamplesSplit = minSamplesSplit ?? parameters.minSamplesSplit
        parameters.minSamplesLeaf = minSamplesLeaf ?? parameters.minSamplesLeaf
        parameters.splits = splits ?? parameters.splits
        if let bootstrap { parameters.sampling = bootstrap ? .bootstrap : .all }
        parameters.sampling = sampling ?? parameters.sampling
        if let classWeights, let weights = ClassWeighting(named: classWeights) {
            parameters.classWeights = weights
        }
        try parameters.validate()
        return parameters
    }
}

extension ModelPreset: ExpressibleByArgument {}
extension SplitCriterion: ExpressibleByArgument {}
extension SplitChoice: ExpressibleByArgument {}
extension RowSampling: ExpressibleByArgument {}
extension FeatureSampling: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension String {
    /// The parts between commas, empty ones left out.
    var listed: [String] { split(separator: ",").map(String.init) }
}
