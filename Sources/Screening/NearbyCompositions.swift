import Materials

/// Compositions among which near ones are found at once, however many there are.
///
/// Two compositions closer than the tolerance differ by less than it in every element. So the
/// entries lie in cells by their two most abundant elements and the fractions of these, and a
/// query looks into the cells around its own fractions, for each pair of its elements.
struct NearbyCompositions {
    /// Distances (fractions of atoms exchanged) below this are near.
    let tolerance: Double
    private var entries = [Composition]()
    /// The last entry of a cell, and for each entry the one before it in its cell.
    private var last = [Int: Int]()
    private var previous = [Int]()

    init(tolerance: Double) {
        self.tolerance = tolerance
    }

    /// The first entry that is near; `nil` where there is none.
    func firstNear(_ query: Composition) -> Int? {
        guard tolerance > 0 else { return nil }
        var found: Int?
        for first in query.elements.indices {
            for second in query.elements.indices.map(Optional.some) + [nil] where second != first {
                forEachCell(query, first, second) { cell in
                    var entry = last[cell]
                    while let index = entry {
                        if index < found ?? .max,
                            entries[index].distance(to: query) < tolerance
                        {
                            found = index
                        }
                        entry = previous[index] < 0 ? nil : previous[index]
                    }
                }
            }
        }
        return found
    }

    mutating func insert(_ composition: Composition) {
        let index = entries.count
        entries.append(composition)
        guard tolerance > 0 else { return }
        let order = composition.fractions.indices.sorted {
            (composition.fractions[$1], $0) < (composition.fractions[$0], $1)
        }
        // A near query may lack an element that is rarer than the tolerance.
        let second = order.dropFirst().first { composition.fractions[$0] >= 2 * tolerance }
        let cell = Self.cell(
            composition.elements[order[0]], step(composition.fractions[order[0]]),
            second.map { composition.elements[$0] },
            second.map { step(composition.fractions[$0]) } ?? 0)
        previous.append(last[cell] ?? -1)
        last[cell] = index
    }

    private func step(_ fraction: Double) -> Int { Int(fraction / tolerance) }

    private func forEachCell(
        _ query: Composition, _ first: Int, _ second: Int?, _ body: (Int) -> Void
    ) {
        let element = query.elements[first]
        for step in near(query.fractions[first]) {
            guard let second else {
                body(Self.cell(element, step, nil, 0))
                continue
            }
            for other in near(query.fractions[second]) {
                body(Self.cell(element, step, query.elements[second], other))
            }
        }
    }

    /// The steps of fractions that differ by less than the tolerance.
    private func near(_ fraction: Double) -> ClosedRange<Int> {
        let step = step(fraction)
        return max(0, step - 1)...(step + 1)
    }

    private static func cell(_ first: Element, _ step: Int, _ second: Element?, _ other: Int) -> Int
    {
        ((first.atomicNumber << 8 | (second?.atomicNumber ?? 0)) << 24 | step) << 24 | other
    }
}
