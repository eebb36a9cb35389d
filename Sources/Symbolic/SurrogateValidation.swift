/// How well the search itself predicts rows that it has not seen.
public struct SurrogateValidation: Sendable, Equatable {
    /// Which of the models of a search is judged.
    public enum Choice: Sendable, Equatable, CustomStringConvertible {
        /// The model of this many terms with the lowest refitted loss within the search.
        case terms(Int)
        /// The choices of the front, see ``ParetoFront``, made without the fold that is judged.
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
        public var figures: HeldOutFigures
        /// The models, in the order of ``SurrogateValidation/folds``.
        public var models: [SurrogateModel]
    }

    /// The figures of the best model of at most so many nodes.
    public struct Level: Sendable, Equatable {
        public var complexity: Int
        public var figures: HeldOutFigures
    }

    public let variables: [Variable]
    /// The numbers of the folds, ascending.
    public let folds: [Int]
    /// One to the largest number of terms, then the front's choices.
    public let entries: [Entry]
    /// By ascending complexity.
    public let levels: [Level]
    /// The loss of the mean of the other folds.
    public let baselineLoss: Double

    /// The front with the figures of its models and choices, which then follow the held-out loss.
    ///
    /// - Parameter front: the one whose complexities the validation was made for, see
    ///   ``Surrogate/validate(_:of:parameters:threads:progress:)``.
    public func annotated(_ front: ParetoFront) -> ParetoFront {
        var models = front.entries
        for index in models.indices {
            models[index].heldOut =
                levels.last { $0.complexity <= models[index].complexity }?.figures
        }
        func figures(_ choice: Choice) -> HeldOutFigures? {
            entries.first { $0.choice == choice }?.figures
        }
        var result = ParetoFront(
            variables: front.variables, entries: models, constantColumns: front.constantColumns)
        result.target = front.target
        result.account = front.account
        result.remarks = front.remarks
        if let best = figures(.best), let accuracy = figures(.accuracy),
            let simplest = figures(.simplest)
        {
            result.heldOutChoices = HeldOutChoices(
                best: best, accuracy: accuracy, simplest: simplest)
        }
        return result
    }
}

/// Collects the predictions of the searches without each fold.
struct ValidationBuilder {
    /// What the search without a fold says of the rows of that fold.
    private struct Judged {
        var front: ParetoFront
        /// For each entry of the front the sums of the fold's rows; `nil` where undefined.
        var sums: [[Double?]]
        /// The best model of each number of terms, and its sums.
        var leaders: [(model: SurrogateModel, sums: [Double?])]
    }

    private let problem: SurrogateProblem
    private let parameters: SurrogateParameters
    private let folds: [Int]
    /// With sum one.
    private let weights: [Double]
    /// The position of each row's fold.
    private let positions: [Int]
    private var judged: [Judged] = []

    init(problem: SurrogateProblem, parameters: SurrogateParameters, folds: [Int]) {
        self.problem = problem
        self.parameters = parameters
        self.folds = folds
        let total = problem.weights.reduce(0, +)
        weights = problem.weights.map { $0 / total }
        var places = [Int: Int]()
        for (position, fold) in folds.enumerated() { places[fold] = position }
        positions = problem.folds.map { places[$0] ?? 0 }
    }

    /// Takes what the search without the next fold has found; the folds come in order.
    mutating func judge(_ found: [SurrogateModel], _ front: ParetoFront) {
        let rows = positions.indices.filter { positions[$0] == judged.count }
        let points = rows.map { row in problem.columns.map { $0[row] } }
        func sums(_ model: SurrogateModel) -> [Double?] { points.map(model.sum(at:)) }
        let mean = front.entries[0]
        judged.append(
            Judged(
                front: front, sums: front.entries.map(sums),
                leaders: (1...parameters.maximumTerms).map { count in
                    let model = ValidationBuilder.leader(found, terms: count) ?? mean
                    return (model, sums(model))
                }))
    }

    private static func leader(_ models: [SurrogateModel], terms: Int) -> SurrogateModel? {
        for count in stride(from: terms, through: 1, by: -1) {
            let same = models.filter { $0.terms.count == count }
            if let least = same.min(by: { $0.refittedLoss < $1.refittedLoss }) { return least }
        }
        return nil
    }

    /// The sums of all rows, one part a fold; the training mean where a formula is undefined.
    private func assembled(_ parts: [[Double?]]) -> (sums: [Double], undefined: Int) {
        var sums = [Double](repeating: 0, count: positions.count)
        var undefined = 0
        var next = [Int](repeating: 0, count: folds.count)
        for (row, position) in positions.enumerated() {
            let value = parts[position][next[position]]
            next[position] += 1
            if value == nil { undefined += 1 }
            // The model without terms holds the mean, or its log odds.
            sums[row] = value ?? judged[position].front.entries[0].intercept
        }
        return (sums, undefined)
    }

    private func losses(_ sums: [Double]) -> [Double] {
        sums.indices.map { parameters.loss.loss(target: problem.target[$0], sum: sums[$0]) }
    }

    /// - Parameter models: those of the folds.
    private func figures(
        _ sums: [Double], of models: [SurrogateModel], undefined: Int, base: Double,
        _ labels: [Bool]?
    ) -> HeldOutFigures {
        let loss = FoldedLoss(
            losses: losses(sums), weights: weights, folds: positions, foldCount: folds.count)
        // The means of the other folds rank the folds, against their labels; a constant ranks nothing.
        let isConstant = models.allSatisfy(\.terms.isEmpty)
        let scores = isConstant ? sums.map { _ in 0 } : sums
        let ranking = labels.flatMap {
            RankingFigures(scores: scores, labels: $0, weights: weights)
        }
        return HeldOutFigures(
            kind: parameters.loss, loss: loss.mean, standardError: loss.standardError,
            rSquared: base > 0 ? 1 - loss.mean / base : 0, auc: ranking?.area,
            averagePrecision: ranking?.averagePrecision, undefinedRows: undefined)
    }

    /// The choices that the folds other than one lead to.
    private func choices(
        without fold: Int, _ complexities: [Int], _ losses: [[Double]]
    ) -> FrontChoices {
        let kept = positions.indices.filter { positions[$0] != fold }
        let total = kept.reduce(0) { $0 + weights[$1] }
        let folded = losses.map { losses in
            FoldedLoss(
                losses: kept.map { losses[$0] }, weights: kept.map { weights[$0] / total },
                folds: kept.map { positions[$0] < fold ? positions[$0] : positions[$0] - 1 },
                foldCount: folds.count - 1)
        }
        return FrontChoices(
            complexities: complexities, losses: folded.map(\.mean),
            errors: folded.map(\.standardError))
    }

    /// - Parameter ladder: the complexities to judge, ascending from that of the intercept; `nil`
    ///   takes all that occurred.
    func result(_ ladder: [Int]?) -> SurrogateValidation {
        let labels = problem.effectiveLabels
        let complexities =
            ladder ?? Set(judged.flatMap { $0.front.entries.map(\.complexity) }).sorted()
        // For each level and fold the entry of the fold's front.
        let places = complexities.map { complexity in
            judged.map { $0.front.entries.lastIndex { $0.complexity <= complexity } ?? 0 }
        }
        let means = assembled(judged.map { $0.sums[0] }).sums
        let base = FoldedLoss(
            losses: losses(means), weights: weights, folds: positions, foldCount: folds.count
        ).mean
        let sums = places.map { places in
            assembled(zip(judged, places).map { $0.sums[$1] })
        }
        let levels = complexities.indices.map { level in
            SurrogateValidation.Level(
                complexity: complexities[level],
                figures: figures(
                    sums[level].sums, of: zip(judged, places[level]).map { $0.front.entries[$1] },
                    undefined: sums[level].undefined, base: base, labels))
        }
        func entry(
            _ choice: SurrogateValidation.Choice, _ models: [SurrogateModel], _ parts: [[Double?]]
        ) -> SurrogateValidation.Entry {
            let (sums, undefined) = assembled(parts)
            return .init(
                choice: choice, predictions: sums.map(parameters.loss.prediction),
                figures: figures(
                    sums, of: models, undefined: undefined, base: base, labels), models: models)
        }
        var entries = (1...parameters.maximumTerms).map { count in
            entry(
                .terms(count), judged.map { $0.leaders[count - 1].model },
                judged.map { $0.leaders[count - 1].sums })
        }
        let losses = sums.map { self.losses($0.sums) }
        let chosen = folds.indices.map { choices(without: $0, complexities, losses) }
        let picks: [(SurrogateValidation.Choice, (FrontChoices) -> Int)] = [
            (.best, { $0.best }), (.accuracy, { $0.accuracy }), (.simplest, { $0.simplest }),
        ]
        for (choice, pick) in picks {
            let indices = zip(folds.indices, chosen).map { places[pick($1)][$0] }
            entries.append(
                entry(
                    choice, zip(judged, indices).map { $0.front.entries[$1] },
                    zip(judged, indices).map { $0.sums[$1] }))
        }
        return SurrogateValidation(
            variables: problem.variables, folds: folds, entries: entries, levels: levels,
            baselineLoss: base)
    }
}
