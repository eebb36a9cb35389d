import Testing

@testable import Basis

private func table(_ text: String) throws -> DelimitedTable {
    try DelimitedTable(bytes: Array(text.utf8), file: "t.csv")
}

@Test func quotedFieldsKeepCommasQuotesAndLineEnds() throws {
    let read = try table("a,b\r\n\"x,1\",\"say \"\"hi\"\"\nthere\"\r\n")
    #expect(read.columns == ["a", "b"])
    #expect(read.rowCount == 1)
    #expect(read.text(0, 0) == "x,1")
    #expect(read.text(0, 1) == "say \"hi\"\nthere")
}

@Test func placesCountLinesInsideQuotedFieldsAndSkipEmptyLines() throws {
    let read = try table("a,b\n\"1\n2\",3\n\n4,five\n")
    #expect(read.place(1, 1) == TextPlace(file: "t.csv", line: 5, column: 3))
    #expect(throws: DelimitedTextError.notANumber("five", column: "b", read.place(1, 1))) {
        try read.number(1, 1)
    }
}

@Test func writtenTablesReadBackUnchanged() throws {
    let rows = [["plain", "with,comma"], ["with \"quotes\"", "two\nlines"], ["", "µ ₅"]]
    var writer = DelimitedWriter(columns: ["first", "second"])
    for row in rows { writer.append(row) }
    let read = try table(writer.text)
    #expect((0..<read.rowCount).map { [read.text($0, 0), read.text($0, 1)] } == rows)
}

@Test(arguments: [
    ("", "t.csv: the table is empty; the first line must name the columns"),
    ("a,a\n", "t.csv:1:3: column \"a\" appears twice; rename one of them"),
    ("a,b\n1\n", "t.csv:2:1: 1 fields where the header names 2; quote fields that contain commas"),
    ("a\n\"x", "t.csv:2:1: a quoted field that starts here never ends; close the quotation mark"),
    (
        "a\n\"x\"y\n",
        "t.csv:2:4: text after a closing quotation mark; "
            + "double the quotation marks inside a quoted field"
    ),
])
func damagedTablesAreRefusedWithTheirPlace(text: String, message: String) {
    let error = #expect(throws: DelimitedTextError.self) { try table(text) }
    #expect(error?.description == message)
}

@Test func missingColumnsAreSuggested() throws {
    let error = #expect(throws: DelimitedTextError.self) {
        try table("formula,class\n").index(of: "forumla")
    }
    #expect(error?.diagnosis.remedy == "did you mean \"formula\"?")
}

@Test func aLongHeaderIsNotListedWhole() throws {
    let header = (0..<1000).map { "column \($0)" }.joined(separator: ",")
    let error = #expect(throws: DelimitedTextError.self) {
        try table(header + "\n").index(of: "zzzzzzzzzzzz")
    }
    #expect(error?.diagnosis.remedy?.hasSuffix("column 11 and 988 more") == true)
}

@Test func aNullCharacterIsRefusedWithItsPlace() {
    #expect(throws: DelimitedTextError.null(TextPlace(file: "t.csv", line: 2, column: 3))) {
        try DelimitedTable(bytes: Array("a,b\n1,\0\n".utf8), file: "t.csv")
    }
}

@Test func bytesThatAreNotTextAreRefused() {
    #expect(throws: DelimitedTextError.notUTF8(TextPlace(file: "t.csv", line: 2, column: 1))) {
        try DelimitedTable(bytes: [0x61, 0x0a, 0xff, 0xfe], file: "t.csv")
    }
}
