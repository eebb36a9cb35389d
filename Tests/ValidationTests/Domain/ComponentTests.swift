import Basis
import Testing

@testable import Validation

@Suite struct SymmetricEigenTests {
    private func symmetric(_ size: Int, rank: Int, seed: UInt64) -> Matrix {
        var stream = RandomStream(seed: seed)
        let factor = Matrix(
            rows: size, columns: rank, values: (0..<size * rank).map { _ in stream.unit() - 0.5 })
        var result = Matrix(rows: size, columns: size)
        for row in 0..<size {
            for column in 0..<size {
                for index in 0..<rank {
                    // Signs in turn: eigenvalues of both kinds.
                    result[row, column] +=
                        factor[row, index] * factor[column, index] * (index % 3 == 2 ? -1 : 1)
                }
            }
        }
        return result
    }

    private func expectDecomposition(of matrix: Matrix) throws {
        let eigen = try SymmetricEigen(matrix)
        let size = matrix.rows
        let scale = max(1, matrix.values.reduce(0) { max($0, abs($1)) })
        #expect(eigen.values == eigen.values.sorted(by: >))
        for first in 0..<size {
            for second in 0..<size {
                var product = 0.0
                var rebuilt = 0.0
                for index in 0..<size {
                    product += eigen.vectors[first, index] * eigen.vectors[second, index]
                    rebuilt +=
                        eigen.values[index] * eigen.vectors[index, first]
                        * eigen.vectors[index, second]
                }
                #expect(abs(product - (first == second ? 1 : 0)) < 1e-12)
                #expect(abs(rebuilt - matrix[first, second]) < 1e-12 * scale * Double(size))
            }
            let vector = Array(eigen.vectors.row(first))
            let largest = vector.map { abs($0) }.max() ?? 0
            let leading = try #require(vector.first { abs($0) >= largest * (1 - 1e-9) })
            #expect(leading > 0)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 12, 30])
    func vectorsAreOrthonormalAndRebuildTheMatrix(size: Int) throws {
        for seed in 0..<3 {
            try expectDecomposition(of: symmetric(size, rank: size, seed: UInt64(seed)))
        }
    }

    @Test func repeatedAndMissingDirectionsAreNoTrouble() throws {
        try expectDecomposition(of: symmetric(20, rank: 4, seed: 1))
        for seed: UInt64 in 0..<4 {
            try expectDecomposition(of: symmetric(90, rank: 7, seed: seed))
        }
        try expectDecomposition(of: Matrix(rows: 6, columns: 6))
        try expectDecomposition(of: Matrix(rows: 7, columns: 7, repeating: 1))
        var identity = Matrix(rows: 5, columns: 5)
        for index in 0..<5 { identity[index, index] = 1e-9 }
        try expectDecomposition(of: identity)
        var graded = Matrix(rows: 8, columns: 8)
        for index in 0..<8 { graded[index, index] = [1e8, 1, 1e-8, 3, 3, 0, -2, 1e4][index] }
        graded[3, 0] = 2
        graded[0, 3] = 2
        try expectDecomposition(of: graded)
    }

    @Test func aMatrixWorkedOutByHand() throws {
        let eigen = try SymmetricEigen(Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2]))
        #expect(abs(eigen.values[0] - 3) < 1e-15)
        #expect(abs(eigen.values[1] - 1) < 1e-15)
        let half = 0.5.squareRoot()
        for (found, expected) in zip(eigen.vectors.values, [half, half, half, -half]) {
            #expect(abs(found - expected) < 1e-15)
        }
    }

    @Test func whatIsNotFiniteIsRefused() {
        var matrix = Matrix(rows: 3, columns: 3)
        matrix[1, 2] = .nan
        #expect(throws: ValidationError.notFinite(what: "row of the matrix", index: 1)) {
            try SymmetricEigen(matrix)
        }
    }
}

@Suite struct PrincipalComponentTests {
    /// Far fewer rows than columns: nearly all eigenvalues are zero.
    @Test(arguments: [2, 3, 16, 32])
    func fewRowsGiveFewAxes(rows: Int) throws {
        var stream = RandomStream(seed: UInt64(rows))
        let table = Matrix(
            rows: rows, columns: 232, values: (0..<rows * 232).map { _ in stream.unit() })
        let fitted = try PrincipalComponents(fitting: table, share: 0.99, limit: 24, threads: 1)
        #expect((1...min(24, rows - 1)).contains(fitted.count))
        #expect(try fitted.coordinates(of: table, threads: 1).allSatisfy { abs($0) < 10 })
    }

    /// Rows with correlated columns, a constant one and a copy.
    private func table(rows: Int, seed: UInt64 = 1) -> Matrix {
        var stream = RandomStream(seed: seed)
        var values = [Double]()
        for _ in 0..<rows {
            let a = stream.unit()
            let b = stream.unit()
            let c = stream.unit()
            values += [a, 1e6 * a + 1e5 * b, 7, b - c, 3 - 2 * a, c * c, 1e-7 * (a + b + c)]
        }
        return Matrix(rows: rows, columns: 7, values: values)
    }

    @Test func coordinatesAreUncorrelatedWithUnitVariance() throws {
        let table = table(rows: 3000)
        let fitted = try PrincipalComponents(fitting: table, share: 1, limit: 24, threads: 1)
        let found = try fitted.coordinates(of: table, threads: 1)
        #expect(fitted.count == 4)
        #expect(fitted.varianceShares == fitted.varianceShares.sorted(by: >))
        #expect(abs(fitted.varianceShares.reduce(0, +) - 1) < 1e-9)
        for first in 0..<4 {
            for second in 0...first {
                var mean = 0.0
                var product = 0.0
                for row in 0..<3000 {
                    mean += Double(found[row * 4 + first]) / 3000
                    product +=
                        Double(found[row * 4 + first]) * Double(found[row * 4 + second]) / 3000
                }
                #expect(abs(mean) < 1e-5)
                #expect(abs(product - (first == second ? 1 : 0)) < 1e-4)
            }
        }
    }

    @Test func asManyAxesAreKeptAsTheShareNeeds() throws {
        let table = table(rows: 500)
        let all = try PrincipalComponents(fitting: table, share: 1, limit: 24, threads: 1)
        for share in [0.1, 0.6, 0.8, 0.95] {
            let some = try PrincipalComponents(fitting: table, share: share, limit: 24, threads: 1)
            #expect(some.varianceShares.reduce(0, +) >= share)
            #expect(some.varianceShares.dropLast().reduce(0, +) < share)
            #expect(some.varianceShares == Array(all.varianceShares.prefix(some.count)))
        }
        #expect(
            try PrincipalComponents(fitting: table, share: 1, limit: 2, threads: 1).count == 2)
    }

    @Test func unitsAndOriginDoNotMatter() throws {
        let table = table(rows: 400)
        var other = table
        for row in 0..<400 {
            for column in 0..<7 {
                other[row, column] =
                    table[row, column] * [1, 1e-3, 5, 20, 1, 1e4, 1e6][column] + Double(column)
            }
        }
        let first = try PrincipalComponents(fitting: table, share: 0.99, limit: 24, threads: 1)
            .coordinates(of: table, threads: 1)
        let second = try PrincipalComponents(fitting: other, share: 0.99, limit: 24, threads: 1)
            .coordinates(of: other, threads: 1)
        #expect(first.count == second.count)
        #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func threadsLeaveNoTrace() throws {
        let table = table(rows: 5000)
        let one = try PrincipalComponents(fitting: table, share: 0.99, limit: 24, threads: 1)
        for threads in [2, 3, 8] {
            let many = try PrincipalComponents(
                fitting: table, share: 0.99, limit: 24, threads: threads)
            #expect(many == one)
            #expect(
                try many.coordinates(of: table, threads: threads)
                    == one.coordinates(of: table, threads: 1))
        }
    }

    @Test func rowsBeyondAllMeasureGiveFiniteCoordinates() throws {
        let fitted = try PrincipalComponents(
            fitting: table(rows: 50), share: 1, limit: 24, threads: 1)
        let far = Matrix(rows: 1, columns: 7, repeating: 1e300)
        #expect(try fitted.coordinates(of: far, threads: 1).allSatisfy { abs($0) <= 1e17 })
    }

    @Test func rowsThatAreAllAlikeHaveNoAxes() throws {
        let fitted = try PrincipalComponents(
            fitting: Matrix(rows: 9, columns: 3, repeating: 0.1), share: 0.99, limit: 24,
            threads: 1)
        #expect(fitted.count == 0)
        #expect(
            try fitted.coordinates(of: Matrix(rows: 2, columns: 3), threads: 1).isEmpty)
    }

    @Test func badInputIsNamed() throws {
        var table = table(rows: 5)
        let fitted = try PrincipalComponents(fitting: table, share: 1, limit: 3, threads: 1)
        #expect(throws: ValidationError.countMismatch(what: "descriptors", found: 2, expected: 7)) {
            try fitted.coordinates(of: Matrix(rows: 1, columns: 2), threads: 1)
        }
        table[3, 4] = -.infinity
        let error = ValidationError.notFinite(what: "a descriptor of row", index: 3)
        #expect(throws: error) {
            try PrincipalComponents(fitting: table, share: 1, limit: 3, threads: 1)
        }
        #expect(throws: error) { try fitted.coordinates(of: table, threads: 1) }
        #expect(throws: ValidationError.noRows("the descriptor space")) {
            try PrincipalComponents(
                fitting: Matrix(rows: 0, columns: 3), share: 1, limit: 3, threads: 1)
        }
        #expect(throws: ValidationError.countMismatch(what: "column means", found: 1, expected: 7))
        {
            try PrincipalComponents(means: [1], axes: fitted.axes, varianceShares: [1])
        }
    }
}
