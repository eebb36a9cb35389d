import Basis
import Materials
import Screening
import Validation

/// A number that is null in JSON, not absent, where there is none.
@propertyWrapper
public struct NullWhereMissing: Sendable, Equatable, Encodable {
    public let wrappedValue: Double?

    public init(wrappedValue: Double?) { self.wrappedValue = wrappedValue }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

/// What a model says about one composition.
public struct Prediction: Sendable, Encodable {
    /// The formula as it was given.
    public let formula: String
    /// Fractions by element symbol; they sum to 1.
    public let composition: [String: Double]
    /// Probabilities by class name; they sum to 1.
    public let probabilities: [String: Double]
    public let predictedClass: String
    /// What the predicted class is in the training rows, such as "stable quasicrystal".
    public let meaning: String
    /// Whether the model can know: not outside its domain, nor more isolated than any compound on
    /// which errors were measured. Where it cannot, the probabilities are guesses.
    public let canSay: Bool
    /// Whether an element settles the class, so that nothing was computed: no uncertainty, no
    /// isolation.
    public let isByRule: Bool
    /// Whether errors of left-out compounds stand behind the uncertainty; without them it is the
    /// spread inside the model.
    public let isCalibrated: Bool
    /// The error to expect of the predicted class's probability, learnt out of fold (root mean
    /// square) from compounds of like spread and isolation, with their chemical system or their
    /// family left out; the spread inside the model where nothing could be left out, `nil` by rule.
    @NullWhereMissing public var uncertainty: Double?
    /// The classes that cannot be ruled out: sets of this kind miss the true class of one alloy in
    /// ten, in every class. All classes where the model cannot say; absent where nothing could be
    /// left out.
    public let conformalSet: [String]?
    /// Whether all elements occur in training, all descriptors lie in the training range and the
    /// composition is not more isolated than 95 % of the training compounds.
    public let inDomain: Bool
    public let domain: Domain
    /// What speaks against trust; empty where nothing does.
    public let domainNotes: [String]
    /// The chemically nearest compounds of the table, kept out of training or not.
    public let nearestKnown: [KnownNeighbour]
    /// The compounds of the table from which fewest atoms have to be exchanged; these may be
    /// others.
    public let nearestByAtoms: [KnownNeighbour]
    /// What discovered rules say; absent where none were asked.
    public var rules: RuleJudgement?

    /// ``DomainAssessment`` for programs.
    public struct Domain: Sendable, Encodable {
        /// inside, edge or outside.
        public let grade: String
        /// `nil` by rule, which looks for no compound nearby.
        @NullWhereMissing public var isolation: Double?
        @NullWhereMissing public var distance: Double?
        public let positiveDistance: Double?
        public let unseenElements: [String]
        public let elementsWithoutPositive: [String]
        public let imputedShare: Double
        public let descriptorsOutside: Int

        enum CodingKeys: String, CodingKey {
            case grade, isolation, distance
            case positiveDistance = "positive_distance"
            case unseenElements = "unseen_elements"
            case elementsWithoutPositive = "elements_without_positive"
            case imputedShare = "imputed_share"
            case descriptorsOutside = "descriptors_outside"
        }

        init(_ assessment: DomainAssessment, isByRule: Bool) {
            grade = assessment.grade.name
            _isolation = NullWhereMissing(wrappedValue: isByRule ? nil : assessment.isolation)
            _distance = NullWhereMissing(wrappedValue: isByRule ? nil : assessment.distance)
            positiveDistance = assessment.positiveDistance
            unseenElements = assessment.unseenElements.map(\.symbol)
            elementsWithoutPositive = assessment.elementsWithoutPositive.map(\.symbol)
            imputedShare = assessment.imputedShare
            descriptorsOutside = assessment.descriptorsOutside
        }
    }

    public struct KnownNeighbour: Sendable, Encodable {
        public let formula: String
        public let className: String
        /// What the table's column `stability` says; empty where it says nothing.
        public let stability: String
        /// What the table's column `ac_flag` says, such as "strict" for an approximant in disguise;
        /// empty where it says nothing.
        public let flag: String
        /// Whether the compound took part in training.
        public let trained: Bool
        /// Fraction of atoms to exchange, 0...1.
        public let distance: Double
        /// Places that the atoms move on a scale of chemical likeness, see `ChemicalScale`.
        public let chemicalDistance: Double

        enum CodingKeys: String, CodingKey {
            case formula, stability, flag, trained, distance
            case className = "class"
            case chemicalDistance = "chemical_distance"
        }

        init(
            _ compound: Compound, className: String, distance: Double, chemicalDistance: Double
        ) {
            formula = compound.formula
            self.className = className
            stability = compound.stability
            flag = compound.flag
            trained = compound.exclusion == nil
            self.distance = distance
            self.chemicalDistance = chemicalDistance
        }

        /// The class with what is to be known about the row.
        var standing: String {
            Compound.standing(
                className: className, stability: stability, flag: flag, isTrained: trained)
        }
    }

    enum CodingKeys: String, CodingKey {
        case formula, composition, probabilities, uncertainty, domain, rules, meaning
        case canSay = "can_say"
        case isByRule = "by_rule"
        case isCalibrated = "calibrated"
        case predictedClass = "predicted_class"
        case conformalSet = "conformal_set"
        case inDomain = "in_domain"
        case domainNotes = "domain_notes"
        case nearestKnown = "nearest_known"
        case nearestByAtoms = "nearest_by_atoms"
    }

    init(
        _ formula: (text: String, composition: Composition), _ shares: [Double],
        of model: TrainedModel, meanings: [String], spread: Double, _ assessment: DomainAssessment,
        notes: [String],
        nearest: [KnownNeighbour], nearestByAtoms: [KnownNeighbour], rules: RuleJudgement?
    ) {
        let composition = formula.composition
        let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
        // Of an element that training lacks the rule knows nothing.
        isByRule = model.gate.settles(composition) && assessment.unseenElements.isEmpty
        isCalibrated = model.calibration != nil
        self.formula = formula.text
        self.composition = Dictionary(
            uniqueKeysWithValues: zip(composition.elements.map(\.symbol), composition.fractions))
        probabilities = Dictionary(uniqueKeysWithValues: zip(model.classNames, shares))
        predictedClass = model.classNames[best]
        self.meaning = meanings[best]
        canSay = model.canSay(assessment)
        _uncertainty = NullWhereMissing(
            wrappedValue: isByRule ? nil : model.uncertainty(spread, composition, assessment))
        let set = model.conformalSet(shares, composition, assessment)
        conformalSet = set
        inDomain = assessment.isInDomain
        domain = Domain(assessment, isByRule: isByRule)
        domainNotes =
            notes + (isByRule ? [] : model.shortfalls(of: composition, besides: set ?? []))
        nearestKnown = nearest
        self.nearestByAtoms = nearestByAtoms
        self.rules = rules
    }
}

extension TrainedModel {
    /// Predictions for formulas, in input order.
    ///
    /// - Parameters:
    ///   - neighbours: how many known compounds to list for each.
    ///   - rules: rules to judge each by.
    public func predict(
        _ formulas: [(text: String, composition: Composition)], neighbours: Int = 3,
        rules: RuleJudge? = nil, threads: Int
    ) throws -> [Prediction] {
        let compositions = formulas.map(\.composition)
        let features = try featurizer.features(of: compositions, threads: threads)
        let predictions = try self.predictions(
            compositions, features: features.matrix, threads: threads)
        let neighbourhood = KnownNeighbourhood(of: self)
        let meanings = self.meanings
        let judge = try DomainJudge(self)
        let domains = try judge.assess(compositions, features: features.matrix, threads: threads)
        return try Parallel.map(count: formulas.count, threads: threads) { row in
            let composition = compositions[row]
            let shares = Array(predictions.probabilities.row(row))
            let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
            return Prediction(
                formulas[row], shares, of: self, meanings: meanings,
                spread: predictions.spread[row, best], domains[row],
                notes: judge.notes(domains[row], descriptors: Array(features.matrix.row(row))),
                nearest: neighbourhood.chemically(composition, count: neighbours),
                nearestByAtoms: neighbourhood.byAtoms(composition, count: neighbours),
                rules: try rules?.judge(composition))
        }
    }

    /// The error to expect of a probability of a composition.
    func uncertainty(
        _ spread: Double, _ composition: Composition, _ domain: DomainAssessment
    ) -> Double {
        // No compound of an element that training lacks was ever tested.
        if !domain.unseenElements.isEmpty, let calibration { return calibration.uncertainty.widest }
        if gate.settles(composition) { return 0 }
        // Where nothing was measured is as far off as outside.
        return calibration?.uncertainty.uncertainty(
            ofSpread: spread, isolation: domain.effectiveIsolation,
            ground: canSay(domain) ? Ground(domain.grade) : .outside
        ) ?? spread
    }

    /// As ``Prediction/canSay``.
    func canSay(_ domain: DomainAssessment) -> Bool {
        domain.isInDomain && domain.isolation <= calibration?.uncertainty.reach ?? 1
    }

    /// What is to be said of classes that a set leaves out though sets of such alloys were found to
    /// miss them.
    fileprivate func shortfalls(of composition: Composition, besides set: [String]) -> [String] {
        let family = CompoundGroups.family(composition)
        return (calibration?.shortfalls ?? []).filter {
            $0.group == family && !set.contains($0.target)
        }.map { "do not rule out \($0.target): \($0.finding)" }
    }

    fileprivate func conformalSet(
        _ shares: [Double], _ composition: Composition, _ domain: DomainAssessment
    ) -> [String]? {
        // The promise holds for compounds like those that set the thresholds.
        if calibration != nil, !canSay(domain) { return classNames }
        if gate.settles(composition) { return [classNames[gate.classIndex]] }
        return calibration?.sets.set(
            for: shares, group: CompoundGroups.family(composition)
        ).map { classNames[$0] }
    }

    /// The compounds of the table: those trained on, then those that were not.
    var everyCompound: [Compound] { known.compounds + untrained }

    /// These compounds as a table.
    var everyKnown: CompoundTable {
        CompoundTable(classNames: classNames, compounds: everyCompound)
    }

    /// What each class is in the training rows: with the stability that all of them have.
    var meanings: [String] {
        classNames.indices.map { label in
            let own = Set(known.compounds.lazy.filter { $0.classIndex == label }.map(\.stability))
            guard own.count == 1, let stability = own.first, !stability.isEmpty else {
                return classNames[label]
            }
            return "\(stability) \(classNames[label])"
        }
    }

    /// What the classes mean, and which rows of the table they do not cover.
    public var meaningOfClasses: String {
        var counts = [String: Int]()
        for compound in untrained {
            let reason = compound.exclusion ?? ""
            counts["\(classNames[compound.classIndex]) (\(reason))", default: 0] += 1
        }
        let left = counts.keys.sorted().map { "\(counts[$0] ?? 0) \($0)" }
        return "classes as trained: " + meanings.joined(separator: ", ")
            + (left.isEmpty ? "" : "; known but not trained on: " + left.joined(separator: ", "))
    }

    /// Parses formulas given on a command line.
    public static func parse(
        formulas: [String]
    ) throws -> [(text: String, composition: Composition)] {
        try formulas.map { (text: $0, composition: try Composition($0)) }
    }
}
