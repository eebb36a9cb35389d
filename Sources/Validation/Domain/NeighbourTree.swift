/// Points for exact nearest-neighbour search by Euclidean distance: a k-d tree of bounding boxes.
///
/// Boxes are halved at the median of their widest side until a leaf of at most 16 points is left.
/// A leaf holds its points side by side, one coordinate after the other, so that their distances
/// are computed together. Squared distances are sums of single-precision squares in the order of
/// the coordinates: the bits are those of a search through all points.
///
/// Source: Friedman, Bentley, Finkel, ACM Trans. Math. Softw. 3, 209 (1977),
/// doi:10.1145/355744.355745.
struct NeighbourTree: Sendable, Equatable {
    /// Points of a leaf.
    static let leafSize = 16

    /// A box: its children or, in a leaf, where its points stand.
    struct Node: Sendable, Equatable {
        /// The position of the second child; the first follows the node itself. 0 in a leaf.
        var second: Int
        /// The leaf's number; -1 in an inner node.
        var leaf: Int
    }

    let dimensions: Int
    /// The number of points.
    let count: Int
    var nodes: [Node] = []
    /// Smallest, then largest coordinates of each node; shape [nodes, 2, dimensions].
    var bounds: [Float] = []
    /// Shape [leaves, dimensions, leafSize].
    var points: [Float] = []
    /// The caller's numbers of the points, shape [leaves, leafSize]; -1 where there is none.
    var numbers: [Int] = []
    /// The groups of the points, shape [leaves, leafSize].
    var groups: [Int32] = []

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

    private mutating func build(
        _ members: inout [Int], _ range: Range<Int>, _ coordinates: [Float], _ allGroups: [Int32]
    ) {
        let node = nodes.count
        nodes.append(Node(second: 0, leaf: -1))
        let widest = addBounds(members[range], coordinates)
        if range.count <= Self.leafSize {
            addLeaf(members[range], coordinates, allGroups, node)
            return
        }
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
        nodes[node].second = nodes.count
        build(&members, middle..<range.upperBound, coordinates, allGroups)
    }

    /// Adds the box of some points.
    ///
    /// - Returns: its widest dimension, the first of several.
    private mutating func addBounds(_ members: ArraySlice<Int>, _ coordinates: [Float]) -> Int {
        var lower = [Float](repeating: .infinity, count: dimensions)
        var upper = [Float](repeating: -.infinity, count: dimensions)
        for member in members {
            for dimension in 0..<dimensions {
                let value = coordinates[member * dimensions + dimension]
                lower[dimension] = min(lower[dimension], value)
                upper[dimension] = max(upper[dimension], value)
            }
        }
        bounds += lower
        bounds += upper
        var widest = 0
        for dimension in 0..<dimensions
        where upper[dimension] - lower[dimension] > upper[widest] - lower[widest] {
            widest = dimension
        }
        return widest
    }

    private mutating func addLeaf(
        _ members: ArraySlice<Int>, _ coordinates: [Float], _ allGroups: [Int32], _ node: Int
    ) {
        nodes[node].leaf = numbers.count / Self.leafSize
        let size = Self.leafSize
        let first = points.count
        points += [Float](repeating: .infinity, count: dimensions * size)
        // By number: of equal distances the lower number wins without a look at the others.
        let ordered = members.sorted()
        for (lane, member) in ordered.enumerated() {
            for dimension in 0..<dimensions {
                points[first + dimension * size + lane] =
                    coordinates[member * dimensions + dimension]
            }
        }
        numbers += ordered
        groups += ordered.map { allGroups[$0] }
        let empty = size - ordered.count
        numbers += [Int](repeating: -1, count: empty)
        groups += [Int32](repeating: -1, count: empty)
    }

    /// Whole numbers in the order of the floating-point numbers that they stand for.
    private static func orderedBits(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    }
}
