import Foundation
import Reporting
import Testing

/// Ways through a viewer that depend on what a system has, and on what the browser allows; skipped
/// where no Chromium is installed.
@Suite(.enabled(if: Browser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct ViewerReadingTests {
    /// Sections may share all their words; which element a number belongs to tells them apart.
    @Test func sectionsOfTheSameElementsAreToldApart() throws {
        func section(
            _ corners: [String], _ fixed: String, _ content: Double
        ) throws
            -> TernaryViewer.System
        {
            let percent = NumberText.exact(100 * content)
            let rest = NumberText.exact(100 - 100 * content)
            var system = try ViewerSamples.system(
                "(\(corners.joined(separator: "-")))\(rest)\(fixed)\(percent)", divisions: 2,
                fixed: .init(fixed, content), hasAll: false)
            system.corners = corners
            return system
        }
        let systems = [
            try section(["Al", "Cu", "Fe"], "Mg", 0.1), try section(["Al", "Cu", "Mg"], "Fe", 0.1),
            try section(["Al", "Fe", "Mg"], "Cu", 0.1),
            try section(["Al", "Cu", "Fe"], "Mg", 0.05),
        ]
        let script = """
            for (const text of ["(al-cu-mg)90fe10", "CU10 (mg fe al)90", "mg5(AlCuFe)95",
              "(Al, Cu, Fe)90 Mg 10", "(cu-fe-mg)90al10", "al cu fe mg 90 10"]) {
              viewer.input.value = text;
              viewer.input.dispatchEvent(new Event("change"));
              await turn();
              note(viewer.system.label + " " + viewer.message.textContent.slice(0, 6));
            }
            """
        #expect(
            try Browser.log(ViewerSamples.page(systems), script: script).lines == [
                "(Al-Cu-Mg)90Fe10 ", "(Al-Fe-Mg)90Cu10 ", "(Al-Cu-Fe)95Mg5 ", "(Al-Cu-Fe)90Mg10 ",
                // Not stored, though its words are; and which of three, nobody can say.
                "(Al-Cu-Fe)90Mg10 No map", "(Al-Cu-Fe)90Mg10 No map",
            ])
    }

    /// What a system lacks is neither offered nor said, and a layer that it lacks is left.
    @Test func layersAreThoseOfTheSystem() throws {
        var systems = [TernaryViewer.System]()
        for choice in 0..<8 {
            var system = try ViewerSamples.system("S\(choice)", divisions: 3)
            if choice & 1 > 0 { system.rulesMet = nil }
            if choice & 2 > 0 { system.domain = nil }
            if choice & 4 > 0 { system.uncertainty = nil }
            systems.append(system)
        }
        let script = """
            for (let position = 0; position < 8; position += 1) {
              await viewer.choose(0);
              viewer.setLayer("rules");
              await viewer.choose(position);
              viewer.setPin(4);
              const options = Array.from(viewer.layerList.options, ({ value }) => value).slice(5);
              const facts = viewer.readout.facts.textContent.match(/[A-Z]\\w+/g) || [];
              const states = new Set(viewer.panel.states.map(({ textContent }) =>
                textContent.replace(/. (not )?met/, "known")));
              const columns = viewer.csv().split("\\n")[0].split(",").slice(7);
              note([options, viewer.layerId, viewer.layerList.value, facts, Array.from(states),
                columns].map((value) => [value].flat().join(" ")).join("|"));
            }
            """
        let lines = try Browser.log(ViewerSamples.page(systems), script: script).lines
        let wanted = systems.map { system in
            let (rules, domain, uncertainty) = (
                system.rulesMet != nil, system.domain != nil, system.uncertainty != nil
            )
            func list(_ parts: [(Bool, String)]) -> String {
                parts.filter(\.0).map(\.1).joined(separator: " ")
            }
            let layer = rules ? "rules" : "class"
            return [
                list([(rules, "rules"), (domain, "domain"), (uncertainty, "uncertainty")]), layer,
                layer,
                list([(domain, "Domain"), (uncertainty, "Uncertainty"), (rules, "Rules")]),
                rules ? "known" : "not computed",
                list([(domain, "domain"), (uncertainty, "uncertainty"), (rules, "rules met")]),
            ].joined(separator: "|")
        }
        #expect(lines == wanted)
    }

    @Test func hoveringReadsAndKeysPin() throws {
        let script = """
            const { grid } = viewer.system;
            const frame = viewer.stage.getBoundingClientRect();
            const hover = (x, y) => viewer.stage.dispatchEvent(new PointerEvent("pointermove", {
              clientX: frame.left + x, clientY: frame.top + y, pointerId: 1, bubbles: true }));
            for (const [i, j] of [[2, 3], [0, 0], [10, 0]]) {
              const [x, y] = viewer.view.position(grid.point(grid.index(i, j)));
              hover(x + 3, y - 3);
              note(viewer.cursor === grid.index(i, j));
              note(viewer.readout.place.textContent);
            }
            // Off the triangle the last point stays.
            hover(2, 2);
            note(viewer.cursor === grid.index(10, 0));
            const press = (key, more = {}) => {
              const event = new KeyboardEvent("keydown",
                { key, bubbles: true, cancelable: true, ...more });
              viewer.stage.dispatchEvent(event);
              return event.defaultPrevented;
            };
            for (const key of ["Enter", " "]) {
              note(press(key) + " " + (viewer.pin === viewer.cursor) + " "
                + viewer.panel.details.hidden);
              note(press("Escape") + " " + viewer.pin + " " + viewer.panel.details.hidden);
            }
            // Without a pin, Escape is the browser's; so are other keys, and shortcuts.
            note([press("Escape"), press("a"), press("Tab"), press("0", { ctrlKey: true }),
              press("ArrowLeft", { altKey: true })].join());
            note(viewer.cursor === grid.index(10, 0));
            // Beyond the border the key does nothing, but does not scroll the page either.
            note(press("ArrowUp") + " " + (viewer.cursor === grid.index(10, 0)));
            """
        let page = try ViewerSamples.page([try ViewerSamples.system(divisions: 10)])
        #expect(
            try Browser.log(page, script: script).lines == [
                "true", "Al 20, Cu 30, Fe 50 at.%", "true", "Al 0, Cu 0, Fe 100 at.%", "true",
                "Al 100, Cu 0, Fe 0 at.%", "true", "true true false", "true null true",
                "true true false", "true null true", "false,false,false,false,false", "true",
                "true true",
            ])
    }

    /// A link of a table opens the map at its point, sorts by its text and is exported as it.
    @Test func linksOfATableOpenTheMap() throws {
        func row(_ formula: String, _ label: String, _ percent: [Double]?) -> [ReportCell] {
            [
                .link(formula, to: .viewer(system: label, atPercent: percent)),
                .link("=" + label, to: .viewer(system: label)),
            ]
        }
        let table = try ReportTable(
            id: "t", caption: "T",
            columns: [ReportColumn("Best", .formula), ReportColumn("System", .text)],
            rows: [
                row("Al63Cu25Fe12", "Al-Cu-Fe", [60, 30, 10]),
                row("Al7Cu2", "(B@C, D)%23 \"x'", [50, 50, 0]), row("Al9Mn", "Zn-é-Mn", nil),
            ])
        let viewer = try ViewerSamples.viewer([
            try ViewerSamples.system(divisions: 10),
            try ViewerSamples.system("(B@C, D)%23 \"x'", divisions: 10),
            try ViewerSamples.system("Zn-é-Mn", divisions: 10),
        ])
        let script = """
            const table = reportTables[0];
            const first = () => table.order.map((row) => row.cells[0].textContent).join(" ");
            table.headers[0].querySelector("button").click();
            note(first());
            note(table.csv().trimEnd());
            table.headers[0].querySelector("button").click();
            note(first());
            for (const link of table.table.querySelectorAll("a")) {
              link.click();
              await turn();
              await turn();
              const isPinned = viewer.pin !== null;
              note([link.textContent, viewer.system.label,
                isPinned ? viewer.readout.place.textContent : "", viewer.message.textContent]
                .join("|"));
            }
            """
        let page = Samples.document([.table(table), .viewer(viewer)]).html()
        #expect(
            try Browser.log(page, script: script).lines == [
                "Al7Cu2 Al9Mn Al63Cu25Fe12", "Best,System",
                "Al7Cu2,\"'=(B@C, D)%23 \"\"x'\"", "Al9Mn,'=Zn-é-Mn", "Al63Cu25Fe12,'=Al-Cu-Fe",
                "Al63Cu25Fe12 Al9Mn Al7Cu2",
                "Al63Cu25Fe12|Al-Cu-Fe|Al 60, Cu 30, Fe 10 at.%|", "=Al-Cu-Fe|Al-Cu-Fe||",
                "Al9Mn|Zn-é-Mn||", "=Zn-é-Mn|Zn-é-Mn||",
                "Al7Cu2|(B@C, D)%23 \"x'|Al 50, Cu 50, Fe 0 at.%|",
                "=(B@C, D)%23 \"x'|(B@C, D)%23 \"x'||",
            ])
    }

    /// Each text alone, in all places, through everything that the script builds from it.
    @Test func noHostileTextRunsWhateverIsPressed() throws {
        let viewers = try HostileTextTests.texts.enumerated().map { index, text in
            var viewer = try ViewerSamples.viewer(text: text)
            viewer.title = "Viewer \(index)"
            return ReportBlock.viewer(viewer)
        }
        let script = """
            for (const one of ternaryViewers) {
              await one.ready;
              for (const layer of one.layers) { one.setLayer(layer.id); one.draw(); }
              one.setPin(4);
              one.input.value = one.labels[0] + "?";
              one.search();
              one.zoom(3, ...one.centre());
              one.draw();
              one.csv();
              for (const element of one.root.querySelectorAll("*")) {
                for (const { name } of element.attributes) {
                  if (name.startsWith("on")) note(element.tagName + " " + name);
                }
              }
              note(one.root.querySelectorAll("img, b, style, iframe, a, script:not([type])").length
                + " " + (one.message.textContent.includes(one.labels[0])));
            }
            await turn();
            note(document.documentElement.dataset.owned === undefined);
            """
        let result = try Browser.log(Samples.document(viewers).html(), script: script)
        #expect(
            result.lines
                == HostileTextTests.texts.map { _ in "0 true" } + ["true"])
        #expect(!result.messages.contains("CONSOLE"), "\(result.messages)")
    }

    /// The sentence and the rules are seen, not only in the file, where no script runs.
    @Test func withoutItsScriptThePageCanBeRead() throws {
        let page = try ViewerSamples.page([try ViewerSamples.system(divisions: 3)])
        var text = String(decoding: page, as: UTF8.self)
        let script = try #require(text.range(of: "<script>"))
        let end = try #require(text[script.upperBound...].range(of: "</script>"))
        text.removeSubrange(script.lowerBound..<end.upperBound)
        #expect(!text.contains("class TernaryViewer"))
        let driver = """
            const log = document.createElement("pre");
            log.id = "log";
            for (const element of document.querySelectorAll(".needs-script, .rules li, .viewer math")) {
              const { width, height } = element.getBoundingClientRect();
              log.append([element.localName, width > 0 && height > 0].join(" ") + "\\n");
            }
            document.body.append(log);
            """
        text = text.replacingOccurrences(of: "http-equiv=", with: "data-off=")
            .replacingOccurrences(of: "</body>", with: "<script>\(driver)</script></body>")
        let result = try Browser.load(text)
        let rule = "li true\nmath true\n"
        #expect(
            result.page.contains("<pre id=\"log\">p true\n" + rule + rule + rule + "</pre>"),
            "\(result.page.suffix(600))")
        #expect(!result.messages.contains("CONSOLE"), "\(result.messages)")
    }

    /// Names of any length, with nowhere to break, stay on the page of a phone.
    @Test(arguments: [
        String(repeating: "Al63Cu25Fe12", count: 12), String(repeating: "long words ", count: 20),
    ])
    func longNamesStayOnAPhone(text: String) throws {
        let page = Samples.document([.viewer(try ViewerSamples.viewer(text: text))]).html()
        let script = """
            const wide = () => {
              const page = document.documentElement;
              note(page.scrollWidth <= page.clientWidth);
            };
            wide();
            viewer.setPin(4);
            wide();
            viewer.input.value = "Xx";
            viewer.search();
            for (const layer of viewer.layers) { viewer.setLayer(layer.id); viewer.draw(); }
            document.querySelectorAll("details").forEach((one) => { one.open = true; });
            await turn();
            wide();
            """
        let lines = try Browser.log(page, frameWidth: 400, script: script).lines
        #expect(lines == ["true", "true", "true"])
    }
}
