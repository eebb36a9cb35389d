import Basis

/// Exact search for the chemically nearest of many compositions, by ``ChemicalScale``.
///
/// The entries lie by the mean place of their atoms on the scale, which differs by no more than
/// their distance: a query looks from its own mean outwards, until what is left must be farther
/// than what was found.
public struct ChemicalIndex: Sendable {
    /// An entry with its distances from a query.
    public struct Neighbour: Sendable, Equatable {
        /// The position among the compositions given.
        public let index: Int
        /// ``ChemicalScale/distance(_:_:)``; 0 for another spelling of the query.
        public let chemicalDistance: Double
        /// ``Composition/distance(to:)``, rounded to ``ChemicalScale/resolution``.
        public let distance: Double
    }

    private let compositions: [Composition]
    private let scale: ChemicalScale
    /// By mean place, then position.
    private let order: [Int]
    /// Of the entries in this order.
    private let means: [Double]
    /// Places and fractions of the entries in this order, one behind the other.
    private let parts: [(place: Double, fraction: Double)]
    private let starts: [Int]

    public init(_ compositions: [Composition], scale: ChemicalScale = .standard) {
        self.compositions = compositions
        self.scale = scale
        let means = compositions.map(scale.meanPlace)
        order = compositions.indices.sorted { (means[$0], $0) < (means[$1], $1) }
        self.means = order.map { means[$0] }
        var parts = [(place: Double, fraction: Double)]()
        var starts = [0]
        for index in order {
            parts += scale.sorted(compositions[index])
            starts.append(parts.count)
        }
        self.parts = parts
        self.starts = starts
    }

    /// Room for rounding and spellings, over the length of the scale: a bound prunes only where it
    /// is beyond doubt.
    private static let slack = 102 * Composition.spelling

    /// The nearest entries by chemical distance; of those equally near the one from which fewer
    /// atoms have to be exchanged, then the one that was given first.
    public func nearest(to query: Composition, count: Int = 1) -> [Neighbour] {
        guard count > 0 else { return [] }
        let own = scale.sorted(query)
        let mean = scale.meanPlace(of: query)
        var best = [(key: Key, position: Int)]()
        var above = means.lowerBound(of: mean)
        var below = above - 1
        while above < means.count || below >= 0 {
            let gapAbove = above < means.count ? means[above] - mean : .infinity
            let gapBelow = below >= 0 ? mean - means[below] : .infinity
            let limit = best.count < count ? .infinity : best[count - 1].key.chemical
            guard min(gapAbove, gapBelow) <= limit + Self.slack else { break }
            let position = gapAbove <= gapBelow ? above : below
            if position == above { above += 1 } else { below -= 1 }
            let chemical = ChemicalScale.distance(
                own, parts[starts[position]..<starts[position + 1]])
            guard chemical <= limit + Self.slack else { continue }
            let index = order[position]
            let atoms = rounded(compositions[index].distance(to: query))
            let key = Key(chemical: atoms == 0 ? 0 : chemical, atoms: atoms, index: index)
            if best.count == count {
                guard key < best[count - 1].key else { continue }
                best.removeLast()
            }
            best.insert((key, position), at: best.firstIndex { key < $0.key } ?? best.count)
        }
        return best.map {
            Neighbour(
                index: $0.key.index, chemicalDistance: $0.key.chemical, distance: $0.key.atoms)
        }
    }

    private struct Key: Comparable {
        let chemical: Double
        let atoms: Double
        let index: Int

        static func < (first: Key, second: Key) -> Bool {
            (first.chemical, first.atoms, first.index)
                < (second.chemical, second.atoms, second.index)
        }
    }

    /// Distances that are equal but for rounding are equal.
    private func rounded(_ distance: Double) -> Double {
        (distance * 1e9).rounded() / 1e9
    }
}
