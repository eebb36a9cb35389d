import Basis

/// Elements on a line on which neighbours replace each other in compounds, and the distance of
/// compositions along it.
///
/// The distance is the earth mover's: the least work that turns one composition into the other,
/// where moving a fraction of the atoms from one element to another costs the fraction times the
/// elements' distance on the scale. On a line that is
/// d(a, b) = sum over the gaps between neighbouring places of |A - B| times the gap, where A and B
/// are the fractions of the elements up to there. Its unit is places of the scale for each atom:
/// 0 for equal compositions, 0.5 where half of the atoms become the next element on the scale,
/// 102 from one end to the other. A metric; it is rounded to ``resolution``, so that distances
/// that are equal in exact arithmetic are equal.
///
/// The places are the numbers of Glawe, Sanna, Gross, Marques, New J. Phys. 18, 093011 (2016),
/// doi:10.1088/1367-2630/18/9/093011, fitted to which elements replace each other in known
/// crystals. Elements without a number there stand behind all others, by atomic number.
///
/// Source: ElMD, Hargreaves, Dyer, Gaultois, Kurlin, Rosseinsky, Chem. Mater. 32, 10610 (2020),
/// doi:10.1021/acs.chemmater.0c03381; the scale in place of Pettifor's, as its authors recommend.
public struct ChemicalScale: Sendable {
    /// The scale of Glawe et al.
    public static let standard = ChemicalScale(table: .standard)

    /// Distances are multiples of this: a millionth of an atom moved by a thousandth of a place.
    public static let resolution = 1e-9

    /// By atomic number; no two are equal.
    private let places: [Double]

    init(table: ElementTable) {
        let column = table.properties.firstIndex { $0.name == "x_glawe_number" }
        var places = [0.0]
        for element in Element.allCases {
            let known = column.flatMap { table.value($0, element) }
            places.append(known ?? 200 + Double(element.atomicNumber))
        }
        self.places = places
    }

    public func place(of element: Element) -> Double { places[element.atomicNumber] }

    /// The mean place of a composition's atoms; those of two compositions differ by their distance
    /// at most.
    public func meanPlace(of composition: Composition) -> Double {
        var sum = 0.0
        for (element, fraction) in zip(composition.elements, composition.fractions) {
            sum += fraction * place(of: element)
        }
        return sum
    }

    /// Places moved for each atom, from 0; see above.
    public func distance(_ first: Composition, _ second: Composition) -> Double {
        Self.distance(sorted(first), sorted(second))
    }

    /// A composition's places and fractions, by place.
    func sorted(_ composition: Composition) -> [(place: Double, fraction: Double)] {
        zip(composition.elements, composition.fractions)
            .map { (place: place(of: $0), fraction: $1) }.sorted { $0.place < $1.place }
    }

    static func distance(
        _ first: some RandomAccessCollection<(place: Double, fraction: Double)>,
        _ second: some RandomAccessCollection<(place: Double, fraction: Double)>
    ) -> Double {
        var (left, right) = (first.makeIterator(), second.makeIterator())
        var (own, other) = (left.next(), right.next())
        var (sum, excess, last) = (0.0, 0.0, 0.0)
        while own != nil || other != nil {
            let place = min(own?.place ?? .infinity, other?.place ?? .infinity)
            sum += abs(excess) * (place - last)
            last = place
            // Both at once, so that equal fractions leave no rest.
            var change = 0.0
            if let entry = own, entry.place == place {
                change += entry.fraction
                own = left.next()
            }
            if let entry = other, entry.place == place {
                change -= entry.fraction
                other = right.next()
            }
            excess += change
        }
        // Divided, as a quotient of whole numbers prints with few digits.
        return (sum * 1e9).rounded() / 1e9
    }
}
