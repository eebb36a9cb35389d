import Foundation
import Reporting
import Testing

/// The script and the policy in a real browser; skipped where no Chromium is installed.
@Suite(.enabled(if: Browser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct BrowserTests {
    @Test func thePolicyAdmitsTheEmbeddedScriptAndNoOther() throws {
        let text = HostileTextTests.texts.joined(separator: " ")
        var page = String(decoding: try Samples.document(text: text).html(), as: UTF8.self)
        page = page.replacingOccurrences(
            of: "</body>",
            with: "<script>document.documentElement.dataset.owned = 1</script></body>")
        let result = try Browser.load(page)
        #expect(result.page.contains("aria-sort=\"none\""), "the report's own script did not run")
        #expect(!result.page.contains("data-owned"))
        // One refusal: that of the script added here.
        #expect(result.messages.components(separatedBy: "Content Security Policy").count == 2)
    }

    @Test func tablesSortFilterAndExport() throws {
        let table = try Samples.table(visibleRows: 2)
        var page = String(decoding: Samples.document([.table(table)]).html(), as: UTF8.self)
        page = page.replacingOccurrences(of: "http-equiv=", with: "data-off=")
        page = page.replacingOccurrences(of: "</body>", with: "<script>\(driver)</script></body>")
        let result = try Browser.load(page)
        let start = try #require(result.page.range(of: "<pre id=\"log\">"))
        let end = try #require(result.page[start.upperBound...].range(of: "</pre>"))
        let lines = result.page[start.upperBound..<end.lowerBound].split(separator: "\n").map(
            String.init)
        #expect(
            lines == [
                // Two rows of four, in the report's order, then all of them.
                "Al70Pd21Mn9 Al63Cu25Fe12 | 4 rows, 2 shown | none",
                "Al70Pd21Mn9 Al63Cu25Fe12 Cd5.7Yb Al9Cu2 | 4 rows | none",
                // Numbers up, down (the missing one last in both), back to the report's order.
                "Al63Cu25Fe12 Al9Cu2 Al70Pd21Mn9 Cd5.7Yb | 4 rows | ascending",
                "Al70Pd21Mn9 Al9Cu2 Al63Cu25Fe12 Cd5.7Yb | 4 rows | descending",
                "Al70Pd21Mn9 Al63Cu25Fe12 Cd5.7Yb Al9Cu2 | 4 rows | none",
                // Every word must occur.
                "Al63Cu25Fe12 Al9Cu2 | 2 of 4 rows | none",
                "Al63Cu25Fe12 | 1 of 4 rows | none",
                // Text that a spreadsheet would take for a formula gets an apostrophe.
                "Composition,P(QC),Remark", "Al70Pd21Mn9,0.125,'=1+1",
                "Al63Cu25Fe12,-3,\"a \"\"quoted\"\", text\"", "Cd5.7Yb,,'@x", "Al9Cu2,1e-9,fine",
                "'+1 '-1 '=1 '@x ' =1 '＝1 -1 a=b \"'=1,2\"",
            ])
    }

    private let driver = """
        const log = document.createElement("pre");
        log.id = "log";
        const table = reportTables[0];
        const note = (text) => { log.append(text + "\\n"); };
        const state = () => {
          const visible = table.order.filter((row) => !row.hidden);
          const shown = visible.map((row) => row.cells[0].textContent);
          note([shown.join(" "), table.status.textContent,
            table.headers[1].getAttribute("aria-sort")].join(" | "));
        };
        const filter = (text) => {
          const input = document.querySelector("input");
          input.value = text;
          input.dispatchEvent(new Event("input"));
        };
        state();
        table.allButton.click();
        state();
        for (let turn = 0; turn !== 3; turn += 1) {
          table.headers[1].querySelector("button").click();
          state();
        }
        filter("cu");
        state();
        filter("CU text");
        state();
        filter("");
        note(table.csv().trimEnd());
        note(["+1", "-1", "=1", "@x", " =1", "\\uff1d1", -1, "a=b", "=1,2"]
          .map(ReportTables.csvField).join(" "));
        document.body.append(log);
        """
}
