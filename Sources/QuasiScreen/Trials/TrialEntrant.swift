import Basis
import Descriptors
import InverseDesign
import Learning
import Materials
import Screening
import Ternary
import Validation

/// A recipe that takes part in a trial.
struct TrialEntrant: Sendable {
    let name: String
    private let learning: LearningTable
    private let featurizer: Featurizer
    private let recipe: ModelRecipe
    private let calibration: ModelCalibration?

    /// Curves that correct probabilities are fitted once, to out-of-fold results with systems left
    /// out: two numbers a class, which change no place worth speaking of.
    init(
        _ name: String, _ table: CompoundTable, preset: ModelPreset, recipe: ModelRecipe,
        threads: Int
    ) throws {
        self.name = name
        self.recipe = recipe
        featurizer = try Featurizer(preset)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        learning = try LearningTable(
            data, recipe: recipe, featurizer: featurizer, threads: threads)
        let systems = Set(table.compositions.map(CompoundGroups.system))
        calibration =
            recipe.calibration == .never || systems.count < Validating.defaultFolds
            ? nil
            : try ValidationBench(
                data: data, recipe: recipe, featurizer: featurizer, comparing: false,
                threads: threads
            ).calibration(folds: Validating.defaultFolds, seed: recipe.seed)
    }

    private func model(of rows: [Int], seed: UInt64, threads: Int) throws -> TrainedModel {
        let own = recipe.seeded(seed)
        let fitted = try learning.with(own).fit(rows: rows, threads: threads)
        let seen = learning.data.selecting(rows: fitted.trainingRows)
        return try TrainedModel(
            classNames: seen.table.classNames, featurizer: featurizer, recipe: own,
            gate: fitted.gate, classifier: fitted.classifier, calibration: calibration,
            importances: fitted.importances, range: FeatureRange(of: seen.features),
            space: ApplicabilityDomain(of: seen, threads: threads),
            known: learning.data.selecting(rows: rows).table)
    }

    /// Trains on a round's compounds and sweeps.
    func result(of round: TrialRound, on field: TrialField, threads: Int) throws -> RoundResult {
        let model = try self.model(of: round.train, seed: round.seed, threads: threads)
        let sweep = try model.sweep()
        let judge = FringeJudge(try DomainJudge(model))
        var hiddenOf = [Int: HiddenSystem]()
        for hidden in round.hidden { hiddenOf[hidden.index] = hidden }
        let finds = hiddenOf
        let swept = try Parallel.map(count: field.sections.count, threads: threads) { index in
            let section = field.sections[index]
            return try sweep.screen(section, grid: field.grid) { points in
                let summary = try points.summary(target: field.target) {
                    try judge.assess($0, elements: 3)
                }
                let find = try finds[index].map {
                    try HiddenFind($0, summary, map: points.system().map, field)
                }
                return (summary, find)
            }
        }
        let summaries = swept.map(\.0)
        let peaks = summaries.map { $0.bestProbability[field.target] }
        return RoundResult(
            scores: peaks, places: field.places(peaks, in: round), finds: swept.compactMap(\.1),
            rankedPeaks: peaks.indices.filter { round.isRanked[$0] }.map { peaks[$0] },
            picks: try picks(
                summaries.indices.filter { round.isRanked[$0] }.map { summaries[$0] }, model,
                round, field, threads: threads),
            fields: try compared(
                round.fields.map { field.fields[$0] }, sweep, field, threads: threads))
    }

    /// The observed fields under a model that has seen every compound.
    func fieldsInSample(of field: TrialField, threads: Int) throws -> [ComparedField] {
        let model = try self.model(
            of: Array(field.table.compounds.indices), seed: recipe.seed, threads: threads)
        return try compared(field.fields, try model.sweep(), field, threads: threads)
    }

    private func compared(
        _ fields: [FieldOfSystem], _ sweep: TernarySweep, _ field: TrialField, threads: Int
    ) throws -> [ComparedField] {
        try Parallel.map(count: fields.count, threads: threads) { number in
            let section = try TernarySection(fields[number].system)
            return try fields[number].compared(
                try sweep.screen(section, grid: fields[number].grid).map, target: field.target)
        }
    }

    /// Which picks of the short list, made by its own rule, are hidden compounds.
    private func picks(
        _ summaries: [SystemSummary], _ model: TrainedModel, _ round: TrialRound,
        _ field: TrialField, threads: Int
    ) throws -> PickedShare {
        let target = field.table.classNames[field.target]
        let known = model.specialCompounds(besides: target)
        let ranking = try CandidateRanking(
            summaries, known: known.map(\.composition), threads: threads)
        let shortlist = Shortlist()
        let news = ranking.candidates.filter {
            $0.domain.isInDomain && $0.novelty >= shortlist.minimumDistance
        }
        let chosen = shortlist.picks(from: news.map(\.composition)).map { news[$0].composition }
        let compounds = round.hidden.flatMap(\.rows).map { field.table.compounds[$0].composition }
        let systems = Set(round.hidden.map(\.system))
        return PickedShare(
            picks: chosen.count,
            compounds: chosen.count { pick in
                compounds.contains { $0.distance(to: pick) <= shortlist.minimumDistance }
            },
            systems: chosen.count { systems.contains($0.system) })
    }
}

/// What a round's sweep found.
struct RoundResult: Sendable {
    /// The largest probability in each swept system.
    let scores: [Double]
    let places: [RankedItem]
    /// In the order of the places.
    let finds: [HiddenFind]
    /// The largest probability in each ranked system.
    let rankedPeaks: [Double]
    let picks: PickedShare
    let fields: [ComparedField]
}

/// Picks of a short list, and how many of them are hidden compounds or at least hidden systems.
struct PickedShare: Sendable {
    var picks: Int
    var compounds: Int
    var systems: Int
}

/// What the model says inside a hidden system.
struct HiddenFind: Sendable {
    let system: String
    let peak: Double
    let peakFormula: String
    /// From the nearest hidden compound, as fractions of atoms exchanged.
    let distanceToPeak: Double
    /// `nil` where no point is predicted.
    let distanceToField: Double?
    /// The predicted share of the diagram.
    let area: Double
    let compounds: Int

    init(
        _ hidden: HiddenSystem, _ summary: SystemSummary, map: PhaseMap, _ field: TrialField
    ) throws {
        let compounds = hidden.rows.map { field.table.compounds[$0].composition }
        func distance(_ composition: Composition) -> Double {
            compounds.map { $0.distance(to: composition) }.min() ?? 1
        }
        let best = try summary.composition(counts: summary.bestCounts[field.target])
        system = hidden.system.label
        peak = summary.bestProbability[field.target]
        peakFormula = best.formula
        distanceToPeak = distance(best)
        distanceToField = try map.predictedClasses.enumerated()
            .filter { $0.element == field.target }
            .map { distance(try map.composition(at: $0.offset)) }.min()
        area = summary.areaShares[field.target]
        self.compounds = compounds.count
    }
}
