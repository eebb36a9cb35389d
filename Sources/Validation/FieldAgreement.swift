import Basis

/// One system's observed and predicted field on the points of a grid.
public struct ComparedField: Sendable {
    /// What is drawn as a whole for intervals, such as a chemical system.
    public var group: String
    /// The area that belongs to each point, in any unit.
    public var weights: [Int]
    public var observed: [Bool]
    public var predicted: [Bool]
    /// The probability of the class at each point.
    public var scores: [Double]
    /// Whether the most probable point lies in the observed field or as near as its borders are
    /// known.
    public var peakIsNear: Bool

    public init(
        group: String, weights: [Int], observed: [Bool], predicted: [Bool], scores: [Double],
        peakIsNear: Bool
    ) {
        precondition(
            [observed.count, predicted.count, scores.count].allSatisfy { $0 == weights.count },
            "a weight, two answers and a score for each point")
        self.group = group
        self.weights = weights
        self.observed = observed
        self.predicted = predicted
        self.scores = scores
        self.peakIsNear = peakIsNear
    }

    private func area(where holds: (Int) -> Bool) -> Double {
        Double(weights.indices.reduce(0) { holds($1) ? $0 + weights[$1] : $0 })
    }

    fileprivate var all: Double { area { _ in true } }
    fileprivate var observedArea: Double { area { observed[$0] } }
    fileprivate var predictedArea: Double { area { predicted[$0] } }
    fileprivate var common: Double { area { observed[$0] && predicted[$0] } }
}

/// How well predicted fields cover observed ones; intervals at 95 %, systems resampled.
public struct FieldAgreement: Sendable {
    /// Systems with an observed field.
    public let systems: Int
    /// Systems that are known to hold none.
    public let emptySystems: Int
    /// Intersection over union of a system's two fields, mean over systems.
    public let overlap: Interval?
    /// The observed share of all predicted area; `nil` where nothing is predicted.
    public let precision: Interval?
    /// The predicted share of all observed area.
    public let recall: Interval?
    /// Average precision of all points of the systems with a field, by falling probability.
    public let averagePrecision: Interval?
    /// The share of the systems whose peak lies in the field or near it.
    public let peakIsNear: Interval?
    /// Mean shares of the diagrams that are predicted and observed, systems with a field.
    public let predictedArea: Interval?
    public let observedArea: Interval?
    /// The mean share that is predicted in systems that hold none.
    public let emptyArea: Interval?

    /// - Parameters:
    ///   - fields: those without an observed point are systems that hold none.
    ///   - replicates: the default is 500.
    public init(_ fields: [ComparedField], replicates: Int = 500, stream: RandomStream) {
        let held = fields.filter { $0.observed.contains(true) }
        let empty = fields.filter { !$0.observed.contains(true) }
        systems = Set(held.map(\.group)).count
        emptySystems = Set(empty.map(\.group)).count
        let draw = GroupDraws(held.map(\.group), replicates, stream.child("held"))
        let drawEmpty = GroupDraws(empty.map(\.group), replicates, stream.child("empty"))
        let common = held.map(\.common)
        let observed = held.map(\.observedArea)
        let predicted = held.map(\.predictedArea)
        let whole = held.map(\.all)
        func share(_ top: [Double], _ bottom: [Double]) -> [Double] {
            zip(top, bottom).map { $0 / $1 }
        }
        let union = held.indices.map { observed[$0] + predicted[$0] - common[$0] }
        overlap = draw.ratio(share(common, union), held.map { _ in 1 })
        precision = draw.ratio(common, predicted)
        recall = draw.ratio(common, observed)
        peakIsNear = draw.ratio(held.map { $0.peakIsNear ? 1 : 0 }, held.map { _ in 1 })
        predictedArea = draw.ratio(share(predicted, whole), held.map { _ in 1 })
        observedArea = draw.ratio(share(observed, whole), held.map { _ in 1 })
        emptyArea = drawEmpty.ratio(
            share(empty.map(\.predictedArea), empty.map(\.all)), empty.map { _ in 1 })
        let ranking = Ranking(
            scores: held.flatMap(\.scores), positives: held.flatMap(\.observed),
            groupOfRow: zip(held, draw.groupOfRow).flatMap { field, group in
                field.scores.map { _ in Int32(group) }
            })
        averagePrecision = draw.figure { ranking.averagePrecision(times: $0) }
    }
}

/// Bootstrap replicates that draw whole groups, for figures of weighted rows.
private struct GroupDraws {
    let groupOfRow: [Int]
    private let once: [Int32]
    private let replicates: [[Int32]]

    init(_ groups: [String], _ count: Int, _ stream: RandomStream) {
        let members = Splits.index(groups).members
        var groupOfRow = [Int](repeating: 0, count: groups.count)
        for (group, rows) in members.enumerated() {
            for row in rows { groupOfRow[row] = group }
        }
        self.groupOfRow = groupOfRow
        once = members.map { _ in 1 }
        replicates = (0..<count).map { replicate in
            var generator = stream.child(replicate)
            var times = [Int32](repeating: 0, count: members.count)
            for _ in members { times[generator.below(members.count)] += 1 }
            return times
        }
    }

    func figure(_ value: ([Int32]) -> Double?) -> Interval? {
        guard !once.isEmpty, let estimate = value(once) else { return nil }
        return Intervals.interval(estimate, replicates.compactMap(value), 0.95)
    }

    /// A sum over rows divided by another; undefined where that is 0.
    func ratio(_ top: [Double], _ bottom: [Double]) -> Interval? {
        figure { times in
            var (sum, total) = (0.0, 0.0)
            for (row, group) in groupOfRow.enumerated() {
                sum += Double(times[group]) * top[row]
                total += Double(times[group]) * bottom[row]
            }
            return total > 0 ? sum / total : nil
        }
    }
}
