import Artifacts

/// Class probabilities of a map as whole numbers of quanta, which add up at every point.
struct MapQuantiser: Sendable {
    let precision: MapPrecision
    let classes: Int

    /// One step of a stored probability.
    var quantum: Double { 1 / Double(precision.levels) }

    /// Whole numbers of quanta, shape as the input; those of a point add up to the levels.
    ///
    /// Each is the probability rounded; where the sum is then off by one (or more, with many
    /// classes), it is made good where that costs least. So a stored probability is less than
    /// one quantum off, mostly less than half of one.
    ///
    /// - Parameter probabilities: shape [points, classes], row by row.
    func counts(_ probabilities: [Double]) -> [Int] {
        let levels = precision.levels
        var result = [Int](repeating: 0, count: probabilities.count)
        probabilities.withUnsafeBufferPointer { shares in
            result.withUnsafeMutableBufferPointer { counts in
                for start in stride(from: 0, to: shares.count, by: classes) {
                    var excess = -levels
                    for index in start..<start + classes {
                        counts[index] = Int((shares[index] * Double(levels)).rounded())
                        excess += counts[index]
                    }
                    while excess != 0 {
                        let step = excess > 0 ? -1 : 1
                        var best = -1
                        var gain = -Double.infinity
                        for index in start..<start + classes where counts[index] + step >= 0 {
                            let error = shares[index] * Double(levels) - Double(counts[index])
                            if Double(step) * error > gain {
                                gain = Double(step) * error
                                best = index
                            }
                        }
                        // Rows add up to one, so that there is always one to change.
                        guard best >= 0 else { break }
                        counts[best] += step
                        excess += step
                    }
                }
            }
        }
        return result
    }

    /// A map that is ready to be stored.
    func packed(_ probabilities: [Double]) throws -> PackedSlice {
        let counts = counts(probabilities)
        return precision == .eight
            ? try PackedSlice(counts.map { UInt8(clamping: $0) })
            : try PackedSlice(counts.map { UInt16(clamping: $0) })
    }
}
