/// How figures vary when one protocol is run again with other seeds.
///
/// The spread holds the draw of the folds and of the training; the sampling of the data, which
/// the intervals of each run show, is not in it. Do not divide by the root of the number of seeds:
/// runs share their data.
public struct RepeatSummary: Sendable, Equatable, Codable {
    public struct Figure: Sendable, Equatable, Codable {
        public let name: String
        /// The class or union; `nil` for a figure of all classes.
        public let target: String?
        /// Runs in which the figure is defined; the rest are left out.
        public let count: Int
        /// `nil` where no run defines the figure.
        public let mean: Double?
        /// With count - 1; `nil` for fewer than two runs.
        public let standardDeviation: Double?
        public let minimum: Double?
        public let maximum: Double?

        enum CodingKeys: String, CodingKey {
            case name, target, count, mean, minimum, maximum
            case standardDeviation = "standard_deviation"
        }
    }

    public let `protocol`: ValidationProtocol
    /// In the order of the runs.
    public let seeds: [UInt64]
    public let figures: [Figure]

    /// - Parameter outcomes: of one protocol and the same classes, one for each seed.
    /// - Throws: ``ValidationError`` without outcomes, for outcomes that do not belong together,
    ///   for a seed that occurs twice, and options out of range.
    public init(
        of outcomes: [ValidationOutcome], options: MetricOptions = MetricOptions()
    ) throws {
        guard let first = outcomes.first else {
            throw ValidationError.countMismatch(what: "outcomes", found: 0, expected: 1)
        }
        for outcome in outcomes
        where outcome.protocol != first.protocol || outcome.classNames != first.classNames {
            throw ValidationError.badParameter(
                name: "outcomes", value: "\(outcome.protocol) of \(outcome.classNames)",
                allowed: "\(first.protocol) of \(first.classNames)")
        }
        let seeds = outcomes.map(\.seed)
        guard Set(seeds).count == seeds.count else {
            throw ValidationError.badParameter(
                name: "seeds", value: "\(seeds)", allowed: "different seeds")
        }
        let runs = try outcomes.map { try $0.metrics(options) }
        `protocol` = first.protocol
        self.seeds = seeds
        figures = runs[0].indices.map { index in
            Figure(
                name: runs[0][index].name, target: runs[0][index].target,
                values: runs.compactMap { $0[index].estimate })
        }
    }

    /// The figure of that name and target.
    public func figure(_ name: String, of target: String? = nil) -> Figure? {
        figures.first { $0.name == name && $0.target == target }
    }
}

extension RepeatSummary.Figure {
    init(name: String, target: String?, values: [Double]) {
        let spread = Spread(values)
        self.name = name
        self.target = target
        count = values.count
        mean = spread?.mean
        standardDeviation = spread?.standardDeviation
        minimum = values.min()
        maximum = values.max()
    }
}

/// Mean and standard deviation of a list.
struct Spread {
    let mean: Double
    /// With n - 1; `nil` for one value.
    let standardDeviation: Double?

    /// `nil` for an empty list.
    init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        // Around the first value, so that equal values have no spread by rounding.
        let shift = values.reduce(0) { $0 + ($1 - values[0]) } / count
        let centre = values[0] + shift
        mean = centre
        let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        standardDeviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : nil
    }
}
