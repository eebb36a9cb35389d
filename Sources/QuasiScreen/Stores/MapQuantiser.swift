import Artifacts

/// Class probabilities of a map as whole numbers of quanta, which add up at every point.
struct MapQuantiser: Sendable {
    let precision: MapPrecision
    let classes: Int

    /// One step of a stored probability.
    var quantum: Double { 1 / Double(precision.levels) }

    /// Whole numbers of quanta, shape [points, classes], row by row; those of a point add up to
    /// the levels.
    ///
    /// Each is the probability rounded; where the sum is then off by one (or more, with many
    /// classes), it is made good where that costs least. So a stored probability is less than
    /// one quantum off, mostly less than half of one.
    ///
    /// - Parameter columns: for each class its probability at every point.
    func counts<Stored: FixedWidthInteger>(
        _ columns: [UnsafeBufferPointer<Double>], as type: Stored.Type
    ) -> [Stored] {
        precondition(columns.count == classes, "one column a class")
        let points = columns.first?.count ?? 0
        return [Stored](unsafeUninitializedCapacity: points * classes) { stored, filled in
            columns.withUnsafeBufferPointer { columns in
                withUnsafeTemporaryAllocation(of: Int.self, capacity: classes) { counts in
                    for point in 0..<points {
                        count(columns, point, counts)
                        for label in 0..<classes {
                            stored.initializeElement(
                                at: point * classes + label, to: Stored(clamping: counts[label]))
                        }
                    }
                }
            }
            filled = points * classes
        }
    }

    /// The counts of one point.
    private func count(
        _ columns: UnsafeBufferPointer<UnsafeBufferPointer<Double>>, _ point: Int,
        _ counts: UnsafeMutableBufferPointer<Int>
    ) {
        let levels = Double(precision.levels)
        var excess = -precision.levels
        for label in 0..<classes {
            counts[label] = Int((columns[label][point] * levels).rounded())
            excess += counts[label]
        }
        while excess != 0 {
            let step = excess > 0 ? -1 : 1
            var best = -1
            var gain = -Double.infinity
            for label in 0..<classes where counts[label] + step >= 0 {
                let error = columns[label][point] * levels - Double(counts[label])
                if Double(step) * error > gain {
                    gain = Double(step) * error
                    best = label
                }
            }
            // Probabilities add up to one, so that there is always one to change.
            guard best >= 0 else { return }
            counts[best] += step
            excess += step
        }
    }

    /// A map that is ready to be stored.
    ///
    /// - Parameter columns: for each class its probability at every point.
    func packed(_ columns: [UnsafeBufferPointer<Double>]) throws -> PackedSlice {
        precision == .eight
            ? try PackedSlice(counts(columns, as: UInt8.self))
            : try PackedSlice(counts(columns, as: UInt16.self))
    }
}
