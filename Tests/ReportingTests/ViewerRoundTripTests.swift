import Basis
import Foundation
import Reporting
import Ternary
import Testing

/// Maps of every kind, packed by Swift and unpacked by the page's script; skipped where no
/// Chromium is installed.
@Suite(.enabled(if: Browser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct ViewerRoundTripTests {
    private struct Unpacked: Decodable {
        var label: String
        var counts: [[UInt16]]
        var rulesMet: [UInt16]?
        var domain: [UInt8]?
        var uncertainty: [UInt16]?
    }

    /// How the classes of a map share the total.
    private enum Sum: String, CaseIterable {
        case exact, rounded, free, extreme
    }

    /// One page, one viewer for each number of classes, with quanta that fit the counts or do not.
    @Test func mapsOfEveryKindArriveWhole() throws {
        let quanta = [2: 1.0 / 65_535, 3: 0.01, 4: 1.0, 5: 1e-9]
        var expected = [(system: TernaryViewer.System, classCount: Int)]()
        var blocks = [ReportBlock]()
        for classCount in 2...5 {
            let systems = try maps(classCount: classCount)
            expected += systems.map { ($0, classCount) }
            let looks = (0..<classCount).map { place in
                var look = ViewerSamples.classes[0]
                look.name = "class \(place)"
                return look
            }
            let rules = (0..<16).map {
                TernaryViewer.Rule(text: "rule \($0)", math: .identifier("r"))
            }
            blocks.append(
                .viewer(
                    try TernaryViewer(
                        id: "maps-\(classCount)", title: "Maps", classes: looks,
                        quantum: try #require(quanta[classCount]), target: 0,
                        ramp: ViewerSamples.ramp, rules: rules, systems: systems)))
        }
        let script = """
            for (const one of ternaryViewers) {
              await one.ready;
              for (let position = 0; position < one.labels.length; position += 1) {
                const system = await one.archive.system(position);
                const list = (values) => values === null ? null : Array.from(values);
                note(JSON.stringify({
                  label: system.label, counts: system.counts.map(list),
                  rulesMet: list(system.rulesMet), domain: list(system.domain),
                  uncertainty: list(system.uncertainty),
                }));
              }
            }
            """
        let lines = try Browser.log(Samples.document(blocks).html(), script: script).lines
        try #require(lines.count == expected.count, "\(lines.first ?? "")")
        for (line, wanted) in zip(lines, expected) {
            let found = try JSONDecoder().decode(Unpacked.self, from: Data(line.utf8))
            let (system, classCount) = wanted
            #expect(found.label == system.label)
            try #require(found.counts.count == classCount)
            for place in 0..<classCount {
                let column = stride(from: place, to: system.counts.count, by: classCount).map {
                    system.counts[$0]
                }
                expectSame(found.counts[place], column, "\(system.label), class \(place)")
            }
            expectSame(found.rulesMet, system.rulesMet, "\(system.label), rule masks")
            expectSame(found.domain, system.domain, "\(system.label), domain")
            expectSame(found.uncertainty, system.uncertainty, "\(system.label), uncertainty")
        }
    }

    /// Names the first difference: thousands of numbers side by side help nobody.
    private func expectSame<Value: Equatable>(_ found: [Value]?, _ wanted: [Value]?, _ what: String)
    {
        let difference = zip(found ?? [], wanted ?? []).enumerated().first { $1.0 != $1.1 }
        #expect(
            found == wanted,
            "\(what): point \(difference?.offset ?? -1), \(String(describing: difference?.element))"
        )
    }

    private func maps(classCount: Int) throws -> [TernaryViewer.System] {
        var systems = [TernaryViewer.System]()
        for divisions in [1, 2, 7, 30] {
            for (kind, sum) in Sum.allCases.enumerated() {
                let label = "\(classCount)-\(divisions)-\(sum.rawValue)"
                var stream = RandomStream(seed: 7).child(label)
                let count = try TernaryGrid(divisions: divisions).count
                let counts = (0..<count).flatMap { point in
                    shares(classCount, sum, slope: 40 * point, &stream)
                }
                // Each layer is there or not, in every combination over the kinds and sizes.
                let choice = kind + divisions
                systems.append(
                    .init(
                        label: label, corners: ["A", "B", "C"],
                        fixed: choice % 3 == 0 ? .init("D", 0.125) : nil, divisions: divisions,
                        counts: counts,
                        rulesMet: choice & 1 == 0
                            ? (0..<count).map { _ in UInt16(stream.below(65_536)) } : nil,
                        domain: choice & 2 == 0
                            ? (0..<count).map { _ in UInt8(stream.below(3)) } : nil,
                        uncertainty: choice & 4 == 0
                            ? (0..<count).map { _ in UInt16(stream.below(65_536)) } : nil))
            }
        }
        return systems
    }

    private func shares(
        _ classCount: Int, _ sum: Sum, slope: Int, _ stream: inout RandomStream
    ) -> [UInt16] {
        switch sum {
        case .free: return (0..<classCount).map { _ in UInt16(stream.below(65_536)) }
        case .extreme: return (0..<classCount).map { _ in stream.below(2) == 0 ? 0 : .max }
        case .exact, .rounded:
            var left = 65_535
            var values = [UInt16]()
            for place in 0..<(classCount - 1) {
                let share = min(left, (slope + stream.below(900)) / (place + 1))
                values.append(UInt16(share))
                left -= share
            }
            return values + [UInt16(sum == .exact ? left : max(0, left - stream.below(3)))]
        }
    }

    /// Every number of the export, read back by Swift.
    @Test func theExportHoldsEveryStoredValue() throws {
        let system = try ViewerSamples.system(
            "(Al-Cu-Fe)90Mg10", divisions: 13, fixed: .init("Mg", 0.1), isRounded: true, seed: 5)
        let script = "note(viewer.csv().trimEnd());"
        let lines = try Browser.log(ViewerSamples.page([system]), script: script).lines
        let grid = try TernaryGrid(divisions: 13)
        try #require(lines.count == grid.count + 1, "\(lines)")
        let domains = ["inside", "at the edge", "outside"]
        let (masks, states, errors) = (
            try #require(system.rulesMet), try #require(system.domain),
            try #require(system.uncertainty)
        )
        for (point, line) in lines.dropFirst().enumerated() {
            let fields = line.split(separator: ",").map(String.init)
            try #require(fields.count == 11, "\(line)")
            let counts = system.counts[(3 * point)..<(3 * point + 3)].map(Double.init)
            let (i, j, k) = grid.point(point)
            let wanted =
                [i, j, k].map { 90 * Double($0) / 13 } + [10] + counts.map { $0 / 65_535 }
            for (field, value) in zip(fields, wanted) {
                let number = try #require(Double(field))
                #expect(abs(number - value) <= 1e-9 * max(1, value), "\(line)")
            }
            let most = try #require(counts.max())
            let best = try #require(counts.firstIndex(of: most))
            #expect(fields[7] == ViewerSamples.classes[best].name)
            #expect(fields[8] == domains[Int(states[point])])
            let error = try #require(Double(fields[9]))
            #expect(abs(error - Double(errors[point]) * 1e-5) < 1e-10)
            #expect(fields[10] == String(masks[point].nonzeroBitCount))
        }
    }
}
