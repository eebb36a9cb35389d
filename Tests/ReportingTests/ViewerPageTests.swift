import Foundation
import Reporting
import Testing

@Suite struct ViewerPageTests {
    @Test(arguments: HostileTextTests.texts) func textStaysText(text: String) throws {
        let page = try ParsedPage(
            Samples.document([.viewer(try ViewerSamples.viewer(text: text))]).html())
        let harmless = try ParsedPage(
            Samples.document([.viewer(try ViewerSamples.viewer(text: "harmless"))]).html())
        #expect(page.elements.map(\.name) == harmless.elements.map(\.name))
        #expect(page.texts("mtext") == [text])
        #expect(page.all("p").filter { $0.text == text }.count == 3)
    }

    @Test func dataIsNothingButLettersOfBase64() throws {
        let page = try ParsedPage(
            try ViewerSamples.page([try ViewerSamples.system(divisions: 12)]))
        let block = try #require(page.all("script").first)
        #expect(block.attributes == ["type": "application/octet-stream"])
        let lines = block.text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { Data(base64Encoded: String($0)) != nil })
    }

    /// Without its script the block says what is missing, and the rules can be read.
    @Test func theBlockSaysWhatItNeeds() throws {
        let page = try ParsedPage(
            try ViewerSamples.page([try ViewerSamples.system(divisions: 1)]))
        let sentence = page.all("p").first { $0.attributes["class"] == "needs-script" }
        #expect(sentence?.text.hasPrefix("The maps open in a browser that runs") == true)
        #expect(
            page.all("li").suffix(3).map(\.text) == [
                "electrons per atomn<2", "atomic sizer", "melting pointt",
            ])
    }

    @Test func linksNameASystemAndAPoint() {
        #expect(LinkTarget.viewer(system: "Al-Cu-Fe").reference == "#viewer=Al-Cu-Fe")
        #expect(
            LinkTarget.viewer(system: "(Al-Cu-Fe)90Mg10", atPercent: [56.5, 25, 8.5]).reference
                == "#viewer=(Al-Cu-Fe)90Mg10@56.5,25,8.5")
        #expect(
            LinkTarget.viewer(system: "a@b\" onclick='x'").reference
                == "#viewer=a%40b%22%20onclick%3D%27x%27")
    }

    @Test func cellsCanLeadToAMap() throws {
        let target = LinkTarget.viewer(system: "Al-Cu-Fe", atPercent: [63, 25, 12])
        let table = try ReportTable(
            id: "t", caption: "T",
            columns: [ReportColumn("System", .text), ReportColumn("Best", .formula)],
            rows: [
                [
                    .link("Al-Cu-Fe", to: .viewer(system: "Al-Cu-Fe")),
                    .link("Al63Cu25Fe12", to: target),
                ]
            ])
        let page = try ParsedPage(Samples.document([.table(table)]).html())
        let links = page.all("a").suffix(2)
        #expect(links.map(\.text) == ["Al-Cu-Fe", "Al63Cu25Fe12"])
        #expect(
            links.map { $0.attributes["href"] } == [
                "#viewer=Al-Cu-Fe", "#viewer=Al-Cu-Fe@63,25,12",
            ])
        #expect(page.texts("sub") == ["63", "25", "12"])
    }
}
