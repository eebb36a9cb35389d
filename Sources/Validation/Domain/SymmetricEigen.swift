import Basis

/// The eigenvalues and eigenvectors of a real symmetric matrix, largest eigenvalue first.
///
/// Householder reflections bring the matrix to tridiagonal form, QL steps with Wilkinson's shift
/// make it diagonal: some 6 n^3 operations, eigenvalues to a few units of rounding of the largest.
/// Plain arithmetic and square roots in a fixed order: the same bits everywhere. A vector's sign
/// is such that its first component of largest size is positive; vectors of equal eigenvalues are
/// some orthonormal basis of their space.
///
/// Source: Bowdler, Martin, Reinsch, Wilkinson, Numer. Math. 11, 293 (1968),
/// doi:10.1007/BF02166681.
struct SymmetricEigen {
    /// In falling order.
    let values: [Double]
    /// Row `i` is the unit eigenvector of `values[i]`; shape [n, n].
    let vectors: Matrix

    /// - Parameter matrix: symmetric and finite; only its lower triangle counts.
    /// - Throws: ``ValidationError/notFinite(what:index:)`` for NaN or infinity,
    ///   ``ValidationError/noConvergence(_:)`` where 60 steps do not find an eigenvalue.
    init(_ matrix: Matrix) throws {
        precondition(matrix.rows == matrix.columns, "only square matrices have eigenvalues")
        if let place = matrix.firstNonFinite {
            throw ValidationError.notFinite(what: "row of the matrix", index: place.row)
        }
        var work = TridiagonalForm(matrix)
        try work.diagonalise()
        let size = matrix.rows
        let order = (0..<size).sorted { (-work.diagonal[$0], $0) < (-work.diagonal[$1], $1) }
        var vectors = Matrix(rows: size, columns: size)
        for (row, source) in order.enumerated() {
            let vector = work.rows[(source * size)..<((source + 1) * size)]
            let largest = vector.reduce(0) { max($0, abs($1)) }
            // Rounding must not decide which of two components of the same size is looked at.
            let leading = vector.first { abs($0) >= largest * (1 - 1e-9) } ?? 1
            for (column, value) in vector.enumerated() {
                vectors[row, column] = leading < 0 ? -value : value
            }
        }
        values = order.map { work.diagonal[$0] }
        self.vectors = vectors
    }
}

/// A symmetric matrix on its way to diagonal form, with the orthogonal matrix that leads there.
private struct TridiagonalForm {
    let size: Int
    var diagonal: [Double]
    /// Below the diagonal: element `i` couples `i` and `i + 1`; the last is 0.
    var coupling: [Double]
    /// The rows of the orthogonal matrix: in the end the eigenvectors.
    var rows: [Double]

    init(_ matrix: Matrix) {
        size = matrix.rows
        diagonal = [Double](repeating: 0, count: size)
        coupling = [Double](repeating: 0, count: size)
        rows = [Double](repeating: 0, count: size * size)
        for index in 0..<size { rows[index * size + index] = 1 }
        var lower = matrix.values
        for row in 0..<size {
            for column in 0..<row { lower[column * size + row] = lower[row * size + column] }
        }
        var reflector = [Double](repeating: 0, count: size)
        var product = [Double](repeating: 0, count: size)
        for step in 0..<max(0, size - 2) {
            reflect(step, &lower, &reflector, &product)
        }
        for index in 0..<size {
            diagonal[index] = lower[index * size + index]
            if index + 1 < size { coupling[index] = lower[(index + 1) * size + index] }
        }
    }

    /// Zeros the column below the first subdiagonal by a reflection I - scale v v'.
    private mutating func reflect(
        _ step: Int, _ matrix: inout [Double], _ v: inout [Double], _ p: inout [Double]
    ) {
        let n = size
        let first = step + 1
        var tail = 0.0
        for row in (first + 1)..<n { tail += abs(matrix[row * n + step]) }
        guard tail > 0 else { return }
        let length = tail + abs(matrix[first * n + step])
        var square = 0.0
        for row in first..<n {
            v[row] = matrix[row * n + step] / length
            square += v[row] * v[row]
        }
        let target = v[first] > 0 ? -square.squareRoot() : square.squareRoot()
        v[first] -= target
        let scale = 1 / (square - target * (v[first] + target))
        matrix[first * n + step] = target * length
        matrix.withUnsafeMutableBufferPointer { a in
            v.withUnsafeBufferPointer { v in
                p.withUnsafeMutableBufferPointer { p in
                    var overlap = 0.0
                    for row in first..<n {
                        var sum = 0.0
                        for column in first..<n { sum += a[row * n + column] * v[column] }
                        p[row] = scale * sum
                        overlap += v[row] * p[row]
                    }
                    for row in first..<n { p[row] -= 0.5 * scale * overlap * v[row] }
                    for row in first..<n {
                        let vr = v[row]
                        let pr = p[row]
                        for column in first..<n {
                            a[row * n + column] -= vr * p[column] + pr * v[column]
                        }
                    }
                }
            }
        }
        rows.withUnsafeMutableBufferPointer { q in
            v.withUnsafeBufferPointer { v in
                p.withUnsafeMutableBufferPointer { p in
                    p.update(repeating: 0)
                    for row in first..<n {
                        let vr = scale * v[row]
                        for column in 0..<n { p[column] += vr * q[row * n + column] }
                    }
                    for row in first..<n {
                        let vr = v[row]
                        for column in 0..<n { q[row * n + column] -= vr * p[column] }
                    }
                }
            }
        }
    }

    mutating func diagonalise() throws {
        // Against the whole matrix, not against its neighbours: where many eigenvalues are zero,
        // the neighbours are rounding errors themselves.
        var largest = 0.0
        for index in 0..<size {
            largest = max(largest, abs(diagonal[index]) + abs(coupling[index]))
        }
        let negligible = 0x1p-53 * largest
        for index in 0..<size {
            var steps = 0
            while true {
                var end = index
                while end + 1 < size {
                    if abs(coupling[end]) <= negligible { break }
                    end += 1
                }
                if end == index { break }
                steps += 1
                guard steps <= 60 else {
                    throw ValidationError.noConvergence("the eigenvalues of a \(size)-row matrix")
                }
                shiftedStep(from: index, to: end)
            }
        }
    }

    /// One QL step on the block `first...last`.
    private mutating func shiftedStep(from first: Int, to last: Int) {
        let half = (diagonal[first + 1] - diagonal[first]) / (2 * coupling[first])
        let root = (half * half + 1).squareRoot()
        let shift = diagonal[first] - coupling[first] / (half + (half < 0 ? -root : root))
        var g = diagonal[last] - shift
        var sine = 1.0
        var cosine = 1.0
        var correction = 0.0
        for index in stride(from: last - 1, through: first, by: -1) {
            let bulge = sine * coupling[index]
            let rest = cosine * coupling[index]
            let length = (bulge * bulge + g * g).squareRoot()
            coupling[index + 1] = length
            if length == 0 {
                // The block has come apart: go on with the smaller one.
                diagonal[index + 1] -= correction
                coupling[last] = 0
                return
            }
            sine = bulge / length
            cosine = g / length
            let moved = diagonal[index + 1] - correction
            let mixed = (diagonal[index] - moved) * sine + 2 * cosine * rest
            correction = sine * mixed
            diagonal[index + 1] = moved + correction
            g = cosine * mixed - rest
            rotate(index, sine, cosine)
        }
        diagonal[first] -= correction
        coupling[first] = g
        coupling[last] = 0
    }

    private mutating func rotate(_ index: Int, _ sine: Double, _ cosine: Double) {
        let n = size
        rows.withUnsafeMutableBufferPointer { q in
            for column in 0..<n {
                let upper = q[index * n + column]
                let lower = q[(index + 1) * n + column]
                q[(index + 1) * n + column] = sine * upper + cosine * lower
                q[index * n + column] = cosine * upper - sine * lower
            }
        }
    }
}
