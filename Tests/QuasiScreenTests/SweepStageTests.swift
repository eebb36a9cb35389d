import Artifacts
import Basis
import Foundation
import Materials
import Screening
import Ternary
import Testing

@testable import QuasiScreen

/// A sweep of 20 systems in blocks of 3 with the sample model, in a folder of its own.
private final class SmallSweep {
    let folder: String
    private let model: String

    init() throws {
        folder = NSTemporaryDirectory() + "qscreen-sweep-\(UUID().uuidString)"
        model = folder + "-model.h5"
        try Data(ModelStore.encode(SampleModel.model())).write(to: URL(fileURLWithPath: model))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
        try? FileManager.default.removeItem(atPath: model)
    }

    static func section(_ change: (inout SweepSection) -> Void = { _ in }) -> SweepSection {
        var section = SweepSection()
        section.elements = ["Al", "Co", "Mn", "Ti", "N", "O"]
        section.divisions = 12
        section.block = 3
        section.maps = .all
        change(&section)
        return section
    }

    @discardableResult
    func run(_ section: SweepSection = section(), threads: Int = 2) throws -> String {
        try Sweeping.run(section, model: model, folder: folder, threads: threads) { _ in }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/sweep/" + name)))
    }

    func table(_ name: String) throws -> DelimitedTable {
        try DelimitedTable(bytes: bytes(name), file: name)
    }

    /// All results by name.
    func results() throws -> [String: [UInt8]] {
        var found = [String: [UInt8]]()
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder + "/sweep")
        where name.contains(".") { found[name] = try bytes(name) }
        return found
    }
}

@Suite struct SweepStageTests {
    @Test func theBytesAreThoseOfAnyNumberOfThreads() throws {
        let first = try SmallSweep()
        try first.run(threads: 1)
        let expected = try first.results()
        #expect(expected.keys.count { $0.hasPrefix("blocks/") } == 7)
        for threads in [2, 5] {
            let other = try SmallSweep()
            try other.run(threads: threads)
            #expect(try other.results() == expected)
        }
    }

    @Test(arguments: [1, 2])
    func aSweepThatWasStoppedContinuesToTheSameBytes(threads: Int) throws {
        let whole = try SmallSweep()
        try whole.run()
        let stopped = try SmallSweep()
        // A folder with something in it, where the fifth block is to be.
        let obstacle = stopped.folder + "/sweep/blocks/block-00004.h5/x"
        try FileManager.default.createDirectory(
            atPath: obstacle, withIntermediateDirectories: true)
        #expect(throws: (any Error).self) { try stopped.run(threads: threads) }
        try FileManager.default.removeItem(atPath: stopped.folder + "/sweep/blocks/block-00004.h5")
        let first = stopped.folder + "/sweep/blocks/block-00000.h5"
        let date = { try FileManager.default.attributesOfItem(atPath: first)[.modificationDate] }
        let before = try date() as? Date
        try stopped.run(threads: threads)
        #expect(try date() as? Date == before)
        #expect(try stopped.results() == whole.results())
    }

    @Test func theIndexLeadsToEverySystemAndItsMap() throws {
        let sweep = try SmallSweep()
        try sweep.run()
        let table = try sweep.table("systems.csv")
        let column = try table.index(of: "probability_quasicrystal")
        let median = try #require(try table.number(table.rowCount / 2, column))
        try sweep.run(
            SmallSweep.section {
                $0.maps = .hits
                $0.threshold = median
            })
        let index = try ArtifactSchema.sweepIndex.decode(sweep.bytes("index.h5"), name: "index.h5")
        let systems = try index.labels(of: "system")
        let files = try index.labels(of: "block_file")
        #expect(systems.count == 20)
        #expect(files.count == 7)
        let (blocks, rows) = (try index.int32s("block"), try index.int32s("row"))
        let mapRows = try index.int32s("map_row")
        var maps = 0
        for (position, system) in systems.enumerated() {
            let name = files[Int(blocks[position])]
            let file = try ArtifactSchema.sweep.decode(sweep.bytes(name), name: name)
            #expect(try file.labels(of: "system")[Int(rows[position])] == system)
            let kept =
                file.dimensions.contains { $0.name == "map" } ? try file.labels(of: "map") : []
            if mapRows[position] >= 0 {
                #expect(kept[Int(mapRows[position])] == system)
                maps += 1
            } else {
                #expect(!kept.contains(system))
            }
        }
        #expect(maps > 0 && maps < 20)
    }

    @Test func whatCannotReachTheProbabilityIsNotEvaluated() throws {
        let model = try SampleModel.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 6), classNames: model.classNames, target: 0,
            keptMaps: .all, configuration: [:])
        let gate = ElementGate(
            elements: ["N", "O", "F"].compactMap { Element(symbol: $0) }, classIndex: 2)
        let screener = TernaryScreener(
            featurizer: model.featurizer, model: model.classifier, classNames: model.classNames,
            range: model.range, gate: gate)
        let settled = try TernarySection("O-N-F")
        let open = try TernarySection("Al-N-O")
        for (limit, isBounded) in [(nil, false), (0, false), (0.01, true)] {
            let screening = SystemScreening(
                sweep: TernarySweep(screener), judge: try DomainJudge(model), store: store,
                skipBelow: limit)
            let entry = try screening.entry(settled)
            #expect(entry.summary.isBounded == isBounded)
            #expect((entry.map == nil) == isBounded)
            // The bound holds where the system is evaluated.
            if !isBounded { #expect(entry.summary.bestProbability[0] == 0) }
            #expect(try !screening.entry(open).summary.isBounded)
        }
    }

    @Test func systemsAndSectionsAreScreenedAsByThePlainScreener() throws {
        let model = try SampleModel.model()
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: model.classNames, target: 0,
            keptMaps: .all, configuration: [:])
        let judge = try DomainJudge(model)
        let sweep = try model.sweep()
        #expect(sweep.isFast)
        for label in ["Al-Co-Mn", "(Al-Co-Mn)11Ti1", "(Al-Co-Mn)2Ti10", "N-O-Ti"] {
            let section = try TernarySection(label)
            let plain = try model.screener().screen(section, grid: section.grid(divisions: 12))
            let expected = try SystemSummary(plain, target: 0) {
                try judge.assess($0, threads: 1)
            }
            for limit in [nil, expected.bestProbability[0]] {
                let found = try SystemScreening(
                    sweep: sweep, judge: judge, store: store, skipBelow: limit
                ).entry(section)
                // The bound is at least the largest probability.
                #expect(found.summary == expected, "\(label)")
                let columns = model.classNames.indices.map { plain.map.probabilities(class: $0) }
                let counts = (0..<plain.map.grid.count).map { point in
                    columns.map { $0[point] }.withUnsafeBufferPointer { shares in
                        store.quantiser.counts(
                            shares.indices.map {
                                UnsafeBufferPointer(rebasing: shares[$0...$0])
                            }, as: UInt16.self)
                    }
                }
                #expect(try found.map == PackedSlice(counts.flatMap(\.self)))
            }
            let bounded = try SystemScreening(
                sweep: sweep, judge: judge, store: store, skipBelow: 2
            ).entry(section)
            #expect(try #require(bounded.summary.upperBound) >= expected.bestProbability[0])
            #expect(bounded.map == nil)
        }
    }

    @Test func sectionsStandInTheIndexBesideTernaries() throws {
        let sweep = try SmallSweep()
        let text = try sweep.run(
            SmallSweep.section {
                $0.elements = []
                $0.systems = ["Al-Co-Mn"]
                $0.quaternaries = ["Al-Co-Mn-Ti"]
                $0.block = 5
            })
        #expect(text.hasPrefix("1 system and 11 sections, screened"))
        let index = try ArtifactSchema.sweepIndex.decode(sweep.bytes("index.h5"), name: "index.h5")
        let systems = try index.labels(of: "system")
        #expect(systems.count == 12 && Set(systems).count == 12)
        let files = try index.labels(of: "block_file")
        let (blocks, rows) = (try index.int32s("block"), try index.int32s("row"))
        let (mapRows, parts) = (try index.int32s("map_row"), try index.int32s("fixed_parts"))
        #expect(parts.sorted() == Array(0..<12))
        for (position, system) in systems.enumerated() {
            let name = files[Int(blocks[position])]
            let file = try ArtifactSchema.sweep.decode(sweep.bytes(name), name: name)
            #expect(try file.labels(of: "system")[Int(rows[position])] == system)
            let mark = parts[position] == 0 ? "" : "_fixed_\(parts[position])"
            #expect(try file.labels(of: "map" + mark)[Int(mapRows[position])] == system)
        }
        // A stopped sweep reads its blocks again: the same index from them.
        let store = SweepStore(
            grid: try TernaryGrid(divisions: 12), classNames: ["quasicrystal"], target: 0,
            keptMaps: .all, configuration: [:])
        var again = [Int32]()
        for name in files {
            again += try store.contents(of: sweep.bytes(name), name: name).mapRows.map {
                Int32($0 ?? -1)
            }
        }
        #expect(again == mapRows)
        #expect(try sweep.table("systems.csv").rowCount == 12)
    }

    @Test func whatWasLeftOutIsSaid() throws {
        let bounded = SystemSummary(bounded: try TernarySection("O-N-F"), upperBound: 0)
        let ranking = try CandidateRanking(
            [bounded], known: [], excluding: [.toxic], threads: 1)
        let account = SweepAccount(
            [bounded], ranking, SmallSweep.section { $0.skipBelow = 0.25 })
        #expect(
            account.remarks == [
                "1 of 1 systems were not evaluated: no point of them can reach a probability of "
                    + "0.25",
                "0 of 0 peaks were left out for an element that is toxic (Be As Cd Hg Tl Pb)",
            ])
    }

    @Test func excludedElementsLeaveTheRankingAndAreCounted() throws {
        let sweep = try SmallSweep()
        try sweep.run()
        let all = try sweep.table("candidates.csv")
        let formula = try all.index(of: "formula")
        let holdsMn = (0..<all.rowCount).filter { all.text($0, formula).contains("Mn") }
        #expect(!holdsMn.isEmpty)
        let text = try sweep.run(
            SmallSweep.section {
                $0.exclusions = ExclusionSection(names: ["toxic", "Mn"])
            })
        let rest = try sweep.table("candidates.csv")
        #expect((0..<rest.rowCount).allSatisfy { !rest.text($0, formula).contains("Mn") })
        #expect(text.contains("peaks were left out for an element that is named (Mn)"))
        #expect(text.contains("0 of "))
        let file = try ArtifactSchema.candidates.decode(
            sweep.bytes("candidates.h5"), name: "candidates.h5")
        #expect(try file.integer("excluded_named") >= holdsMn.count)
        #expect(try file.integer("excluded_toxic") == 0)
        #expect(try file.text("excluded_named_elements") == "Mn")
        // The systems themselves are screened all the same.
        #expect(try sweep.table("systems.csv").rowCount == 20)
    }

    @Test func theUncertaintyIsThatOfAPrediction() throws {
        let sweep = try SmallSweep()
        try sweep.run()
        let table = try sweep.table("candidates.csv")
        let (formula, column) = (try table.index(of: "formula"), try table.index(of: "uncertainty"))
        let formulas = (0..<min(10, table.rowCount)).map { table.text($0, formula) }
        #expect(!formulas.isEmpty)
        let predictions = try SampleModel.model().predict(
            TrainedModel.parse(formulas: formulas), threads: 1)
        for (row, prediction) in predictions.enumerated() {
            #expect(try table.number(row, column) == prediction.uncertainty)
        }
    }
}

@Suite struct SweepSettingTests {
    @Test func wholeTableMakesAboutThreeHundredFilesAndFineGridsSmallBlocks() {
        var section = SweepSection()
        #expect((134_044 + section.blockSize - 1) / section.blockSize == 262)
        section.divisions = 1000
        #expect(section.blockSize == 5)
        section.precision = .eight
        #expect(section.blockSize == 11)
        section.maps = .none
        #expect(section.blockSize == 512)
        section.block = 7
        #expect(section.blockSize == 7)
    }

    @Test func exclusionsAreReadAndChecked() throws {
        let start = "dataset: {path: data}\nsweep:\n  systems: [Al-Cu-Fe]\n"
        func section(_ text: String) throws -> SweepSection {
            try PipelineConfiguration(text: start + text, file: "p.yaml").sweep
        }
        let found = try section(
            "  exclude: {toxic: true, radioactive: true, elements: [Os, 3d], price_above: 1e3}\n"
                + "  threshold: 0.8\n  bits: 8\n  skip_below: 0.25\n")
        #expect(found.threshold == 0.8)
        #expect(found.precision == .eight)
        #expect(found.skipBelow == 0.25)
        let groups = try ElementGroups(table: .standard)
        let rules = try found.exclusions.rules(of: groups)
        #expect(rules.map(\.name) == ["named", "radioactive", "toxic", "expensive"])
        #expect(found.exclusions.priceAbove == 1000)
        #expect(rules[0].elements.map(\.symbol).contains("Os"))
        #expect(rules[0].elements.count == 11)
        #expect(try section("").exclusions.rules(of: groups) == [])
        #expect(throws: ConfigurationError.self) { try section("  bits: 12\n") }
        #expect(throws: ConfigurationError.self) { try section("  threshold: 1.5\n") }
        #expect(throws: ConfigurationError.self) { try section("  exclude: {price: 3}\n") }
        #expect(throws: ConfigurationError.self) {
            try section("  exclude: {price_above: -1}\n")
        }
        #expect(throws: ConfigurationError.self) { try section("  exclude: {elements: [Xx]}\n") }
        let named = try section("  groups: {Heavy: [Os, Ir]}\n  exclude: {elements: Heavy}\n")
        #expect(
            try named.exclusions.rules(of: ElementGroups(named.groups, table: .standard))
                .flatMap(\.elements).map(\.symbol) == ["Os", "Ir"])
    }
}

@Suite struct SweepProgressTests {
    @Test func keptSystemsCountAsDoneButNotForTheRate() throws {
        let time = TestClock()
        let progress = SweepProgress(systems: 134_044) { time.now }
        progress.keep(36_000)
        progress.begin()
        var last: (fraction: Double, note: String)?
        for step in 1...5000 {
            time.advance(by: .microseconds(1000))
            if let found = progress.advance() { last = found }
            // A report takes place at most twenty times a second.
            if step == 10 { #expect(last?.note == "36,001 of 134,044 systems") }
        }
        #expect(last?.note == "40,951 of 134,044 systems, 1,000 a second, 94 s left")
        #expect(try #require(last?.fraction) == 40_951.0 / 134_044)
    }

    @Test func theLastSystemIsAlwaysReported() {
        let progress = SweepProgress(systems: 3) { .zero }
        progress.begin()
        let notes = (0..<3).map { _ in progress.advance()?.note }
        #expect(notes == ["1 of 3 systems", nil, "3 of 3 systems"])
    }

    @Test func thousandsAreGrouped() {
        #expect(
            [0, 999, 1000, 41_000, 1_234_567].map(grouped)
                == ["0", "999", "1,000", "41,000", "1,234,567"])
    }
}

/// A clock that stands still until it is told.
private final class TestClock: @unchecked Sendable {
    private(set) var now = Duration.zero

    func advance(by time: Duration) { now += time }
}
