/// What formulas stand for: the name of the column, its unit, and the labels of two classes.
public struct SurrogateTarget: Sendable, Equatable {
    /// The two texts that a column of labels holds.
    public struct Labels: Sendable, Equatable, Codable {
        /// The label that counts as 0.
        public var zero: String
        /// The label that counts as 1; predictions are its probability.
        public var one: String

        public init(zero: String, one: String) {
            self.zero = zero
            self.one = one
        }
    }

    public var name: String
    /// `nil` where nobody said it; coefficients then have no unit either.
    public var unit: Unit?
    /// `nil` for numbers.
    public var labels: Labels?

    public init(name: String, unit: Unit? = nil, labels: Labels? = nil) {
        self.name = name
        self.unit = unit
        self.labels = labels
    }
}

extension SurrogateTarget: Codable {
    private enum CodingKeys: String, CodingKey { case name, unit, labels }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        unit = try container.decodeIfPresent(String.self, forKey: .unit).map { try Unit($0) }
        labels = try container.decodeIfPresent(Labels.self, forKey: .labels)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(unit?.description, forKey: .unit)
        try container.encodeIfPresent(labels, forKey: .labels)
    }
}

extension ParetoFront {
    /// The unit of each coefficient, the intercept's first: the target's over the term's.
    ///
    /// `nil` where the target's unit is not known or the sum is a logarithm of odds.
    func coefficientUnits(_ model: SurrogateModel) -> [Unit]? {
        guard model.loss == .squared, let unit = target?.unit else { return nil }
        let terms = model.terms.map { try? $0.expression.unit(variables, onesAreFitted: true) }
        var units = [unit]
        for term in terms {
            guard let term else { return nil }
            units.append(unit.quotient(term))
        }
        return units
    }

    /// ``coefficientUnits(_:)`` as text, `J; 1`.
    func coefficientUnitText(_ model: SurrogateModel) -> String {
        (coefficientUnits(model) ?? []).map { unit in
            unit.isDimensionless ? "1" : unit.description
        }.joined(separator: "; ")
    }
}
