import Foundation
import Reporting
import Ternary
import Testing

/// The maps as a browser shows them; skipped where no Chromium is installed.
@Suite(.enabled(if: Browser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct ViewerBrowserTests {
    /// What the browser unpacked, as it writes it down.
    private struct Unpacked: Decodable, Equatable {
        var counts: [[UInt16]]
        var points: [[Int]]
        var rulesMet: [UInt16]?
        var domain: [UInt8]?
        var uncertainty: [UInt16]?
    }

    @Test func everyValueArrivesAtItsPoint() throws {
        let systems = try [1, 2, 3, 10, 41].flatMap { divisions in
            [
                try ViewerSamples.system(
                    "A\(divisions)", divisions: divisions, seed: UInt64(divisions)),
                try ViewerSamples.system(
                    "B\(divisions)", divisions: divisions, fixed: .init("Mg", 0.1),
                    isRounded: true, hasAll: false, seed: UInt64(divisions + 100)),
                try ViewerSamples.system("C\(divisions)", divisions: divisions, spread: 300),
            ]
        }
        let script = """
            for (let position = 0; position < viewer.labels.length; position += 1) {
              const system = await viewer.archive.system(position);
              const indices = Array.from({ length: system.grid.count }, (_, index) => index);
              const list = (values) => values === null ? null : Array.from(values);
              const points = indices.map((index) => system.grid.point(index));
              if (indices.some((index) => system.grid.index(...points[index]) !== index)) note("?");
              note(JSON.stringify({
                counts: system.counts.map(list), points, rulesMet: list(system.rulesMet),
                domain: list(system.domain), uncertainty: list(system.uncertainty),
              }));
            }
            """
        let result = try Browser.log(ViewerSamples.page(systems), script: script)
        try #require(result.lines.count == systems.count, "\(result.lines)")
        for (line, system) in zip(result.lines, systems) {
            let found = try JSONDecoder().decode(Unpacked.self, from: Data(line.utf8))
            let grid = try TernaryGrid(divisions: system.divisions)
            let expected = Unpacked(
                counts: (0..<3).map { place in
                    (0..<grid.count).map { system.counts[3 * $0 + place] }
                },
                points: (0..<grid.count).map {
                    let (i, j, k) = grid.point($0)
                    return [i, j, k]
                }, rulesMet: system.rulesMet, domain: system.domain,
                uncertainty: system.uncertainty)
            #expect(found == expected, "\(system.label)")
        }
    }

    /// Where the browser's projection and nearest point agree with those of the module Ternary.
    @Test func placesAreThoseOfTheGibbsTriangle() throws {
        let grid = try TernaryGrid(divisions: 7)
        let script = """
            const view = new TernaryView(680, 600);
            const grid = new TernaryGrid(7);
            for (let index = 0; index < grid.count; index += 1) {
              const [x, y] = view.position(grid.point(index));
              note([(x - view.left) / view.side, (view.bottom - y) / view.side,
                grid.nearest(view.fractions(x + 5, y - 3)),
                grid.nearest(view.fractions(x, y))].join(" "));
            }
            """
        let page = try ViewerSamples.page([try ViewerSamples.system(divisions: 7)])
        let lines = try Browser.log(page, script: script).lines
        try #require(lines.count == grid.count, "\(lines)")
        for index in 0..<grid.count {
            let values = lines[index].split(separator: " ").compactMap { Double($0) }
            let plane = GibbsProjection.plane(grid.fractions(index))
            #expect(abs(values[0] - plane.x) < 1e-12 && abs(values[1] - plane.y) < 1e-12)
            // 600 px a side: a step is 86 px wide, so a shift of 6 stays with its point.
            #expect(values[2...] == [Double(index), Double(index)])
        }
    }

    /// A map of certain classes: every grid point within shows its own class's colour.
    @Test func aGridPointShowsItsClass() throws {
        var system = try ViewerSamples.system(divisions: 9, hasAll: false)
        for point in 0..<55 {
            for place in 0..<3 {
                system.counts[3 * point + place] = place == point * 7 % 3 ? 65_535 : 0
            }
        }
        let script = """
            viewer.summary.classes.forEach((look) => { look.hatch = "none"; });
            viewer.draw();
            const context = viewer.canvas.getContext("2d");
            const scale = viewer.canvas.width / viewer.canvas.clientWidth;
            for (let index = 0; index < 55; index += 1) {
              const point = viewer.system.grid.point(index);
              if (Math.min(...point) === 0) continue;
              const [x, y] = viewer.view.position(point);
              const pixel = context.getImageData(
                (x - viewer.view.box.left) * scale, (y - viewer.view.box.top) * scale, 1, 1).data;
              const wanted = TernaryCanvas.rgb(viewer.summary.classes[index * 7 % 3].area);
              note(Array.from(pixel).slice(0, 3).join() === wanted.join() ? "right" : index);
            }
            """
        let lines = try Browser.log(ViewerSamples.page([system]), script: script).lines
        #expect(lines == [String](repeating: "right", count: 28))
    }

    @Test func theBrowserHasNothingToSayAndLoadsNothing() throws {
        let systems = [try ViewerSamples.system(divisions: 30)]
        // The policy stays on, so a script of the test cannot run.
        let page = String(decoding: try ViewerSamples.page(systems), as: UTF8.self)
        let loaded = try Browser.load(page, hash: "#viewer=Fe-Cu-Al@20,30,50")
        #expect(!loaded.messages.contains("CONSOLE"), "\(loaded.messages)")
        #expect(loaded.page.contains("Al 20, Cu 30, Fe 50 at.%"))
        let result = try Browser.log(
            ViewerSamples.page(systems),
            script: """
                for (const layer of viewer.layers) { viewer.setLayer(layer.id); viewer.draw(); }
                note(viewer.layers.map(({ id }) => id).join(" "));
                note(performance.getEntriesByType("resource").length);
                """)
        #expect(
            result.lines == [
                "class probability-0 probability-1 probability-2 ambiguity "
                    + "rules domain uncertainty",
                "0",
            ])
        #expect(!result.messages.contains("CONSOLE"), "\(result.messages)")
    }

    @Test func hostileTextStaysText() throws {
        let text = HostileTextTests.texts.joined(separator: " ")
        let page = Samples.document([.viewer(try ViewerSamples.viewer(text: text))]).html()
        let loaded = try Browser.load(String(decoding: page, as: UTF8.self))
        #expect(!loaded.page.contains("data-owned") && !loaded.messages.contains("CONSOLE"))
        let script = """
            for (const layer of viewer.layers) { viewer.setLayer(layer.id); viewer.draw(); }
            viewer.setPin(4);
            viewer.input.value = "<img src=x onerror=alert(1)>";
            viewer.search();
            const texts = [viewer.heading.querySelector("strong"), viewer.layerList.options[1],
              viewer.readout.element.querySelector(".name"), viewer.legend.querySelector("li"),
              viewer.svg.querySelector(".corner"), viewer.svg.querySelector("title"),
              viewer.panel.nearest.querySelector(".formula-text"), viewer.readout.place,
              viewer.panel.heading, viewer.root.querySelector("datalist option")];
            const text = viewer.summary.rules[0];
            for (const element of texts) note((element.value || element.textContent).includes(text)
              || element.textContent.includes(text));
            note(document.querySelectorAll("img, b, main script:not([type])").length);
            note(viewer.csv().includes('"' + text.replaceAll('"', '""')));
            """
        let lines = try Browser.log(page, script: script).lines
        #expect(lines == [String](repeating: "true", count: 10) + ["0", "true"])
    }

    /// The numbers of the map, and text that a spreadsheet would take for a formula.
    @Test func exportsCSV() throws {
        var system = try ViewerSamples.system("=1+1", divisions: 1, fixed: .init("Mg", 0.1))
        system.corners = ["=A", "B", "C"]
        system.counts = [65_535, 0, 0, 0, 65_535, 0, 13_107, 26_214, 26_214]
        system.rulesMet = [0, 5, 7]
        system.domain = [0, 1, 2]
        system.uncertainty = [0, 25_000, 1]
        let result = try Browser.log(
            ViewerSamples.page([system]),
            script: "note(viewer.csv().trimEnd()); note(viewer.fileName());")
        #expect(
            result.lines == [
                "at.% =A,at.% B,at.% C,at.% Mg,P(quasicrystal),P(approximant),P(ordinary),"
                    + "predicted class,domain,uncertainty,rules met",
                "0,0,90,10,1,0,0,quasicrystal,inside,0,0",
                "0,90,0,10,0,1,0,approximant,at the edge,0.25,2",
                "90,0,0,10,0.2,0.4,0.4,approximant,outside,0.00001,3",
                "_1_1.csv",
            ])
    }
}
