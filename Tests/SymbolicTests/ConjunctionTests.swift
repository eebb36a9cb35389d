import Basis
import Testing

@testable import Symbolic

/// Tables with a planted sum of soft conjunctions.
enum PlantedConjunctions {
    static let planted = [
        ConjunctionTermFixture(coefficient: 4, first: (0, 0.3, 0.4), second: (1, 0.6, 0.5)),
        ConjunctionTermFixture(coefficient: -3, first: (2, 0.5, 0.6), second: (3, 0.7, 0.6)),
    ]

    struct ConjunctionTermFixture {
        var coefficient: Double
        /// Variable, value where the side is 0, value where it is 1.
        var first: (Int, Double, Double)
        var second: (Int, Double, Double)

        func value(_ point: [Double]) -> Double {
            func side(_ side: (Int, Double, Double)) -> Double {
                max(0, min(1, (point[side.0] - side.1) / (side.2 - side.1)))
            }
            return coefficient * side(first) * side(second)
        }
    }

    static func problem(
        rows: Int = 1_500, decoys: Int = 8, noise: Double = 0.1
    ) throws
        -> SurrogateProblem
    {
        var random = RandomStream(seed: 5).child("conjunctions")
        let count = 4 + decoys
        let columns = (0..<count).map { _ in (0..<rows).map { _ in random.unit() } }
        let target = (0..<rows).map { row in
            let point = columns.map { $0[row] }
            return planted.reduce(1.5) { $0 + $1.value(point) } + noise * random.normal()
        }
        return SurrogateProblem(
            variables: try (0..<count).map { Variable(name: "v\($0)", unit: try Unit("pm")) },
            columns: columns, target: target, weights: [Double](repeating: 1, count: rows),
            folds: (0..<rows).map { $0 % 5 })
    }
}

@Suite("Sums of soft conjunctions")
struct ConjunctionTests {
    @Test("two planted conjunctions are found among decoys and noise")
    func planted() throws {
        var parameters = ConjunctionParameters()
        parameters.maximumTerms = 2
        let problem = try PlantedConjunctions.problem()
        let models = try ConjunctionSurrogate.fit(problem, parameters: parameters, threads: 2)
        let model = try #require(models.last)
        #expect(model.terms.count == 2)
        #expect(model.terms.map { $0.bands.map(\.variable).sorted() } == [[0, 1], [2, 3]])
        #expect(model.terms[0].coefficient > 3.5 && model.terms[0].coefficient < 4.5)
        #expect(model.terms[1].coefficient < -2.5 && model.terms[1].coefficient > -3.5)
        #expect(model.rSquaredTraining > 0.97)
        #expect(model.terms[0].bands.allSatisfy { $0.up == nil || $0.down == nil })
    }

    @Test("the scan over bins gives the gain that plain sums over the rows give")
    func scan() throws {
        let problem = try PlantedConjunctions.problem(rows: 300, decoys: 2)
        let weights = (0..<300).map { 0.5 + Double($0 % 7) }
        let library = BandLibrary(
            columns: problem.columns, target: problem.target, weights: weights, bins: 12,
            hotShare: 0.1)
        func dot(_ a: [Double], _ b: [Double]) -> Double {
            (0..<300).reduce(0) { $0 + weights[$1] * a[$1] * b[$1] }
        }
        let norm = 1 / weights.reduce(0, +).squareRoot()
        let basis = [[Double](repeating: norm, count: 300)]
        let mean = dot(problem.target, basis[0])
        let residual = problem.target.map { $0 - mean * norm }
        let product = problem.columns[5].map { $0 > 0.3 ? $0 : 0 }
        let scan = BandScan(
            library: library, ridge: 0.7, product: product, weights: weights, residual: residual,
            basis: basis)
        var kinds = Set<String>()
        for variable in 0..<6 {
            let best = scan.best(variable: variable)
            #expect(best.count == 3)
            for found in best {
                let shape = found.shape
                kinds.insert("\(shape.upOne >= 0) \(shape.downOne >= 0)")
                var values = product
                library.multiply(&values, by: shape, variable: variable)
                let projection = dot(values, basis[0])
                let cross = dot(values, residual)
                let plain =
                    cross * cross / (dot(values, values) - projection * projection + 0.7)
                // Gains are kept to 28 bits.
                #expect(abs(found.gain - plain) < 4e-9 * plain)
            }
        }
        #expect(kinds.count >= 2)
    }

    @Test("a weight counts as copies of the row, and a weight of zero as no row")
    func weights() throws {
        let base = try PlantedConjunctions.problem(rows: 400, decoys: 2)
        let counts = (0..<400).map { $0 % 4 }
        var weighted = base
        weighted.weights = counts.map(Double.init)
        let copies = base.target.indices.flatMap { row in
            [Int](repeating: row, count: counts[row])
        }
        let repeated = SurrogateProblem(
            variables: base.variables,
            columns: base.columns.map { column in copies.map { column[$0] } },
            target: copies.map { base.target[$0] },
            weights: [Double](repeating: 1, count: copies.count),
            folds: copies.map { base.folds[$0] })
        let first = try ConjunctionSurrogate.fit(weighted, threads: 1)
        let second = try ConjunctionSurrogate.fit(repeated, threads: 1)
        #expect(first.count == second.count)
        for (a, b) in zip(first, second) {
            #expect(abs(a.trainingLoss - b.trainingLoss) < 1e-9)
            #expect(abs(a.intercept - b.intercept) < 1e-7)
            #expect(
                a.terms.map { $0.bands.map(\.variable) } == b.terms.map { $0.bands.map(\.variable) }
            )
        }
    }

    @Test("one thread and four give the same bytes")
    func threads() throws {
        let problem = try PlantedConjunctions.problem(rows: 400)
        func bytes(_ threads: Int) throws -> [UInt8] {
            let models = try ConjunctionSurrogate.fit(problem, threads: threads)
            return try ConjunctionSet(variables: problem.variables, models: models).json()
        }
        #expect(try bytes(1) == bytes(4))
    }

    @Test("validation searches without the fold: a leak of the fold's noise does not help")
    func leak() throws {
        var random = RandomStream(seed: 9).child("leak")
        let rows = 600
        let target = (0..<rows).map { _ in random.normal() }
        // In each fold another column repeats the target, so what was learnt elsewhere misleads.
        let columns = (0..<3).map { fold in
            (0..<rows).map { $0 % 3 == fold ? target[$0] : random.normal() }
        }
        let problem = SurrogateProblem(
            variables: (0..<3).map { Variable(name: "c\($0)", unit: .dimensionless) },
            columns: columns, target: target, weights: [Double](repeating: 1, count: rows),
            folds: (0..<rows).map { $0 % 3 })
        let models = try ConjunctionSurrogate.fit(problem, threads: 1)
        let validation = try ConjunctionSurrogate.validate(
            problem, positive: target.map { $0 > 0 }, threads: 1)
        #expect((models.last?.rSquaredTraining ?? 0) > 0.3)
        #expect(validation.figures.count == 4)
        #expect(validation.figures.allSatisfy { $0.rSquared < 0.1 })
        let annotated = validation.annotated(models)
        #expect(annotated[0].heldOut == validation.figures[0])
    }

    @Test("held-out figures of a planted law are high, with labels also the ranking")
    func validation() throws {
        let problem = try PlantedConjunctions.problem(rows: 800, decoys: 2)
        var parameters = ConjunctionParameters()
        parameters.maximumTerms = 2
        let validation = try ConjunctionSurrogate.validate(
            problem, positive: problem.target.map { $0 > 3 }, parameters: parameters, threads: 2)
        #expect(validation.figures[1].rSquared > 0.9)
        #expect((validation.figures[1].areaUnderCurve ?? 0) > 0.95)
        #expect((validation.figures[1].averagePrecision ?? 0) > 0.9)
    }

    @Test("ranking figures count ties as one step and honour weights")
    func ranking() throws {
        let figures = try #require(
            RankingFigures(
                scores: [3, 2, 2, 1], labels: [true, true, false, false],
                weights: [1, 1, 2, 1]))
        // Pairs: 1 with 3 misses, then half of 2 and all of 1, of 2 * 3.
        #expect(abs(figures.area - 5.0 / 6) < 1e-15)
        #expect(abs(figures.averagePrecision - (1 + 0.5) / 2) < 1e-15)
        #expect(RankingFigures(scores: [1], labels: [true], weights: [1]) == nil)
    }

    @Test("constant columns are passed over; nothing but constants is an error")
    func constants() throws {
        var problem = try PlantedConjunctions.problem(rows: 400, decoys: 1)
        problem.columns[4] = [Double](repeating: 7, count: 400)
        let models = try ConjunctionSurrogate.fit(problem, threads: 1)
        #expect(models.flatMap(\.terms).flatMap(\.bands).allSatisfy { $0.variable != 4 })
        problem.columns = problem.columns.map { _ in [Double](repeating: 7, count: 400) }
        #expect(throws: SymbolicError.noCandidate) {
            try ConjunctionSurrogate.fit(problem, threads: 1)
        }
    }

    @Test("parameters and labels that cannot be are refused")
    func refusals() throws {
        let problem = try PlantedConjunctions.problem(rows: 50, decoys: 0)
        let changes: [@Sendable (inout ConjunctionParameters) -> Void] = [
            { $0.maximumTerms = 7 }, { $0.maximumBands = 0 }, { $0.beamWidth = 0 },
            { $0.bins = 3 }, { $0.hotShare = 0 }, { $0.ridge = 0 }, { $0.minimumGain = -1 },
            { $0.sweeps = -1 }, { $0.roundingTolerance = .nan },
        ]
        for change in changes {
            var parameters = ConjunctionParameters()
            change(&parameters)
            #expect(throws: SymbolicError.self) {
                try ConjunctionSurrogate.fit(problem, parameters: parameters, threads: 1)
            }
        }
        #expect(
            throws: SymbolicError.wrongLength(of: "the labels", found: 1, expected: 50)
        ) {
            try ConjunctionSurrogate.validate(problem, positive: [true], threads: 1)
        }
    }
}
