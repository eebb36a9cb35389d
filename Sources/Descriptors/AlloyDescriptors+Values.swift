import Materials

extension AlloyDescriptors {
    private func value(_ column: Int, _ element: Element) -> Double {
        table.value(column, element) ?? .nan
    }

    func base(_ column: Int, _ composition: Composition) -> Double {
        let frequent = composition.mostFrequent
        let sum = frequent.reduce(0) { $0 + value(column, composition.elements[$1]) }
        return sum / Double(frequent.count)
    }

    func solute(_ column: Int, _ composition: Composition) -> Double {
        let frequent = composition.mostFrequent
        let others = composition.elements.indices.filter { !frequent.contains($0) }
        guard !others.isEmpty else { return base(column, composition) }
        let share = others.reduce(0) { $0 + composition.fractions[$1] }
        let sum = others.reduce(0) {
            $0 + composition.fractions[$1] * value(column, composition.elements[$1])
        }
        return sum / share
    }

    private func mean(_ column: Int, _ composition: Composition) -> Double {
        zip(composition.elements, composition.fractions)
            .reduce(0) { $0 + $1.1 * value(column, $1.0) }
    }

    func spread(_ column: Int, _ composition: Composition) -> Double {
        let mean = mean(column, composition)
        let variance = zip(composition.elements, composition.fractions).reduce(0) {
            let difference = value(column, $1.0) - mean
            return $0 + $1.1 * difference * difference
        }
        return composition.elements.count == 1 ? 0 : variance.squareRoot() / mean
    }

    func contrast(_ column: Int, _ composition: Composition) -> Double {
        let values = composition.elements.map { value(column, $0) }
        guard let least = values.min(), let most = values.max(), least < most else { return 1 }
        let mean = mean(column, composition)
        var (large, small) = ((share: 0.0, sum: 0.0), (share: 0.0, sum: 0.0))
        for (value, fraction) in zip(values, composition.fractions) {
            // The extremes have their sides whatever rounding does to the mean; a value at the
            // mean, but for the way in which the amounts are written, is on the large side.
            if value == most || value >= mean * (1 - Composition.spelling) && value > least {
                large.share += fraction
                large.sum += fraction * value
            } else {
                small.share += fraction
                small.sum += fraction * value
            }
        }
        return (large.sum / large.share) / (small.sum / small.share)
    }
}
