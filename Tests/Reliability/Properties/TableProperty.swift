import Basis

private let file = "t.csv"

/// A table has the fields, places and errors that the plain reader finds, and comes back from what
/// the writer makes of it.
package func checkTable(_ bytes: [UInt8]) -> String? {
    let reference = ReferenceTable(bytes)
    let table: DelimitedTable
    do {
        table = try DelimitedTable(bytes: bytes, file: file)
    } catch let error as DelimitedTextError {
        guard let refusal = reference.refusal else { return "refused without a reason: \(error)" }
        return complaint(about: error, refusal)
    } catch {
        return "another error: \(error)"
    }
    if let refusal = reference.refusal { return "\(refusal) was not noticed" }
    return difference(table, reference) ?? complaintAboutWriting(table)
        ?? complaintAboutNumbers(table)
}

private func complaint(
    about error: DelimitedTextError, _ refusal: ReferenceTable.Refusal
) -> String? {
    let isOfKind: Bool
    let place: (line: Int, column: Int)?
    switch (refusal, error) {
    case (.empty, .noHeader): (isOfKind, place) = (true, nil)
    case (.duplicateColumn(let line, let column), .duplicateColumn),
        (.openQuote(let line, let column), .openQuote),
        (.textAfterQuote(let line, let column), .textAfterQuote),
        (.notUTF8(let line, let column), .notUTF8), (.null(let line, let column), .null):
        (isOfKind, place) = (true, (line, column))
    case (.wrongFieldCount(let line), .wrongFieldCount): (isOfKind, place) = (true, (line, 1))
    default: (isOfKind, place) = (false, nil)
    }
    guard isOfKind else { return "\(error) where \(refusal) was to be found" }
    let expected = place.map { "\(file):\($0.line):\($0.column)" } ?? file
    return complaint(about: error, kinds: [.badData]) { $0 == expected }
}

private func difference(_ table: DelimitedTable, _ reference: ReferenceTable) -> String? {
    guard table.columns == reference.columns, table.rowCount == reference.rows.count else {
        return "\(table.rowCount) rows of \(table.columns.count) columns where there are "
            + "\(reference.rows.count) of \(reference.columns.count)"
    }
    for (row, fields) in reference.rows.enumerated() {
        for (column, field) in fields.enumerated() {
            let place = TextPlace(file: file, line: field.line, column: field.column)
            guard table.text(row, column) == field.text, table.place(row, column) == place else {
                return "\"\(table.text(row, column))\" at \(table.place(row, column)) where "
                    + "\"\(field.text)\" stands at \(place)"
            }
        }
    }
    return nil
}

private func complaintAboutWriting(_ table: DelimitedTable) -> String? {
    var writer = DelimitedWriter(columns: table.columns)
    let rows = (0..<table.rowCount).map { row in
        table.columns.indices.map { table.text(row, $0) }
    }
    for row in rows { writer.append(row) }
    guard let again = try? DelimitedTable(bytes: writer.bytes, file: file) else {
        return "what was written cannot be read: \(writer.text.debugDescription)"
    }
    guard again.columns == table.columns, again.rowCount == rows.count,
        rows.enumerated().allSatisfy({ row, fields in
            fields.enumerated().allSatisfy { again.text(row, $0.offset) == $0.element }
        })
    else { return "written and read again it differs: \(writer.text.debugDescription)" }
    return nil
}

private func complaintAboutNumbers(_ table: DelimitedTable) -> String? {
    for row in 0..<table.rowCount {
        for column in table.columns.indices {
            do {
                let number = try table.number(row, column)
                guard number?.isFinite ?? table.text(row, column).isEmpty else {
                    return "\"\(table.text(row, column))\" is read as a number that is not finite"
                }
            } catch {
                let place = "\(table.place(row, column))"
                if let wrong = complaint(about: error, kinds: [.badData], place: { $0 == place }) {
                    return wrong
                }
            }
        }
    }
    return nil
}
