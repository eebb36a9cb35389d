/// A Cholesky factorisation of the correlations of some features that grows one at a time.
struct GrowingCholesky {
    /// A feature that the others explain to within this share of its variance is refused.
    static let smallestPivot = 1e-8

    private var members: [Int] = []
    private var rows: [Double]
    private var solved: [Double]
    private let capacity: Int
    /// The share of the target's variance that the members explain.
    private(set) var explained = 0.0

    init(capacity: Int) {
        self.capacity = capacity
        rows = [Double](repeating: 0, count: capacity * capacity)
        solved = [Double](repeating: 0, count: capacity)
    }

    /// What a further feature adds to the explained share; `nil` if the members explain it.
    @inline(__always)
    mutating func gain(of feature: Int, _ subspace: Subspace) -> Double? {
        let size = members.count
        let offset = size * capacity
        var pivot = 1.0
        var rest = subspace.correlations[feature]
        for i in 0..<size {
            var value = subspace.gram[feature][members[i]]
            for j in 0..<i { value -= rows[offset + j] * rows[i * capacity + j] }
            value /= rows[i * capacity + i]
            rows[offset + i] = value
            pivot -= value * value
            rest -= value * solved[i]
        }
        guard pivot > GrowingCholesky.smallestPivot else { return nil }
        rows[offset + size] = pivot.squareRoot()
        solved[size] = rest / rows[offset + size]
        return rest * rest / pivot
    }

    mutating func push(_ feature: Int, _ subspace: Subspace) -> Bool {
        guard let gain = gain(of: feature, subspace) else { return false }
        explained += gain
        members.append(feature)
        return true
    }
}
