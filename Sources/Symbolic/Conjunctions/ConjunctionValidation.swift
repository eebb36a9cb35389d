/// Predictions of rows by models whose whole search has not seen their fold.
public struct ConjunctionValidation: Sendable, Equatable {
    /// For one, two, ... terms the prediction of each row of the problem.
    public let predictions: [[Double]]
    /// The figures of these predictions.
    public let figures: [ConjunctionFigures]

    /// Models with the figures of their number of terms.
    public func annotated(_ models: [ConjunctionModel]) -> [ConjunctionModel] {
        models.map { model in
            var model = model
            let place = model.terms.count - 1
            model.heldOut = figures.indices.contains(place) ? figures[place] : nil
            return model
        }
    }
}

extension ConjunctionSurrogate {
    /// Repeats the search without each fold, bins and edges included, and predicts the fold.
    ///
    /// Where a search ends early, its largest model stands for the numbers of terms beyond; where
    /// nothing is found, the weighted mean of the other folds predicts.
    ///
    /// - Parameters:
    ///   - positive: labels for the ranking figures, one a row.
    ///   - progress: called on the calling thread with the finished share, 0...1.
    /// - Throws: ``SymbolicError`` for a flawed table, parameter or list of labels.
    public static func validate(
        _ problem: SurrogateProblem, positive: [Bool]? = nil,
        parameters: ConjunctionParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> ConjunctionValidation {
        try problem.check()
        try parameters.check()
        let count = problem.target.count
        if let positive, positive.count != count {
            throw SymbolicError.wrongLength(
                of: "the labels", found: positive.count, expected: count)
        }
        var predictions = [[Double]](
            repeating: [Double](repeating: 0, count: count), count: parameters.maximumTerms)
        let folds = Set(problem.folds).sorted()
        for (number, fold) in folds.enumerated() {
            let rows = (0..<count).filter { problem.weights[$0] > 0 && problem.folds[$0] != fold }
            let found = try models(
                problem, rows: rows, parameters: parameters, threads: threads
            ) { share in
                progress?((Double(number) + share) / Double(folds.count))
            }
            let held = (0..<count).filter { problem.folds[$0] == fold }
            let columns = problem.columns.map { column in held.map { column[$0] } }
            let mean = weightedMean(rows.map { (problem.target[$0], problem.weights[$0]) })
            for terms in predictions.indices {
                let values =
                    found.isEmpty
                    ? [Double](repeating: mean, count: held.count)
                    : found[min(terms, found.count - 1)].predictions(columns, rows: held.count)
                for (row, value) in zip(held, values) { predictions[terms][row] = value }
            }
            progress?(Double(number + 1) / Double(folds.count))
        }
        return ConjunctionValidation(
            predictions: predictions,
            figures: predictions.map { figures($0, problem, positive) })
    }

    private static func weightedMean(_ values: [(value: Double, weight: Double)]) -> Double {
        let total = values.reduce(0) { $0 + $1.weight }
        return values.reduce(0) { $0 + $1.weight * $1.value } / total
    }

    private static func figures(
        _ predictions: [Double], _ problem: SurrogateProblem, _ positive: [Bool]?
    ) -> ConjunctionFigures {
        let weights = problem.weights
        let errors = zip(problem.target, predictions).map { ($0 - $1) * ($0 - $1) }
        let loss = weightedMean(Array(zip(errors, weights)))
        let mean = weightedMean(Array(zip(problem.target, weights)))
        let spread = weightedMean(
            zip(problem.target, weights).map { (($0 - mean) * ($0 - mean), $1) })
        let losses = Set(problem.folds).sorted().compactMap { fold -> Double? in
            let rows = errors.indices.filter { problem.folds[$0] == fold && weights[$0] > 0 }
            return rows.isEmpty ? nil : weightedMean(rows.map { (errors[$0], weights[$0]) })
        }
        let centre = losses.reduce(0, +) / Double(losses.count)
        let scatter = losses.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        let degrees = Double(max(losses.count - 1, 1) * losses.count)
        let ranking = positive.flatMap {
            RankingFigures(scores: predictions, labels: $0, weights: weights)
        }
        return ConjunctionFigures(
            loss: loss, standardError: (scatter / degrees).squareRoot(),
            rSquared: 1 - loss / spread, areaUnderCurve: ranking?.area,
            averagePrecision: ranking?.averagePrecision)
    }
}
