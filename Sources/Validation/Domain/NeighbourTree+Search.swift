import CElementary

/// The nearest points so far, by squared distance, then number.
struct NearestPoints {
    let capacity: Int
    /// How many there are, `capacity` at most.
    private(set) var count = 0
    private var squareList: [Float]
    private var numberList: [Int64]

    init(capacity: Int) {
        self.capacity = capacity
        squareList = [Float](repeating: 0, count: capacity)
        numberList = [Int64](repeating: 0, count: capacity)
    }

    /// Squared distances, rising.
    var squares: ArraySlice<Float> { squareList[..<count] }
    /// The numbers of the points.
    var numbers: [Int] { numberList[..<count].map { Int($0) } }

    /// Takes the points of another list that belong among the nearest.
    mutating func merge(_ other: NearestPoints) {
        for index in 0..<other.count { offer(other.squareList[index], other.numberList[index]) }
    }

    mutating func offer(_ square: Float, _ number: Int64) {
        var place = count
        while place > 0,
            square < squareList[place - 1]
                || (square == squareList[place - 1] && number < numberList[place - 1])
        {
            place -= 1
        }
        guard place < capacity else { return }
        count = min(count + 1, capacity)
        for index in stride(from: count - 1, to: place, by: -1) {
            squareList[index] = squareList[index - 1]
            numberList[index] = numberList[index - 1]
        }
        squareList[place] = square
        numberList[place] = number
    }

    /// Replaces all points by the first `count` of other lists.
    fileprivate mutating func replace(
        squares: ArraySlice<Float>, numbers: ArraySlice<Int64>, count: Int
    ) {
        squareList = Array(squares)
        numberList = Array(numbers)
        self.count = count
    }

    /// All places, taken or not.
    fileprivate var places: (squares: [Float], numbers: [Int64]) { (squareList, numberList) }
}

extension NeighbourTree {
    /// How many queries are answered together at most.
    static let queryLimit = Int(qs_query_limit)

    /// Offers the points near each query to its list; all that belong there get in.
    ///
    /// - Parameters:
    ///   - queries: shape [lists, dimensions], finite; ``queryLimit`` queries at most.
    ///   - groups: by query: points of this group take no part; -1 leaves none out.
    ///   - exceptions: by query: the point of this number takes no part; -1 leaves none out.
    ///   - radius: points beyond this distance take no part.
    ///   - enough: a full list of at most this mean distance is left as it is: what is in it then
    ///     need not be the nearest. 0 finds the nearest always.
    ///   - lists: one for each query, of the same capacity, 1 or more.
    func search(
        _ queries: UnsafeBufferPointer<Float>, withoutGroups groups: [Int32],
        withoutNumbers exceptions: [Int64], within radius: Double = .infinity, enough: Double = 0,
        _ lists: inout [NearestPoints]
    ) {
        guard count > 0, let capacity = lists.first?.capacity else { return }
        precondition(
            lists.count <= Self.queryLimit && groups.count == lists.count
                && exceptions.count == lists.count && queries.count == lists.count * dimensions,
            "the lists do not fit the queries")
        var squares = lists.flatMap(\.places.squares)
        var numbers = lists.flatMap(\.places.numbers)
        var found = lists.map(\.count)
        let room = (leafCount + Self.leafSize - 1) / Self.leafSize * Self.leafSize
        withUnsafeTemporaryAllocation(of: Float.self, capacity: lists.count * room) { scratch in
            withLeaves { leaves in
                withUnsafePointer(to: leaves) {
                    qs_nearest(
                        $0, queries.baseAddress, lists.count, groups, exceptions,
                        Float(radius * radius), enough, capacity,
                        &squares, &numbers, &found, scratch.baseAddress)
                }
            }
        }
        for index in lists.indices {
            let own = index * capacity..<(index + 1) * capacity
            lists[index].replace(
                squares: squares[own], numbers: numbers[own], count: found[index])
        }
    }

    private func withLeaves(_ body: (qs_leaves) -> Void) {
        points.withUnsafeBufferPointer { points in
            numbers.withUnsafeBufferPointer { numbers in
                groups.withUnsafeBufferPointer { groups in
                    bounds.withUnsafeBufferPointer { bounds in
                        body(
                            qs_leaves(
                                dimensions: dimensions, leaves: leafCount,
                                points: points.baseAddress, numbers: numbers.baseAddress,
                                groups: groups.baseAddress, bounds: bounds.baseAddress))
                    }
                }
            }
        }
    }
}
