import Artifacts
import Basis
import Materials
import Screening
import Ternary
import Testing

@testable import QuasiScreen

@Suite struct SweepStoreTests {
    /// Screened systems; those in `misses` are given out as systems without a region.
    private func screened(
        _ labels: [String], misses: [String] = [], keeping kept: SweepSection.KeptMaps
    ) throws -> (store: SweepStore, screened: [ScreenedSystem], entries: [SweepStore.Entry]) {
        let model = try SampleModel.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: model.classNames, target: 0,
            keptMaps: kept, configuration: ["divisions": "12"])
        let screened = try labels.map {
            try model.screener().screen(ChemicalSystem($0), grid: store.grid)
        }
        let judge = try DomainJudge(model)
        let entries = try zip(labels, screened).map { label, screened in
            var summary = try SystemSummary(screened, target: 0) {
                try judge.assess($0, threads: 1)
            }
            if misses.contains(label) { summary.regions = [] }
            return try entry(summary, of: screened, in: store)
        }
        return (store, screened, entries)
    }

    /// What the store makes of a summary with the points of a screened system.
    private func entry(
        _ summary: SystemSummary, of screened: ScreenedSystem, in store: SweepStore
    ) throws -> SweepStore.Entry {
        try SampleModel.model().sweep().screen(screened.map.section, grid: screened.map.grid) {
            try store.entry(summary, $0)
        }
    }

    private func map(_ bytes: [UInt8]) throws -> [UInt16]? {
        let file = try ArtifactSchema.sweep.decode(bytes, name: "s.h5")
        guard let variable = file.variables.first(where: { $0.name == "probability" }) else {
            return nil
        }
        switch variable.values {
        case .uint16(let values): return values
        case .uint8(let values): return values.map { UInt16($0) }
        default: return []
        }
    }

    @Test func summariesComeBack() throws {
        let (store, _, entries) = try screened(
            ["Al-Pd-Mn", "Na-Cl-Ti", "Al-Co-Rh"], misses: ["Na-Cl-Ti"], keeping: .all)
        let bytes = try store.encode(entries)
        let block = try store.contents(of: bytes, name: "s.h5")
        #expect(block.summaries == entries.map(\.summary))
        #expect(block.mapRows == [0, 1, 2])
        #expect(!entries[0].summary.regions.isEmpty)
        #expect(entries[1].summary.regions.isEmpty)
        let reader = try SweepReader(bytes: bytes, name: "s.h5")
        #expect(reader.divisions == 12)
        #expect(reader.target == "quasicrystal")
        #expect(reader.classNames == store.classNames)
    }

    @Test func sectionsComeBackBesideTernaries() throws {
        let model = try SampleModel.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: model.classNames, target: 0,
            keptMaps: .all, configuration: [:])
        let labels = ["Al-Mn-Pd", "(Al-Mn-Pd)11Si1", "(Al-Mn-Pd)9Si3", "(Al-Cu-Pd)9Mn3"]
        let judge = try DomainJudge(model)
        var entries = try labels.map { label in
            try SystemScreening(
                sweep: model.sweep(), judge: judge, store: store, skipBelow: nil
            ).entry(TernarySection(label))
        }
        entries.insert(
            SweepStore.Entry(
                summary: SystemSummary(
                    bounded: try TernarySection("(N-O-F)9Cl3"), upperBound: 0.5),
                map: nil), at: 3)
        let bytes = try store.encode(entries)
        let block = try store.contents(of: bytes, name: "s.h5")
        #expect(block.summaries == entries.map(\.summary))
        #expect(block.summaries.filter { !$0.isBounded }.map(\.section.label) == labels)
        #expect(block.mapRows == [0, 0, 0, nil, 1])
        #expect(SweepBlock(entries).mapRows == block.mapRows)
        let file = try ArtifactSchema.sweep.decode(bytes, name: "s.h5")
        #expect(try file.int32s("fixed_element") == [0, 14, 14, 17, 25])
        #expect(try file.int32s("fixed_parts") == [0, 1, 3, 3, 3])
        #expect(try file.labels(of: "map_fixed_3") == ["(Al-Mn-Pd)9Si3", "(Al-Cu-Pd)9Mn3"])
        // Sections with the same fixed parts have as many points: their maps stand together.
        let shapes = file.variables.filter { $0.name.hasPrefix("probability") }.map {
            variable -> String in
            guard case .uint16(let values) = variable.values else { return variable.name }
            return "\(variable.name) \(values.count)"
        }
        #expect(
            shapes == [
                "probability \(91 * 3)", "probability_fixed_1 \(78 * 3)",
                "probability_fixed_3 \(2 * 55 * 3)",
            ])
    }

    @Test(arguments: MapPrecision.allCases)
    func storedMapsAreWithinAQuantumAndAddUp(precision: MapPrecision) throws {
        var (store, screened, _) = try screened(["Al-Pd-Mn", "Al-Co-Rh"], keeping: .all)
        store.precision = precision
        let summary = SystemSummary(bounded: try TernarySection("Al-Pd-Mn"), upperBound: 1)
        let entries = try screened.map { try entry(summary, of: $0, in: store) }
        // The two maps go by one label here, which only the dimension minds.
        let stored = try #require(try map(store.encode(entries)))
        let exact = screened.flatMap(\.map.probabilities)
        #expect(stored.count == 2 * 91 * 3)
        #expect(stored.count == exact.count)
        let quantum = store.quantiser.quantum
        let largest = zip(stored, exact).map { abs(Double($0) * quantum - $1) }.max()
        #expect(try #require(largest) < quantum)
        #expect(Set(stored).count > 3)
        for point in stride(from: 0, to: stored.count, by: 3) {
            let sum = stored[point..<point + 3].reduce(0) { $0 + Int($1) }
            #expect(sum == precision.levels)
        }
    }

    @Test func anyProbabilitiesAddUpAfterRounding() {
        var random = RandomStream(seed: 8)
        for classes in [1, 2, 3, 7, 40] {
            let quantiser = MapQuantiser(precision: .eight, classes: classes)
            for _ in 0..<200 {
                let weights = (0..<classes).map { _ in
                    random.unit() < 0.4 ? 0 : random.unit() + 1e-9
                }
                let total = weights.reduce(0, +)
                guard total > 0 else { continue }
                // Two points with the same probabilities.
                let shares = weights.flatMap { [$0 / total, $0 / total] }
                let both = shares.withUnsafeBufferPointer { shares in
                    quantiser.counts(
                        (0..<classes).map {
                            UnsafeBufferPointer(rebasing: shares[(2 * $0)..<(2 * $0 + 2)])
                        }, as: Int16.self)
                }
                let counts = both.prefix(classes)
                #expect(Array(both.suffix(classes)) == Array(counts))
                #expect(counts.reduce(0, +) == 255)
                #expect(counts.allSatisfy { $0 >= 0 })
                for (count, weight) in zip(counts, weights) {
                    #expect(abs(Double(count) - 255 * weight / total) < 1)
                }
            }
        }
    }

    @Test func unevaluatedSystemsComeBackWithTheirBound() throws {
        let (store, _, entries) = try screened(["Al-Pd-Mn"], keeping: .all)
        let bounded = SystemSummary(bounded: try TernarySection("O-N-F"), upperBound: 0.125)
        let mixed = [SweepStore.Entry(summary: bounded, map: nil)] + entries
        let block = try store.contents(of: store.encode(mixed), name: "s.h5")
        #expect(block.summaries == mixed.map(\.summary))
        #expect(block.mapRows == [nil, 0])
        #expect(SweepBlock(mixed).mapRows == block.mapRows)
        let tables = SweepTables(ranked: mixed.map(\.summary), store: store, threads: 1)
        let table = try DelimitedTable(bytes: tables.systems(), file: "systems.csv")
        let (status, bound) = (try table.index(of: "status"), try table.index(of: "upper_bound"))
        #expect((0..<2).map { table.text($0, status) } == ["bounded", "evaluated"])
        #expect((0..<2).map { table.text($0, bound) } == ["0.125", ""])
    }

    @Test func aThresholdDecidesWhatAHitIs() throws {
        var (store, screened, entries) = try screened(["Al-Pd-Mn"], keeping: .hits)
        let best = entries[0].summary.bestProbability[0]
        for (threshold, isKept) in [(best, true), (best.nextUp, false), (0, true)] {
            store.threshold = threshold
            let kept = try entry(entries[0].summary, of: screened[0], in: store)
            #expect((kept.map != nil) == isKept, "\(threshold)")
        }
    }

    @Test func tablesAreTheSameAtAnyNumberOfThreads() throws {
        let (store, _, entries) = try screened(["Al-Pd-Mn"], keeping: .none)
        let many = [SystemSummary](repeating: entries[0].summary, count: 5000)
        let tables = [1, 3].map { SweepTables(ranked: many, store: store, threads: $0) }
        #expect(try tables[0].systems() == tables[1].systems())
        #expect(try tables[0].regions() == tables[1].regions())
        let table = try DelimitedTable(bytes: tables[0].systems(), file: "systems.csv")
        #expect(table.rowCount == 5000)
        #expect(table.text(4999, 0) == "5000")
    }

    @Test func onlyMapsWithAHitAreKept() throws {
        let labels = ["Na-Cl-Ti", "Al-Pd-Mn"]
        for (kept, count) in [(SweepSection.KeptMaps.all, 2), (.hits, 1), (.none, 0)] {
            let (store, _, entries) = try screened(
                labels, misses: ["Na-Cl-Ti"], keeping: kept)
            #expect(try map(store.encode(entries))?.count ?? 0 == count * 91 * 3)
            #expect(entries.count == 2)
        }
    }
}
