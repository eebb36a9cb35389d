import Basis

extension ElementTable {
    /// Reads the three comma-separated tables: values (`symbol`, then one column a property),
    /// provenance codes (the same columns) and property descriptions (`name`, `unit`,
    /// `description`, `citation`, `group`).
    ///
    /// Columns and rows may come in any order; the values table sets the order of properties.
    ///
    /// - Throws: ``ElementTableError`` or `DelimitedTextError`, naming the place.
    public init(elements: [UInt8], provenance: [UInt8], properties: [UInt8]) throws {
        let values = try DelimitedTable(bytes: elements, file: "elements.csv")
        let codes = try DelimitedTable(bytes: provenance, file: "provenance.csv")
        let descriptions = try DelimitedTable(bytes: properties, file: "properties.csv")

        let symbolColumn = try values.index(of: "symbol")
        let propertyColumns = values.columns.indices.filter { $0 != symbolColumn }
        let described = try ElementTable.properties(in: descriptions)
        let ordered = try propertyColumns.map { column in
            let name = values.columns[column]
            guard let property = described.first(where: { $0.name == name }) else {
                throw ElementTableError.propertyWithoutDescription(
                    name, suggestion: Suggestion.question(for: name, among: described.map(\.name)),
                    TextPlace(file: values.file, line: 1, column: 1))
            }
            return property
        }
        let codeColumns = try ordered.map { try codes.index(of: $0.name) }
        let valueRows = try ElementTable.elementRows(in: values)
        let codeRows = try ElementTable.elementRows(in: codes)

        var cells = [Double]()
        var provenances = [Provenance]()
        for (element, row) in valueRows {
            guard let codeRow = codeRows.first(where: { $0.element == element })?.row else {
                throw ElementTableError.elementWithoutProvenance(element, file: codes.file)
            }
            for (index, property) in ordered.enumerated() {
                let text = values.text(row, propertyColumns[index])
                let place = values.place(row, propertyColumns[index])
                let value = Double(text)
                guard text.isEmpty || value?.isFinite == true else {
                    throw ElementTableError.badValue(
                        text, element: element, property: property.name, place)
                }
                let code = codes.text(codeRow, codeColumns[index])
                let codePlace = codes.place(codeRow, codeColumns[index])
                guard let origin = Provenance(rawValue: code) else {
                    throw ElementTableError.unknownProvenance(
                        code, element: element, property: property.name, codePlace)
                }
                guard text.isEmpty == (origin == .missing) else {
                    throw ElementTableError.provenanceMismatch(
                        element: element, property: property.name, codePlace)
                }
                cells.append(value ?? .nan)
                provenances.append(origin)
            }
        }
        self.init(
            properties: ordered, elements: valueRows.map(\.element), values: cells,
            provenances: provenances)
    }

    /// The rows of a table by atomic number.
    private static func elementRows(
        in table: DelimitedTable
    ) throws -> [(element: Element, row: Int)] {
        let column = try table.index(of: "symbol")
        var rows = [(element: Element, row: Int)]()
        for row in 0..<table.rowCount {
            let symbol = table.text(row, column)
            guard let element = Element(symbol: symbol) else {
                throw ElementTableError.unknownElement(
                    symbol, suggestion: Element.suggestion(for: symbol), table.place(row, column))
            }
            if rows.contains(where: { $0.element == element }) {
                throw ElementTableError.duplicateElement(element, table.place(row, column))
            }
            rows.append((element, row))
        }
        return rows.sorted { $0.element < $1.element }
    }

    private static func properties(in table: DelimitedTable) throws -> [ElementProperty] {
        let columns = try ["name", "unit", "description", "citation", "group"].map {
            try table.index(of: $0)
        }
        return try (0..<table.rowCount).map { row in
            let fields = columns.map { table.text(row, $0) }
            guard fields[4] == "xenonpy" || fields[4] == "extra" else {
                throw ElementTableError.unknownGroup(
                    fields[4], property: fields[0], table.place(row, columns[4]))
            }
            return ElementProperty(
                name: fields[0], unit: fields[1], summary: fields[2], citation: fields[3],
                isExtra: fields[4] == "extra")
        }
    }
}
