import Foundation
import Reporting
import Testing

@Suite struct DocumentTests {
    @Test func theSameDocumentGivesTheSameBytes() throws {
        let first = try Samples.document(text: "Al63Cu25Fe12 <&>").html()
        #expect(try Samples.document(text: "Al63Cu25Fe12 <&>").html() == first)
    }

    @Test func contentsLeadToEverySection() throws {
        let page = try ParsedPage(try Samples.document(text: "same id").html())
        let sections = page.all("section").compactMap { $0.attributes["id"] }
        #expect(sections == ["same-id", "same-id-2"])
        let links = page.values(of: "href")
        #expect(sections.allSatisfy { links.contains("#\($0)") })
        let ids = page.values(of: "id")
        #expect(Set(ids).count == ids.count)
    }

    @Test func anIdOfThePageItselfCannotBeTaken() throws {
        let document = ReportDocument(
            title: "T", subtitle: "",
            sections: [ReportSection(id: "main-content", title: "S", blocks: [])])
        let ids = try ParsedPage(document.html()).values(of: "id")
        #expect(ids == ["contents-title", "main-content", "main-content-2"])
    }

    @Test func thePolicyForbidsTheNetworkAndForeignScripts() throws {
        let page = try ParsedPage(Samples.document([]).html())
        let policy = try #require(
            page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?
                .attributes["content"])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(policy.hasSuffix("img-src data:; base-uri 'none'; form-action 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(!policy.contains("http"))
    }

    @Test func nothingIsLoadedFromElsewhere() throws {
        let page = try ParsedPage(try Samples.document(text: "x").html())
        #expect(page.all("link").isEmpty)
        #expect(page.all("iframe").isEmpty)
        #expect(page.values(of: "srcset").isEmpty)
        let style = try #require(page.texts("style").first)
        #expect(!style.contains("url("))
        #expect(!style.contains("@import"))
        let script = try #require(page.texts("script").first)
        for word in ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("] {
            #expect(!script.contains(word))
        }
        // Either would end the element or the CDATA section early.
        #expect(!script.contains("</script") && !style.contains("</style"))
    }

    @Test func aFigureIsAnImageWithItsWords() throws {
        let figure = ReportFigure(
            id: "map", alternative: "A map", caption: ["The map of ", .formula("Al2Cu")],
            image: .svg(Array("<svg/>".utf8)),
            downloads: [.init("PDF", to: try LinkTarget("map.pdf"))])
        let page = try ParsedPage(Samples.document([.figure(figure)]).html())
        // Base64 of "<svg/>".
        #expect(page.values(of: "src") == ["data:image/svg+xml;base64,PHN2Zy8+"])
        #expect(page.texts("figcaption") == ["The map of Al2CuPDF"])
        #expect(page.values(of: "href").contains("map.pdf"))
    }

    @Test func notesSayInWordsWhatTheyAre() throws {
        let page = try ParsedPage(
            Samples.document([.note(.info, ["a"]), .note(.warning, ["b"])]).html())
        #expect(page.texts("p") == ["Note: a", "Warning: b"])
    }

    @Test func aDateStandsOnlyWhereOneIsGiven() throws {
        var document = Samples.document([])
        #expect(try ParsedPage(document.html()).values(of: "class").contains("date") == false)
        document.date = "1 May 2026"
        #expect(try ParsedPage(document.html()).texts("p") == ["1 May 2026"])
    }

    @Test(arguments: [
        ("Al63Cu25Fe12", ["63", "25", "12"]), ("Cd5.7Yb", ["5.7"]), ("Ca(Al2Cu)4", ["2", "4"]),
        ("(Al0.7Cu0.3)86Yb14", ["0.7", "0.3", "86", "14"]), ("2H2O", ["2"]), ("", []),
        ("Al-Cu-Fe", []),
    ])
    func amountsOfAFormulaAreSubscripts(formula: String, amounts: [String]) throws {
        let page = try ParsedPage(Samples.document([.paragraph([.formula(formula)])]).html())
        #expect(page.texts("sub") == amounts)
        #expect(page.texts("p") == [formula])
    }
}
