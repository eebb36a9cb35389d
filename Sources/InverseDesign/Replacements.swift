import Materials

/// Known compounds with one of their elements replaced by another: where chemists look first.
public struct Replacements: Sendable {
    /// Alloys of the space, each once, in the order of the compounds that they come from.
    public private(set) var alloys = [Alloy]()
    /// For each alloy the position of the first compound that it comes from.
    public private(set) var origins = [Int]()

    /// - Parameter compounds: rounded to the parts of the space; those of another size, or with less
    ///   than half a part of an element, have no relatives in it.
    public init(of compounds: [Composition], in space: AlloySpace) {
        let allowed = Set(space.elements)
        var seen = Set<Alloy>()
        for (origin, compound) in compounds.enumerated() {
            guard space.sizes.contains(compound.elements.count),
                let alloy = Alloy(rounding: compound, to: space.total)
            else { continue }
            for index in 0..<alloy.size {
                // What is replaced need not be allowed, what stays must be.
                let stays = (0..<alloy.size).allSatisfy {
                    $0 == index || allowed.contains(alloy.element($0))
                }
                guard stays else { continue }
                for element in space.elements where !alloy.contains(element) {
                    let relative = alloy.replacing(index, by: element)
                    if seen.insert(relative).inserted {
                        alloys.append(relative)
                        origins.append(origin)
                    }
                }
            }
        }
    }
}

extension Alloy {
    /// The nearest alloy of so many parts: parts that are left over by rounding down go to the
    /// largest remainders, of equal ones to the element of lowest atomic number.
    ///
    /// - Returns: `nil` where an element would get no part, and beyond ``sizeLimit``.
    public init?(rounding composition: Composition, to total: Int) {
        guard composition.elements.count <= Self.sizeLimit else { return nil }
        let shares = composition.fractions.map { $0 * Double(total) }
        var parts = shares.map { Int($0) }
        let order = shares.indices.sorted {
            let remainders = (shares[$0] - Double(parts[$0]), shares[$1] - Double(parts[$1]))
            return remainders.0 == remainders.1 ? $0 < $1 : remainders.0 > remainders.1
        }
        for index in order.prefix(total - parts.reduce(0, +)) { parts[index] += 1 }
        guard parts.allSatisfy({ $0 >= 1 }) else { return nil }
        self.init(elements: composition.elements, parts: parts)
    }
}
