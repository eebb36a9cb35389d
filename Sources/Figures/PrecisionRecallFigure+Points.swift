extension PrecisionRecallFigure {
    /// The operating points of a ranking, by rising recall.
    ///
    /// Each distinct score is one threshold: rows of the same score enter together, since no order
    /// among them is known. Thresholds that find no new positive are left out; they change neither
    /// the curve nor its area.
    /// - Parameters:
    ///   - scores: finite; higher means likelier.
    ///   - labels: whether each row is positive; as many as scores, at least one of them true.
    /// - Throws: ``FiguresError`` where the arrays do not fit, a score is not finite, or nothing is
    ///   positive.
    public static func points(scores: [Double], labels: [Bool]) throws -> [OperatingPoint] {
        let figure = "precision-recall curve"
        guard scores.count == labels.count else {
            throw FiguresError.shape(
                figure: figure, found: "\(labels.count) labels",
                expected: "\(scores.count), one for each score,")
        }
        for (row, score) in scores.enumerated() where !score.isFinite {
            throw FiguresError.notFinite(figure: figure, item: "row \(row)", value: score)
        }
        let positives = labels.count { $0 }
        guard positives > 0 else { throw FiguresError.nothingToDraw(figure: figure) }
        let order = scores.indices.sorted {
            scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
        }
        var points = [OperatingPoint]()
        var found = 0
        var counted = 0
        for (rank, row) in order.enumerated() {
            if labels[row] { found += 1 }
            if rank + 1 < order.count, scores[order[rank + 1]] == scores[row] { continue }
            guard found > counted else { continue }
            counted = found
            points.append(
                OperatingPoint(
                    recall: Double(found) / Double(positives),
                    precision: Double(found) / Double(rank + 1)))
        }
        return points
    }

    /// The area below the steps: the sum of (R(n) - R(n - 1)) P(n), which is the average precision
    /// of the ranking.
    public static func averagePrecision(_ points: [OperatingPoint]) -> Double {
        var recall = 0.0
        return points.reduce(0) { sum, point in
            defer { recall = point.recall }
            return sum + (point.recall - recall) * point.precision
        }
    }
}
