import Materials

/// The groups that validation protocols keep together.
enum CompoundGroups {
    /// Majority elements with a family of their own; every other element belongs to "rest".
    ///
    /// These are the elements that known quasicrystals and approximants are mostly made of.
    static let families = ["Al", "Zn", "Cd", "Au", "Ag", "In", "Ga", "Mg", "Cu"]

    /// The family of every other main element.
    static let rest = "rest"

    /// The groups of equal compositions, named by the first of each.
    static func compositions(_ compositions: [Composition]) -> [String] {
        var names = CompositionMap<String>()
        return compositions.map { composition in
            names.value(
                of: composition,
                orNew: zip(composition.elements, composition.fractions)
                    .map { "\($0.symbol)\(Int64(($1 * 1e9).rounded()))" }
                    .joined(separator: "-"))
        }
    }

    /// The chemical system, such as "Al-Cu-Fe".
    static func system(_ composition: Composition) -> String { composition.system.description }

    /// The family of the majority element.
    static func family(_ composition: Composition) -> String {
        let symbol = composition.majorityElement.symbol
        return families.contains(symbol) ? symbol : rest
    }
}
