import Testing

@testable import Basis

@Test(arguments: [1, 2, 3, 8])
func parallelResultsKeepTheirOrder(threads: Int) throws {
    let squares = try Parallel.map(count: 1000, threads: threads) { $0 * $0 }
    #expect(squares == (0..<1000).map { $0 * $0 })
}

@Test func parallelLoopsReportTheLowestFailure() {
    let error = #expect(throws: Failure.self) {
        try Parallel.forEach(count: 100, threads: 2) { index in
            if index >= 10 { throw Failure(.internal, "item \(index)") }
        }
    }
    #expect(error?.diagnosis.what == "item 10")
}

@Test func rangesCoverEveryIndexOnce() throws {
    let pieces = try Parallel.map(count: 4, threads: 1) { $0 }
    #expect(pieces == [0, 1, 2, 3])
    var covered = [Int]()
    for size in [1, 3, 10, 50] {
        covered.removeAll()
        let blocks = (10 + size - 1) / size
        #expect(blocks > 0)
        nonisolated(unsafe) var seen = [Int]()
        try Parallel.forEachRange(count: 10, size: size, threads: 1) { seen.append(contentsOf: $0) }
        #expect(seen == Array(0..<10))
    }
}

@Test func misspeltNamesFindTheirNeighbour() {
    let names = ["trees", "max_depth", "criterion", "seed"]
    #expect(Suggestion.nearest(to: "tres", among: names) == "trees")
    #expect(Suggestion.nearest(to: "maxdepth", among: names) == "max_depth")
    #expect(Suggestion.nearest(to: "citerion", among: names) == "criterion")
    #expect(Suggestion.nearest(to: "bootstrap", among: names) == nil)
    #expect(Suggestion.editDistance("ab", "ba") == 1)
    #expect(Suggestion.editDistance("", "abc") == 3)
}

@Test func matrixSelectionsAndChecks() {
    var matrix = Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix.selecting(rows: [1, 1]).values == [4, 5, 6, 4, 5, 6])
    #expect(matrix.selecting(columns: [2, 0]).values == [3, 1, 6, 4])
    #expect(matrix.column(1) == [2, 5])
    #expect(matrix.firstNonFinite == nil)
    matrix[1, 2] = .nan
    #expect(matrix.firstNonFinite?.row == 1)
    #expect(matrix.firstNonFinite?.column == 2)
}

@Test func diagnosesReadAsOneSentence() {
    let failure = Failure(.badData, "no such element", place: "a.csv:3:1", remedy: "check it")
    #expect("\(failure)" == "a.csv:3:1: no such element; check it")
    #expect(Diagnosis.Kind.badData.rawValue == 65)
}
