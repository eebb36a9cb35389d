import Foundation
import Reporting
import Ternary
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

    /// Smooth probabilities of three classes at each per cent, as a model of many trees gives them.
    @Test func aSmoothMapIsSmall() throws {
        let bare = try ViewerSamples.viewer([], compounds: []).storedSize
        let grid = try TernaryGrid(divisions: 100)
        let counts = (0..<grid.count).flatMap { index -> [UInt16] in
            let place = grid.fractions(index)
            let scores = [
                exp(4 * sin(3 * place.a + 1)), exp(3 * cos(5 * place.b)), exp(2 * place.c),
            ]
            let whole = scores.reduce(0, +)
            return scores.map { UInt16(($0 / whole * 65_535).rounded()) }
        }
        let system = TernaryViewer.System(
            label: "Al-Cu-Fe", corners: ["Al", "Cu", "Fe"], divisions: 100, counts: counts)
        let size = try ViewerSamples.viewer([system], compounds: []).storedSize - bare
        #expect(size < 13_000)
    }

    @Test func settingsThatDoNotFitAreNamed() throws {
        func problem(
            classes: [TernaryViewer.Look] = ViewerSamples.classes, quantum: Double = 0.01,
            target: Int = 0, ramp: [String] = ViewerSamples.ramp, rules: Int = 1,
            compounds: [TernaryViewer.Compound] = [], uncertaintyQuantum: Double = 1
        ) -> String? {
            do {
                _ = try TernaryViewer(
                    id: "maps", title: "", classes: classes, quantum: quantum, target: target,
                    ramp: ramp,
                    rules: Array(repeating: .init(text: "r", math: .identifier("r")), count: rules),
                    compounds: compounds, systems: [], uncertaintyQuantum: uncertaintyQuantum)
                return nil
            } catch {
                return (error as? ReportingError)?.diagnosis.message ?? "\(error)"
            }
        }
        let place = "report viewer \"maps\": "
        #expect(problem(rules: 16) == nil)
        #expect(
            problem(classes: [ViewerSamples.classes[0]]) == place
                + "1 classes; two to 255 are shown")
        #expect(problem(target: 3) == place + "the target class 3 does not exist")
        #expect(problem(target: -1) == place + "the target class -1 does not exist")
        for quantum in [0, -1, 2, .nan, .infinity] {
            #expect(problem(quantum: quantum) == place + "the quantum is \(quantum)")
        }
        for quantum in [0, -1, .nan, .infinity] {
            #expect(
                problem(uncertaintyQuantum: quantum) == place
                    + "the quantum of uncertainty is \(quantum)")
        }
        #expect(problem(ramp: ["#000000"]) == place + "1 colours in the ramp")
        #expect(problem(rules: 17) == place + "17 rules where 16 fit")
        #expect(
            problem(compounds: [ViewerSamples.compound("AB", 3, [("A", 1)])]) == place
                + "\"AB\" has the unknown class 3")
        for fraction in [-0.1, 1.1, .nan] {
            #expect(
                problem(compounds: [ViewerSamples.compound("AB", 0, [("A", fraction)])]) == place
                    + "\"AB\" has a fraction outside 0 to 1")
        }
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
