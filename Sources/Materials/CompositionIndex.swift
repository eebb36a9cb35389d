import Basis

/// Exact nearest-neighbour search among compositions by ``Composition/distance(to:)``.
///
/// For each element a list of the entries that hold it, sorted by its fraction. Two bounds prune:
/// the distance is at least the difference of any one element's fractions, and an entry without
/// some of the query's elements is at least as far as their fractions' sum.
public struct CompositionIndex: Sendable {
    /// The number of entries.
    public let count: Int

    private let elements: [Element]
    private let fractions: [Double]
    /// Entry `i` has the elements `starts[i]..<starts[i + 1]`.
    private let starts: [Int]

    /// Entries by element: those of atomic number `z` are `listStarts[z]..<listStarts[z + 1]`,
    /// by fraction, then index.
    private let listStarts: [Int]
    private let listFractions: [Double]
    private let listEntries: [Int]

    public init(_ compositions: [Composition]) {
        count = compositions.count
        elements = compositions.flatMap(\.elements)
        fractions = compositions.flatMap(\.fractions)
        var starts = [0]
        var lists = [[(fraction: Double, entry: Int)]](
            repeating: [], count: Element.allCases.count + 1)
        for (entry, composition) in compositions.enumerated() {
            starts.append(starts[entry] + composition.elements.count)
            for (element, fraction) in zip(composition.elements, composition.fractions) {
                lists[element.atomicNumber].append((fraction, entry))
            }
        }
        self.starts = starts
        var listStarts = [0]
        var listFractions = [Double]()
        var listEntries = [Int]()
        for list in lists {
            for item in list.sorted(by: { $0 < $1 }) {
                listFractions.append(item.fraction)
                listEntries.append(item.entry)
            }
            listStarts.append(listEntries.count)
        }
        self.listStarts = listStarts
        self.listFractions = listFractions
        self.listEntries = listEntries
    }

    /// The nearest entries, nearest first; of entries at the same distance the lower index comes
    /// first.
    ///
    /// - Parameters:
    ///   - count: how many; fewer come back where the index holds fewer that are accepted.
    ///   - accepts: which entries may take part; all where it is nil.
    /// - Returns: indices into the compositions given, and their distances, 0...1. Entries that
    ///   share no element with the query stand at distance 1.
    public func nearest(
        to query: Composition, count: Int = 1, where accepts: ((Int) -> Bool)? = nil
    ) -> [(index: Int, distance: Double)] {
        guard count > 0, self.count > 0 else { return [] }
        var best = NearestEntries(capacity: min(count, self.count))
        // Rare elements first: short lists, and mostly the near ones.
        let order = query.elements.indices.sorted {
            (listLength(query.elements[$0]), $0) < (listLength(query.elements[$1]), $1)
        }
        var processed = 0.0
        query.elements.withUnsafeBufferPointer { queryElements in
            query.fractions.withUnsafeBufferPointer { queryFractions in
                let view = SparseFractions(elements: queryElements, fractions: queryFractions)
                for position in order where processed <= best.limit + Self.slack {
                    search(
                        list: queryElements[position].atomicNumber,
                        around: queryFractions[position], query: view, accepts, &best)
                    processed += queryFractions[position]
                }
            }
        }
        if best.limit >= 1 { addUnrelated(accepts, &best) }
        return best.entries
    }

    /// All entries at the least distance, by index; empty where none is accepted.
    public func nearestTies(
        to query: Composition, where accepts: ((Int) -> Bool)? = nil
    ) -> [Int] {
        var asked = 4
        while true {
            let found = nearest(to: query, count: asked, where: accepts)
            let ties = found.prefix { $0.distance == found[0].distance }
            if ties.count < asked || asked >= count { return ties.map(\.index) }
            asked *= 4
        }
    }

    /// Whether an entry is closer to the query than a distance (above 0, at most 1): as
    /// ``nearest(to:count:where:)`` would say, but sooner.
    public func hasEntry(closerThan distance: Double, to query: Composition) -> Bool {
        // Whoever lacks an element of a larger fraction than the distance is farther: one list,
        // the shortest of these, holds all that is near.
        let shortest = query.elements.indices.lazy
            .filter { query.fractions[$0] > distance + Self.slack }
            .min { listLength(query.elements[$0]) < listLength(query.elements[$1]) }
        guard let shortest else {
            return nearest(to: query).first.map { $0.distance < distance } ?? false
        }
        return query.elements.withUnsafeBufferPointer { queryElements in
            query.fractions.withUnsafeBufferPointer { queryFractions in
                holds(
                    list: queryElements[shortest].atomicNumber, around: queryFractions[shortest],
                    closerThan: distance,
                    to: SparseFractions(elements: queryElements, fractions: queryFractions))
            }
        }
    }

    /// Whether one element's list has an entry closer to the query than a distance.
    private func holds(
        list: Int, around fraction: Double, closerThan distance: Double, to query: SparseFractions
    ) -> Bool {
        elements.withUnsafeBufferPointer { elements in
            fractions.withUnsafeBufferPointer { fractions in
                var place = firstPosition(inList: list, atLeast: fraction - distance - Self.slack)
                while place < listStarts[list + 1],
                    listFractions[place] - fraction <= distance + Self.slack
                {
                    let entry = listEntries[place]
                    let range = starts[entry]..<starts[entry + 1]
                    let view = SparseFractions(
                        elements: UnsafeBufferPointer(rebasing: elements[range]),
                        fractions: UnsafeBufferPointer(rebasing: fractions[range]))
                    if let found = compositionDistance(query, view, limit: distance),
                        found < distance
                    {
                        return true
                    }
                    place += 1
                }
                return false
            }
        }
    }

    /// Room for spellings in the bounds: a bound prunes only where it is beyond doubt.
    private static let slack = 2 * Composition.spelling

    private func listLength(_ element: Element) -> Int {
        listStarts[element.atomicNumber + 1] - listStarts[element.atomicNumber]
    }

    /// Goes through one element's list from the query's fraction outwards.
    private func search(
        list: Int, around fraction: Double, query: SparseFractions, _ accepts: ((Int) -> Bool)?,
        _ best: inout NearestEntries
    ) {
        var above = firstPosition(inList: list, atLeast: fraction)
        var below = above - 1
        let first = listStarts[list]
        let end = listStarts[list + 1]
        elements.withUnsafeBufferPointer { elements in
            fractions.withUnsafeBufferPointer { fractions in
                while above < end || below >= first {
                    let gapAbove = above < end ? listFractions[above] - fraction : .infinity
                    let gapBelow = below >= first ? fraction - listFractions[below] : .infinity
                    guard min(gapAbove, gapBelow) <= best.limit + Self.slack else { return }
                    let entry: Int
                    if gapAbove <= gapBelow {
                        entry = listEntries[above]
                        above += 1
                    } else {
                        entry = listEntries[below]
                        below -= 1
                    }
                    let range = starts[entry]..<starts[entry + 1]
                    let view = SparseFractions(
                        elements: UnsafeBufferPointer(rebasing: elements[range]),
                        fractions: UnsafeBufferPointer(rebasing: fractions[range]))
                    guard
                        let distance = compositionDistance(query, view, limit: best.limit),
                        best.wants(entry, distance), accepts?(entry) ?? true
                    else { continue }
                    best.insert(entry, distance)
                }
            }
        }
    }

    private func firstPosition(inList list: Int, atLeast fraction: Double) -> Int {
        listFractions[listStarts[list]..<listStarts[list + 1]].lowerBound(of: fraction)
    }

    /// Fills up with entries at distance 1, by index.
    private func addUnrelated(_ accepts: ((Int) -> Bool)?, _ best: inout NearestEntries) {
        for entry in 0..<count where best.wants(entry, 1) && accepts?(entry) ?? true {
            best.insert(entry, 1)
        }
    }
}

/// The best entries so far, by distance, then index.
private struct NearestEntries {
    let capacity: Int
    var entries: [(index: Int, distance: Double)] = []

    init(capacity: Int) {
        self.capacity = capacity
        entries.reserveCapacity(min(capacity, 64))
    }

    /// No entry beyond this distance can get in.
    var limit: Double { entries.count < capacity ? .infinity : entries[capacity - 1].distance }

    /// Whether the entry would get in; entries turn up once for each element they share.
    func wants(_ index: Int, _ distance: Double) -> Bool {
        if entries.count == capacity {
            let last = entries[capacity - 1]
            guard (distance, index) < (last.distance, last.index) else { return false }
        }
        return !entries.contains { $0.index == index }
    }

    mutating func insert(_ index: Int, _ distance: Double) {
        if entries.count == capacity { entries.removeLast() }
        let place =
            entries.firstIndex { (distance, index) < ($0.distance, $0.index) } ?? entries.count
        entries.insert((index, distance), at: place)
    }
}
