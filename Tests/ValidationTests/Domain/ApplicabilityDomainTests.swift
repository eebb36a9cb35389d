import Basis
import Testing

@testable import Validation

@Suite struct ApplicabilityDomainTests {
    private struct Table {
        var features: Matrix
        var labels: [Int]
        var groups: [String]

        /// Groups of near-copies around centres; the first class is rare.
        init(groups count: Int, perGroup: Int, seed: UInt64 = 3) {
            var stream = RandomStream(seed: seed)
            var values = [Double]()
            labels = []
            groups = []
            for group in 0..<count {
                let centre = (0..<6).map { _ in 10 * stream.unit() }
                for _ in 0..<perGroup {
                    values += centre.map { $0 + 0.01 * stream.unit() }
                    labels.append(group % 9 == 0 ? 0 : 1)
                    groups.append("system \(group)")
                }
            }
            features = Matrix(rows: labels.count, columns: 6, values: values)
        }

        func domain(threads: Int = 1) throws -> ApplicabilityDomain {
            try ApplicabilityDomain(
                fitting: features, labels: labels, classCount: 3, groups: groups, threads: threads)
        }
    }

    private func meanOfRoots(_ squares: ArraySlice<Float>) -> Double {
        squares.reduce(0.0) { $0 + Double($1).squareRoot() } / Double(squares.count)
    }

    @Test func trainingDistancesLeaveTheOwnGroupOut() throws {
        let table = Table(groups: 40, perGroup: 4)
        let domain = try table.domain()
        let width = domain.components.count
        for row in 0..<160 {
            let query = Array(domain.coordinates[(row * width)..<((row + 1) * width)])
            let others = nearestByBruteForce(query, domain.coordinates, capacity: 5) {
                table.groups[$0] != table.groups[row]
            }
            #expect(domain.trainingDistances[row] == Float(meanOfRoots(others.squares)))
        }
        // With the group in, the same rows are far less isolated: the near-copies count.
        let open = try domain.isolations(of: table.features, threads: 1)
        #expect(
            open.indices.allSatisfy { open[$0].distance < Double(domain.trainingDistances[$0]) })
        #expect(open.allSatisfy { !$0.isBeyondLimit })
    }

    @Test func whetherRowsAreBeyondTheLimitIsWhatTheirIsolationSays() throws {
        var counts = [0, 0]
        for (groups, perGroup, seed) in [(200, 3, 3), (60, 12, 4), (2, 2, 5), (1, 3, 6)] {
            let domain = try Table(groups: groups, perGroup: perGroup, seed: UInt64(seed)).domain()
            for spread in [0.5, 1, 1.3] {
                var queries = Table(groups: 150, perGroup: 2, seed: UInt64(seed) + 20).features
                for index in queries.values.indices {
                    queries.values[index] = 5 + spread * (queries.values[index] - 5)
                }
                let expected = try domain.isolations(of: queries, threads: 1).map(\.isBeyondLimit)
                #expect(try domain.areBeyondLimit(queries, threads: 2) == expected)
                for beyond in expected { counts[beyond ? 1 : 0] += 1 }
            }
        }
        #expect(counts.allSatisfy { $0 > 500 })
    }

    @Test func isolationIsTheMeanDistanceToTheNearestRows() throws {
        let table = Table(groups: 50, perGroup: 3)
        let domain = try table.domain()
        let queries = Table(groups: 20, perGroup: 1, seed: 9).features
        let found = try domain.isolations(of: queries, threads: 1)
        let coordinates = try domain.components.coordinates(of: queries, threads: 1)
        let width = domain.components.count
        for row in 0..<20 {
            let query = Array(coordinates[(row * width)..<((row + 1) * width)])
            let near = nearestByBruteForce(query, domain.coordinates, capacity: 5) { _ in true }
            #expect(found[row].distance == meanOfRoots(near.squares))
            let share = domain.trainingDistances.count { $0 < Float(found[row].distance) }
            #expect(found[row].percentile == Double(share) / 150)
            for label in 0..<2 {
                let nearest = nearestByBruteForce(query, domain.coordinates, capacity: 1) {
                    table.labels[$0] == label
                }
                #expect(
                    found[row].nearestByClass[label] == Double(nearest.squares[0]).squareRoot())
            }
            #expect(found[row].nearestByClass[2] == .infinity)
        }
    }

    @Test func fiveOfAHundredTrainingRowsLieBeyondTheLimit() throws {
        let table = Table(groups: 400, perGroup: 1)
        let domain = try table.domain()
        let beyond = domain.trainingDistances.count {
            domain.percentile(of: Double($0)) > ApplicabilityDomain.limit
        }
        #expect((19...20).contains(beyond))
        #expect(domain.percentile(of: 0) == 0)
        #expect(domain.percentile(of: 1e30) == 1)
    }

    @Test func aRowFarFromAllIsBeyondTheLimitAndATrainingRowIsNot() throws {
        let table = Table(groups: 60, perGroup: 2)
        let domain = try table.domain()
        var rows = table.features.selecting(rows: [7, 7, 7])
        for column in 0..<6 { rows[1, column] += 40 }
        for column in 0..<6 { rows[2, column] *= 1e200 }
        let found = try domain.isolations(of: rows, threads: 1)
        #expect(found[0].nearestByClass[1] == 0)
        #expect(found.map(\.isBeyondLimit) == [false, true, true])
        #expect(found.allSatisfy { $0.distance.isFinite })
        #expect(found[1].percentile == 1)
    }

    @Test func threadsLeaveNoTrace() throws {
        let table = Table(groups: 500, perGroup: 4)
        let queries = Table(groups: 300, perGroup: 1, seed: 8).features
        let one = try table.domain()
        let expected = try one.isolations(of: queries, threads: 1)
        for threads in [2, 3, 8] {
            let many = try table.domain(threads: threads)
            #expect(many == one)
            #expect(try many.isolations(of: queries, threads: threads) == expected)
        }
    }

    @Test func aRestoredDomainIsTheSame() throws {
        let domain = try Table(groups: 30, perGroup: 3).domain()
        let restored = try ApplicabilityDomain(
            components: PrincipalComponents(
                means: domain.components.means, axes: domain.components.axes,
                varianceShares: domain.components.varianceShares),
            coordinates: domain.coordinates, labels: domain.labels, classCount: domain.classCount,
            trainingDistances: domain.trainingDistances)
        let queries = Table(groups: 30, perGroup: 1, seed: 5).features
        #expect(
            try restored.isolations(of: queries, threads: 1)
                == domain.isolations(of: queries, threads: 1))
        #expect(restored.trainingDistances == domain.trainingDistances)
    }

    @Test func oneGroupAndOneRowAreNoTrouble() throws {
        var table = Table(groups: 1, perGroup: 12)
        let domain = try table.domain()
        #expect(domain.trainingDistances.allSatisfy { $0 > 0 })
        table.features = table.features.selecting(rows: [0])
        table.labels = [0]
        table.groups = ["a"]
        let single = try table.domain()
        #expect(single.trainingDistances == [0])
        let found = try single.isolations(of: table.features, threads: 1)
        #expect(
            found == [
                Isolation(
                    distance: 0, percentile: 0, nearestByClass: [0, .infinity, .infinity])
            ])
    }

    @Test func badInputIsNamed() throws {
        var table = Table(groups: 4, perGroup: 2)
        let domain = try table.domain()
        table.groups.removeLast()
        #expect(throws: ValidationError.countMismatch(what: "groups", found: 7, expected: 8)) {
            try table.domain()
        }
        table.groups.append("x")
        table.labels[3] = 3
        #expect(throws: ValidationError.labelOutOfRange(label: 3, row: 3, classCount: 3)) {
            try table.domain()
        }
        table.labels[3] = 0
        table.features[2, 0] = .nan
        let error = ValidationError.notFinite(what: "a descriptor of row", index: 2)
        #expect(throws: error) { try table.domain() }
        #expect(throws: error) { try domain.isolations(of: table.features, threads: 1) }
        table.features = Matrix(rows: 0, columns: 6)
        table.labels = []
        table.groups = []
        #expect(throws: ValidationError.noRows("the descriptor space")) { try table.domain() }
        #expect(try domain.isolations(of: table.features, threads: 1) == [])
        let shortage = ValidationError.countMismatch(
            what: "coordinates", found: 0, expected: domain.coordinates.count)
        #expect(throws: shortage) {
            try ApplicabilityDomain(
                components: domain.components, coordinates: [],
                labels: domain.labels, classCount: 3,
                trainingDistances: domain.trainingDistances)
        }
        #expect(throws: ValidationError.notFinite(what: "training distance", index: 0)) {
            try ApplicabilityDomain(
                components: domain.components, coordinates: domain.coordinates,
                labels: domain.labels, classCount: 3,
                trainingDistances: domain.trainingDistances.map { _ in .infinity })
        }
    }
}
