import Basis
import Descriptors
import Learning
import Materials
import Ternary

/// What a screened system gives at each grid point.
public struct ScreenedSystem: Sendable {
    public let map: PhaseMap
    /// Whether each grid point lies inside the descriptor range of the training compounds.
    public let inDomain: [Bool]

    /// The share of grid points that lie outside, in 0...1.
    public var outOfDomainShare: Double {
        Double(inDomain.count { !$0 }) / Double(inDomain.count)
    }
}

/// Evaluates a model at every point of a ternary grid, row by row.
///
/// Corners and edges are evaluated as the elements and binaries that they are: an absent element
/// takes no part in any descriptor. The probabilities are those that the model gives for the
/// same compositions, bit for bit. A section of a quaternary is evaluated in the same way; its fixed
/// element takes part at every point.
public struct TernaryScreener: Sendable {
    public let featurizer: Featurizer
    public let model: any Model
    public let classNames: [String]
    public let range: FeatureRange
    /// Elements that settle the class of a point before the model is asked.
    public let gate: ElementGate

    public init(
        featurizer: Featurizer, model: any Model, classNames: [String], range: FeatureRange,
        gate: ElementGate = ElementGate(elements: [], classIndex: 0)
    ) {
        self.gate = gate
        self.featurizer = featurizer
        self.model = model
        self.classNames = classNames
        self.range = range
    }

    /// Grid points evaluated at once: their descriptors should stay in the second-level cache.
    private static let blockRows = 128

    /// Evaluates one ternary system on the calling thread.
    ///
    /// - Throws: `TernaryError` unless there are three elements, `DescriptorError` where one of
    ///   them lacks a property.
    public func screen(_ system: ChemicalSystem, grid: TernaryGrid) throws -> ScreenedSystem {
        try screen(TernarySection(system), grid: grid)
    }

    /// Evaluates one ternary system or section on the calling thread.
    ///
    /// - Parameter grid: that of the triangle, n - d divisions for a section with d parts in n.
    /// - Throws: `TernaryError` where the grid is another, `DescriptorError` where an element
    ///   lacks a property.
    public func screen(_ section: TernarySection, grid: TernaryGrid) throws -> ScreenedSystem {
        let divisions = grid.divisions + section.fixedParts
        _ = try section.grid(divisions: divisions)
        let corners = try featurizer.ternary(
            section.system.elements, fixed: section.fixed.map { ($0.element, $0.parts) })
        let columns = featurizer.names.count
        let classes = classNames.count
        let counts = grid.counts
        var probabilities = [Double](repeating: 0, count: grid.count * classes)
        var inDomain = [Bool](repeating: false, count: grid.count)
        var features = [Double](repeating: 0, count: Self.blockRows * columns)
        for start in stride(from: 0, to: grid.count, by: Self.blockRows) {
            let rows = min(Self.blockRows, grid.count - start)
            // Buffers instead of arrays: the kernels below write a block at a time, and a sweep
            // evaluates hundreds of millions of points.
            features.withUnsafeMutableBufferPointer { buffer in
                counts.withUnsafeBufferPointer { counts in
                    corners.fill(
                        UnsafeMutableBufferPointer(rebasing: buffer[..<(rows * columns)]),
                        counts: UnsafeBufferPointer(
                            rebasing: counts[(3 * start)..<(3 * (start + rows))]),
                        divisions: divisions)
                }
            }
            features.withUnsafeBufferPointer { block in
                probabilities.withUnsafeMutableBufferPointer { shares in
                    model.evaluate(
                        rows: UnsafeBufferPointer(rebasing: block[..<(rows * columns)]),
                        count: rows,
                        probabilities: UnsafeMutableBufferPointer(
                            rebasing: shares[(start * classes)..<((start + rows) * classes)]))
                }
                for row in 0..<rows {
                    let slice = block[(row * columns)..<((row + 1) * columns)]
                    inDomain[start + row] = range.contains(UnsafeBufferPointer(rebasing: slice))
                }
            }
        }
        settle(section, counts, &probabilities, &inDomain)
        let map = try PhaseMap(
            section: section, grid: grid, classNames: classNames, probabilities: probabilities)
        return ScreenedSystem(map: map, inDomain: inDomain)
    }

    /// Overwrites the points that hold an element of the gate.
    private func settle(
        _ section: TernarySection, _ counts: [Int32], _ probabilities: inout [Double],
        _ inDomain: inout [Bool]
    ) {
        let elements = section.system.elements
        let corners = elements.indices.filter { gate.holds(elements[$0]) }
        let settlesAll = section.fixed.map { gate.holds($0.element) } ?? false
        guard settlesAll || !corners.isEmpty else { return }
        let classes = classNames.count
        for point in inDomain.indices
        where settlesAll || corners.contains(where: { counts[3 * point + $0] > 0 }) {
            for label in 0..<classes {
                probabilities[point * classes + label] = label == gate.classIndex ? 1 : 0
            }
            inDomain[point] = true
        }
    }
}
