import Basis
import Descriptors
import Foundation
import Materials
import Testing

private func element(_ symbol: String) throws -> Element { try #require(Element(symbol: symbol)) }

private func randomComposition(_ stream: inout RandomStream) throws -> Composition {
    try Composition(
        amounts: (0...stream.below(7)).map { _ in
            (Element.allCases[stream.below(94)], stream.unit() + 0.001)
        })
}

/// Two properties of three elements; Cu has no mass, Fe no radius.
private func smallTable() throws -> ElementTable {
    try ElementTable(
        elements: Array("symbol,radius,mass\nAl,121,27\nCu,132,\nFe,,56\n".utf8),
        provenance: Array("symbol,radius,mass\nAl,R,R\nCu,R,\nFe,,R\n".utf8),
        properties: Array(
            """
            name,unit,description,citation,group
            radius,pm,Radius,none,xenonpy
            mass,g/cm^3,Mass,none,extra

            """.utf8))
}

private let smallSet = DescriptorSet(
    properties: ["radius", "mass"], statistics: [.mean, .variance, .maximum, .minimum])

@Test func liuSetHasXenonPysNamesInOrder() throws {
    let set = DescriptorSet.liu2021
    #expect(set.count == 232)
    #expect(set.names[0] == "ave:atomic_number")
    #expect(set.names[57] == "ave:Polarizability")
    #expect(set.names[58] == "var:atomic_number")
    #expect(set.names[116] == "max:atomic_number")
    #expect(set.names[231] == "min:Polarizability")
    #expect(set.properties == ElementTable.standard.properties.filter { !$0.isExtra }.map(\.name))
    let featurizer = try Featurizer()
    #expect(featurizer.names == set.names)
    #expect(featurizer.units[1] == "pm")
    #expect(featurizer.units[59] == "pm^2")
    #expect(featurizer.units[58] == "1")
    #expect(featurizer.units[61] == "(cm^3/mol)^2")
}

@Test func valuesWorkedOutByHandAgree() throws {
    // Al63Cu25Fe12 from the table: atomic numbers 13, 26, 29; covalent radii (Cordero) 121, 142,
    // 132 pm; melting points 933.5, 1808, 1356.6 K.
    let featurizer = try Featurizer(
        descriptors: DescriptorSet(
            properties: ["atomic_number", "covalent_radius_cordero", "melting_point"],
            statistics: Statistic.allCases.filter { $0 != .geometricMean }))
    let features = try featurizer.features(of: Composition("Al63Cu25Fe12"))
    let value = Dictionary(uniqueKeysWithValues: zip(featurizer.names, features))
    let expected: [(String, Double)] = [
        ("ave:atomic_number", 18.56), ("var:atomic_number", 53.3664),
        ("max:atomic_number", 29), ("min:atomic_number", 13), ("range:atomic_number", 16),
        ("std:atomic_number", 7.305231002507724), ("dev:atomic_number", 7.0056),
        ("hmean:atomic_number", 16.208082545141874),
        ("ave:covalent_radius_cordero", 126.27), ("var:covalent_radius_cordero", 55.3971),
        ("ave:melting_point", 1144.2150000000001),
    ]
    for (name, number) in expected {
        let found = try #require(value[name])
        #expect(abs(found - number) <= 1e-12 * abs(number), "\(name): \(found), not \(number)")
    }
}

@Test func geometricMeanIsTheExponentialOfTheMeanLogarithm() throws {
    let featurizer = try Featurizer(
        descriptors: DescriptorSet(properties: ["atomic_number"], statistics: [.geometricMean]))
    let value = try featurizer.features(of: Composition("C1Si1"))[0]
    #expect(abs(value - (6.0 * 14).squareRoot()) < 1e-12)
}

@Test func statisticsStayWithinTheirBounds() throws {
    let featurizer = try Featurizer()
    var stream = RandomStream(seed: 3).child("bounds")
    for _ in 0..<500 {
        let composition = try randomComposition(&stream)
        let features = try featurizer.features(of: composition)
        for property in 0..<58 {
            let mean = features[property]
            let variance = features[58 + property]
            let maximum = features[116 + property]
            let minimum = features[174 + property]
            let room = 1e-12 * max(abs(maximum), abs(minimum))
            #expect(minimum - room <= mean && mean <= maximum + room)
            #expect(variance >= 0)
            #expect(variance.squareRoot() <= (maximum - minimum) / 2 + room)
        }
    }
}

@Test func orderAndScaleOfAmountsDoNotMatter() throws {
    let featurizer = try Featurizer()
    let features = try featurizer.features(of: Composition("Al63Cu25Fe12"))
    for same in ["Fe12Al63Cu25", "Al126Cu50Fe24", "Al0.63Cu0.25Fe0.12", "(Al63Cu25)Fe12"] {
        #expect(try featurizer.features(of: Composition(same)) == features)
    }
}

@Test func propertiesDoNotInfluenceEachOther() throws {
    // Vector blocks and their remainders must give the bits of a property on its own.
    let all = ElementTable.standard.properties.filter { !$0.isExtra }.map(\.name)
    let twice = DescriptorSet(properties: all, statistics: [.variance, .deviation, .mean])
    let wide = try Featurizer(descriptors: twice)
    let composition = try Composition("Al30Cu20Fe15Ni15Co10Cr6Ti4")
    let features = try wide.features(of: composition)
    for (index, name) in all.enumerated() {
        let alone = try Featurizer(
            descriptors: DescriptorSet(properties: [name], statistics: twice.statistics))
        let expected = [0, 1, 2].map { features[$0 * all.count + index] }
        #expect(try alone.features(of: composition) == expected)
    }
}

@Test func kernelFollowsTheCanonicalOrderOfArithmetic() throws {
    let table = ElementTable.standard
    let featurizer = try Featurizer()
    var stream = RandomStream(seed: 4).child("canonical")
    for _ in 0..<200 {
        let composition = try randomComposition(&stream)
        let features = try featurizer.features(of: composition)
        for (property, name) in DescriptorSet.liu2021.properties.enumerated() {
            let column = try table.propertyIndex(name)
            var mean = 0.0
            var variance = 0.0
            var highest = -Double.infinity
            var lowest = Double.infinity
            for (element, weight) in zip(composition.elements, composition.fractions) {
                let value = try #require(table.value(column, element))
                let product = weight * value
                mean += product
                highest = max(highest, value)
                lowest = min(lowest, value)
            }
            mean = max(min(mean, highest), lowest)
            for (element, weight) in zip(composition.elements, composition.fractions) {
                let off = try #require(table.value(column, element)) - mean
                let square = off * off
                variance += weight * square
            }
            #expect(features[property] == mean)
            #expect(features[58 + property] == variance)
        }
    }
}

@Test func batchesEqualSingleCompositionsAtAnyThreadCount() throws {
    let featurizer = try Featurizer()
    var stream = RandomStream(seed: 5).child("batch")
    let compositions = try (0..<1300).map { _ in try randomComposition(&stream) }
    let one = try featurizer.features(of: compositions)
    let four = try featurizer.features(of: compositions, threads: 4)
    #expect(one == four)
    #expect(one.missing.isEmpty)
    #expect(one.names == featurizer.names)
    #expect(one.sampleNames[0] == compositions[0].formula)
    for row in stride(from: 0, to: 1300, by: 97) {
        #expect(Array(one.matrix.row(row)) == (try featurizer.features(of: compositions[row])))
    }
    let none = try featurizer.features(of: [Composition]())
    #expect(none.matrix.rows == 0 && none.matrix.columns == 232)
}

@Test func missingValuesAreRefusedByDefault() throws {
    let featurizer = try Featurizer(table: smallTable(), descriptors: smallSet)
    #expect(try featurizer.features(of: Composition("Al")) == [121, 27, 0, 0, 121, 27, 121, 27])
    #expect(
        throws: DescriptorError.missingValue(
            MissingValue(element: try element("Cu"), property: "mass"), formula: "AlCu")
    ) { try featurizer.features(of: [Composition("Al"), Composition("AlCu")]) }
    #expect(throws: DescriptorError.self) { try featurizer.features(of: Composition("Zn")) }
    #expect(throws: DescriptorError.self) { try Featurizer().features(of: Composition("Am")) }
}

@Test func maskPoolsOverTheElementsThatHaveTheValue() throws {
    let featurizer = try Featurizer(table: smallTable(), descriptors: smallSet, missing: .mask)
    let features = try featurizer.features(
        of: [Composition("Al2CuFe"), Composition("Al"), Composition("Al3Fe")])
    // Radius over Al and Cu as 2 to 1, mass over Al and Fe as 2 to 1.
    let row = Array(features.matrix.row(0))
    #expect(abs(row[0] - (2 * 121.0 + 132) / 3) < 1e-12)
    #expect(abs(row[1] - (2 * 27.0 + 56) / 3) < 1e-12)
    #expect(Array(row[4...]) == [132, 56, 121, 27])
    #expect(Array(features.matrix.row(1)) == [121, 27, 0, 0, 121, 27, 121, 27])
    #expect(Array(features.matrix.row(2))[0] == 121)
    #expect(
        features.missing
            == MissingReport(entries: [
                .init(element: try element("Fe"), property: "radius", compositions: 2),
                .init(element: try element("Cu"), property: "mass", compositions: 1),
            ]))
    #expect(
        throws: DescriptorError.nothingToPool(property: "mass", formula: "Cu")
    ) { try featurizer.features(of: Composition("Cu")) }
    #expect(throws: DescriptorError.nothingToPool(property: "radius", formula: "Am")) {
        try featurizer.features(of: [Composition("Al"), Composition("Am")])
    }
}

@Test func imputeTakesTheMedianAndSaysSo() throws {
    let featurizer = try Featurizer(table: smallTable(), descriptors: smallSet, missing: .impute)
    let features = try featurizer.features(of: [Composition("Cu"), Composition("Fe")])
    #expect(features.matrix[0, 1] == 41.5)
    #expect(features.matrix[1, 0] == 126.5)
    #expect(features.missing.entries.map(\.property) == ["radius", "mass"])
    #expect(features.missing.entries.map(\.compositions) == [1, 1])
}

@Test func wrongSetsAreRefused() throws {
    func make(_ properties: [String], _ statistics: [Statistic]) throws -> Featurizer {
        try Featurizer(
            descriptors: DescriptorSet(properties: properties, statistics: statistics))
    }
    #expect(throws: DescriptorError.noProperties) { try make([], [.mean]) }
    #expect(throws: DescriptorError.noStatistics) { try make(["period"], []) }
    #expect(throws: DescriptorError.repeated("period")) { try make(["period", "period"], [.mean]) }
    #expect(throws: DescriptorError.repeated("ave")) { try make(["period"], [.mean, .mean]) }
    #expect(
        throws: ElementTableError.unknownProperty(
            "perod", suggestion: "did you mean \"period\"?")
    ) { try make(["perod"], [.mean]) }
    #expect(
        throws: DescriptorError.valueNotPositive(
            element: try element("H"), property: "gs_energy", statistic: .harmonicMean,
            value: -3.331290765)
    ) { try make(["gs_energy"], [.mean, .harmonicMean]) }
}

private let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/reference/xenonpy_golden_descriptors.csv")

@Test(
    .enabled(
        if: FileManager.default.fileExists(atPath: golden.path),
        "needs xenonpy_golden_descriptors.csv in ../shared/reference"))
func agreesWithXenonPy() throws {
    let table = try DelimitedTable(bytes: Array(Data(contentsOf: golden)), file: golden.path)
    let featurizer = try Featurizer()
    let columns = try featurizer.names.map { try table.index(of: $0) }
    #expect(table.rowCount == 40)
    for row in 0..<table.rowCount {
        let features = try featurizer.features(of: Composition(table.text(row, 0)))
        for (index, column) in columns.enumerated() {
            let expected = try #require(try table.number(row, column))
            let room = 1e-10 * max(abs(expected), 1e-3)
            #expect(
                abs(features[index] - expected) <= room,
                "\(table.text(row, 0)) \(featurizer.names[index])")
        }
    }
}
