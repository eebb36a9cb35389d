import Basis

/// Runs a model over folds and gathers what it says about rows that it has not seen.
public enum CrossValidation {
    /// - Parameters:
    ///   - labels: one label for each row.
    ///   - predict: trains on `fold.train` and gives class probabilities of `fold.test`, shape
    ///     [test rows, classes], in that order.
    /// - Throws: ``ValidationError`` for folds that test a row they train on, or a row that was
    ///   tested before, and for probabilities that are not shares; whatever `predict` throws.
    public static func run(
        folds: [Fold], labels: [Int], classNames: [String], protocol: ValidationProtocol,
        seed: UInt64, predict: (Fold) throws -> Matrix
    ) throws -> ValidationOutcome {
        guard !folds.isEmpty else { throw ValidationError.noFolds }
        if let row = labels.firstIndex(where: { !classNames.indices.contains($0) }) {
            throw ValidationError.labelOutOfRange(
                label: labels[row], row: row, classCount: classNames.count)
        }
        var tested = [Bool](repeating: false, count: labels.count)
        for fold in folds { try check(fold, &tested) }
        var records = [ValidationOutcome.FoldRecord]()
        var predictions = [ValidationOutcome.Prediction]()
        for (number, fold) in folds.enumerated() {
            let probabilities = try predict(fold)
            try check(probabilities, fold, classCount: classNames.count)
            let predicted = ProbabilityMetrics.mostProbable(probabilities)
            for (position, row) in fold.test.enumerated() {
                predictions.append(
                    ValidationOutcome.Prediction(
                        row: row, fold: number, truth: labels[row], predicted: predicted[position],
                        probabilities: Array(probabilities.row(position))))
            }
            let confusion = try ConfusionMatrix(
                truth: fold.test.map { labels[$0] }, predicted: predicted, classNames: classNames)
            records.append(
                ValidationOutcome.FoldRecord(
                    name: fold.name, trainRows: fold.train.count, testRows: fold.test.count,
                    macroF1: confusion.macroF1))
        }
        predictions.sort { $0.row < $1.row }
        return try ValidationOutcome(
            protocol: `protocol`, seed: seed, classNames: classNames, folds: records,
            predictions: predictions, untestedRows: tested.indices.filter { !tested[$0] })
    }

    private static func check(_ fold: Fold, _ tested: inout [Bool]) throws {
        guard !fold.train.isEmpty, !fold.test.isEmpty else {
            throw ValidationError.emptyFold(fold.name)
        }
        var trained = [Bool](repeating: false, count: tested.count)
        for row in fold.train + fold.test where !tested.indices.contains(row) {
            throw ValidationError.badRow(row, fold: fold.name, rowCount: tested.count)
        }
        for row in fold.train { trained[row] = true }
        for row in fold.test {
            guard !trained[row] else { throw ValidationError.leak(row: row, fold: fold.name) }
            guard !tested[row] else {
                throw ValidationError.predictedTwice(row: row, fold: fold.name)
            }
            tested[row] = true
        }
    }

    static func check(_ probabilities: Matrix, _ fold: Fold, classCount: Int) throws {
        guard probabilities.rows == fold.test.count, probabilities.columns == classCount else {
            throw ValidationError.badShape(
                fold: fold.name, rows: probabilities.rows, columns: probabilities.columns,
                expectedRows: fold.test.count, expectedColumns: classCount)
        }
        for position in 0..<probabilities.rows {
            let shares = probabilities.row(position)
            guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }),
                abs(shares.reduce(0, +) - 1) <= 1e-9
            else {
                throw ValidationError.badProbabilities(fold: fold.name, row: fold.test[position])
            }
        }
    }
}

extension ValidationOutcome {
    /// Computes every figure from the predictions.
    init(
        protocol: ValidationProtocol, seed: UInt64, classNames: [String], folds: [FoldRecord],
        predictions: [Prediction], untestedRows: [Int]
    ) throws {
        let truth = predictions.map(\.truth)
        let probabilities = Matrix(
            rows: predictions.count, columns: classNames.count,
            values: predictions.flatMap(\.probabilities))
        let confusion = try ConfusionMatrix(
            truth: truth, predicted: predictions.map(\.predicted), classNames: classNames)
        self.protocol = `protocol`
        self.seed = seed
        self.classNames = classNames
        self.folds = folds
        self.predictions = predictions
        self.untestedRows = untestedRows
        confusionMatrix = confusion
        perClass = confusion.perClass
        macroF1 = confusion.macroF1
        accuracy = confusion.accuracy
        matthewsCorrelation = confusion.matthewsCorrelation
        averagePrecision = try classNames.indices.map { label in
            try ProbabilityMetrics.averagePrecision(
                scores: probabilities.column(label), positives: truth.map { $0 == label })
        }
        brier = try ProbabilityMetrics.brier(probabilities, truth: truth)
        logLoss = try ProbabilityMetrics.logLoss(probabilities, truth: truth)
        notes =
            confusion.perClass.filter { !$0.undefined.isEmpty }.map {
                "\($0.name): \($0.undefined.joined(separator: ", ")) set to 0 "
                    + "(nothing to divide by)"
            }
            + (untestedRows.isEmpty
                ? [] : ["rows in no fold, not tested: \(untestedRows.count)"])
    }
}
