import Basis
import Materials
import Screening

/// What a model says about one composition.
public struct Prediction: Sendable, Encodable {
    /// The formula as it was given.
    public let formula: String
    /// Fractions by element symbol; they sum to 1.
    public let composition: [String: Double]
    /// Probabilities by class name; they sum to 1.
    public let probabilities: [String: Double]
    public let predictedClass: String
    /// The error to expect of the predicted class's probability, learnt out of fold (root mean
    /// square); the spread inside the model where nothing could be left out.
    public let uncertainty: Double
    /// The classes that cannot be ruled out: sets of this kind miss the true class of one compound
    /// in ten, in every class. Absent where nothing could be left out.
    public let conformalSet: [String]?
    /// Whether all elements occur in training, all descriptors lie in the training range and the
    /// composition is not more isolated than 95 % of the training compounds.
    public let inDomain: Bool
    public let domain: Domain
    /// What speaks against trust; empty where nothing does.
    public let domainNotes: [String]
    public let nearestKnown: [KnownNeighbour]
    /// What discovered rules say; absent where none were asked.
    public var rules: RuleJudgement?

    /// ``DomainAssessment`` for programs.
    public struct Domain: Sendable, Encodable {
        /// inside, edge or outside.
        public let grade: String
        public let isolation: Double
        public let distance: Double
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

        init(_ assessment: DomainAssessment) {
            grade = assessment.grade.name
            isolation = assessment.isolation
            distance = assessment.distance
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
        /// Fraction of atoms to exchange, 0...1.
        public let distance: Double

        enum CodingKeys: String, CodingKey {
            case formula
            case className = "class"
            case distance
        }
    }

    enum CodingKeys: String, CodingKey {
        case formula, composition, probabilities, uncertainty, domain, rules
        case predictedClass = "predicted_class"
        case conformalSet = "conformal_set"
        case inDomain = "in_domain"
        case domainNotes = "domain_notes"
        case nearestKnown = "nearest_known"
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
        let index = CompositionIndex(known.compositions)
        let judge = try DomainJudge(self)
        let domains = try judge.assess(compositions, features: features.matrix, threads: threads)
        return try Parallel.map(count: formulas.count, threads: threads) { row in
            let composition = compositions[row]
            let shares = Array(predictions.probabilities.row(row))
            let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
            return Prediction(
                formula: formulas[row].text,
                composition: Dictionary(
                    uniqueKeysWithValues: zip(
                        composition.elements.map(\.symbol), composition.fractions)),
                probabilities: Dictionary(uniqueKeysWithValues: zip(classNames, shares)),
                predictedClass: classNames[best],
                uncertainty: uncertainty(predictions.spread[row, best], composition),
                conformalSet: conformalSet(shares, composition),
                inDomain: domains[row].isInDomain, domain: Prediction.Domain(domains[row]),
                domainNotes: judge.notes(
                    domains[row], descriptors: Array(features.matrix.row(row))),
                nearestKnown: index.nearest(to: composition, count: neighbours).map { neighbour in
                    let compound = known.compounds[neighbour.index]
                    return Prediction.KnownNeighbour(
                        formula: compound.formula,
                        className: known.classNames[compound.classIndex],
                        distance: neighbour.distance)
                }, rules: try rules?.judge(composition))
        }
    }

    func uncertainty(_ spread: Double, _ composition: Composition) -> Double {
        if gate.settles(composition) { return 0 }
        return calibration?.uncertainty.uncertainty(ofSpread: spread) ?? spread
    }

    private func conformalSet(_ shares: [Double], _ composition: Composition) -> [String]? {
        if gate.settles(composition) { return [classNames[gate.classIndex]] }
        return calibration?.sets.set(for: shares).map { classNames[$0] }
    }

    /// Parses formulas given on a command line.
    public static func parse(
        formulas: [String]
    ) throws -> [(text: String, composition: Composition)] {
        try formulas.map { (text: $0, composition: try Composition($0)) }
    }
}
