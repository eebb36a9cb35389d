import Artifacts
import Basis
import Foundation
import Materials
import Testing

@testable import QuasiScreen

/// The parts of a Frictionless tabular data package that these tests check.
private struct TabularPackage: Decodable {
    struct Constraints: Decodable {
        var required: Bool?
        var unique: Bool?
        var pattern: String?
        var minimum: Double?
        var maximum: Double?
        var `enum`: [Value]?
    }

    /// A text or a number, as the text of a field of the table.
    struct Value: Decodable {
        var text: String
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                text = "\(number)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    struct Field: Decodable {
        var name: String
        var type: String
        var constraints: Constraints?
    }

    struct Schema: Decodable { var fields: [Field] }

    struct Resource: Decodable {
        var path: String
        var bytes: Int?
        var hash: String?
        var schema: Schema
    }

    struct Licence: Decodable {
        var name: String
        var path: String
    }

    var name: String
    var licenses: [Licence]
    var resources: [Resource]
}

@Suite struct ShippedTableTests {
    private static let folders = ["compounds", "elements", "fields"]

    private static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: Repository.path("datasets/" + path))))
    }

    private static func table(_ path: String) throws -> DelimitedTable {
        try DelimitedTable(bytes: bytes(path), file: path)
    }

    @Test(arguments: folders)
    func thePackageDescribesEveryTableByteByByte(folder: String) throws {
        let package = try JSONDecoder().decode(
            TabularPackage.self, from: Data(Self.bytes("\(folder)/datapackage.json")))
        #expect(!package.licenses.isEmpty)
        let tables = try FileManager.default.contentsOfDirectory(
            atPath: Repository.path("datasets/\(folder)")
        ).filter { $0.hasSuffix(".csv") }
        #expect(package.resources.map(\.path).sorted() == tables.sorted())
        for resource in package.resources {
            let bytes = try Self.bytes("\(folder)/\(resource.path)")
            // The table of elements has its digest in the program itself.
            if folder != "elements" {
                #expect(bytes.count == resource.bytes, "\(resource.path)")
                #expect("sha256:\(Digest(of: bytes).hex)" == resource.hash, "\(resource.path)")
            }
            let table = try DelimitedTable(bytes: bytes, file: resource.path)
            #expect(table.columns == resource.schema.fields.map(\.name), "\(resource.path)")
        }
    }

    @Test(arguments: folders)
    func everyFieldKeepsItsConstraints(folder: String) throws {
        let package = try JSONDecoder().decode(
            TabularPackage.self, from: Data(Self.bytes("\(folder)/datapackage.json")))
        for resource in package.resources {
            let table = try Self.table("\(folder)/\(resource.path)")
            for (column, field) in resource.schema.fields.enumerated() {
                let faults = try Self.faults(of: field, in: table, column: column)
                #expect(faults == [], "\(resource.path), \(field.name)")
            }
        }
    }

    /// Places and values that break a field's constraints.
    private static func faults(
        of field: TabularPackage.Field, in table: DelimitedTable, column: Int
    ) throws -> [String] {
        let constraints = field.constraints
        let allowed = constraints?.enum.map { Set($0.map(\.text)) }
        let pattern = try constraints?.pattern.map { try Regex($0) }
        var seen = Set<String>()
        // Formulas repeat few patterns; the regular expression is slow, so bulk tables are sampled.
        let step = table.rowCount > 1000 ? 50 : 1
        return try (0..<table.rowCount).filter { row in
            let text = table.text(row, column)
            if constraints?.unique == true, !seen.insert(text).inserted { return true }
            if text.isEmpty { return constraints?.required == true }
            if let allowed, !allowed.contains(text) { return true }
            if ["integer", "number"].contains(field.type) {
                guard let number = Double(text) else { return true }
                if field.type == "integer", Int(text) == nil { return true }
                if let least = constraints?.minimum, number < least { return true }
                if let most = constraints?.maximum, number > most { return true }
            }
            guard let pattern, row % step == 0 else { return false }
            return try pattern.wholeMatch(in: text) == nil
        }.map { "\(table.place($0, column)): \(table.text($0, column))" }
    }

    @Test func eachFieldIsABoxOfItsOwnSystemThatACompositionCanReach() throws {
        let table = try Self.table("fields/phase_fields.csv")
        var systems = ["quasicrystal": Set<String>(), "none": Set<String>()]
        for row in 0..<table.rowCount {
            let (system, name) = (table.text(row, 0), table.text(row, 1))
            systems[name]?.insert(system)
            let elements = system.split(separator: "-").map(String.init)
            #expect(elements == elements.sorted() && Set(elements).count == 3)
            #expect(elements.allSatisfy { Element(symbol: $0) != nil }, "\(system)")
            let box = table.text(row, 3)
            #expect(box.isEmpty == (name == "none"))
            let ranges = box.split(separator: ";").map { part in
                let halves = part.split(separator: ":").map(String.init)
                return (halves[0], halves[1].split(separator: "-").compactMap { Double($0) })
            }
            guard !ranges.isEmpty else { continue }
            #expect(ranges.map(\.0).sorted() == elements)
            #expect(ranges.allSatisfy { $0.1.count == 2 && $0.1[0] < $0.1[1] && $0.1[1] <= 100 })
            #expect(ranges.reduce(0) { $0 + $1.1[0] } <= 100, "\(box)")
            #expect(ranges.reduce(0) { $0 + $1.1[1] } >= 100, "\(box)")
        }
        #expect(systems["quasicrystal"]?.count == 33)
        #expect(systems["none"]?.count == 24)
        #expect(systems["quasicrystal"]?.isDisjoint(with: systems["none"] ?? []) == true)
    }

    /// What becomes of rows that stand for a rule each.
    @Test func theRulesHoldOnTheShippedTables() throws {
        let (table, findings) = try DatasetReader().read(
            path: Repository.path("datasets/compounds"))
        #expect(table.classCounts == [238, 218, 35_285])
        #expect(table.training.classCounts == [156, 212, 35_234])
        let counts = Finding.Kind.allCases.map { kind in findings.count { $0.kind == kind } }
        #expect(counts == [1, 16, 122, 0, 36, 5])
        func fates(_ formula: String) -> [String] {
            let composition = try? Composition(formula)
            return table.compounds.filter { $0.composition == composition }.map {
                "\(table.classNames[$0.classIndex]): \($0.exclusion ?? "trained")"
            }
        }
        #expect(fates("Al2CuMg") == ["ordinary: trained"])
        // A neighbour phase that is an ordinary crystal of the flag broad too.
        #expect(fates("Al7Cu2Fe") == ["ordinary: trained", "ordinary: duplicate"])
        // A relative in a broad sense, alone and beside an approximant.
        #expect(fates("Al9Co2") == ["ordinary: trained"])
        #expect(fates("Ce13Zn58") == ["approximant: trained", "ordinary: contradictory label"])
        // Suspects: a known and a probable approximant, an alloy, an ordinary crystal.
        #expect(fates("ScCd7") == ["ordinary: ac_flag is \"strict\""])
        #expect(fates("Na26Cd141") == ["ordinary: ac_flag is \"probable\""])
        #expect(fates("Al36(FeNi)7") == ["ordinary: decision is \"exclude\""])
        #expect(fates("Eu(InAu)3") == ["ordinary: trained"])
        // Neither stable nor known to be metastable.
        let unknown = table.compounds.count { $0.exclusion == "stability is \"unknown\"" }
        #expect(unknown == 16)
    }
}
