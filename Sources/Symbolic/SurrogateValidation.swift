/// How well the search itself predicts rows that it has not seen.
public struct SurrogateValidation: Sendable, Equatable {
    /// Which of the models of a search is judged.
    public enum Choice: Sendable, Equatable, CustomStringConvertible {
        /// The model of this many terms with the lowest held-out loss within the search.
        case terms(Int)
        /// The choices of the front, see ``ParetoFront``.
        case best, accuracy, simplest

        public var description: String {
            switch self {
            case .terms(let count): count == 1 ? "1 term" : "\(count) terms"
            case .best: "best"
            case .accuracy: "accuracy"
            case .simplest: "simplest"
            }
        }
    }

    public struct Entry: Sendable, Equatable {
        public var choice: Choice
        /// One for each row, from the model that has not seen the row's fold; the training mean
        /// where a formula is undefined.
        public var predictions: [Double]
        /// Rows where the formulas are undefined.
        public var undefinedRows: Int
        /// The weighted mean loss of the predictions.
        public var loss: Double
        /// Its standard error over the folds.
        public var standardError: Double
        /// One minus the loss over that of the training means: R2, or the explained share of the
        /// deviance; below zero where the mean is better.
        public var rSquared: Double
        /// The area under the ROC curve against the labels; `nil` without labels.
        public var auc: Double?
        public var averagePrecision: Double?
        /// The models, in the order of ``SurrogateValidation/folds``.
        public var models: [SurrogateModel]
    }

    public let variables: [Variable]
    /// The numbers of the folds, ascending.
    public let folds: [Int]
    /// One to the largest number of terms, then the front's choices.
    public let entries: [Entry]
    /// The loss of the mean of the other folds.
    public let baselineLoss: Double
}

/// Collects the predictions of the searches without each fold.
struct ValidationBuilder {
    private let problem: SurrogateProblem
    private let parameters: SurrogateParameters
    private let folds: [Int]
    private let weights: [Double]
    private let choices: [SurrogateValidation.Choice]
    private var sums: [[Double]]
    private var undefined: [Int]
    private var models: [[SurrogateModel]]
    private var baseline: [Double]

    init(problem: SurrogateProblem, parameters: SurrogateParameters, folds: [Int]) {
        self.problem = problem
        self.parameters = parameters
        self.folds = folds
        let total = problem.weights.reduce(0, +)
        weights = problem.weights.map { $0 / total }
        choices =
            (1...parameters.maximumTerms).map { .terms($0) } + [.best, .accuracy, .simplest]
        let rows = [Double](repeating: 0, count: problem.target.count)
        sums = choices.map { _ in rows }
        undefined = choices.map { _ in 0 }
        models = choices.map { _ in [] }
        baseline = rows
    }

    mutating func judge(
        _ found: [SurrogateModel], _ front: ParetoFront, training: SurrogateProblem, fold: Int
    ) {
        // The model without terms holds the mean, or its log odds.
        let mean = front.entries[0]
        let rows = problem.folds.indices.filter { problem.folds[$0] == fold }
        for row in rows { baseline[row] = mean.intercept }
        for (index, choice) in choices.enumerated() {
            let model =
                switch choice {
                case .terms(let count): ValidationBuilder.leader(found, terms: count) ?? mean
                case .best: front.best
                case .accuracy: front.accuracy
                case .simplest: front.simplest
                }
            models[index].append(model)
            for row in rows {
                let point = problem.columns.map { $0[row] }
                if let sum = model.sum(at: point) {
                    sums[index][row] = sum
                } else {
                    sums[index][row] = mean.intercept
                    undefined[index] += 1
                }
            }
        }
    }

    private static func leader(_ models: [SurrogateModel], terms: Int) -> SurrogateModel? {
        for count in stride(from: terms, through: 1, by: -1) {
            let same = models.filter { $0.terms.count == count }
            if let least = same.min(by: { $0.heldOutLoss < $1.heldOutLoss }) { return least }
        }
        return nil
    }

    private func figures(_ sums: [Double]) -> FoldedLoss {
        var positions = [Int: Int]()
        for (position, fold) in folds.enumerated() { positions[fold] = position }
        return FoldedLoss(
            losses: sums.indices.map {
                parameters.loss.loss(target: problem.target[$0], sum: sums[$0])
            }, weights: weights, folds: problem.folds.map { positions[$0] ?? 0 },
            foldCount: folds.count)
    }

    var result: SurrogateValidation {
        let labels = problem.effectiveLabels
        let base = figures(baseline).mean
        let entries = choices.indices.map { index -> SurrogateValidation.Entry in
            let loss = figures(sums[index])
            let predictions = sums[index].map(parameters.loss.prediction)
            let ranking = labels.flatMap {
                RankingFigures(scores: sums[index], labels: $0, weights: weights)
            }
            return .init(
                choice: choices[index], predictions: predictions, undefinedRows: undefined[index],
                loss: loss.mean, standardError: loss.standardError,
                rSquared: base > 0 ? 1 - loss.mean / base : 0, auc: ranking?.area,
                averagePrecision: ranking?.averagePrecision, models: models[index])
        }
        return SurrogateValidation(
            variables: problem.variables, folds: folds, entries: entries, baselineLoss: base)
    }
}
