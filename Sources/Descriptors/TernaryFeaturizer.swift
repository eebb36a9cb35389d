import Basis
import CPooling
import Materials

/// Descriptors of the points of one ternary diagram, for sweeps: the same bits as
/// ``Featurizer/features(of:)-(Composition)`` of the same composition, without making one.
///
/// A diagram may be the section of a quaternary with a constant number of parts of a fourth
/// element, which takes part at every point.
public struct TernaryFeaturizer: Sendable {
    /// The corners, in the order that counts are given in.
    public let corners: [Element]
    /// The element of constant content and its parts; `nil` in a ternary system.
    public let fixed: (element: Element, parts: Int)?
    /// Values of the corners, then of the fixed element, that were imputed.
    public let imputed: [MissingValue]

    private let featurizer: Featurizer
    /// Corners, then the fixed element.
    private let members: [Element]
    /// Positions in ``members`` by atomic number, the order of summation.
    private let order: [Int]
    /// Maxima, then minima over all members.
    private let extremes: [Double]
    /// Whether rows are mean, variance, maximum, minimum, which the fast kernel writes.
    private let isLiuLayout: Bool

    init(
        featurizer: Featurizer, corners: [Element], fixed: (element: Element, parts: Int)?
    ) throws {
        guard corners.count == 3, Set(corners).count == 3 else {
            throw DescriptorError.notThreeElements(corners)
        }
        if let fixed {
            guard !corners.contains(fixed.element), fixed.parts >= 1 else {
                throw DescriptorError.notAFourthElement(fixed.element, parts: fixed.parts, corners)
            }
        }
        let members = corners + (fixed.map { [$0.element] } ?? [])
        // The corners themselves are points, so a masked value would leave nothing there; a
        // section keeps to the same rule, as it stands beside its ternary system.
        for member in members {
            try featurizer.check(Composition(amounts: [(member, 1)]))
        }
        self.featurizer = featurizer
        self.corners = corners
        self.fixed = fixed
        self.members = members
        imputed = featurizer.missingValues(of: members)
        let order = members.indices.sorted { members[$0] < members[$1] }
        self.order = order
        isLiuLayout =
            featurizer.descriptors.statistics == DescriptorSet.liu2021.statistics
            && featurizer.descriptors.stoichiometry.isEmpty
        let width = featurizer.propertyCount
        let columns = (0..<width).map { property in
            order.map { featurizer.values[members[$0].atomicNumber * width + property] }
        }
        // Ties go to the first value, as in the kernel, so that a zero keeps its sign.
        extremes =
            columns.map { $0.reduce($0[0]) { $1 > $0 ? $1 : $0 } }
            + columns.map { $0.reduce($0[0]) { $1 < $0 ? $1 : $0 } }
    }

    /// The number of features of a point.
    public var count: Int { featurizer.count }

    /// Names of the features.
    public var names: [String] { featurizer.names }

    /// Writes one row of features for each point.
    ///
    /// - Parameters:
    ///   - output: room for the number of points times ``count`` values.
    ///   - counts: three integers a point, in the order of ``corners``, none below zero, with the
    ///     sum `divisions` less the parts of the ``fixed`` element. A corner of count zero is
    ///     absent.
    ///   - divisions: the steps of a composition; fractions are counts and parts over them.
    public func fill(
        _ output: UnsafeMutableBufferPointer<Double>, counts: UnsafeBufferPointer<Int32>,
        divisions: Int
    ) {
        let points = counts.count / 3
        precondition(counts.count == 3 * points, "a point has three counts")
        precondition(output.count >= points * count, "the output is too small")
        precondition(divisions > 0 && divisions <= Int(Int32.max), "divisions out of range")
        guard points > 0, let out = output.baseAddress, let first = counts.baseAddress else {
            return
        }
        let width = featurizer.propertyCount
        let sumOrder = order.map(Int32.init)
        featurizer.values.withUnsafeBufferPointer { values in
            guard let table = values.baseAddress else { return }
            var rows = order.map { Optional(table + members[$0].atomicNumber * width) }
            let hasKernel = isLiuLayout && fixed == nil
            var point = 0
            while point < points {
                // Runs of points inside the triangle go to the fast kernel together.
                let start = point
                while point < points, isInside(first + 3 * point, divisions) { point += 1 }
                if hasKernel, point > start {
                    qs_pool_ternary(
                        &rows, sumOrder, extremes, first + 3 * start, point - start,
                        Int32(divisions), width, out + start * count)
                } else {
                    for inside in start..<point {
                        pool(first + 3 * inside, divisions, rows, out + inside * count)
                    }
                }
                if point < points {
                    pool(first + 3 * point, divisions, rows, out + point * count)
                    point += 1
                }
            }
        }
    }

    /// One row of features for each point, shape [points, features].
    public func features(counts: [Int32], divisions: Int) -> Matrix {
        let points = counts.count / 3
        let values = [Double](unsafeUninitializedCapacity: points * count) { buffer, initialized in
            counts.withUnsafeBufferPointer { fill(buffer, counts: $0, divisions: divisions) }
            initialized = points * count
        }
        return Matrix(rows: points, columns: count, values: values)
    }

    private func isInside(_ counts: UnsafePointer<Int32>, _ divisions: Int) -> Bool {
        precondition(
            counts[0] >= 0 && counts[1] >= 0 && counts[2] >= 0
                && Int(counts[0]) + Int(counts[1]) + Int(counts[2])
                    == divisions - (fixed?.parts ?? 0),
            "counts must not be negative and must sum to the divisions less the fixed parts")
        return counts[0] > 0 && counts[1] > 0 && counts[2] > 0
    }

    /// One point by the general kernel, over the elements that are present.
    private func pool(
        _ counts: UnsafePointer<Int32>, _ divisions: Int, _ rows: [UnsafePointer<Double>?],
        _ output: UnsafeMutablePointer<Double>
    ) {
        var present = [UnsafePointer<Double>?]()
        var weights = [Double]()
        for (index, member) in order.enumerated() {
            let count = member < 3 ? Int(counts[member]) : fixed?.parts ?? 0
            guard count > 0 else { continue }
            present.append(rows[index])
            weights.append(Double(count) / Double(divisions))
        }
        var outputs = featurizer.outputs(at: output)
        qs_pool(present, weights, present.count, featurizer.propertyCount, &outputs)
        weights.withUnsafeBufferPointer { featurizer.fillStoichiometry(output, $0) }
    }
}

extension Featurizer {
    /// The featurizer of one ternary diagram; corners in any order.
    ///
    /// - Parameter fixed: a fourth element with a constant number of parts, for a section of a
    ///   quaternary.
    /// - Throws: ``DescriptorError`` unless there are three different elements that have every
    ///   property (or it is imputed), and the fixed one is a fourth with a part or more.
    public func ternary(
        _ corners: [Element], fixed: (element: Element, parts: Int)? = nil
    ) throws -> TernaryFeaturizer {
        try TernaryFeaturizer(featurizer: self, corners: corners, fixed: fixed)
    }
}
