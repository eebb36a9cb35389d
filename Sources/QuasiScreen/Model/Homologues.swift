import Materials

/// Chemically similar elements that take each other's place in intermetallic compounds.
///
/// The rows are columns of the periodic table and the lanthanides in the order of their radius;
/// the nearest three of a row stand in for an element. The divalent metals that make up most Tsai
/// and Bergman phases (Mg, Zn, Cd) replace each other although they stand in two columns. A pair of
/// a monovalent and a trivalent metal may take the place of a divalent one, as in Ag-In for Cd,
/// which keeps the number of electrons an atom: Guo and Tsai, Philos. Mag. Lett. 82, 349 (2002).
enum Homologues {
    private static let rows = [
        "Al Ga In", "Zn Cd Hg", "Cu Ag Au", "Si Ge Sn", "Ti Zr Hf", "V Nb Ta", "Cr Mo W",
        "Mn Tc Re", "Fe Ru Os", "Co Rh Ir", "Ni Pd Pt", "Sc Y Lu Tm Er Ho Dy Tb Gd",
        "La Ce Pr Nd Sm", "Ca Yb Eu Sr", "Li Na", "Sb Bi", "Se Te",
    ]

    private static let special = [
        "Mg": "Zn Cd Ca", "Zn": "Cd Mg", "Cd": "Zn Mg", "Hg": "Cd Zn", "Be": "Mg Zn",
    ]

    /// The pair that replaces a divalent element, half and half.
    private static let pairs = [("Zn", "Cu", "Ga"), ("Cd", "Ag", "In")]

    /// Monovalent and trivalent elements with the divalent one that replaces both.
    private static let joined = [
        ("Ag", "In", "Cd"), ("Cu", "Ga", "Zn"), ("Au", "In", "Cd"), ("Au", "Al", "Zn"),
        ("Cu", "Al", "Zn"), ("Au", "Ga", "Zn"), ("Ag", "Ga", "Cd"),
    ]

    /// What a pair must hold to be replaced: fractions of its first and second element.
    private static let pairThreshold = (first: 0.2, second: 0.05)

    /// Elements that may take the place of this one, the most similar first; three at most.
    static func similar(to element: Element) -> [Element] {
        if let listed = special[element.symbol] { return elements(listed) }
        guard
            let row = rows.map(elements).first(where: { $0.contains(element) }),
            let place = row.firstIndex(of: element)
        else { return [] }
        let others = row.indices.filter { $0 != place }.sorted {
            (abs($0 - place), $0) < (abs($1 - place), $1)
        }
        return others.prefix(3).map { row[$0] }
    }

    /// Compositions that differ from this one in the element of the largest fraction, or in a pair
    /// of elements, and should behave alike.
    static func copies(of composition: Composition) -> [Composition] {
        let main = composition.majorityElement
        var copies = similar(to: main).compactMap {
            replacing(composition, [main], by: [($0, 1)])
        }
        for (divalent, first, second) in pairs where main.symbol == divalent {
            copies += replacingAll(composition, [divalent], by: [(first, 0.5), (second, 0.5)])
        }
        for (first, second, divalent) in joined {
            guard fraction(first, composition) > pairThreshold.first,
                fraction(second, composition) > pairThreshold.second,
                fraction(divalent, composition) == 0
            else { continue }
            copies += replacingAll(composition, [first, second], by: [(divalent, 1)])
        }
        return copies
    }

    /// The composition with one element replaced by a similar one that it does not hold yet.
    static func replacements(
        in composition: Composition
    ) -> [(old: Element, new: Element, composition: Composition)] {
        composition.elements.flatMap { old in
            similar(to: old).compactMap { new in
                replacing(composition, [old], by: [(new, 1)]).map { (old, new, $0) }
            }
        }
    }

    private static func fraction(_ symbol: String, _ composition: Composition) -> Double {
        Element(symbol: symbol).map { composition.fraction(of: $0) } ?? 0
    }

    private static func elements(_ list: String) -> [Element] {
        list.split(separator: " ").compactMap { Element(symbol: String($0)) }
    }

    /// As ``replacing(_:_:by:)``, but a replacement may be there already.
    private static func replacingAll(
        _ composition: Composition, _ old: [String], by new: [(symbol: String, share: Double)]
    ) -> [Composition] {
        let substitutes = new.compactMap { entry in
            Element(symbol: entry.symbol).map { (element: $0, share: entry.share) }
        }
        return exchange(
            composition, old.compactMap { Element(symbol: $0) }, by: substitutes
        ).map { [$0] } ?? []
    }

    /// `nil` where a replacement is in the composition already.
    private static func replacing(
        _ composition: Composition, _ old: [Element], by new: [(element: Element, share: Double)]
    ) -> Composition? {
        guard new.allSatisfy({ composition.fraction(of: $0.element) == 0 }) else { return nil }
        return exchange(composition, old, by: new)
    }

    private static func exchange(
        _ composition: Composition, _ old: [Element], by new: [(element: Element, share: Double)]
    ) -> Composition? {
        let freed = old.reduce(0) { $0 + composition.fraction(of: $1) }
        var amounts = zip(composition.elements, composition.fractions)
            .filter { !old.contains($0.0) }.map { (element: $0.0, amount: $0.1) }
        for entry in new {
            if let place = amounts.firstIndex(where: { $0.element == entry.element }) {
                amounts[place].amount += entry.share * freed
            } else {
                amounts.append((entry.element, entry.share * freed))
            }
        }
        return try? Composition(amounts: amounts)
    }
}

extension Element {
    /// Elements that no metallic phase is made of: gases, halogens, chalcogens down to Se, C, N, P.
    static let nonMetals: [Element] = [
        "H", "He", "C", "N", "O", "F", "Ne", "P", "S", "Cl", "Ar", "Se", "Br", "Kr", "I", "Xe",
        "At", "Rn",
    ].compactMap { Element(symbol: $0) }
}
