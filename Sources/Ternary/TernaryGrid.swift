/// The compositions of three elements whose fractions are whole multiples of 1/n.
///
/// A point is (i, j, k) with i + j + k = n: i/n of the first element, j/n of the second, k/n of
/// the third. There are (n + 1)(n + 2) / 2 points; n = 100 is 1 at.%, n = 1000 is 0.1 at.%.
///
/// Points are ordered row by row: i from 0 to n outside, j from 0 to n - i inside. The first
/// point is the pure third element, the last the pure first element.
public struct TernaryGrid: Sendable, Hashable {
    /// The finest grid that is allowed, 0.05 at.%.
    public static let largestDivisions = 2000

    /// n: the number of steps from one corner to another.
    public let divisions: Int

    /// - Throws: ``TernaryError/divisions(_:largest:)`` unless 1 <= n <= ``largestDivisions``.
    public init(divisions: Int) throws {
        guard (1...Self.largestDivisions).contains(divisions) else {
            throw TernaryError.divisions(divisions, largest: Self.largestDivisions)
        }
        self.divisions = divisions
    }

    /// The number of points, (n + 1)(n + 2) / 2.
    public var count: Int { (divisions + 1) * (divisions + 2) / 2 }

    /// The position of (i, j, n - i - j) in the order of points; O(1).
    public func index(i: Int, j: Int) -> Int {
        precondition(i >= 0 && j >= 0 && i + j <= divisions, "no such grid point")
        return rowStart(i) + j
    }

    /// The whole-number coordinates of a point; O(1).
    public func point(_ index: Int) -> (i: Int, j: Int, k: Int) {
        precondition(index >= 0 && index < count, "no such grid point")
        let i = row(of: index)
        let j = index - rowStart(i)
        return (i, j, divisions - i - j)
    }

    /// The fractions of the three elements at a point.
    public func fractions(_ index: Int) -> TernaryPoint {
        let (i, j, k) = point(index)
        let n = Double(divisions)
        return TernaryPoint(Double(i) / n, Double(j) / n, Double(k) / n)
    }

    /// Calls `body` with each point in order.
    public func forEach(
        _ body: (_ index: Int, _ i: Int, _ j: Int, _ k: Int) throws -> Void
    ) rethrows {
        var index = 0
        for i in 0...divisions {
            for j in 0...(divisions - i) {
                try body(index, i, j, divisions - i - j)
                index += 1
            }
        }
    }

    /// i, j, k of every point one after the other; shape [count, 3], row by row.
    public var counts: [Int32] {
        var result = [Int32]()
        result.reserveCapacity(3 * count)
        forEach { _, i, j, k in
            result.append(Int32(i))
            result.append(Int32(j))
            result.append(Int32(k))
        }
        return result
    }

    /// The nearest grid point to a composition given as three fractions that sum to one.
    ///
    /// Fractions are rounded down and the missing steps go to the largest remainders; ties go to
    /// the earlier element.
    public func nearest(to point: TernaryPoint) -> Int {
        let n = Double(divisions)
        let exact = [point.a, point.b, point.c].map { min(max($0, 0), 1) * n }
        var steps = exact.map { Int($0.rounded(.down)) }
        let order = (0..<3).sorted {
            let first = exact[$0] - Double(steps[$0])
            let second = exact[$1] - Double(steps[$1])
            return first == second ? $0 < $1 : first > second
        }
        var missing = divisions - steps.reduce(0, +)
        var turn = 0
        while missing > 0 {
            steps[order[turn % 3]] += 1
            missing -= 1
            turn += 1
        }
        // Fractions that sum to a little more than one can leave a step too many.
        for position in order.reversed() where missing < 0 && steps[position] > 0 {
            steps[position] -= 1
            missing += 1
        }
        return index(i: min(steps[0], divisions), j: min(steps[1], divisions - steps[0]))
    }

    /// The index of (i, 0, n - i).
    func rowStart(_ i: Int) -> Int { i * (2 * divisions + 3 - i) / 2 }

    private func row(of index: Int) -> Int {
        // The row solves i (2n + 3 - i) / 2 <= index; the root may be one off by rounding.
        let b = Double(2 * divisions + 3)
        var i = Int((b - (b * b - 8 * Double(index)).squareRoot()) / 2)
        i = min(max(i, 0), divisions)
        while i > 0, rowStart(i) > index { i -= 1 }
        while i < divisions, rowStart(i + 1) <= index { i += 1 }
        return i
    }
}
