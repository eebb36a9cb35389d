import Basis
import Descriptors
import Learning
import Materials
import Validation

/// What the protocols share: columns encoded once, an index of all compositions.
struct ValidationBench: Sendable {
    let data: CompoundFeatures
    let recipe: ModelRecipe
    let table: LearningTable
    /// Features of the compounds with shifted fractions.
    private let shifted: (compositions: [Composition], features: Matrix)
    private let reference: LearningTable?
    private let index: CompositionIndex
    let threads: Int

    /// Bootstrap replicates of each interval.
    private static let replicates = 500
    /// Standard deviation of the shifts of a fraction: 1.5 at.%.
    private static let shift = 0.015

    /// - Parameter comparing: whether to run the forest of Liu et al. beside the recipe.
    init(
        data: CompoundFeatures, recipe: ModelRecipe, featurizer: Featurizer,
        comparing: Bool = true, threads: Int
    ) throws {
        self.data = data
        self.recipe = recipe
        self.threads = threads
        table = try LearningTable(data, recipe: recipe, featurizer: featurizer, threads: threads)
        let compositions = try data.table.compositions.enumerated().map { row, composition in
            try Self.shifted(composition, RandomStream(seed: 0).child("shift").child(row))
        }
        shifted = (
            compositions, try featurizer.features(of: compositions, threads: threads).matrix
        )
        reference =
            comparing && recipe.learner != ModelRecipe.liu2021.seeded(recipe.seed).learner
            ? try? Self.reference(data.table, seed: recipe.seed, threads: threads) : nil
        index = CompositionIndex(data.table.compositions)
    }

    private static func reference(
        _ table: CompoundTable, seed: UInt64, threads: Int
    ) throws -> LearningTable {
        let featurizer = try Featurizer(ModelPreset.liu2021)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        return try LearningTable(
            data, recipe: ModelRecipe.liu2021.seeded(seed), featurizer: featurizer,
            threads: threads)
    }

    /// Normal shifts of every fraction, none below 0.2 at.%; a pure element stays pure.
    private static func shifted(
        _ composition: Composition, _ stream: RandomStream
    ) throws -> Composition {
        var stream = stream
        guard composition.elements.count > 1 else { return composition }
        return try Composition(
            amounts: zip(composition.elements, composition.fractions).map { element, fraction in
                (element: element, amount: max(0.002, fraction + shift * stream.normal()))
            })
    }

    /// Calibration from the system protocol and from families left out, without anything else.
    func calibration(folds: Int, seed: UInt64) throws -> ModelCalibration {
        let labels = data.table.labels
        let run = try self.run(
            self.folds(.system, count: folds, labels: labels, seed: seed), .system, seed, recipe)
        return try calibration(of: run, seed: seed).calibration
    }

    /// What models say that have seen no compound of a row's chemical system.
    func outOfSystem(folds: Int, seed: UInt64) throws -> ValidationOutcome {
        let labels = data.table.labels
        return try run(
            self.folds(.system, count: folds, labels: labels, seed: seed), .system, seed, recipe
        ).outcome
    }

    /// - Parameters:
    ///   - explaining: whether to measure the importance of descriptors as well.
    ///   - calibrating: whether the system protocol is to leave whole families out as well, to
    ///     judge the uncertainty that a model states.
    func evaluate(
        protocol validationProtocol: ValidationProtocol, folds count: Int, seed: UInt64,
        repeats: Int = 1, explaining: Bool = false, calibrating: Bool = true,
        progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Evaluation {
        let labels = data.table.labels
        let classNames = data.table.classNames
        let folds = try self.folds(validationProtocol, count: count, labels: labels, seed: seed)
        let runs = Double(repeats + (reference == nil ? 0 : 1))
        let positives = MetricTarget(
            joining: classNames.indices.filter { $0 != table.commonest }, of: classNames)
        let probe =
            explaining
            ? try ImportanceProbe(
                table, folds: folds, target: positives,
                stream: RandomStream(seed: seed).child("permutation"), threads: threads) : nil
        let first = try run(folds, validationProtocol, seed, recipe, probe: probe) {
            progress($0 / runs)
        }
        var outcomes = [first.outcome]
        for number in 1..<max(1, repeats) {
            let own = RandomStream(seed: seed).child("repeats").child(number).seed
            let others = try self.folds(validationProtocol, count: count, labels: labels, seed: own)
            outcomes.append(
                try run(others, validationProtocol, own, recipe.seeded(own)) {
                    progress((Double(number) + $0) / runs)
                }.outcome)
        }
        let options = MetricOptions(
            unions: classNames.count > 2 ? [positives] : [],
            withinFolds: validationProtocol == .family)
        let calibrated = try first.outcome.crossCalibrated()
        let systems = data.table.compositions.map(CompoundGroups.system)
        let learnt =
            calibrating && validationProtocol == .system
            ? try calibration(of: first, seed: seed) : nil
        // Sets and uncertainties are judged as the model states them, curves included.
        let used =
            try learnt?.used ?? ModelCalibration.chosen(from: first.outcome, recipe: recipe).used
        let kinds = self.kinds
        let stream = RandomStream(seed: seed).child("intervals")
        func result(_ outcome: ValidationOutcome) throws -> Evaluation.Result {
            Evaluation.Result(outcome: outcome, metrics: try outcome.metrics(options))
        }
        let intervals = try Intervals(
            of: first.outcome, groups: systems, groupTitle: "chemical systems", options: options,
            replicates: Self.replicates, stream: stream, threads: threads)
        let targets =
            classNames.indices.filter { $0 != table.commonest }.map {
                MetricTarget(name: classNames[$0], classes: [$0])
            } + (classNames.count > 2 ? [positives] : [])
        return Evaluation(
            model: Evaluation.Result(outcome: first.outcome, metrics: intervals.metrics),
            calibrated: try result(calibrated), jittered: try result(first.shifted),
            nearestNeighbour: try result(
                outcome(folds, validationProtocol, seed, nearestNeighbour)),
            prior: try result(
                outcome(folds, validationProtocol, seed) { fold in
                    try PriorBaseline.probabilities(
                        fold: fold, labels: labels, classCount: classNames.count)
                }),
            reference: try reference.map { reference in
                try result(
                    referenceOutcome(reference, folds, validationProtocol, seed) {
                        progress((Double(repeats) + $0) / runs)
                    })
            },
            intervals: intervals,
            ranking: try targets.map { try WithinGroupRanking(of: first.outcome, target: $0) },
            reliability: try ReliabilityCurve.detailed(
                of: calibrated, unions: options.unions),
            coverage: try ConformalCoverage(
                of: used, alpha: ModelCalibration.alpha, groups: systems, kinds: kinds,
                stream: RandomStream(seed: seed).child("coverage"), threads: threads),
            uncertainty: try learnt.map { try UncertaintyQuality(stated: $0.stated, of: used) }
                ?? UncertaintyQuality(crossFitting: first.spreads, of: used),
            sets: try used.conformalSets(alpha: ModelCalibration.alpha, kinds: kinds),
            strata: learnt?.strata ?? [], calibration: learnt?.calibration,
            spreads: first.spreads,
            repeats: try RepeatSummary(of: outcomes, options: options),
            groups: groups(of: validationProtocol), positives: positives,
            importance: probe.flatMap { probe in
                first.importance.isEmpty
                    ? nil
                    : ClusterImportance(
                        first.importance, names: data.descriptorNames, metric: probe.metric)
            })
    }

    /// One run of a protocol: predictions for the tested rows as they are and shifted.
    struct Run {
        let folds: [Fold]
        let outcome: ValidationOutcome
        let shifted: ValidationOutcome
        let spreads: [Double]
        /// By fold; empty where nothing was asked.
        let importance: [PermutationImportance]
    }

    func run(
        _ folds: [Fold], _ validationProtocol: ValidationProtocol, _ seed: UInt64,
        _ recipe: ModelRecipe, probe: ImportanceProbe? = nil,
        progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Run {
        let table = recipe == self.recipe ? self.table : self.table.with(recipe)
        // Folds side by side: each fit is sequential, and all of them together fill the cores.
        let results = try Parallel.map(count: folds.count, threads: threads) { number in
            let fold = folds[number]
            let fitted = try table.fit(rows: fold.train, threads: 1)
            func predictions(_ all: [Composition], _ features: Matrix) throws -> ModelPredictions {
                try fitted.gate.predictions(
                    of: fitted.classifier, fold.test.map { all[$0] },
                    features: features.selecting(rows: fold.test), threads: 1)
            }
            let importance = try probe.flatMap {
                $0.isUsable ? try $0.measure(fold: number, fitted) : nil
            }
            progress(Double(number + 1) / Double(folds.count))
            return (
                try predictions(data.table.compositions, data.features),
                try predictions(shifted.compositions, shifted.features), importance
            )
        }
        var spreadOfRow = [Double](repeating: 0, count: data.table.compounds.count)
        for (fold, result) in zip(folds, results) {
            for (position, row) in fold.test.enumerated() {
                let shares = Array(result.0.probabilities.row(position))
                let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
                spreadOfRow[row] = result.0.spread[position, best]
            }
        }
        var next = 0
        let plain = try outcome(folds, validationProtocol, seed) { _ in
            defer { next += 1 }
            return results[next].0.probabilities
        }
        next = 0
        let moved = try outcome(folds, validationProtocol, seed) { _ in
            defer { next += 1 }
            return results[next].1.probabilities
        }
        return Run(
            folds: folds, outcome: plain, shifted: moved,
            spreads: plain.predictions.map { spreadOfRow[$0.row] },
            importance: results.compactMap(\.2))
    }

    private func referenceOutcome(
        _ reference: LearningTable, _ folds: [Fold], _ validationProtocol: ValidationProtocol,
        _ seed: UInt64, progress: (Double) -> Void
    ) throws -> ValidationOutcome {
        var done = 0
        return try outcome(folds, validationProtocol, seed) { fold in
            let fitted = try reference.fit(rows: fold.train, threads: threads)
            done += 1
            progress(Double(done) / Double(folds.count))
            return try fitted.classifier.probabilities(
                of: reference.data.features.selecting(rows: fold.test), threads: threads)
        }
    }

    private func folds(
        _ validationProtocol: ValidationProtocol, count: Int, labels: [Int], seed: UInt64
    ) throws -> [Fold] {
        let groups = self.groups(of: validationProtocol)
        let stream = RandomStream(seed: seed).child("folds").child(validationProtocol.rawValue)
        switch validationProtocol {
        case .random:
            return try Splits.stratified(labels: labels, folds: count, stream: stream)
        case .composition, .system:
            return try Splits.grouped(
                groups: groups, labels: labels, folds: count, stream: stream)
        case .family: return try Splits.leaveOneGroupOut(groups: groups)
        }
    }

    /// The group of each row under a protocol. Equal compositions share a group everywhere but in
    /// the random protocol, whose rows are groups of their own.
    private func groups(of validationProtocol: ValidationProtocol) -> [String] {
        let compositions = data.table.compositions
        switch validationProtocol {
        case .random: return compositions.indices.map { "row \($0)" }
        case .composition: return CompoundGroups.compositions(compositions)
        case .system: return compositions.map(CompoundGroups.system)
        case .family: return compositions.map(CompoundGroups.family)
        }
    }

    private func outcome(
        _ folds: [Fold], _ validationProtocol: ValidationProtocol, _ seed: UInt64,
        _ predict: (Fold) throws -> Matrix
    ) throws -> ValidationOutcome {
        try CrossValidation.run(
            folds: folds, labels: data.table.labels, classNames: data.table.classNames,
            protocol: validationProtocol, seed: seed, predict: predict)
    }

    /// The classes of the nearest training compounds: of several that are equally near each counts
    /// alike, so that the order of the rows decides nothing.
    private func nearestNeighbour(_ fold: Fold) throws -> Matrix {
        var isTraining = [Bool](repeating: false, count: data.table.compounds.count)
        for row in fold.train { isTraining[row] = true }
        let mask = isTraining
        let labels = data.table.labels
        let compositions = data.table.compositions
        let nearest = try Parallel.map(count: fold.test.count, threads: threads) { position in
            index.nearestTies(to: compositions[fold.test[position]], where: { mask[$0] })
                .map { labels[$0] }
        }
        var result = Matrix(rows: fold.test.count, columns: data.table.classNames.count)
        for (row, labels) in nearest.enumerated() {
            for label in labels { result[row, label] += 1 }
            if labels.isEmpty { result[row, 0] = 1 }
            // Counts first: sums of shares would miss 1 by rounding.
            for label in 0..<result.columns { result[row, label] /= Double(max(1, labels.count)) }
        }
        return result
    }
}
