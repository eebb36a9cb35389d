import Materials

/// How far a model may be trusted at a composition, best first.
public enum DomainGrade: Int, Sendable, CaseIterable, Comparable {
    /// Nothing speaks against it.
    case inside = 0
    /// Known ground, but an element without an example of a wanted class or guessed properties.
    case edge = 1
    /// Extrapolation: an element or a descriptor value that training did not show, or a place in
    /// descriptor space where there is no training compound nearby.
    case outside = 2

    public var name: String {
        switch self {
        case .inside: return "inside"
        case .edge: return "edge"
        case .outside: return "outside"
        }
    }

    public static func < (first: DomainGrade, second: DomainGrade) -> Bool {
        first.rawValue < second.rawValue
    }
}

/// Where a composition stands against the compounds that a model was trained on.
///
/// "Positive" is every class but the commonest one: quasicrystals and approximants among ordinary
/// crystals. A composition is in domain where every element occurs in a training compound, every
/// descriptor lies within the range of the training compounds, and its isolation is at most
/// ``isolationLimit``. In domain says that there is ground under the prediction, not that the
/// prediction is right.
public struct DomainAssessment: Sendable, Equatable {
    /// The isolation beyond which a composition is out of domain.
    public static let isolationLimit = 0.95
    /// The share of imputed element values beyond which a composition is on the edge.
    public static let imputedLimit = 0.1

    /// The share of training compounds that are less isolated in descriptor space, 0...1.
    public var isolation: Double
    /// The mean distance to the nearest training compounds in descriptor space, in standard
    /// deviations of a coordinate.
    public var distance: Double
    /// The distance to the nearest positive training compound, in the same unit; `nil` where
    /// there is none.
    public var positiveDistance: Double?
    /// Elements that occur in no training compound, by atomic number.
    public var unseenElements: [Element]
    /// Elements that occur in training, but in no positive compound, by atomic number.
    public var elementsWithoutPositive: [Element]
    /// The share of element values behind the descriptors that no source reports, 0...1.
    public var imputedShare: Double
    /// How many descriptors lie outside the range of the training compounds.
    public var descriptorsOutside: Int

    public init(
        isolation: Double, distance: Double, positiveDistance: Double?,
        unseenElements: [Element] = [], elementsWithoutPositive: [Element] = [],
        imputedShare: Double = 0, descriptorsOutside: Int = 0
    ) {
        self.isolation = isolation
        self.distance = distance
        self.positiveDistance = positiveDistance
        self.unseenElements = unseenElements
        self.elementsWithoutPositive = elementsWithoutPositive
        self.imputedShare = imputedShare
        self.descriptorsOutside = descriptorsOutside
    }

    public var grade: DomainGrade {
        if !unseenElements.isEmpty || descriptorsOutside > 0 || isolation > Self.isolationLimit {
            return .outside
        }
        if !elementsWithoutPositive.isEmpty || isLargelyImputed { return .edge }
        return .inside
    }

    /// A share at the limit is not beyond it, whatever rounding made of the sum.
    private var isLargelyImputed: Bool { imputedShare > Self.imputedLimit + 1e-9 }

    public var isInDomain: Bool { grade != .outside }

    /// What speaks against trust, in plain language; empty on the inside.
    ///
    /// - Parameters:
    ///   - outside: names of the descriptors out of range; the first is told.
    ///   - commonest: the name of the class that is not positive.
    ///   - example: a positive compound of an element that was known but not trained on, in words.
    public func notes(
        outside: [String] = [], commonest: String, example: (Element) -> String? = { _ in nil }
    ) -> [String] {
        var notes = unseenElements.map { "\($0) occurs in no training compound" }
        if let first = outside.first {
            let more = outside.count > 1 ? " and \(outside.count - 1) more" : ""
            notes.append("\(first)\(more) outside the training range")
        }
        if isolation > Self.isolationLimit {
            // Rounded down: 99.97 % is not all of them.
            let percent = Int(100 * isolation)
            notes.append(
                percent == 100
                    ? "more isolated than any training compound"
                    : "more isolated than \(percent) % of the training compounds")
        }
        notes += elementsWithoutPositive.map { element in
            example(element).map {
                "\(element) occurs in \(commonest) compounds only among those trained on; known "
                    + "besides: \($0)"
            } ?? "\(element) occurs in \(commonest) compounds only"
        }
        if isLargelyImputed {
            let percent = Int((100 * imputedShare).rounded())
            notes.append("\(percent) % of the element values are imputed")
        }
        return notes
    }
}
