import Basis
import Validation

/// The result of a screening trial, as `validate --protocol screening --json` prints it.
public struct ScreeningDocument: Sendable, Encodable {
    public let `protocol` = "screening"
    public let target: String
    public let classes: [String]
    public let folds: Int
    public let repeats: Int
    public let seed: UInt64
    public let elements: [String]
    public let divisions: Int
    /// Swept systems.
    public let systems: Int
    /// Hidden systems, the best place first.
    public let hidden: [HiddenFigures]
    /// The figures of the model; in JSON they stand beside the other keys.
    public let model: ScreeningFigures
    /// The other rankings by name; see ``titles``.
    public let baselines: [String: ScreeningFigures]
    /// By the year before which compounds had to be known.
    public let years: [String: YearFigures]
    public let notes: [String]

    /// Where a hidden system stands, and what the model says inside it. Mean over the rounds that
    /// hid it, but for the formula, which is of the first one.
    public struct HiddenFigures: Sendable, Encodable {
        public let system: String
        /// From 1; the middle of systems of equal peaks.
        public let place: Double
        /// The place as a share of the ranking.
        public let share: Double
        /// The largest probability of the class.
        public let peak: Double
        public let peakFormula: String
        /// From the nearest hidden compound, at.% exchanged.
        public let distanceToPeak: Double
        /// To the nearest point where the class is predicted; `nil` where there is none.
        public let distanceToField: Double?
        /// The predicted share of the diagram.
        public let area: Double
        /// Hidden compounds of the class.
        public let compounds: Int

        enum CodingKeys: String, CodingKey {
            case system, place, share, peak, area, compounds
            case peakFormula = "peak_formula"
            case distanceToPeak = "distance_to_peak_at_percent"
            case distanceToField = "distance_to_field_at_percent"
        }
    }

    /// A trial of what was known before a year.
    public struct YearFigures: Sendable, Encodable {
        public let hidden: [HiddenFigures]
        public let model: ScreeningFigures
        public let baselines: [String: ScreeningFigures]

        enum CodingKeys: String, CodingKey { case hidden, baselines }

        public func encode(to encoder: any Encoder) throws {
            try model.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(hidden, forKey: .hidden)
            try container.encode(baselines, forKey: .baselines)
        }
    }

    enum CodingKeys: String, CodingKey {
        case `protocol`, target, classes, folds, repeats, seed, elements, divisions, systems
        case hidden, baselines, years, notes
    }

    public func encode(to encoder: any Encoder) throws {
        try model.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(`protocol`, forKey: .protocol)
        try container.encode(target, forKey: .target)
        try container.encode(classes, forKey: .classes)
        try container.encode(folds, forKey: .folds)
        try container.encode(repeats, forKey: .repeats)
        try container.encode(seed, forKey: .seed)
        try container.encode(elements, forKey: .elements)
        try container.encode(divisions, forKey: .divisions)
        try container.encode(systems, forKey: .systems)
        try container.encode(hidden, forKey: .hidden)
        try container.encode(baselines, forKey: .baselines)
        try container.encode(years, forKey: .years)
        try container.encode(notes, forKey: .notes)
    }

    /// The name of the ranking that joins the model's with that by replacement.
    static let pool = "model_and_replacement"

    /// The rankings beside the model by their names, with titles for people.
    static let titles = [
        ("reference_forest", "forest of Liu et al."),
        (SimpleRanker.replacement, "replaced elements of known compounds"),
        (pool, "model and replaced elements, product of places"),
        ("nearest_known", "nearest known compound"),
        ("electrons_per_atom", "Al, Zn or Cd with e/a 1.95 to 2.2"),
    ]

    init(_ account: TrialAccount, trial: ScreeningTrial, notes: [String]) {
        target = trial.target
        classes = account.field.table.classNames
        folds = trial.folds
        repeats = trial.repeats
        seed = trial.recipe.seed
        elements = trial.elements
        divisions = trial.divisions
        systems = account.field.sections.count
        let all = Self.figures(account)
        hidden = all.hidden
        model = all.model
        baselines = all.baselines
        years = Dictionary(
            uniqueKeysWithValues: trial.years.map { ("\($0)", Self.figures(account, year: $0)) })
        var notes =
            [
                "ranked are systems without a known compound of the class in training, by their "
                    + "largest probability"
            ] + notes
        if !trial.years.isEmpty {
            notes.append("rows without a year count as known from the start")
        }
        self.notes = notes
    }

    private static func figures(_ account: TrialAccount, year: Int? = nil) -> YearFigures {
        let found = account.figures(year: year)
        // The model takes part first, whatever else does.
        let (standing, model) = found[0]
        return YearFigures(
            hidden: hidden(standing), model: model,
            baselines: Dictionary(
                uniqueKeysWithValues: found.dropFirst().map { ($0.standing.name, $0.figures) }))
    }

    private static func hidden(_ standing: TrialAccount.Standing) -> [HiddenFigures] {
        let rows = Array(zip(standing.places, standing.finds))
        return Set(rows.map(\.1.system)).sorted().map { system in
            let own = rows.filter { $0.1.system == system }
            func mean(_ values: [Double]) -> Double {
                values.reduce(0, +) / Double(values.count)
            }
            let distances = own.compactMap(\.1.distanceToField)
            return HiddenFigures(
                system: system, place: mean(own.map(\.0.place)),
                share: mean(own.map { $0.0.place / Double($0.0.count) }),
                peak: mean(own.map(\.1.peak)), peakFormula: own[0].1.peakFormula,
                distanceToPeak: AtPercent.rounded(mean(own.map(\.1.distanceToPeak))),
                distanceToField: distances.isEmpty ? nil : AtPercent.rounded(mean(distances)),
                area: mean(own.map(\.1.area)), compounds: own[0].1.compounds)
        }.sorted { ($0.share, $0.system) < ($1.share, $1.system) }
    }
}
