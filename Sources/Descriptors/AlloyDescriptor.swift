import Materials

/// A descriptor that rules may speak of: a statistic of a property, a descriptor of the fractions,
/// or one of the quantities by which metallurgists sort alloys.
public enum AlloyDescriptor: Hashable, Sendable {
    /// `ave:melting_point`: as in a ``DescriptorSet``.
    case statistic(Statistic, property: String)
    /// `stoich:element_count`: as in a ``DescriptorSet``.
    case stoichiometry(StoichiometryDescriptor)
    /// `base:period`: the property of the element of the largest fraction, which the alloy is named
    /// after; of several equally frequent ones their mean.
    case base(property: String)
    /// `solute:period`: the mean property of all other elements, weighted by their fractions; that
    /// of the base where there are no others.
    case solute(property: String)
    /// `spread:density`: the standard deviation over the mean, a pure number; the size mismatch of
    /// an alloy where the property is a radius.
    case spread(property: String)
    /// `contrast:density`: the mean of the atoms at or above the mean over that of the atoms below,
    /// at least 1 where values are positive; 1 where all are equal.
    case contrast(property: String)
    /// `share:rare_earths`: the atomic fraction of a family of elements, 0...1.
    case share(ElementFamily)

    /// Reads a name such as `base:period`; `nil` where it has no such form.
    public init?(_ name: String) {
        guard let colon = name.firstIndex(of: ":") else { return nil }
        let rest = String(name[name.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch name[..<colon] {
        case "base": self = .base(property: rest)
        case "solute": self = .solute(property: rest)
        case "spread": self = .spread(property: rest)
        case "contrast": self = .contrast(property: rest)
        case "share":
            guard let family = ElementFamily(rawValue: rest) else { return nil }
            self = .share(family)
        case "stoich":
            guard let known = StoichiometryDescriptor(rawValue: rest) else { return nil }
            self = .stoichiometry(known)
        default:
            guard let statistic = Statistic(rawValue: String(name[..<colon])) else { return nil }
            self = .statistic(statistic, property: rest)
        }
    }

    public var name: String {
        switch self {
        case .statistic(let statistic, let property): "\(statistic.rawValue):\(property)"
        case .stoichiometry(let descriptor): "stoich:\(descriptor.rawValue)"
        case .base(let property): "base:\(property)"
        case .solute(let property): "solute:\(property)"
        case .spread(let property): "spread:\(property)"
        case .contrast(let property): "contrast:\(property)"
        case .share(let family): "share:\(family.rawValue)"
        }
    }

    /// The property of elements that it is made from; `nil` where fractions are enough.
    public var property: String? {
        switch self {
        case .statistic(_, let property), .base(let property), .solute(let property),
            .spread(let property), .contrast(let property):
            property
        case .stoichiometry, .share: nil
        }
    }
}
