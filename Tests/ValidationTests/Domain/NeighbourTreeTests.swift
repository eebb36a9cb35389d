import Basis
import Testing

@testable import Validation

/// Squared distances to all points, summed as the tree sums them.
func nearestByBruteForce(
    _ query: [Float], _ coordinates: [Float], capacity: Int, accepts: (Int) -> Bool
) -> NearestPoints {
    var nearest = NearestPoints(capacity: capacity)
    let dimensions = query.count
    for number in 0..<(coordinates.count / max(1, dimensions)) where accepts(number) {
        var square: Float = 0
        for dimension in 0..<dimensions {
            let step = coordinates[number * dimensions + dimension] - query[dimension]
            square += step * step
        }
        nearest.offer(square, Int64(number))
    }
    return nearest
}

@Suite struct NeighbourTreeTests {
    private func search(
        _ tree: NeighbourTree, _ query: [Float], capacity: Int, group: Int32 = -1,
        number: Int = -1
    ) -> NearestPoints {
        // Together with other queries, which must not matter.
        let queries = query + query.map { $0 + 0.25 } + query.map { -$0 }
        var nearest = [NearestPoints](repeating: NearestPoints(capacity: capacity), count: 3)
        queries.withUnsafeBufferPointer {
            tree.search(
                $0, withoutGroups: [group, -1, 0], withoutNumbers: [Int64(number), -1, 1],
                &nearest)
        }
        return nearest[0]
    }

    /// Clustered points; with `steps` they lie on a coarse lattice, so that many distances tie.
    private func points(
        _ count: Int, _ dimensions: Int, steps: Float?, _ stream: inout RandomStream
    ) -> [Float] {
        (0..<count).flatMap { _ -> [Float] in
            let centre = Float(stream.below(4))
            return (0..<dimensions).map { _ in
                let value = centre + Float(stream.unit())
                return steps.map { (value * $0).rounded() / $0 } ?? value
            }
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 33, 250, 1000])
    func theTreeFindsWhatBruteForceFinds(count: Int) throws {
        for (dimensions, steps) in [(1, nil), (2, 2), (3, nil), (7, 1), (13, nil), (24, 2)]
            as [(Int, Float?)]
        {
            var stream = RandomStream(seed: UInt64(count * 100 + dimensions))
            let coordinates = points(count, dimensions, steps: steps, &stream)
            let groups = (0..<count).map { _ in Int32(stream.below(1 + count / 8)) }
            let tree = NeighbourTree(
                members: Array(0..<count), coordinates: coordinates, dimensions: dimensions,
                groups: groups)
            for turn in 0..<25 {
                let start = stream.below(count) * dimensions
                let query =
                    turn % 2 == 0
                    ? Array(coordinates[start..<(start + dimensions)])
                    : points(1, dimensions, steps: steps, &stream)
                let group = turn % 3 == 0 ? Int32(stream.below(1 + count / 8)) : -1
                let number = turn % 4 == 0 ? stream.below(count) : -1
                let found = search(tree, query, capacity: 5, group: group, number: number)
                let expected = nearestByBruteForce(query, coordinates, capacity: 5) {
                    groups[$0] != group && $0 != number
                }
                #expect(found.numbers == expected.numbers)
                #expect(found.squares == expected.squares)
            }
        }
    }

    @Test func onlyMembersAreFound() {
        var stream = RandomStream(seed: 4)
        let coordinates = points(300, 3, steps: nil, &stream)
        let members = Array(stride(from: 1, to: 300, by: 7))
        let tree = NeighbourTree(
            members: members, coordinates: coordinates, dimensions: 3,
            groups: [Int32](repeating: 0, count: 300))
        let found = search(tree, [1, 2, 3], capacity: 500)
        #expect(found.numbers.sorted() == members)
        #expect(Array(found.squares) == found.squares.sorted())
    }

    @Test func copiesOfOnePointAreToldApartByNumber() {
        let tree = NeighbourTree(
            members: Array(0..<100), coordinates: [Float](repeating: 2, count: 200), dimensions: 2,
            groups: [Int32](repeating: 0, count: 100))
        #expect(search(tree, [2, 2], capacity: 5).numbers == [0, 1, 2, 3, 4])
        #expect(search(tree, [2, 2], capacity: 5, number: 2).numbers == [0, 1, 3, 4, 5])
        #expect(search(tree, [2, 2], capacity: 5, group: 0).numbers.isEmpty)
    }

    @Test func thereMayBeNoPointOrNoCoordinate() {
        let empty = NeighbourTree(members: [], coordinates: [], dimensions: 3, groups: [])
        #expect(search(empty, [1, 2, 3], capacity: 5).numbers.isEmpty)
        let flat = NeighbourTree(
            members: Array(0..<40), coordinates: [], dimensions: 0,
            groups: [Int32](repeating: 0, count: 40))
        #expect(search(flat, [], capacity: 3).numbers == [0, 1, 2])
        #expect(Array(search(flat, [], capacity: 3).squares) == [0, 0, 0])
        #expect(search(flat, [], capacity: 99).numbers == Array(0..<40))
    }

    @Test func distantPointsAreNotTakenForAbsentOnes() {
        let tree = NeighbourTree(
            members: [0], coordinates: [-1e17, 1e17], dimensions: 2, groups: [0])
        let found = search(tree, [1e17, -1e17], capacity: 3)
        #expect(found.numbers == [0])
        #expect(found.squares[0].isFinite)
    }
}
