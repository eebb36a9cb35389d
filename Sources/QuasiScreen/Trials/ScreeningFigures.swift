import Basis
import Foundation
import Validation

/// The figures of one ranking of systems in a screening trial. Intervals are at 95 %, the hidden
/// systems resampled; what a ranking without a model does not say is `nil`.
public struct ScreeningFigures: Sendable, Encodable {
    /// The share of the hidden systems among the first share of the ranking, by that share.
    public let recall: [String: Double]
    /// The share of the hidden systems among the first systems of the ranking, by their number.
    public let recallFirst: [String: Double]
    /// How many times more hidden systems the first share holds than a random one.
    public let enrichment: [String: Double]
    /// By alpha; see ``EarlyRecognition/bedroc(alpha:)``.
    public let bedroc: [String: Double]
    /// The median place of a hidden system, as a share of the ranking.
    public let medianPlace: Double?
    /// The share of all ranked systems whose peak reaches a probability.
    public let shareAbove: [String: Double]?
    /// The share of the hidden systems whose peak reaches a probability.
    public let hiddenAbove: [String: Double]?
    public let shortlist: PickFigures?
    public let inside: InsideFigures?
    /// Observed fields, systems hidden.
    public let fields: FieldFigures?
    /// Lower and upper end of each figure, under the name of the figure.
    public let intervals: [String: [String: [Double]]]

    /// The chance that a pick of the short list, made by its own rule, is a hidden compound: a lower
    /// bound, since what nobody has made yet counts as a miss.
    public struct PickFigures: Sendable, Encodable {
        public let picks: Int
        /// The share of the picks that lie within 5 at.% of a hidden compound.
        public let compounds: Double
        /// The share of the picks in hidden systems.
        public let systems: Double
        public let interval: [Double]
        public let meaning = "lower bound: a phase that nobody has made yet counts as a miss"
    }

    /// What the maps of hidden systems say, as medians over the systems.
    public struct InsideFigures: Sendable, Encodable {
        /// From the nearest hidden compound to the peak, fraction of atoms exchanged.
        public let distanceToPeak: Double
        /// To the nearest point where the class is predicted, systems with such a point.
        public let distanceToField: Double?
        /// The share of the hidden systems where the class is predicted somewhere.
        public let predicted: Double
        /// The predicted share of the diagram, mean.
        public let area: Double

        enum CodingKeys: String, CodingKey {
            case distanceToPeak = "distance_to_peak"
            case distanceToField = "distance_to_field"
            case predicted, area
        }
    }

    enum CodingKeys: String, CodingKey {
        case recall, enrichment, bedroc, shortlist, inside, fields, intervals
        case recallFirst = "recall_first"
        case medianPlace = "median_place"
        case shareAbove = "share_above"
        case hiddenAbove = "hidden_above"
    }

    static let shares = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
    static let depths = [10, 20, 50, 100, 200, 500, 1000]
    static let enrichmentShares = [0.001, 0.01, 0.05]
    static let alphas = [20.0, 100]
    static let thresholds = [0.5, 0.8, 0.9]

    init(_ standing: TrialAccount.Standing, stream: RandomStream) {
        let early = EarlyRecognition(
            standing.places, rankings: standing.rounds, stream: stream.child("places"))
        var intervals = [String: [String: [Double]]]()
        func named(
            _ name: String, _ keys: [(String, Interval?)]
        ) -> [String: Double] {
            var values = [String: Double]()
            for case (let key, let interval?) in keys {
                values[key] = interval.estimate
                intervals[name, default: [:]][key] = [interval.lower, interval.upper]
            }
            return values
        }
        recall = named("recall", Self.shares.map { (Self.key($0), early.recall(at: $0)) })
        recallFirst = named("recall_first", Self.depths.map { ("\($0)", early.recall(first: $0)) })
        enrichment = named(
            "enrichment", Self.enrichmentShares.map { (Self.key($0), early.enrichment(at: $0)) })
        bedroc = named("bedroc", Self.alphas.map { (Self.key($0), early.bedroc(alpha: $0)) })
        medianPlace = named("median_place", [("all", early.medianPlace)])["all"]
        let finds = standing.finds
        if finds.isEmpty {
            shareAbove = nil
            hiddenAbove = nil
        } else {
            let peaks = standing.rankedPeaks
            shareAbove = named(
                "share_above",
                Self.thresholds.map { threshold in
                    // The systems of several rounds are mostly the same ones: they count once.
                    let hits = peaks.reduce(0) { $0 + $1.count { $0 >= threshold } }
                    let rows = peaks.reduce(0) { $0 + $1.count }
                    let mean = Interval.wilson(
                        hits: Int((Double(hits) / Double(peaks.count)).rounded()),
                        rows: Int((Double(rows) / Double(peaks.count)).rounded()))
                    return (Self.key(threshold), mean)
                })
            hiddenAbove = named(
                "hidden_above",
                Self.thresholds.map { threshold in
                    (
                        Self.key(threshold),
                        early.mean(of: finds.map { $0.peak >= threshold ? 1 : 0 })
                    )
                })
        }
        shortlist = Self.pickFigures(standing.picks)
        inside = Self.insideFigures(finds)
        fields = FieldFigures(
            hidden: standing.fields, inSample: standing.fieldsInSample,
            stream: stream.child("fields"))
        self.intervals = intervals
    }

    /// A number as the contract writes it: "0.001", "20".
    static func key(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }

    private static func pickFigures(_ picks: [PickedShare]) -> PickFigures? {
        let all = picks.reduce(0) { $0 + $1.picks }
        guard all > 0 else { return nil }
        let compounds = picks.reduce(0) { $0 + $1.compounds }
        let systems = picks.reduce(0) { $0 + $1.systems }
        let interval = Interval.wilson(hits: compounds, rows: all)
        return PickFigures(
            picks: all, compounds: Double(compounds) / Double(all),
            systems: Double(systems) / Double(all), interval: [interval.lower, interval.upper])
    }

    private static func insideFigures(_ finds: [HiddenFind]) -> InsideFigures? {
        guard let distance = median(finds.map(\.distanceToPeak)) else { return nil }
        let count = Double(finds.count)
        return InsideFigures(
            distanceToPeak: distance,
            distanceToField: median(finds.compactMap(\.distanceToField)),
            predicted: Double(finds.count { $0.distanceToField != nil }) / count,
            area: finds.reduce(0) { $0 + $1.area } / count)
    }

    static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
