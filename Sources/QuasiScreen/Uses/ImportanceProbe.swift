import Basis
import Learning
import Validation

/// Measures clusters of descriptors on the folds of a validation, with the models fitted there.
struct ImportanceProbe: Sendable {
    private let table: LearningTable
    private let clusters: [[Int]]
    private let isPositive: [Bool]
    private let target: MetricTarget
    /// The rows of each fold that are permuted.
    private let rows: [[Int]]
    private let ranks: Bool
    private let stream: RandomStream

    /// - Parameter target: the classes that count as positive.
    init(
        _ table: LearningTable, folds: [Fold], target: MetricTarget, stream: RandomStream,
        threads: Int
    ) throws {
        let data = table.data
        let everything = Array(data.table.compounds.indices)
        self.table = table
        self.target = target
        self.stream = stream
        isPositive = data.table.labels.map { target.classes.contains($0) }
        clusters = try CorrelationClusters(
            data.features, rows: table.open(everything).rows,
            threshold: ClusterImportance.correlation, threads: threads
        ).clusters
        let positive = isPositive
        rows = folds.enumerated().map { number, fold in
            let open = table.open(fold.test, gateFrom: fold.train).rows
            let common = open.filter { !positive[$0] }
            // The commonest class outweighs the rest many times over; a part of it ranks alike.
            var generator = stream.child("rows").child(number)
            var order = common
            generator.shuffle(&order)
            return (open.filter { positive[$0] } + order.prefix(ClusterImportance.commonRows))
                .sorted()
        }
        ranks = rows.allSatisfy { own in
            own.contains { positive[$0] } && own.contains { !positive[$0] }
        }
    }

    var metric: String {
        ranks ? "average precision of \(target.name)" : "log-loss, sign reversed"
    }

    /// Whether there is anything to permute in every fold.
    var isUsable: Bool { rows.allSatisfy { $0.count > 1 } }

    /// What the model of a fold loses on the rows that the fold holds out.
    func measure(fold number: Int, _ fitted: FittedModel) throws -> PermutationImportance {
        let own = rows[number]
        let labels = own.map { table.data.table.labels[$0] }
        let positives = own.map { isPositive[$0] }
        return try PermutationImportance(
            of: table.data.features, clusters: clusters, rows: own,
            repeats: ClusterImportance.repeats, stream: stream.child("folds").child(number),
            predict: { try fitted.classifier.probabilities(of: $0, threads: 1) },
            metric: { probabilities in
                guard ranks else {
                    return -(try ProbabilityMetrics.logLoss(probabilities, truth: labels))
                }
                let scores = (0..<probabilities.rows).map { row in
                    target.classes.reduce(0) { $0 + probabilities[row, $1] }
                }
                return try ProbabilityMetrics.averagePrecision(
                    scores: scores, positives: positives) ?? 0
            })
    }
}
