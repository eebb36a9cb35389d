import Basis
import Testing

@testable import Figures

@Suite struct PrecisionRecallTests {
    /// A ranking of 500 rows on 97 distinct scores, made by a generator that any language has.
    private func ranking() -> (scores: [Double], labels: [Bool]) {
        var state = 12_345
        func next() -> Int {
            state = (1_103_515_245 * state + 12_345) % (1 << 31)
            return state >> 8
        }
        let rows = (0..<500).map { _ -> (Double, Bool) in
            let score = next() % 97
            return (Double(score) / 97, next() % 100 < 3 + score / 2)
        }
        return (rows.map { $0.0 }, rows.map { $0.1 })
    }

    // The expected values are those of scikit-learn's precision_recall_curve, without the points
    // that find nothing new, and of its average_precision_score.

    @Test func tiesAreOneStepAsInScikitLearn() throws {
        let points = try PrecisionRecallFigure.points(
            scores: [0.9, 0.8, 0.8, 0.8, 0.6, 0.6, 0.5, 0.3, 0.3, 0.1],
            labels: [true, true, false, true, false, true, false, false, true, false])
        #expect(points.map(\.recall) == [0.2, 0.6, 0.8, 1])
        #expect(points.map(\.precision) == [1, 0.75, 2.0 / 3, 5.0 / 9])
        let area = PrecisionRecallFigure.averagePrecision(points)
        #expect(abs(area - 0.7444444444444445) < 1e-15)
    }

    private static let small: [([Double], [Bool], Double)] = [
        ([0.5, 0.5, 0.5, 0.5], [true, false, false, true], 0.5),
        ([0.1, 0.2, 0.3, 0.4], [true, false, false, false], 0.25),
        ([0.4, 0.3, 0.2, 0.1], [true, false, false, false], 1),
    ]

    @Test(arguments: PrecisionRecallTests.small)
    func averagePrecisionOfSmallRankings(
        scores: [Double], labels: [Bool], expected: Double
    ) throws {
        let points = try PrecisionRecallFigure.points(scores: scores, labels: labels)
        #expect(points.count == 1)
        #expect(PrecisionRecallFigure.averagePrecision(points) == expected)
    }

    @Test func longRankingsAgreeWithScikitLearn() throws {
        let (scores, labels) = ranking()
        #expect(labels.count { $0 } == 144 && Set(scores).count == 96)
        let points = try PrecisionRecallFigure.points(scores: scores, labels: labels)
        let area = PrecisionRecallFigure.averagePrecision(points)
        #expect(abs(area - 0.45417339176841276) < 1e-14)
        for (least, recall, precision) in [
            (0.1, 0.125, 0.5454545454545454), (0.5, 0.5, 0.47368421052631576),
            (0.9, 0.9027777777777778, 0.3523035230352303),
        ] {
            let point = try #require(points.first { $0.recall >= least })
            #expect(point.recall == recall && point.precision == precision)
        }
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let (scores, labels) = ranking()
        let points = try PrecisionRecallFigure.points(scores: scores, labels: labels)
        let other = try PrecisionRecallFigure.points(
            scores: scores.reversed(), labels: labels.reversed())
        #expect(points == other)
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.recall < $1.recall })
        #expect(points.last?.recall == 1)
    }

    @Test func whatIsNoRankingIsRefused() {
        #expect(throws: FiguresError.self) {
            try PrecisionRecallFigure.points(scores: [1], labels: [])
        }
        #expect(throws: FiguresError.self) {
            try PrecisionRecallFigure.points(scores: [.nan], labels: [true])
        }
        #expect(throws: FiguresError.nothingToDraw(figure: "precision-recall curve")) {
            try PrecisionRecallFigure.points(scores: [1, 2], labels: [false, false])
        }
    }

    @Test(
        arguments: [
            [0.5, 1.1], [0.5, 0.5, 0.4, 0.5], [0, 1], [.nan, 0.5], [],
        ] as [[Double]])
    func whatIsNoCurveIsRefused(numbers: [Double]) {
        let points = stride(from: 0, to: numbers.count, by: 2).map {
            PrecisionRecallFigure.OperatingPoint(recall: numbers[$0], precision: numbers[$0 + 1])
        }
        let curve = PrecisionRecallFigure.Curve(name: "system", points: points)
        #expect(throws: FiguresError.self) {
            try PrecisionRecallFigure(curves: [curve]).rendered(as: .svg)
        }
    }

    @Test func curvesOfCommonClassesStaySmall() throws {
        let labels = (0..<60_000).map { $0 % 40 != 0 }
        let points = try PrecisionRecallFigure.points(
            scores: labels.indices.map { Double(($0 * 7919) % 60_000) }, labels: labels)
        #expect(points.count == 58_500)
        let figure = PrecisionRecallFigure(curves: [.init(name: "ordinary", points: points)])
        #expect(try figure.rendered(as: .svg).count < 200_000)
    }

    @Test func prevalenceIsAShare() throws {
        let curve = try Samples.precisionRecall("system")
        for prevalence in [-0.1, 1.5, .nan] {
            #expect(throws: FiguresError.self) {
                try PrecisionRecallFigure(curves: [curve], prevalence: prevalence)
                    .rendered(as: .svg)
            }
        }
        #expect(throws: FiguresError.nothingToDraw(figure: "precision-recall curve")) {
            try PrecisionRecallFigure(curves: []).rendered(as: .svg)
        }
    }
}
