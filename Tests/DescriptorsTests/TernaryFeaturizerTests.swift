import Basis
import Descriptors
import Materials
import Testing

private func grid(_ divisions: Int) -> [Int32] {
    var counts = [Int32]()
    for i in 0...divisions {
        for j in 0...(divisions - i) {
            counts += [Int32(i), Int32(j), Int32(divisions - i - j)]
        }
    }
    return counts
}

@Test(arguments: [["Al", "Cu", "Fe"], ["Zn", "Mg", "Y"], ["Yb", "Cd", "O"], ["Cu", "H", "Sc"]])
func gridsHaveTheBitsOfSingleCompositions(_ symbols: [String]) throws {
    let corners = try symbols.map { try #require(Element(symbol: $0)) }
    let sets = [
        DescriptorSet.liu2021,
        DescriptorSet(
            properties: ["atomic_radius", "en_pauling", "x_ea_conventional"],
            statistics: [.minimum, .deviation, .standardDeviation, .mean]),
    ]
    for (index, set) in sets.enumerated() {
        if index == 1, symbols.contains("O") { continue }
        let featurizer = try Featurizer(descriptors: set, missing: .impute)
        let ternary = try featurizer.ternary(corners)
        #expect(ternary.count == set.count)
        for divisions in [1, 2, 3, 7, 20] {
            let counts = grid(divisions)
            let rows = ternary.features(counts: counts, divisions: divisions)
            #expect(rows.rows == (divisions + 1) * (divisions + 2) / 2)
            for point in 0..<rows.rows {
                let composition = try Composition(
                    amounts: (0..<3).map { (corners[$0], Double(counts[3 * point + $0])) })
                let single = try featurizer.features(of: composition)
                #expect(
                    Array(rows.row(point)).map(\.bitPattern) == single.map(\.bitPattern),
                    "\(composition)")
            }
        }
    }
}

@Test func runsAcrossBlocksKeepTheirPlaces() throws {
    // Scattered points: edges and inside mixed, not in grid order.
    let corners = try ["Fe", "Al", "Cu"].map { try #require(Element(symbol: $0)) }
    let featurizer = try Featurizer()
    let ternary = try featurizer.ternary(corners)
    var stream = RandomStream(seed: 6).child("points")
    var counts = [Int32]()
    for _ in 0..<200 {
        let i = stream.below(11)
        let j = stream.below(11 - i)
        counts += [Int32(i), Int32(j), Int32(10 - i - j)]
    }
    let rows = ternary.features(counts: counts, divisions: 10)
    for point in 0..<200 {
        let composition = try Composition(
            amounts: (0..<3).map { (corners[$0], Double(counts[3 * point + $0])) })
        #expect(Array(rows.row(point)) == (try featurizer.features(of: composition)))
    }
}

@Test func cornersMustBeThreeElementsWithValues() throws {
    let featurizer = try Featurizer()
    let al = try #require(Element(symbol: "Al"))
    let cu = try #require(Element(symbol: "Cu"))
    let am = try #require(Element(symbol: "Am"))
    #expect(throws: DescriptorError.notThreeElements([al, cu])) {
        try featurizer.ternary([al, cu])
    }
    #expect(throws: DescriptorError.notThreeElements([al, cu, al])) {
        try featurizer.ternary([al, cu, al])
    }
    #expect(throws: DescriptorError.self) { try featurizer.ternary([al, cu, am]) }
    #expect(throws: DescriptorError.self) { try Featurizer(missing: .mask).ternary([al, am, cu]) }
    let imputing = try Featurizer(missing: .impute).ternary([al, am, cu])
    #expect(imputing.imputed.count == 58)
    #expect(imputing.imputed.allSatisfy { $0.element == am })
}
