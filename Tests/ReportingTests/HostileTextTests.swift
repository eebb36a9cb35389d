import Foundation
import Reporting
import Testing

@Suite struct HostileTextTests {
    static let texts = [
        "<script>document.documentElement.dataset.owned = 1</script>",
        "\"><img src=x onerror=\"document.documentElement.dataset.owned=1\">",
        "' onmouseover='alert(1)' x='", "javascript:alert(1)", "JaVaScRiPt:alert(1)//https://",
        "</title></style></script></td></table>", "]]><b>x</b><!-- --> <![CDATA[",
        "&lt;b&gt; &amp; &#60;",
        "data:text/html,<script>alert(1)</script>", "${alert(1)} {{x}} `y`", "//evil.example/x",
    ]

    @Test(arguments: texts) func textStaysTextWhereverItStands(text: String) throws {
        let harmless = try ParsedPage(try Samples.document(text: "harmless").html())
        let page = try ParsedPage(try Samples.document(text: text).html())
        // No element or attribute comes from the text; formulas may differ in subscripts.
        let names = { (page: ParsedPage) in
            page.elements.map(\.name).filter { $0 != "sub" && $0 != "a" }
        }
        #expect(names(page) == names(harmless))
        let attributes = Set(page.elements.flatMap(\.attributes.keys))
        #expect(attributes.isSubset(of: Set(harmless.elements.flatMap(\.attributes.keys))))
        for name in [
            "title", "h1", "h2", "h3", "strong", "em", "mi", "annotation", "caption", "pre",
        ] {
            #expect(page.texts(name).contains(text), "\(name) does not show the text")
        }
        #expect(page.values(of: "alt") == [text])
        #expect(page.values(of: "alttext") == [text])
        #expect(page.values(of: "aria-label").contains(text))
    }

    @Test(arguments: texts) func linksGoNowhereDangerous(text: String) throws {
        let page = try ParsedPage(try Samples.document(text: text).html())
        for reference in page.values(of: "href") {
            let isSafe =
                reference.hasPrefix("#") || reference.hasPrefix("https://")
                || !reference.prefix { $0 != "/" }.contains(":") && !reference.hasPrefix("/")
            #expect(isSafe, "\(reference)")
        }
        #expect(page.values(of: "src").allSatisfy { $0.hasPrefix("data:image/") })
    }

    @Test func controlCharactersAreShownNotObeyed() throws {
        let text = "a\u{0}b\u{1b}[31m\u{7}\r\u{7f}\u{85}\u{202e}c\u{2066}\u{ffff}d"
        let page = try ParsedPage(try Samples.document(text: text).html())
        let shown =
            "a\u{2400}b\u{241b}[31m\u{2407}\u{240d}\u{2421}\u{fffd}\u{fffd}c\u{fffd}\u{fffd}d"
        #expect(page.texts("h1") == [shown])
        #expect(page.values(of: "alt") == [shown])
    }

    @Test func lineEndsAndTabsSurviveInAttributes() throws {
        let page = try ParsedPage(try Samples.document(text: "a\n\tb").html())
        #expect(page.values(of: "alt") == ["a\n\tb"])
    }

    @Test func lettersOfEveryScriptPassUnchanged() throws {
        let text = "Häggström – 準結晶 – Al₆₃Cu₂₅Fe₁₂ – 𝜙 – 🧊"
        let page = try ParsedPage(try Samples.document(text: text).html())
        #expect(page.texts("h1") == [text])
    }
}
