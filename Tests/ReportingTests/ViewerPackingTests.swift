import Foundation
import Reporting
import Testing

@Suite struct ViewerPackingTests {
    @Test func theSameMapsGiveTheSameBytes() throws {
        let systems = [
            try ViewerSamples.system(divisions: 20), try ViewerSamples.system("B", divisions: 9),
        ]
        #expect(try ViewerSamples.page(systems) == ViewerSamples.page(systems))
    }

    /// Four bits of noise about a slope in two stored classes: less than a byte a value, and the
    /// third class costs nothing.
    @Test func predictableMapsPackSmall() throws {
        let bare = try ViewerSamples.viewer([], compounds: []).storedSize
        let smooth = try ViewerSamples.system(divisions: 100, hasAll: false, spread: 16)
        let size = try ViewerSamples.viewer([smooth], compounds: []).storedSize - bare
        #expect(size < 5151 * 2 * 4 / 3)
    }

    /// Noise cannot be packed; it must not grow either: two bytes for each of two classes,
    /// and a little for the leads.
    @Test func noiseDoesNotGrow() throws {
        let bare = try ViewerSamples.viewer([], compounds: []).storedSize
        let noise = try ViewerSamples.system(divisions: 100, hasAll: false)
        let size = try ViewerSamples.viewer([noise], compounds: []).storedSize - bare
        #expect(size < 5151 * 4 * 4 / 3 * 11 / 10)
    }

    @Test func valuesThatDoNotFitAreNamed() throws {
        func problem(_ change: (inout TernaryViewer.System) -> Void) throws -> String? {
            var system = try ViewerSamples.system(divisions: 2)
            change(&system)
            do {
                _ = try ViewerSamples.viewer([system])
                return nil
            } catch let error as ReportingError {
                return error.diagnosis.message
            }
        }
        let place = "report viewer \"maps\", system \"Al-Cu-Fe\": "
        #expect(try problem { _ in } == nil)
        #expect(
            try problem { $0.counts.removeLast() } == place + "17 counts where the grid has 18")
        #expect(
            try problem { $0.rulesMet = [] } == place + "0 rule masks where the grid has 6")
        #expect(
            try problem { $0.rulesMet?[1] = 8 } == place
                + "a rule mask names more than the 3 rules")
        #expect(try problem { $0.domain?[1] = 3 } == place + "a domain value is 3")
        #expect(try problem { $0.divisions = 0 } == place + "0 divisions")
        #expect(try problem { $0.corners = ["Al"] } == place + "1 corners")
        #expect(try problem { $0.fixed = .init("Mg", 1) } == place + "the fixed content is 1.0")
    }

    @Test func coloursAreColours() {
        let expected = ReportingError.unusableMap(
            viewer: "v", system: nil, "\"red;x\" is not a colour #rrggbb")
        #expect(throws: expected) {
            _ = try TernaryViewer(
                id: "v", title: "", classes: ViewerSamples.classes, quantum: 0.01, target: 0,
                ramp: ["#000000", "red;x"], systems: [])
        }
    }
}
