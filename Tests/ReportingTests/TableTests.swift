import Reporting
import Testing

@Suite struct TableTests {
    @Test func headersCarryScopeAndMeaning() throws {
        let page = try ParsedPage(Samples.document([.table(try Samples.table())]).html())
        let headers = page.all("th")
        #expect(headers.prefix(3).allSatisfy { $0.attributes["scope"] == "col" })
        #expect(headers.dropFirst(3).allSatisfy { $0.attributes["scope"] == "row" })
        #expect(headers.first?.attributes["title"] == "Nominal composition, at.%")
        #expect(page.texts("caption") == ["Candidates"])
        #expect(page.texts("dd") == ["Nominal composition, at.%"])
    }

    @Test func shownNumbersAreRoundedAndKeptExact() throws {
        let page = try ParsedPage(Samples.document([.table(try Samples.table())]).html())
        let numbers = page.all("td").filter { $0.attributes["class"] == "number" }
        #expect(numbers.map(\.text) == ["0.12", "-3.00", "1.0e-09"])
        #expect(numbers.compactMap { $0.attributes["data-number"] } == ["0.125", "-3", "1e-09"])
        let missing = page.all("td").filter { $0.attributes["class"] == "number missing" }
        #expect(missing.map(\.text) == ["–"])
    }

    @Test func aRowWithTheWrongNumberOfCellsIsNamed() {
        let expected = ReportingError.wrongCellCount(table: "t", row: 1, found: 2, expected: 1)
        #expect(throws: expected) {
            try ReportTable(
                id: "t", caption: "", columns: [ReportColumn("a", .text)],
                rows: [[.missing], [.missing, .missing]])
        }
        #expect(
            expected.diagnosis.message
                == "report table \"t\", row 2: 2 cells where the table has 1 columns")
    }

    @Test func tooFewRowsNeedNoLimit() throws {
        let limited = try ParsedPage(
            Samples.document([.table(try Samples.table(visibleRows: 2))]).html())
        #expect(limited.values(of: "data-visible-rows") == ["2"])
        let whole = try ParsedPage(
            Samples.document([.table(try Samples.table(visibleRows: 4))]).html())
        #expect(whole.values(of: "data-visible-rows").isEmpty)
    }

    @Test(arguments: [
        (0.125, 2, "0.12"), (0.375, 2, "0.38"), (-0.0, 1, "0.0"), (-0.04, 1, "-4.0e-02"),
        (2.4e-7, 3, "2.4e-07"), (1234567.891, 1, "1234567.9"), (0.9996, 3, "1.000"), (5, 0, "5"),
        (1e15, 2, "1.0e+15"), (.nan, 2, "NaN"), (-.infinity, 2, "-inf"), (0, 3, "0.000"),
    ])
    func fixedDecimals(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(arguments: [
        (0.1, "0.1"), (3, "3"), (-0.0, "0"), (1e-9, "1e-09"), (1e22, "1e+22"), (.infinity, "inf"),
    ])
    func exactNumbersReadBackTheSame(value: Double, text: String) {
        #expect(NumberText.exact(value) == text)
        #expect(Double(text) == value)
    }
}
