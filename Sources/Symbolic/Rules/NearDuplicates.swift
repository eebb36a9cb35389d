import Basis

/// Tells whether a formula orders the rows nearly like one that is already kept.
///
/// The rank correlation is taken over a fixed sample of rows. Kept formulas lie in cells by their
/// correlations with a few pivots: two that correlate above the limit lie in neighbouring cells.
struct NearDuplicates {
    private static let sampled = 256
    private static let pivotLimit = 3

    private let rows: [Int]
    private let limit: Float
    private let width: Float
    private var pivots: [[Float]] = []
    private var sketches: [[Float]] = []
    private var cells: [[Int]: [Int]] = [:]

    /// - Parameter limit: the largest rank correlation that two kept formulas may have, below 1.
    init(rowCount: Int, limit: Double) {
        var all = Array(0..<rowCount)
        var stream = RandomStream(seed: 0).child("near-duplicates")
        stream.shuffle(&all)
        rows = all.prefix(NearDuplicates.sampled).sorted()
        self.limit = Float(limit)
        width = Float(max(0.02, (2 * (1 - limit)).squareRoot()))
    }

    /// The ranks of the sampled rows, centred and scaled to length 1; zero for a constant.
    func sketch(_ ranks: [UInt16]) -> [Float] {
        let picked = rows.map { ranks[$0] }
        let order = picked.indices.sorted { (picked[$0], $0) < (picked[$1], $1) }
        var middle = [Float](repeating: 0, count: picked.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, picked[order[end]] == picked[order[start]] { end += 1 }
            // Ties share their middle rank.
            for place in start..<end { middle[order[place]] = Float(start + end - 1) / 2 }
            start = end
        }
        let mean = middle.reduce(0, +) / Float(max(1, middle.count))
        for index in middle.indices { middle[index] -= mean }
        let length = middle.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? middle.map { $0 / length } : middle
    }

    /// Chooses pivots among sketches: the first, then those that correlate least with the chosen.
    mutating func choosePivots(_ candidates: [[Float]]) {
        guard let first = candidates.first else { return }
        pivots = [first]
        while pivots.count < min(NearDuplicates.pivotLimit, candidates.count) {
            let worst = candidates.map { candidate in
                pivots.map { abs(NearDuplicates.dot($0, candidate)) }.max() ?? 1
            }
            guard let next = worst.indices.min(by: { (worst[$0], $0) < (worst[$1], $1) }) else {
                return
            }
            pivots.append(candidates[next])
        }
    }

    /// Keeps the sketch unless it nearly repeats a kept one, in either direction.
    mutating func insert(_ sketch: [Float]) -> Bool {
        let place = pivots.map { NearDuplicates.dot($0, sketch) }
        for sign: Float in [1, -1] {
            let cell = place.map { Int((sign * $0 / width).rounded(.down)) }
            for neighbour in NearDuplicates.around(cell) {
                for kept in cells[neighbour] ?? []
                where abs(NearDuplicates.dot(sketches[kept], sketch)) > limit {
                    return false
                }
            }
        }
        cells[place.map { Int(($0 / width).rounded(.down)) }, default: []].append(sketches.count)
        sketches.append(sketch)
        return true
    }

    private static func around(_ cell: [Int]) -> [[Int]] {
        cell.reduce([[]]) { found, place in
            found.flatMap { prefix in (-1...1).map { prefix + [place + $0] } }
        }
    }

    private static func dot(_ a: [Float], _ b: [Float]) -> Float {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                var sums = SIMD8<Float>.zero
                var index = 0
                while index + 8 <= a.count {
                    var x = SIMD8<Float>.zero
                    var y = SIMD8<Float>.zero
                    for lane in 0..<8 {
                        x[lane] = a[index + lane]
                        y[lane] = b[index + lane]
                    }
                    sums += x * y
                    index += 8
                }
                var rest: Float = 0
                while index < a.count {
                    rest += a[index] * b[index]
                    index += 1
                }
                return sums.sum() + rest
            }
        }
    }
}
