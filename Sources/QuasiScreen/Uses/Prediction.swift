import Basis
import Materials

/// What a model says about one composition.
public struct Prediction: Sendable, Encodable {
    /// The formula as it was given.
    public let formula: String
    /// Fractions by element symbol; they sum to 1.
    public let composition: [String: Double]
    /// Probabilities by class name; they sum to 1.
    public let probabilities: [String: Double]
    public let predictedClass: String
    /// Standard deviation over the trees of the predicted class's probability, 0...0.5.
    public let uncertainty: Double
    /// Whether all elements occur in training and all descriptors lie in the training range.
    public let inDomain: Bool
    /// Why the composition is out of domain; empty where it is not.
    public let domainNotes: [String]
    public let nearestKnown: [KnownNeighbour]

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
        case formula, composition, probabilities, uncertainty
        case predictedClass = "predicted_class"
        case inDomain = "in_domain"
        case domainNotes = "domain_notes"
        case nearestKnown = "nearest_known"
    }
}

extension TrainedModel {
    /// Predictions for formulas, in input order.
    ///
    /// - Parameter neighbours: how many known compounds to list for each.
    public func predict(
        _ formulas: [(text: String, composition: Composition)], neighbours: Int = 3, threads: Int
    ) throws -> [Prediction] {
        let compositions = formulas.map(\.composition)
        let features = try featurizer.features(of: compositions, threads: threads)
        let predictions = try classifier.predictions(of: features.matrix, threads: threads)
        let index = CompositionIndex(known.compositions)
        let elements = Set(knownElements)
        return try Parallel.map(count: formulas.count, threads: threads) { row in
            let composition = compositions[row]
            let shares = Array(predictions.probabilities.row(row))
            let best = shares.firstIndex(of: shares.max() ?? 0) ?? 0
            let notes = domainNotes(
                composition, Array(features.matrix.row(row)), knownElements: elements)
            return Prediction(
                formula: formulas[row].text,
                composition: Dictionary(
                    uniqueKeysWithValues: zip(
                        composition.elements.map(\.symbol), composition.fractions)),
                probabilities: Dictionary(uniqueKeysWithValues: zip(classNames, shares)),
                predictedClass: classNames[best], uncertainty: predictions.spread[row, best],
                inDomain: notes.isEmpty, domainNotes: notes,
                nearestKnown: index.nearest(to: composition, count: neighbours).map { neighbour in
                    let compound = known.compounds[neighbour.index]
                    return Prediction.KnownNeighbour(
                        formula: compound.formula,
                        className: known.classNames[compound.classIndex],
                        distance: neighbour.distance)
                })
        }
    }

    private func domainNotes(
        _ composition: Composition, _ row: [Double], knownElements: Set<Element>
    ) -> [String] {
        let unseen = composition.elements.filter { !knownElements.contains($0) }
        var notes = unseen.map { "\($0) occurs in no training compound" }
        let outside = range.violations(of: row)
        if let first = outside.first {
            let more = outside.count > 1 ? " and \(outside.count - 1) more" : ""
            notes.append("\(featurizer.names[first])\(more) outside the training range")
        }
        return notes
    }

    /// Parses formulas given on a command line.
    public static func parse(
        formulas: [String]
    ) throws -> [(text: String, composition: Composition)] {
        try formulas.map { (text: $0, composition: try Composition($0)) }
    }
}
