import CPooling
import Materials

extension Featurizer {
    /// Writes one row of features for each composition; they must have passed ``check(_:)``.
    ///
    /// Pointers, because this loop runs a million times a second.
    func fill(
        _ output: UnsafeMutablePointer<Double>, _ compositions: some Collection<Composition>
    ) {
        let masked = missingPolicy == .mask
        withUnsafeTemporaryAllocation(
            of: UnsafePointer<Double>?.self, capacity: Element.allCases.count
        ) { rows in
            guard let rowList = rows.baseAddress else { return }
            values.withUnsafeBufferPointer { values in
                guard let table = values.baseAddress else { return }
                var row = output
                for composition in compositions {
                    let elements = composition.elements
                    var isComplete = true
                    for index in elements.indices {
                        let number = elements[index].atomicNumber
                        rowList[index] = table + number * propertyCount
                        if masked, !missing[number].isEmpty { isComplete = false }
                    }
                    composition.fractions.withUnsafeBufferPointer { fractions in
                        guard let weights = fractions.baseAddress else { return }
                        if isComplete {
                            var outputs = outputs(at: row)
                            qs_pool(rowList, weights, elements.count, propertyCount, &outputs)
                        } else {
                            poolMasked(row, rowList, fractions)
                        }
                        fillStoichiometry(row, fractions)
                    }
                    row += count
                }
            }
        }
    }

    /// Property by property, over the elements that have it.
    private func poolMasked(
        _ output: UnsafeMutablePointer<Double>, _ rows: UnsafePointer<UnsafePointer<Double>?>,
        _ fractions: UnsafeBufferPointer<Double>
    ) {
        var present = [UnsafePointer<Double>?]()
        var weights = [Double]()
        for property in 0..<propertyCount {
            present.removeAll(keepingCapacity: true)
            weights.removeAll(keepingCapacity: true)
            for index in fractions.indices {
                if let row = rows[index], !row[property].isNaN {
                    present.append(row + property)
                    weights.append(fractions[index])
                }
            }
            if present.count < fractions.count {
                var sum = 0.0
                for weight in weights { sum += weight }
                for index in weights.indices { weights[index] /= sum }
            }
            var outputs = outputs(at: output + property)
            qs_pool(present, weights, present.count, 1, &outputs)
        }
    }

    /// Writes the descriptors of the fractions behind those of the properties.
    func fillStoichiometry(
        _ row: UnsafeMutablePointer<Double>, _ fractions: UnsafeBufferPointer<Double>
    ) {
        let start = row + propertyCount * descriptors.statistics.count
        for (index, descriptor) in descriptors.stoichiometry.enumerated() {
            start[index] = descriptor.value(fractions)
        }
    }

    /// The place of each statistic in a row of features.
    func outputs(at row: UnsafeMutablePointer<Double>) -> qs_pool_outputs {
        var outputs = qs_pool_outputs()
        var place = row
        for statistic in descriptors.statistics {
            switch statistic {
            case .mean: outputs.mean = place
            case .variance: outputs.variance = place
            case .maximum: outputs.maximum = place
            case .minimum: outputs.minimum = place
            case .range: outputs.range = place
            case .standardDeviation: outputs.standard_deviation = place
            case .deviation: outputs.deviation = place
            case .geometricMean: outputs.geometric_mean = place
            case .harmonicMean: outputs.harmonic_mean = place
            }
            place += propertyCount
        }
        return outputs
    }
}
