import Basis

/// Every figure of an outcome, for any weights of its groups of rows.
///
/// What can be prepared is prepared once: sorted rankings, losses of the rows. Counts are whole
/// numbers, sums run in one order, so the figures depend on the weights alone.
struct MetricEngine: Sendable {
    /// Name and target of each figure.
    let labels: [(name: String, target: String?)]
    private let classNames: [String]
    private let targets: [MetricTarget]
    private let options: MetricOptions
    private let groupOfRow: [Int32]
    /// truth * classes + prediction of each row.
    private let cells: [Int32]
    private let brier: [Double]
    private let logLoss: [Double]
    private let rankings: [Ranking]
    /// By target, then by fold.
    private let foldRankings: [[Ranking]]

    init(
        _ outcome: ValidationOutcome, options: MetricOptions, groupOfRow: [Int32]
    ) throws {
        let classCount = outcome.classNames.count
        try options.check(classCount: classCount)
        let rows = outcome.predictions
        classNames = outcome.classNames
        self.options = options
        self.groupOfRow = groupOfRow
        let targets =
            outcome.classNames.enumerated().map { MetricTarget(name: $1, classes: [$0]) }
            + options.unions
        self.targets = targets
        cells = rows.map { Int32($0.truth * classCount + $0.predicted) }
        brier = rows.map { ProbabilityMetrics.brier($0.probabilities, truth: $0.truth) }
        logLoss = rows.map {
            ProbabilityMetrics.logLoss($0.probabilities[$0.truth], floor: options.logLossFloor)
        }
        let scores = targets.map { target in rows.map { target.score($0.probabilities) } }
        let positives = targets.map { target in rows.map { target.classes.contains($0.truth) } }
        rankings = targets.indices.map { target in
            Ranking(
                scores: scores[target], positives: positives[target], groupOfRow: groupOfRow,
                depths: options.depths, bins: options.calibrationBins)
        }
        var members = [[Int]](repeating: [], count: outcome.folds.count)
        if options.withinFolds {
            for (index, row) in rows.enumerated() { members[row.fold].append(index) }
        }
        members.removeAll { $0.isEmpty }
        foldRankings = targets.indices.map { target in
            members.map { fold in
                Ranking(
                    scores: fold.map { scores[target][$0] },
                    positives: fold.map { positives[target][$0] },
                    groupOfRow: fold.map { groupOfRow[$0] })
            }
        }
        labels = MetricEngine.labels(targets, options)
    }

    private static func labels(
        _ targets: [MetricTarget], _ options: MetricOptions
    ) -> [(name: String, target: String?)] {
        let all = [
            "macro_f1", "matthews_correlation", "accuracy", "brier", "log_loss",
            "calibration_error",
        ].map { (name: $0, target: String?.none) }
        let each =
            ["precision", "recall", "f1", "prevalence", "average_precision"]
            + options.depths.map { "precision_at_\($0)" } + ["calibration_error"]
            + (options.withinFolds ? ["within_fold_average_precision"] : [])
        return all + targets.flatMap { target in each.map { (name: $0, target: target.name) } }
    }

    /// The figures where each row counts as often as its group, in the order of `labels`.
    func evaluate(times: [Int32]) -> [Double?] {
        var counts = [Int](repeating: 0, count: classNames.count * classNames.count)
        var brierSum = 0.0
        var lossSum = 0.0
        for row in cells.indices {
            let weight = Int(times[Int(groupOfRow[row])])
            counts[Int(cells[row])] += weight
            brierSum += Double(weight) * brier[row]
            lossSum += Double(weight) * logLoss[row]
        }
        let confusion = ConfusionMatrix(
            classNames: classNames,
            counts: classNames.indices.map { truth in
                Array(counts[truth * classNames.count..<(truth + 1) * classNames.count])
            })
        let rows = confusion.total
        guard rows > 0 else { return [Double?](repeating: nil, count: labels.count) }
        var each = [Double?]()
        var errors = 0.0
        for (index, target) in targets.enumerated() {
            let hits = target.classes.reduce(0) { sum, truth in
                target.classes.reduce(sum) { $0 + confusion.counts[truth][$1] }
            }
            let support = target.classes.reduce(0) { $0 + confusion.support($1) }
            let predicted = target.classes.reduce(0) { $0 + confusion.predicted($1) }
            let ranked = rankings[index].figures(times: times, totals: (rows, support))
            each += [
                MetricEngine.quotient(hits, predicted), MetricEngine.quotient(hits, support),
                MetricEngine.quotient(2 * hits, support + predicted),
                MetricEngine.quotient(support, rows), ranked.averagePrecision,
            ]
            each += ranked.precisionAt
            each.append(ranked.calibrationError)
            if index < classNames.count { errors += ranked.calibrationError ?? 0 }
            if options.withinFolds { each.append(withinFolds(target: index, times: times)) }
        }
        return [
            confusion.macroF1, confusion.matthewsCorrelation, confusion.accuracy,
            brierSum / Double(rows), lossSum / Double(rows), errors / Double(classNames.count),
        ] + each
    }

    private func withinFolds(target: Int, times: [Int32]) -> Double? {
        var sum = 0.0
        var folds = 0
        for ranking in foldRankings[target] {
            guard let area = ranking.averagePrecision(times: times) else { continue }
            sum += area
            folds += 1
        }
        return folds > 0 ? sum / Double(folds) : nil
    }

    private static func quotient(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}

extension ValidationOutcome {
    /// The figures without intervals.
    ///
    /// - Throws: ``ValidationError`` for options out of range.
    public func metrics(_ options: MetricOptions = MetricOptions()) throws -> [MetricValue] {
        let engine = try MetricEngine(
            self, options: options, groupOfRow: [Int32](repeating: 0, count: predictions.count))
        return zip(engine.labels, engine.evaluate(times: [1])).map {
            MetricValue(name: $0.name, target: $0.target, estimate: $1)
        }
    }
}
