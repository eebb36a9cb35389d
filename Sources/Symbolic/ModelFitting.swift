/// Fits models over chosen features and measures them on held-out folds.
struct ModelFitting: Sendable {
    let subspace: Subspace
    let loss: SurrogateLoss
    let target: [Double]
    let labels: [Bool]?
    /// Positions of the folds, 0 ..< foldCount.
    let folds: [Int]
    let foldCount: Int
    /// The held-out loss of the intercept alone.
    private var baseline = 1.0

    init(subspace: Subspace, problem: SurrogateProblem, loss: SurrogateLoss) {
        self.subspace = subspace
        self.loss = loss
        target = problem.target
        labels = problem.effectiveLabels
        let numbers = Set(problem.folds).sorted()
        var positions = [Int: Int]()
        for (position, number) in numbers.enumerated() { positions[number] = position }
        folds = problem.folds.map { positions[$0] ?? 0 }
        foldCount = numbers.count
        if let found = heldOut([])?.loss, found > 0 { baseline = found }
    }

    func fit(_ members: [Int], proof: SelectionProof? = nil) -> SurrogateModel? {
        fit(features: members.map { subspace.features[$0] }, proof: proof)
    }

    /// The model over these features; `nil` where some fold cannot determine the coefficients.
    func fit(features: [Subspace.Feature], proof: SelectionProof?) -> SurrogateModel? {
        let columns = features.map(\.standardised)
        guard let coefficients = coefficients(columns), let heldOut = heldOut(columns) else {
            return nil
        }
        var intercept = coefficients[0]
        var terms = [SurrogateModel.Term]()
        for (index, feature) in features.enumerated() {
            let coefficient = coefficients[index + 1] / feature.deviation
            intercept -= coefficient * feature.mean
            terms.append(.init(coefficient: coefficient, expression: feature.expression))
        }
        guard intercept.isFinite, terms.allSatisfy({ $0.coefficient.isFinite }) else { return nil }
        terms.sort { $0.expression < $1.expression }
        let training = subspace.weights.indices.reduce(0) { sum, row in
            sum + subspace.weights[row]
                * loss.loss(target: target[row], sum: ModelFitting.sum(row, columns, coefficients))
        }
        return SurrogateModel(
            loss: loss, intercept: intercept, terms: terms,
            complexity: features.reduce(1) { $0 + 3 + $1.complexity }, trainingLoss: training,
            refittedLoss: heldOut.loss, refittedStandardError: heldOut.error,
            rSquaredRefitted: 1 - heldOut.loss / baseline, refittedAuc: heldOut.ranking?.area,
            refittedAveragePrecision: heldOut.ranking?.averagePrecision, proof: proof)
    }

    /// What the model over these features leaves of the target: y - p, which is also the gradient
    /// of either loss.
    func residuals(_ members: [Int]) -> [Double]? {
        residuals(features: members.map { subspace.features[$0] })
    }

    func residuals(features: [Subspace.Feature]) -> [Double]? {
        let columns = features.map(\.standardised)
        guard let coefficients = coefficients(columns) else { return nil }
        let scale = subspace.targetVariance.squareRoot()
        return subspace.weights.indices.map { row in
            let sum = ModelFitting.sum(row, columns, coefficients)
            return (target[row] - loss.prediction(sum)) / scale
        }
    }

    /// The loss that the constants of formulas are moved to lower.
    func objective(_ columns: [[Double]]) -> Double? {
        switch loss {
        case .logistic:
            return LogisticFit.fit(columns: columns, target: target, weights: subspace.weights)?
                .objective
        case .squared:
            guard let coefficients = coefficients(columns) else { return nil }
            return subspace.weights.indices.reduce(0) { sum, row in
                let rest = target[row] - ModelFitting.sum(row, columns, coefficients)
                return sum + subspace.weights[row] * rest * rest
            }
        }
    }

    /// Intercept and slopes on all rows.
    private func coefficients(_ columns: [[Double]]) -> [Double]? {
        switch loss {
        case .logistic:
            return LogisticFit.fit(columns: columns, target: target, weights: subspace.weights)?
                .coefficients
        case .squared:
            let sums = SquareSums(columns: columns, subspace: subspace, folds: nil)
            return sums.solve(leavingOut: nil).map(inTargetUnits)
        }
    }

    private func inTargetUnits(_ standardised: [Double]) -> [Double] {
        let scale = subspace.targetVariance.squareRoot()
        var result = standardised.map { $0 * scale }
        result[0] += subspace.targetMean
        return result
    }

    static func sum(_ row: Int, _ columns: [[Double]], _ coefficients: [Double]) -> Double {
        var result = coefficients[0]
        for index in columns.indices { result += coefficients[index + 1] * columns[index][row] }
        return result
    }

    /// Coefficients without each fold.
    private func coefficientsByFold(_ columns: [[Double]]) -> [[Double]]? {
        var models = [[Double]]()
        switch loss {
        case .squared:
            let sums = SquareSums(
                columns: columns, subspace: subspace, folds: (folds, foldCount))
            for fold in 0..<foldCount {
                guard let model = sums.solve(leavingOut: fold) else { return nil }
                models.append(inTargetUnits(model))
            }
        case .logistic:
            let start = coefficients(columns)
            for fold in 0..<foldCount {
                let weights = zip(subspace.weights, folds).map { $1 == fold ? 0 : $0 }
                guard
                    let model = LogisticFit.fit(
                        columns: columns, target: target, weights: weights, start: start)
                else { return nil }
                models.append(model.coefficients)
            }
        }
        return models
    }

    private func heldOut(
        _ columns: [[Double]]
    ) -> (loss: Double, error: Double, ranking: RankingFigures?)? {
        guard let models = coefficientsByFold(columns) else { return nil }
        var sums = [Double](repeating: 0, count: target.count)
        var losses = [Double](repeating: 0, count: target.count)
        for row in target.indices {
            sums[row] = ModelFitting.sum(row, columns, models[folds[row]])
            losses[row] = loss.loss(target: target[row], sum: sums[row])
        }
        let figures = FoldedLoss(
            losses: losses, weights: subspace.weights, folds: folds, foldCount: foldCount)
        // The means of the other folds rank the folds, against their labels; a constant ranks nothing.
        let scores = columns.isEmpty ? sums.map { _ in 0 } : sums.map(loss.prediction)
        let ranking = labels.flatMap {
            RankingFigures(scores: scores, labels: $0, weights: subspace.weights)
        }
        return (figures.mean, figures.standardError, ranking)
    }
}

/// The mean of losses and its standard error over folds.
struct FoldedLoss {
    var mean: Double
    /// The root of K/(K-1) times the sum of the squares of what the folds differ from their share.
    var standardError: Double

    /// - Parameter weights: with sum one.
    init(losses: [Double], weights: [Double], folds: [Int], foldCount: Int) {
        var byFold = [Double](repeating: 0, count: foldCount)
        var share = [Double](repeating: 0, count: foldCount)
        for row in losses.indices {
            byFold[folds[row]] += weights[row] * losses[row]
            share[folds[row]] += weights[row]
        }
        let total = byFold.reduce(0, +)
        var spread = 0.0
        for fold in 0..<foldCount {
            let difference = byFold[fold] - share[fold] * total
            spread += difference * difference
        }
        mean = total
        standardError = (spread * Double(foldCount) / Double(max(1, foldCount - 1))).squareRoot()
    }
}
