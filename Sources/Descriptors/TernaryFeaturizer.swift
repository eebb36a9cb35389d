import Basis
import CPooling
import Materials

/// Descriptors of the points of one ternary diagram, for sweeps: the same bits as
/// ``Featurizer/features(of:)-(Composition)`` of the same composition, without making one.
public struct TernaryFeaturizer: Sendable {
    /// The corners, in the order that counts are given in.
    public let corners: [Element]
    /// Values of the corners that were imputed.
    public let imputed: [MissingValue]

    private let featurizer: Featurizer
    /// Positions of the corners by atomic number, the order of summation.
    private let order: [Int]
    /// Maxima, then minima over all three corners.
    private let extremes: [Double]
    /// Whether rows are mean, variance, maximum, minimum, which the fast kernel writes.
    private let isLiuLayout: Bool

    init(featurizer: Featurizer, corners: [Element]) throws {
        guard corners.count == 3, Set(corners).count == 3 else {
            throw DescriptorError.notThreeElements(corners)
        }
        // The corners themselves are points, so a masked value would leave nothing there.
        for corner in corners {
            try featurizer.check(Composition(amounts: [(corner, 1)]))
        }
        self.featurizer = featurizer
        self.corners = corners
        imputed = featurizer.missingValues(of: corners)
        let order = [0, 1, 2].sorted { corners[$0] < corners[$1] }
        self.order = order
        isLiuLayout =
            featurizer.descriptors.statistics == DescriptorSet.liu2021.statistics
            && featurizer.descriptors.stoichiometry.isEmpty
        let width = featurizer.propertyCount
        let columns = (0..<width).map { property in
            order.map { featurizer.values[corners[$0].atomicNumber * width + property] }
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
    ///     sum `divisions`; the fractions are these over `divisions`. A corner of count zero is
    ///     absent.
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
            var rows = order.map { Optional(table + corners[$0].atomicNumber * width) }
            var point = 0
            while point < points {
                // Runs of points inside the triangle go to the fast kernel together.
                let start = point
                while point < points, isInside(first + 3 * point, divisions) { point += 1 }
                if isLiuLayout, point > start {
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
                && Int(counts[0]) + Int(counts[1]) + Int(counts[2]) == divisions,
            "counts must not be negative and must sum to the divisions")
        return counts[0] > 0 && counts[1] > 0 && counts[2] > 0
    }

    /// One point by the general kernel, over the corners that are present.
    private func pool(
        _ counts: UnsafePointer<Int32>, _ divisions: Int, _ rows: [UnsafePointer<Double>?],
        _ output: UnsafeMutablePointer<Double>
    ) {
        var present = [UnsafePointer<Double>?]()
        var weights = [Double]()
        for (index, corner) in order.enumerated() where counts[corner] > 0 {
            present.append(rows[index])
            weights.append(Double(counts[corner]) / Double(divisions))
        }
        var outputs = featurizer.outputs(at: output)
        qs_pool(present, weights, present.count, featurizer.propertyCount, &outputs)
        weights.withUnsafeBufferPointer { featurizer.fillStoichiometry(output, $0) }
    }
}

extension Featurizer {
    /// The featurizer of one ternary diagram; corners in any order.
    ///
    /// - Throws: ``DescriptorError`` unless there are three different elements that have every
    ///   property (or it is imputed).
    public func ternary(_ corners: [Element]) throws -> TernaryFeaturizer {
        try TernaryFeaturizer(featurizer: self, corners: corners)
    }
}
