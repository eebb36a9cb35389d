import Materials

/// A rule by which candidates are left out of a ranking: those that hold one of its elements.
public struct ElementExclusion: Sendable, Equatable {
    /// The name of the rule, as results give it.
    public let name: String
    /// By atomic number.
    public let elements: [Element]
    private let isExcluded: [Bool]

    public init(_ name: String, elements: [Element]) {
        self.name = name
        self.elements = Set(elements).sorted()
        var isExcluded = [Bool](repeating: false, count: Element.allCases.count + 1)
        for element in elements { isExcluded[element.atomicNumber] = true }
        self.isExcluded = isExcluded
    }

    public func excludes(_ composition: Composition) -> Bool {
        composition.elements.contains { isExcluded[$0.atomicNumber] }
    }

    /// Elements without a stable isotope (IUPAC): Tc, Pm, Po and all beyond it.
    ///
    /// Bi counts as stable: its half-life is a billion times the age of the universe.
    public static let radioactive = ElementExclusion(
        "radioactive",
        elements: Element.allCases.filter {
            $0.atomicNumber == 43 || $0.atomicNumber == 61 || $0.atomicNumber >= 84
        })

    /// Elements that European law restricts or classes as very poisonous in elemental form.
    ///
    /// Cd, Hg and Pb: Directive 2011/65/EU (RoHS), Annex II. Be, As and Tl: Regulation (EC) No
    /// 1272/2008 (CLP), Annex VI, entries 004-001-00-7, 033-001-00-X and 081-001-00-0. The list is
    /// short on purpose: Co and Ni (harmful as dust), Se, Sb, Te and Os are not on it and can be
    /// named one by one.
    public static let toxic = ElementExclusion(
        "toxic",
        elements: Element.allCases.filter {
            ["Be", "As", "Cd", "Hg", "Tl", "Pb"].contains($0.symbol)
        })
}
