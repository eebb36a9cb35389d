extension Composition {
    /// The fraction of atoms to exchange to get from one composition to the other, 0...1.
    ///
    /// d(a, b) = 1/2 sum |a_e - b_e| over the elements e, added by atomic number. Symmetric, a
    /// metric; 1 exactly where no element is shared, 0 where both are one composition but for the
    /// way of writing, see ``isSpelling(of:)``.
    public func distance(to other: Composition) -> Double {
        elements.withUnsafeBufferPointer { ownElements in
            fractions.withUnsafeBufferPointer { ownFractions in
                other.elements.withUnsafeBufferPointer { otherElements in
                    other.fractions.withUnsafeBufferPointer { otherFractions in
                        compositionDistance(
                            SparseFractions(elements: ownElements, fractions: ownFractions),
                            SparseFractions(elements: otherElements, fractions: otherFractions),
                            limit: .infinity) ?? 1
                    }
                }
            }
        }
    }
}

/// A view of one composition's elements and fractions; pointers, because the index keeps all
/// entries in two long arrays and evaluates millions of distances.
struct SparseFractions {
    var elements: UnsafeBufferPointer<Element>
    var fractions: UnsafeBufferPointer<Double>
}

/// Half the L1 distance, or `nil` as soon as it must exceed `limit`.
///
/// Every distance in the module is computed here, so that equal pairs get equal bits. Rounded to
/// 12 decimals: differences of fractions lose the last bits, and 5 at.% must not be nearer than
/// 5 at.%. Below the tolerance of spellings the bounds do not prune.
@inline(__always)
func compositionDistance(
    _ a: SparseFractions, _ b: SparseFractions, limit: Double
) -> Double? {
    var i = 0
    var j = 0
    var sum = 0.0
    var shared = false
    var isOne = true
    while i < a.elements.count || j < b.elements.count {
        if j == b.elements.count || (i < a.elements.count && a.elements[i] < b.elements[j]) {
            sum += a.fractions[i]
            isOne = false
            i += 1
        } else if i == a.elements.count || b.elements[j] < a.elements[i] {
            sum += b.fractions[j]
            isOne = false
            j += 1
        } else {
            sum += abs(a.fractions[i] - b.fractions[j])
            shared = true
            isOne = isOne && fractionsAreOne(a.fractions[i], b.fractions[j])
            i += 1
            j += 1
        }
        // As far as one composition in two spellings can seem to be from itself.
        if 0.5 * sum > limit + Composition.spelling { return nil }
    }
    guard shared else { return 1 }
    if isOne { return 0 }
    let distance = min((0.5e12 * sum).rounded() / 1e12, 1)
    return distance > limit ? nil : distance
}
