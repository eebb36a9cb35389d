import Materials

/// Metals and metalloids as metallurgists group them; families overlap.
///
/// The raw value stands in descriptor names, as in `share:transition_metals`.
public enum ElementFamily: String, CaseIterable, Sendable, Codable {
    /// Groups 1 and 2 without hydrogen.
    case sMetals = "s_metals"
    /// Sc, Y and the lanthanides.
    case rareEarths = "rare_earths"
    /// The rare earths and Ca, Sr, Ba: the large atoms of Tsai-type clusters.
    case rareEarthsAndCalcium = "rare_earths_and_calcium"
    /// Groups 4 to 10 and the actinides: an open d or f shell takes part in bonding.
    case transitionMetals = "transition_metals"
    /// Cu, Ag and Au.
    case coinageMetals = "coinage_metals"
    /// Zn, Cd and Hg.
    case zincGroup = "zinc_group"
    /// B, Al, Ga, In and Tl.
    case aluminiumGroup = "aluminium_group"
    /// Groups 12 and 13: di- and trivalent metals with a filled or no d shell.
    case groups12And13 = "groups_12_13"
    /// Groups 2, 12 and 13.
    case groups2And12And13 = "groups_2_12_13"
    /// Groups 14 to 16.
    case groups14To16 = "groups_14_16"
    /// All simple metals and metalloids: groups 1, 2 and 12 to 16 without hydrogen.
    case simpleMetals = "simple_metals"

    /// Whether the element belongs to the family.
    public func contains(_ element: Element) -> Bool {
        // Lanthanides and actinides have no group but for La and Ac, which are named here.
        let isInner = element.isLanthanide || element.isActinide
        let group = isInner || element.atomicNumber == 1 ? 0 : element.group ?? 0
        switch self {
        case .sMetals: return group == 1 || group == 2
        case .rareEarths: return element.isRareEarth
        case .rareEarthsAndCalcium:
            return element.isRareEarth || group == 2 && element.atomicNumber >= 20
        case .transitionMetals: return (4...10).contains(group) || element.isActinide
        case .coinageMetals: return group == 11
        case .zincGroup: return group == 12
        case .aluminiumGroup: return group == 13
        case .groups12And13: return group == 12 || group == 13
        case .groups2And12And13: return [2, 12, 13].contains(group)
        case .groups14To16: return (14...16).contains(group)
        case .simpleMetals: return [1, 2, 12, 13, 14, 15, 16].contains(group)
        }
    }
}
