import CElementary

/// Points for exact nearest-neighbour search by Euclidean distance: boxes of few points.
///
/// Boxes are halved at the median of the side along which their points vary most until at most 16
/// points are left. A leaf holds its points side by side, one coordinate after the other, and so do
/// sixteen leaves their bounds: distances to sixteen are computed together. In twenty and more
/// dimensions boxes of boxes rule next to nothing out, so every leaf's box is looked at. Squared
/// distances are sums of single-precision squares in the order of the coordinates: the bits are
/// those of a search through all points.
///
/// Source: Friedman, Bentley, Finkel, ACM Trans. Math. Softw. 3, 209 (1977),
/// doi:10.1145/355744.355745.
struct NeighbourTree: Sendable, Equatable {
    /// Points of a leaf.
    static let leafSize = Int(qs_leaf_size)

    let dimensions: Int
    /// The number of points.
    let count: Int
    /// Shape [leaves, dimensions, leafSize].
    private(set) var points: [Float] = []
    /// The caller's numbers of the points, shape [leaves, leafSize]; -1 where there is none.
    private(set) var numbers: [Int64] = []
    /// The groups of the points, shape [leaves, leafSize].
    private(set) var groups: [Int32] = []
    /// Smallest, then largest coordinates of sixteen leaves, shape [leaves / 16 rounded up,
    /// dimensions, 2, 16].
    private(set) var bounds: [Float] = []

    /// - Parameters:
    ///   - members: the numbers of the points that take part.
    ///   - coordinates: of all points, row by row; finite.
    ///   - groups: of all points.
    init(members: [Int], coordinates: [Float], dimensions: Int, groups: [Int32]) {
        self.dimensions = dimensions
        count = members.count
        guard !members.isEmpty else { return }
        var members = members
        build(&members, 0..<members.count, coordinates, groups)
    }

    var leafCount: Int { numbers.count / Self.leafSize }

    private mutating func build(
        _ members: inout [Int], _ range: Range<Int>, _ coordinates: [Float], _ allGroups: [Int32]
    ) {
        if range.count <= Self.leafSize {
            addLeaf(members[range], coordinates, allGroups)
            return
        }
        let widest = mostVaried(members[range], coordinates)
        // One number a point, coordinate above and point below: sorting them is fast, and no two
        // are equal.
        var keys = members[range].map { member in
            // Points without coordinates are told apart by their numbers alone.
            let value = dimensions == 0 ? 0 : coordinates[member * dimensions + widest]
            return UInt64(Self.orderedBits(value)) << 32 | UInt64(member)
        }
        keys.sort()
        for (offset, key) in keys.enumerated() {
            members[range.lowerBound + offset] = Int(key & 0xffff_ffff)
        }
        // Whole leaves to the left: few are then partly filled.
        let leaves = (range.count + Self.leafSize - 1) / Self.leafSize
        let middle = range.lowerBound + (leaves + 1) / 2 * Self.leafSize
        build(&members, range.lowerBound..<middle, coordinates, allGroups)
        build(&members, middle..<range.upperBound, coordinates, allGroups)
    }

    /// The dimension along which some points have the largest variance, the first of several.
    private func mostVaried(_ members: ArraySlice<Int>, _ coordinates: [Float]) -> Int {
        var sums = [Double](repeating: 0, count: dimensions)
        var squares = sums
        for member in members {
            for dimension in 0..<dimensions {
                let value = Double(coordinates[member * dimensions + dimension])
                sums[dimension] += value
                squares[dimension] += value * value
            }
        }
        let size = Double(members.count)
        var best = 0
        var most = -Double.infinity
        for dimension in 0..<dimensions {
            let variance = squares[dimension] - sums[dimension] * sums[dimension] / size
            if variance > most {
                best = dimension
                most = variance
            }
        }
        return best
    }

    private mutating func addLeaf(
        _ members: ArraySlice<Int>, _ coordinates: [Float], _ allGroups: [Int32]
    ) {
        let size = Self.leafSize
        let (block, place) = leafCount.quotientAndRemainder(dividingBy: size)
        if place == 0 {
            for _ in 0..<dimensions {
                bounds += [Float](repeating: .infinity, count: size)
                bounds += [Float](repeating: -.infinity, count: size)
            }
        }
        let first = points.count
        points += [Float](repeating: .infinity, count: dimensions * size)
        // By number: of equal distances the lower number wins without a look at the others.
        let ordered = members.sorted()
        for (lane, member) in ordered.enumerated() {
            for dimension in 0..<dimensions {
                let value = coordinates[member * dimensions + dimension]
                points[first + dimension * size + lane] = value
                let lower = (block * dimensions + dimension) * 2 * size + place
                bounds[lower] = min(bounds[lower], value)
                bounds[lower + size] = max(bounds[lower + size], value)
            }
        }
        let empty = size - ordered.count
        numbers += ordered.map { Int64($0) } + [Int64](repeating: -1, count: empty)
        groups += ordered.map { allGroups[$0] } + [Int32](repeating: -1, count: empty)
    }

    /// Whole numbers in the order of the floating-point numbers that they stand for.
    private static func orderedBits(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    }
}
