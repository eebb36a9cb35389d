import Foundation
import Reporting
import Ternary
import Testing

/// What a reader can do with a map; skipped where no Chromium is installed.
@Suite(.enabled(if: Browser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct ViewerBehaviourTests {
    private func page() throws -> [UInt8] {
        try ViewerSamples.page([
            try ViewerSamples.system(divisions: 20),
            try ViewerSamples.system("Al-Cu-Mn", divisions: 20, hasAll: false, seed: 2),
            try ViewerSamples.system(
                "(Al-Cu-Fe)90Mg10", divisions: 18, fixed: .init("Mg", 0.1), hasAll: false, seed: 3),
            try ViewerSamples.system("Cd-Mg-Yb", divisions: 20, hasAll: false, seed: 4),
        ])
    }

    @Test func systemsAreFoundHoweverTheyAreWritten() throws {
        let script = """
            for (const text of ["Fe-Al-Cu", " mn, al cu", "AlCuFe", "mg10(fe cu al)90", "YbMgCd",
              "al-cu-fr", "Xx"]) {
              viewer.input.value = text;
              viewer.input.dispatchEvent(new Event("change"));
              await turn();
              const { heading, message } = viewer;
              note([heading.textContent, location.hash, message.textContent].join("|"));
            }
            viewer.message.querySelector("button").click();
            await turn();
            note(viewer.system.label + viewer.message.textContent);
            viewer.next.click();
            await turn();
            note(viewer.system.label + " " + viewer.rank.textContent);
            viewer.previous.click();
            await turn();
            note(viewer.system.label + " " + viewer.previous.disabled);
            """
        let section = "(Al-Cu-Fe)90Mg10 – every point holds 10 at.% Mg"
        #expect(
            try Browser.log(page(), script: script).lines == [
                // The page opens with this system already: the address stays as it was.
                "Al-Cu-Fe|#viewer=Al-Cu-Fe|", "Al-Cu-Mn|#viewer=Al-Cu-Mn|",
                "Al-Cu-Fe|#viewer=Al-Cu-Fe|", "\(section)|#viewer=(Al-Cu-Fe)90Mg10|",
                "Cd-Mg-Yb|#viewer=Cd-Mg-Yb|",
                "Cd-Mg-Yb|#viewer=Cd-Mg-Yb|No map of “al-cu-fr” is stored. "
                    + "Nearest: Al-Cu-FeAl-Cu-Mn(Al-Cu-Fe)90Mg10Cd-Mg-Yb",
                "Cd-Mg-Yb|#viewer=Cd-Mg-Yb|No map of “Xx” is stored. "
                    + "Nearest: Al-Cu-FeAl-Cu-MnCd-Mg-Yb(Al-Cu-Fe)90Mg10",
                "Al-Cu-Fe", "Al-Cu-Mn 2 of 4", "Al-Cu-Fe true",
            ])
    }

    @Test(arguments: [
        ("#viewer=Al-Cu-Fe@60,25,15", "Al-Cu-Fe|Al 60, Cu 25, Fe 15 at.%|true|"),
        ("#viewer=Cu-Mn-Al", "Al-Cu-Mn||false|"),
        // Percent of the whole alloy; the nearest point is pinned.
        (
            "#viewer=(Al-Cu-Fe)90Mg10@60.4,20,9.6",
            "(Al-Cu-Fe)90Mg10|Al 60, Cu 20, Fe 10, Mg 10 at.%|true|"
        ),
        ("#viewer=%E0%A4%A", "Al-Cu-Fe||false|"), ("#viewer=", "Al-Cu-Fe||false|No map"),
        ("#one", "Al-Cu-Fe||false|"), ("#viewer=Al-Cu-Fe@1,x,2", "Al-Cu-Fe||false|"),
        ("#viewer=Xx", "Al-Cu-Fe||false|No map"),
    ])
    func theAddressOpensASystem(hash: String, expected: String) throws {
        let script = """
            const isPinned = viewer.pin !== null;
            note([viewer.system.label, isPinned ? viewer.readout.place.textContent : "", isPinned,
              viewer.message.textContent.slice(0, 6)].join("|"));
            """
        #expect(try Browser.log(page(), hash: hash, script: script).lines == [expected])
    }

    /// Every neighbour is one or two keys away, and each step is announced.
    @Test func arrowKeysReachEveryNeighbour() throws {
        let script = """
            const { grid } = viewer.system;
            const press = (key, shiftKey = false) => viewer.stage.dispatchEvent(
              new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
            const walk = [["ArrowLeft"], ["ArrowRight"], ["ArrowUp"], ["ArrowUp", true],
              ["ArrowDown"], ["ArrowDown", true]];
            for (const keys of walk) {
              viewer.setCursor(grid.index(5, 5));
              press(...keys);
              note(grid.point(viewer.cursor).join() + " " + viewer.readout.place.textContent);
            }
            // From corner to corner without getting stuck.
            viewer.setCursor(grid.index(0, 0));
            for (let count = 0; count < 25; count += 1) press("ArrowUp");
            note(grid.point(viewer.cursor).join());
            for (let count = 0; count < 25; count += 1) press("ArrowDown", true);
            note(grid.point(viewer.cursor).join());
            for (let count = 0; count < 25; count += 1) press("ArrowRight");
            note(grid.point(viewer.cursor).join());
            const seen = new Set();
            for (let index = 0; index < grid.count; index += 1) {
              for (const keys of walk) {
                viewer.setCursor(index);
                press(...keys);
                seen.add(viewer.cursor);
              }
            }
            note(seen.size === grid.count);
            press("Home");
            note(viewer.cursor === viewer.system.peak(0));
            press("+");
            note(viewer.view.zoom);
            press("-");
            note(viewer.view.zoom);
            press("+");
            press("0");
            note(viewer.view.zoom);
            const status = viewer.readout.element;
            note([status.getAttribute("role"), status.getAttribute("aria-live"),
              viewer.stage.tabIndex].join());
            """
        #expect(
            try Browser.log(page(), script: script).lines == [
                "5,6,9 Al 25, Cu 30, Fe 45 at.%", "5,4,11 Al 25, Cu 20, Fe 55 at.%",
                "6,5,9 Al 30, Cu 25, Fe 45 at.%", "6,4,10 Al 30, Cu 20, Fe 50 at.%",
                "4,5,11 Al 20, Cu 25, Fe 55 at.%", "4,6,10 Al 20, Cu 30, Fe 50 at.%", "20,0,0",
                "0,20,0", "0,0,20", "true", "true", "1.5", "1", "1", "status,polite,0",
            ])
    }

    @Test func theReadoutSaysWhatIsStored() throws {
        let system = try ViewerSamples.system(divisions: 20)
        let grid = try TernaryGrid(divisions: 20)
        let index = grid.index(i: 12, j: 5)
        let lines = try Browser.log(
            page(),
            script: """
                viewer.setCursor(viewer.system.grid.index(12, 5));
                note(viewer.readout.place.textContent);
                note(viewer.readout.call.textContent);
                note(viewer.readout.rows.map(({ value }) => value.textContent).join());
                note(viewer.readout.facts.textContent);
                """
        ).lines
        let counts = system.counts[(3 * index)..<(3 * index + 3)].map(Double.init)
        let best = try #require(counts.indices.max { counts[$0] < counts[$1] })
        let domain = ["inside", "at the edge", "outside"]
        let state = Int(try #require(system.domain)[index])
        let uncertainty = Double(try #require(system.uncertainty)[index]) * 1e-5
        let met = try #require(system.rulesMet)[index].nonzeroBitCount
        #expect(
            lines == [
                "Al 60, Cu 25, Fe 15 at.%", "Predicted: \(ViewerSamples.classes[best].name)",
                counts.map { NumberText.fixed($0 / 65_535, decimals: 3) }.joined(separator: ","),
                "Domain: \(domain[state]) · "
                    + "Uncertainty: \(NumberText.fixed(uncertainty, decimals: 3)) · "
                    + "Rules met: \(met) of 3",
            ])
    }

    @Test func aClickPinsThePointAndListsItsNeighbours() throws {
        let system = try ViewerSamples.system(divisions: 20)
        let index = try TernaryGrid(divisions: 20).index(i: 12, j: 5)
        let script = """
            const frame = viewer.stage.getBoundingClientRect();
            const [x, y] = viewer.view.position(viewer.system.grid.point(\(index)));
            const at = { clientX: frame.left + x + 2, clientY: frame.top + y - 2, pointerId: 1,
              button: 0, bubbles: true };
            viewer.stage.dispatchEvent(new PointerEvent("pointerdown", at));
            viewer.stage.dispatchEvent(new PointerEvent("pointerup", at));
            note(viewer.pin + " " + viewer.panel.heading.innerHTML);
            for (const item of viewer.panel.nearest.children) {
              note(["formula-text", "class", "distance"].map((name) =>
                item.querySelector("." + name).textContent).join("|"));
            }
            for (const item of viewer.panel.rules.children) note(item.textContent);
            note(viewer.panel.element.contains(viewer.panel.rules));
            note(viewer.svg.querySelectorAll(".marker title").length);
            viewer.panel.button.click();
            note(viewer.pin + " " + viewer.panel.details.hidden);
            """
        let lines = try Browser.log(page(), script: script).lines
        let point = ["Al": 0.6, "Cu": 0.25, "Fe": 0.15]
        let scored = ViewerSamples.compounds.map { compound -> (Double, String) in
            var rest = point
            for part in compound.parts { rest[part.element, default: 0] -= part.fraction }
            let distance = 50 * rest.values.reduce(0) { $0 + abs($1) }
            let name = ViewerSamples.classes[compound.classIndex].name
            let text = NumberText.fixed(distance, decimals: 2)
            return (distance, "\(compound.formula)|\(name)|\(text) at.%")
        }
        let nearest = scored.sorted { $0.0 < $1.0 }.prefix(5).map(\.1)
        let mask = try #require(system.rulesMet)[index]
        let words = ["electrons per atomn<2", "atomic sizer", "melting pointt"]
        let rules = words.enumerated().map { rule, words in
            "\(words) \(mask >> UInt16(rule) & 1 == 1 ? "✓ met" : "✗ not met")"
                .replacingOccurrences(of: "<", with: "&lt;")
        }
        // Compounds within Al-Cu-Fe: the two quasicrystals, Al13Fe4 and Al2Cu.
        let formula = "\(index) Al<sub>60</sub>Cu<sub>25</sub>Fe<sub>15</sub>"
            .replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: ">", with: "&gt;")
        #expect(lines == [formula] + nearest + rules + ["true", "4", "null true"])
    }

    @Test func zoomKeepsWhatLiesUnderThePointer() throws {
        let script = """
            const frame = viewer.stage.getBoundingClientRect();
            // The position of a wheel event is in whole pixels of the window.
            const x = Math.round(frame.left + viewer.view.box.left + 200) - frame.left;
            const y = Math.round(frame.top + viewer.view.box.bottom - 100) - frame.top;
            const before = viewer.view.fractions(x, y);
            const wheel = (deltaY) => {
              const event = new WheelEvent("wheel", { clientX: frame.left + x,
                clientY: frame.top + y, deltaY, bubbles: true, cancelable: true });
              viewer.stage.dispatchEvent(event);
              return event.defaultPrevented;
            };
            note(wheel(-200));
            note(viewer.view.zoom > 1.4);
            const after = viewer.view.fractions(x, y);
            note(before.every((value, index) => Math.abs(value - after[index]) < 1e-9));
            // A drag moves the map with the pointer, and does not pin.
            const move = (kind, right, down) => viewer.stage.dispatchEvent(
              new PointerEvent(kind, { clientX: frame.left + x + right,
                clientY: frame.top + y + down, pointerId: 1, button: 0, bubbles: true }));
            const old = viewer.view.fractions(x, y);
            move("pointerdown", 0, 0);
            move("pointermove", 20, 10);
            move("pointerup", 20, 10);
            const moved = viewer.view.fractions(x + 20, y + 10);
            note(old.every((value, index) => Math.abs(value - moved[index]) < 1e-9));
            note(viewer.pin);
            // Two fingers: twice as far apart is twice as large.
            viewer.view.reset();
            const touch = (kind, pointerId, right) => viewer.stage.dispatchEvent(
              new PointerEvent(kind, { clientX: frame.left + x + right,
                clientY: frame.top + y, pointerId, button: 0, bubbles: true }));
            touch("pointerdown", 1, -50);
            touch("pointerdown", 2, 50);
            touch("pointermove", 1, -75);
            touch("pointermove", 2, 75);
            note(viewer.view.zoom.toFixed(3));
            touch("pointerup", 1, -75);
            touch("pointerup", 2, 75);
            note(viewer.pin);
            // The whole map again, and from there the page scrolls.
            wheel(3000);
            wheel(3000);
            note(wheel(3000) + " " + viewer.view.zoom);
            viewer.zoom(4, x, y);
            viewer.draw();
            note(viewer.svg.querySelector(".number").textContent.startsWith("Al "));
            viewer.reset.click();
            note(viewer.view.zoom + " " + (viewer.view.left === viewer.view.box.left));
            """
        let lines = try Browser.log(page(), script: script).lines
        #expect(
            lines == [
                "true", "true", "true", "true", "null", "1.500", "null", "false 1", "true",
                "1 true",
            ])
    }

    /// A phone: nothing reaches out of the page sideways, and the readout lies off the triangle.
    @Test func aPhoneShowsItAll() throws {
        let script = """
            viewer.setPin(40);
            await turn();
            const stage = viewer.stage.getBoundingClientRect();
            const readout = viewer.readout.element.getBoundingClientRect();
            note(document.documentElement.scrollWidth <= innerWidth);
            note(stage.right <= 400 && stage.left >= 0 && stage.width > 300);
            note(readout.top >= stage.bottom && readout.right <= 400);
            note(innerWidth);
            const { box } = viewer.view;
            const height = (box.right - box.left) * TernaryView.height;
            note(Math.abs(height - (box.bottom - box.top)) < 1);
            """
        let lines = try Browser.log(page(), frameWidth: 400, script: script).lines
        #expect(lines == ["true", "true", "true", "400", "true"])
    }
}
