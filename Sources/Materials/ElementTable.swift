import Basis
import CElementData

/// A property of the elements: one column of an ``ElementTable``.
public struct ElementProperty: Sendable, Hashable {
    public let name: String
    /// The unit in plain text; "1" for counts and ratios.
    public let unit: String
    public let summary: String
    public let citation: String
    /// Whether the property stands outside the set of 58 that the published models use.
    public let isExtra: Bool

    public init(name: String, unit: String, summary: String, citation: String, isExtra: Bool) {
        self.name = name
        self.unit = unit
        self.summary = summary
        self.citation = citation
        self.isExtra = isExtra
    }
}

/// Where the value of one cell comes from.
public enum Provenance: String, Sendable, CaseIterable {
    /// Equal to a value that the upstream source reports.
    case reported = "R"
    /// As published in XenonPy's table; whether reported or imputed there is not known.
    case published = "X"
    /// Imputed by the authors of XenonPy.
    case imputed = "I"
    /// Taken from the upstream source (noble gases and a few radioactive elements).
    case substituted = "S"
    /// Filled with the median of the reported values.
    case filled = "O"
    /// Set by a convention of the field.
    case convention = "C"
    /// No value.
    case missing = ""
}

/// Property values of the elements, with unit and provenance for every cell.
public struct ElementTable: Sendable {
    /// In the order of the columns.
    public let properties: [ElementProperty]
    /// Elements that have a row, by atomic number.
    public let elements: [Element]

    /// `values[row * properties.count + property]`; NaN where there is none.
    private let values: [Double]
    private let provenances: [Provenance]
    /// The row of each atomic number; -1 where there is none.
    private let rows: [Int]

    init(
        properties: [ElementProperty], elements: [Element], values: [Double],
        provenances: [Provenance]
    ) {
        self.properties = properties
        self.elements = elements
        self.values = values
        self.provenances = provenances
        var rows = [Int](repeating: -1, count: Element.allCases.count + 1)
        for (row, element) in elements.enumerated() { rows[element.atomicNumber] = row }
        self.rows = rows
    }

    /// The table that comes with QuasiScreen: 94 elements (H to Pu), 58 properties in the order of
    /// the published models and 22 extra ones (names start with `x_`).
    public static let standard: ElementTable = {
        do {
            return try ElementTable(
                elements: bytes(of: qs_element_values()),
                provenance: bytes(of: qs_element_provenance()),
                properties: bytes(of: qs_element_properties()))
        } catch {
            // The bytes are compiled in and tested; only a broken build can get here.
            preconditionFailure("the built-in element table is damaged: \(error)")
        }
    }()

    private static func bytes(of file: qs_embedded_file) -> [UInt8] {
        Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// The value of a property; `nil` where the table has none or the element has no row.
    public func value(_ property: Int, _ element: Element) -> Double? {
        let row = rows[element.atomicNumber]
        guard row >= 0 else { return nil }
        let value = values[row * properties.count + property]
        return value.isNaN ? nil : value
    }

    /// Where the value of a property comes from; ``Provenance/missing`` where there is none.
    public func provenance(_ property: Int, _ element: Element) -> Provenance {
        let row = rows[element.atomicNumber]
        return row >= 0 ? provenances[row * properties.count + property] : .missing
    }

    /// The column of the property with this name.
    ///
    /// - Throws: ``ElementTableError/unknownProperty(_:suggestion:)``.
    public func propertyIndex(_ name: String) throws -> Int {
        guard let index = properties.firstIndex(where: { $0.name == name }) else {
            throw ElementTableError.unknownProperty(
                name, suggestion: Suggestion.question(for: name, among: properties.map(\.name)))
        }
        return index
    }

    /// The table's contents in one canonical form, for digests: equal tables give equal bytes,
    /// whatever the spelling of numbers, the quotation marks or the order of rows in the files.
    public var canonicalBytes: [UInt8] {
        var writer = DelimitedWriter(columns: ["name", "unit"] + elements.map(\.symbol))
        for (index, property) in properties.enumerated() {
            let cells = elements.map { element in
                value(index, element).map { "\($0)\(provenance(index, element).rawValue)" } ?? ""
            }
            writer.append([property.name, property.unit] + cells)
        }
        return writer.bytes
    }
}
