import Basis
import Descriptors
import Learning
import Materials
import Testing

/// A value of the element table that is missing, not a number or there twice: the reader names the
/// cell, the policy decides, and no NaN comes out at the other end.
@Suite struct ElementTableTests {
    /// One cell of the shipped table.
    private struct Cell {
        let element: Element
        let property: String
    }

    private enum Fault: CaseIterable {
        case missing, withoutCode, infinite, notANumber, tooLarge, text, repeatedRow, repeatedColumn
    }

    /// Elements that stand beside the one in question.
    private static let companions = ["Mg", "Al", "Mn", "Cu", "Pd", "Yb"]

    @Test func everyCellAndFault() throws {
        let files = try CutTable.Files.shipped.get()
        var cells = [Cell]()
        for property in files.values.columns where property != "symbol" {
            for element in ElementTable.standard.elements {
                cells.append(Cell(element: element, property: property))
            }
        }
        if !Campaign.isLong {
            var random = Campaign.stream("element table")
            random.shuffle(&cells)
            cells = Array(cells.prefix(150))
        }
        var tried = 0
        var models = [String: SmallModel]()
        for cell in cells {
            let bystanders = ["atomic_weight", "period", "atomic_radius"]
                .filter { $0 != cell.property }.prefix(2)
            let elements = Self.companions.filter { $0 != cell.element.symbol }
            let properties = [bystanders[0], cell.property, bystanders[1]]
            let table = try CutTable(
                files, elements: elements + [cell.element.symbol], properties: properties)
            // Some cells of the extra properties are empty as it is.
            guard table.values.last?[2].isEmpty == false else { continue }
            let key = "\(cell.property) \(elements.count)"
            let model = try models[key] ?? SmallModel(table.read(), properties: properties)
            models[key] = model
            for fault in Fault.allCases {
                tried += 1
                if let complaint = try complaint(fault, cell, table, model) {
                    Issue.record("\(cell.property) of \(cell.element), \(fault): \(complaint)")
                }
            }
        }
        if Campaign.isLong { print("\(tried) faults in \(cells.count) cells") }
        #expect(tried >= Campaign.count(short: 1000, long: 20_000))
    }

    private func complaint(
        _ fault: Fault, _ cell: Cell, _ whole: CutTable, _ model: SmallModel
    ) throws -> String? {
        var table = whole
        let last = table.values.count - 1
        let place = table.place("elements.csv", row: last + 1, column: 2)
        func bad(_ text: String) -> String? {
            table.values[last][2] = text
            return refusal(
                of: table,
                as: ElementTableError.badValue(
                    text, element: cell.element, property: cell.property, place))
        }
        switch fault {
        case .missing:
            table.values[last][2] = ""
            table.codes[last][2] = ""
            let read = try table.read()
            guard read.value(1, cell.element) == nil,
                read.provenance(1, cell.element) == .missing
            else { return "a value where there is none" }
            return try model.complaint(without: cell.property, of: cell.element, in: read)
        case .withoutCode:
            table.values[last][2] = ""
            return refusal(
                of: table,
                as: ElementTableError.provenanceMismatch(
                    element: cell.element, property: cell.property,
                    table.place("provenance.csv", row: last + 1, column: 2)))
        case .infinite: return bad("-inf")
        case .notANumber: return bad("NaN")
        case .tooLarge: return bad("1e999")
        case .text: return bad("heavy")
        case .repeatedRow:
            table.values.append(table.values[last])
            return refusal(
                of: table,
                as: ElementTableError.duplicateElement(
                    cell.element, table.place("elements.csv", row: last + 2, column: 0)))
        case .repeatedColumn:
            table.columns.append(cell.property)
            for row in table.values.indices { table.values[row].append(table.values[row][2]) }
            return refusal(
                of: table,
                as: DelimitedTextError.duplicateColumn(
                    cell.property, table.place("elements.csv", row: 0, column: 4)))
        }
    }

    /// Whether the table is refused with this error, whose message names cell and place.
    private func refusal<Refusal: Diagnosable & Equatable>(
        of table: CutTable, as expected: Refusal
    ) -> String? {
        do {
            _ = try table.read()
            return "accepted"
        } catch let error as Refusal where error == expected {
            return complaint(about: error, kinds: [.badData]) { $0?.contains(".csv:") == true }
        } catch {
            return "\(error), not \(expected)"
        }
    }

    private func complaint(
        about error: any Diagnosable, kinds: Set<Diagnosis.Kind>, place: (String?) -> Bool
    ) -> String? {
        ReliabilityTests.complaint(about: error, kinds: kinds, place: place)
    }

    /// The whole files with one spoilt cell: the same, a few times.
    @Test func aSpoiltCellOfTheWholeTable() throws {
        let files = try CutTable.Files.shipped.get()
        let properties = files.values.columns.filter { $0 != "symbol" }
        let whole = try CutTable(
            files, elements: ElementTable.standard.elements.map(\.symbol), properties: properties)
        #expect(
            try whole.read().canonicalBytes == ElementTable.standard.canonicalBytes)
        var random = Campaign.stream("whole table")
        for _ in 0..<Campaign.count(short: 4, long: 400) {
            var table = whole
            let row = random.below(table.values.count)
            let column = 1 + random.below(properties.count)
            let element = try #require(Element(symbol: table.values[row][0]))
            table.values[row][column] = "1,5"
            let error = ElementTableError.badValue(
                "1,5", element: element, property: properties[column - 1],
                table.place("elements.csv", row: row + 1, column: column))
            #expect(refusal(of: table, as: error) == nil)
        }
    }
}
