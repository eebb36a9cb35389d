import Basis
import Validation

/// How predicted fields compare with observed ones on a grid of 1 at.%.
///
/// The observed extents are coarse, about 2 at.%, and mostly known from memory of the literature.
public struct FieldFigures: Sendable, Encodable {
    /// Systems with an observed field, and such that are known to hold none.
    public let systems: Int
    public let emptySystems: Int
    /// Intersection over union, mean over the systems.
    public let iou: Double?
    /// The observed share of all area that is predicted.
    public let precision: Double?
    /// The predicted share of all area that is observed.
    public let recall: Double?
    /// The mean share that is predicted of the diagrams that are known to hold none.
    public let area: Double?
    /// Average precision of the points of all systems with a field.
    public let averagePrecision: Double?
    /// The share of the systems whose peak lies in the field or within 2 at.% of it.
    public let peakInside: Double?
    /// Mean shares of the diagrams with a field that are predicted and observed.
    public let areaPredicted: Double?
    public let areaObserved: Double?
    /// Lower and upper end at 95 %, systems resampled, under the name of the figure.
    public let intervals: [String: [Double]]
    /// The same by a model that has seen all compounds; `nil` where nobody asked.
    public let inSample: Box?
    public let note = "observed extents are coarse to 2 at.%, most from memory of the literature"

    /// Figures in figures.
    public indirect enum Box: Sendable, Encodable {
        case figures(FieldFigures)

        /// What is inside.
        public var figures: FieldFigures {
            switch self {
            case .figures(let figures): return figures
            }
        }

        public func encode(to encoder: any Encoder) throws { try figures.encode(to: encoder) }
    }

    enum CodingKeys: String, CodingKey {
        case systems, iou, precision, recall, area, intervals, note
        case emptySystems = "empty_systems"
        case averagePrecision = "average_precision"
        case peakInside = "peak_inside"
        case areaPredicted = "area_predicted"
        case areaObserved = "area_observed"
        case inSample = "in_sample"
    }

    /// `nil` where there is no field to compare.
    init?(hidden: [ComparedField], inSample: [ComparedField], stream: RandomStream) {
        guard !hidden.isEmpty else { return nil }
        let found = FieldAgreement(hidden, stream: stream)
        systems = found.systems
        emptySystems = found.emptySystems
        iou = found.overlap?.estimate
        precision = found.precision?.estimate
        recall = found.recall?.estimate
        area = found.emptyArea?.estimate
        averagePrecision = found.averagePrecision?.estimate
        peakInside = found.peakIsNear?.estimate
        areaPredicted = found.predictedArea?.estimate
        areaObserved = found.observedArea?.estimate
        var intervals = [String: [Double]]()
        for case (let name, let interval?) in [
            ("iou", found.overlap), ("precision", found.precision), ("recall", found.recall),
            ("area", found.emptyArea), ("average_precision", found.averagePrecision),
            ("peak_inside", found.peakIsNear), ("area_predicted", found.predictedArea),
            ("area_observed", found.observedArea),
        ] {
            intervals[name] = [interval.lower, interval.upper]
        }
        self.intervals = intervals
        self.inSample = FieldFigures(hidden: inSample, inSample: [], stream: stream).map {
            .figures($0)
        }
    }
}
