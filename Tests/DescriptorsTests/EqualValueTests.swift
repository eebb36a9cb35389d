import Basis
import Descriptors
import Materials
import Testing

/// Ten elements with 40 properties, each the same for all of them; the last element lacks the odd
/// ones.
private func table(_ values: [Double], complete: Bool) throws -> ElementTable {
    let symbols = ["Mg", "Al", "Sc", "Mn", "Fe", "Cu", "Zn", "Pd", "Cd", "Yb"]
    let names = values.indices.map { "p\($0)" }
    var numbers = "symbol,\(names.joined(separator: ","))\n"
    var sources = numbers
    for symbol in symbols {
        let lacks = !complete && symbol == "Yb"
        let own = values.enumerated().map { lacks && $0.offset % 2 == 1 ? "" : "\($0.element)" }
        numbers += "\(symbol),\(own.joined(separator: ","))\n"
        sources += "\(symbol),\(own.map { $0.isEmpty ? "" : "R" }.joined(separator: ","))\n"
    }
    let properties = names.map { "\($0),pm,Property,none,xenonpy\n" }.joined()
    return try ElementTable(
        elements: Array(numbers.utf8), provenance: Array(sources.utf8),
        properties: Array("name,unit,description,citation,group\n\(properties)".utf8))
}

private func values(_ stream: inout RandomStream) -> [Double] {
    (0..<40).map { _ in (stream.unit() + 1e-3) * [1, 1e3, 1e-3][stream.below(3)] }
}

@Test(arguments: [MissingPolicy.error, .mask, .impute])
func statisticsOfEqualValuesAreExact(_ policy: MissingPolicy) throws {
    var stream = RandomStream(seed: 31).child("equal")
    let values = values(&stream)
    let names = values.indices.map { "p\($0)" }
    let statistics = Statistic.allCases
    let featurizer = try Featurizer(
        table: table(values, complete: policy == .error),
        descriptors: DescriptorSet(properties: names, statistics: statistics), missing: policy)
    let elements = try ["Mg", "Al", "Sc", "Mn", "Fe", "Cu", "Zn", "Pd", "Cd", "Yb"].map {
        try #require(Element(symbol: $0))
    }
    for _ in 0..<200 {
        // With an element that has every value, so that masking never leaves nothing.
        let amounts =
            [(elements[0], stream.unit() + 0.01)]
            + (0...stream.below(7)).map { _ in
                (elements[stream.below(elements.count)], stream.unit() + 0.001)
            }
        let features = try featurizer.features(of: Composition(amounts: amounts))
        for (index, statistic) in statistics.enumerated() {
            for (property, value) in values.enumerated() {
                let isSpread = [.variance, .range, .standardDeviation, .deviation]
                    .contains(statistic)
                #expect(
                    features[index * values.count + property] == (isSpread ? 0 : value),
                    "\(statistic)")
            }
        }
    }
}

@Test func variancesOfEqualValuesInsideATernaryAreExactlyZero() throws {
    var stream = RandomStream(seed: 32).child("equal ternary")
    for _ in 0..<20 {
        let values = values(&stream)
        let featurizer = try Featurizer(
            table: table(values, complete: true),
            descriptors: DescriptorSet(
                properties: values.indices.map { "p\($0)" },
                statistics: DescriptorSet.liu2021.statistics))
        let corners = try ["Yb", "Al", "Pd"].map { try #require(Element(symbol: $0)) }
        let counts = (0..<50).flatMap { _ in
            let first = 1 + stream.below(98)
            let second = 1 + stream.below(99 - first)
            return [Int32(first), Int32(second), Int32(100 - first - second)]
        }
        let rows = try featurizer.ternary(corners).features(counts: counts, divisions: 100)
        for row in 0..<50 {
            #expect(Array(rows.row(row).prefix(40)) == values)
            #expect(rows.row(row).dropFirst(40).prefix(40).allSatisfy { $0 == 0 })
        }
    }
}
