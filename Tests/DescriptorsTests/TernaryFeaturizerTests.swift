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

/// Corners and fixed elements of any order by atomic number, with a fixed part that is small, even
/// and the largest possible; rows include the corners and edges of the section.
@Test(arguments: 0..<12)
func sectionsHaveTheBitsOfSingleCompositions(_ seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed)).child("sections")
    let sets = [
        DescriptorSet.liu2021, DescriptorSet.compact,
        DescriptorSet(
            properties: ["atomic_radius", "en_pauling", "x_ea_conventional"],
            statistics: [.minimum, .deviation, .standardDeviation, .mean],
            stoichiometry: StoichiometryDescriptor.allCases),
    ]
    let featurizer = try Featurizer(descriptors: sets[seed % 3], missing: .impute)
    for total in [2, 3, 7, 20, 100] {
        var members = ElementTable.standard.elements
        random.shuffle(&members)
        let corners = Array(members.prefix(3))
        let parts = [1, total / 2, total - 1][seed % 3]
        let ternary = try featurizer.ternary(corners, fixed: (members[3], parts))
        #expect(ternary.fixed?.element == members[3] && ternary.fixed?.parts == parts)
        let counts = grid(total - parts)
        let rows = ternary.features(counts: counts, divisions: total)
        let step = max(1, rows.rows / 200)
        for point in Array(stride(from: 0, to: rows.rows, by: step)) + [rows.rows - 1] {
            let amounts = (0..<3).map { (corners[$0], Double(counts[3 * point + $0])) }
            let composition = try Composition(amounts: amounts + [(members[3], Double(parts))])
            #expect(composition.fraction(of: members[3]) == Double(parts) / Double(total))
            let single = try featurizer.features(of: composition)
            #expect(
                Array(rows.row(point)).map(\.bitPattern) == single.map(\.bitPattern),
                "\(composition)")
        }
    }
}

@Test func aSectionFixesAFourthElement() throws {
    let featurizer = try Featurizer()
    let elements = try ["Al", "Cu", "Fe", "Mg", "Am"].map { try #require(Element(symbol: $0)) }
    let corners = Array(elements.prefix(3))
    for (element, parts) in [(elements[1], 1), (elements[3], 0), (elements[3], -1)] {
        #expect(
            throws: DescriptorError.notAFourthElement(element, parts: parts, corners)
        ) { try featurizer.ternary(corners, fixed: (element, parts)) }
    }
    #expect(throws: DescriptorError.self) {
        try featurizer.ternary(corners, fixed: (elements[4], 1))
    }
    #expect(throws: DescriptorError.self) {
        try Featurizer(missing: .mask).ternary(corners, fixed: (elements[4], 1))
    }
    let imputing = try Featurizer(missing: .impute).ternary(corners, fixed: (elements[4], 1))
    #expect(imputing.imputed.count == 58)
    #expect(imputing.imputed.allSatisfy { $0.element == elements[4] })
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
