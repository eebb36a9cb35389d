import Basis
import Foundation
import Testing

/// What `inspect --json` prints.
struct InspectionJSON: Decodable {
    struct Axis: Decodable {
        var name: String
        var length: Int
    }
    struct Variable: Decodable {
        var name: String
        var dimensions: [String]
        var shape: [Int]
        var type: String
    }
    var schema: String
    var schemaVersion: Int
    var software: String
    var configurationSha256: String
    var sha256: String
    var attributes: [String: String]
    var dimensions: [Axis]
    var variables: [Variable]

    init(of file: String) throws {
        let outcome = try QScreen.run("inspect", file, "--json")
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        self = try outcome.json(as: InspectionJSON.self)
    }

    func variable(_ name: String) throws -> Variable {
        try #require(variables.first { $0.name == name })
    }
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct SweepTests {
    private static let systems = ["Al-Cu-Fe", "Al-Co-Ni", "Au-Ti-Zr"]

    private func sweep(to folder: String, _ more: String...) throws -> Outcome {
        let outcome = try QScreen.run(
            [
                "sweep", "--systems", Self.systems.joined(separator: ","), "--divisions", "20",
                "--maps", "all", "--model", try Fixture.model, "--output", folder,
            ] + more)
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return outcome
    }

    @Test func everySystemHasARowAndEveryMapAllPoints() throws {
        let scratch = try Scratch()
        let outcome = try sweep(to: scratch.path)
        #expect(outcome.text.hasPrefix("3 systems, screened"))
        let systems = try Fixture.table(scratch.path("sweep/systems.csv"))
        let label = try systems.index(of: "system")
        #expect(systems.rowCount == 3)
        let elements = (0..<3).map {
            Set(systems.text($0, label).split(separator: "-").map(String.init))
        }
        for system in Self.systems {
            #expect(elements.contains(Set(system.split(separator: "-").map(String.init))))
        }
        #expect(try ranks(systems) == [1, 2, 3])
        let best = try numbers(systems, "probability_quasicrystal")
        #expect(best == best.sorted(by: >))
        for row in 0..<3 {
            let shares = try ["quasicrystal", "approximant", "ordinary"].map {
                try numbers(systems, "area_share_\($0)")[row]
            }
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        }

        let block = try InspectionJSON(of: scratch.path("sweep/blocks/block-00000.h5"))
        #expect(block.schema == "quasiscreen.sweep")
        #expect(block.attributes["divisions"] == "20")
        let map = try block.variable("probability")
        #expect(map.dimensions == ["map", "point", "class"])
        #expect(map.shape == [3, 231, 3])
        #expect(map.type == "uint16")
    }

    @Test func sectionsAndQuaternariesStandBesideTernaries() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "sweep", "--systems", "Al-Cu-Fe", "--sections", "(Al-Late-Cu)90Mg10",
            "--quaternaries", "Al-Mn-Pd-Si", "--group", "Late=Fe,Ni", "--divisions", "10",
            "--maps", "all", "--model", try Fixture.model, "--output", scratch.path)
        #expect(outcome.status == 0, "\(outcome.messages)")
        // The ternary and the face of the quaternary; two sections and nine of the stack.
        #expect(outcome.text.hasPrefix("2 systems and 11 sections, screened"))
        #expect(outcome.messages.contains("461 compositions"))
        let systems = try Fixture.table(scratch.path("sweep/systems.csv"))
        let label = try systems.index(of: "system")
        let labels = Set((0..<systems.rowCount).map { systems.text($0, label) })
        #expect(labels.count == 13)
        #expect(
            labels.isSuperset(of: [
                "Al-Cu-Fe", "Al-Mn-Pd", "(Al-Cu-Fe)9Mg1", "(Al-Cu-Ni)9Mg1", "(Al-Mn-Pd)1Si9",
            ]))
        let best = try systems.index(of: "best_ordinary")
        for row in 0..<systems.rowCount where systems.text(row, label).contains("Mg") {
            #expect(systems.text(row, best).contains("Mg10"))
        }
        let block = try InspectionJSON(of: scratch.path("sweep/blocks/block-00000.h5"))
        #expect(try block.variable("fixed_element").shape == [13])
        #expect(try block.variable("probability").shape == [2, 66, 3])
        #expect(try block.variable("probability_fixed_1").shape == [3, 55, 3])
        #expect(try block.variable("probability_fixed_9").shape == [1, 3, 3])
    }

    @Test func candidatesAndRegionsAreRanked() throws {
        let scratch = try Scratch()
        _ = try sweep(to: scratch.path)
        let candidates = try Fixture.table(scratch.path("sweep/candidates.csv"))
        #expect(candidates.rowCount > 0)
        #expect(try ranks(candidates) == Array(1...candidates.rowCount))
        let probabilities = try numbers(candidates, "probability_quasicrystal")
        let domain = try candidates.index(of: "domain")
        let grades = ["inside", "edge", "outside"]
        let places = try (0..<candidates.rowCount).map {
            try #require(grades.firstIndex(of: candidates.text($0, domain)))
        }
        // By grade, then by probability.
        #expect(places == places.sorted())
        for place in grades.indices {
            let falling = zip(probabilities, places).filter { $0.1 == place }.map(\.0)
            #expect(falling == falling.sorted(by: >))
        }
        let formula = try candidates.index(of: "formula")
        let formulas = (0..<candidates.rowCount).map { candidates.text($0, formula) }
        #expect(Set(formulas).count == formulas.count)
        let regions = try Fixture.table(scratch.path("sweep/regions.csv"))
        let peak = try regions.index(of: "peak")
        #expect(Set((0..<regions.rowCount).map { regions.text($0, peak) }) == Set(formulas))
    }

    @Test func theShortlistHoldsNewCandidatesInsideTheDomain() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "sweep", "--systems", "Mg-Y-Zn,Al-Mn-Ni,Au-Ti-Zr", "--divisions", "20", "--model",
            try Fixture.model, "--output", scratch.path)
        #expect(outcome.status == 0)
        let candidates = try Fixture.table(scratch.path("sweep/candidates.csv"))
        let short = try Fixture.table(scratch.path("sweep/shortlist.csv"))
        func texts(_ table: DelimitedTable, _ name: String) throws -> [String] {
            let column = try table.index(of: name)
            return (0..<table.rowCount).map { table.text($0, column) }
        }
        #expect(short.rowCount > 0)
        #expect(try texts(candidates, "in_domain").contains("false"))
        #expect(try Set(texts(short, "in_domain")) == ["true"])
        #expect(try numbers(short, "novelty_at_percent").allSatisfy { $0 >= 5 })
        #expect(
            try Set(texts(candidates, "formula")).isSuperset(of: texts(short, "formula")))
    }

    /// The sweep and `predict` go different ways to the same number: the texts must be equal.
    /// Best points of the ordinary class are corners and edges, thus elements and binaries.
    @Test func theBestPointsAreWhatPredictSays() throws {
        let scratch = try Scratch()
        _ = try sweep(to: scratch.path)
        let systems = try Fixture.table(scratch.path("sweep/systems.csv"))
        var pointsWithFewerElements = 0
        for name in ["quasicrystal", "approximant", "ordinary"] {
            let best = try systems.index(of: "best_\(name)")
            let formulas = (0..<systems.rowCount).map { systems.text($0, best) }
            let expected = try numbers(systems, "probability_\(name)")
            let found = try predictions(formulas, model: Fixture.model)
            #expect(found.map { $0.probabilities[name] } == expected)
            pointsWithFewerElements += found.count { $0.composition.count < 3 }
        }
        #expect(pointsWithFewerElements > 0)

        let candidates = try Fixture.table(scratch.path("sweep/candidates.csv"))
        let formula = try candidates.index(of: "formula")
        let nearest = try candidates.index(of: "nearest_known")
        let inDomain = try candidates.index(of: "in_domain")
        let domain = try candidates.index(of: "domain")
        let without = try candidates.index(of: "elements_without_positive")
        let rows = 0..<candidates.rowCount
        let found = try predictions(rows.map { candidates.text($0, formula) }, model: Fixture.model)
        #expect(
            found.map { $0.probabilities["quasicrystal"] }
                == (try numbers(candidates, "probability_quasicrystal")))
        #expect(found.map(\.domain.isolation) == (try numbers(candidates, "isolation")))
        #expect(found.map(\.domain.imputedShare) == (try numbers(candidates, "imputed_share")))
        for row in rows {
            #expect(!candidates.text(row, nearest).isEmpty)
            #expect("\(found[row].inDomain)" == candidates.text(row, inDomain))
            #expect(found[row].domain.grade == candidates.text(row, domain))
            #expect(
                found[row].domain.elementsWithoutPositive.joined(separator: " ")
                    == candidates.text(row, without))
        }
    }

    @Test func theBytesAreThoseOfAnyNumberOfThreads() throws {
        let scratch = try Scratch()
        for jobs in ["1", "2", "3"] {
            _ = try sweep(to: scratch.path(jobs), "--jobs", jobs)
        }
        #expect(try tree(scratch.path("1")).count > 5)
        #expect(try differences(scratch.path("1"), scratch.path("2")) == [])
        #expect(try differences(scratch.path("1"), scratch.path("3")) == [])
        let again = try sweep(to: scratch.path("1"))
        #expect(again.text.hasPrefix("3 systems, up to date"))
    }

    @Test func aTenthOfAnAtomicPercentGivesAllPoints() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "sweep", "--systems", "Al-Cu-Fe", "--divisions", "1000", "--maps", "all", "--model",
            try Fixture.model, "--output", scratch.path)
        #expect(outcome.status == 0)
        let block = try InspectionJSON(of: scratch.path("sweep/blocks/block-00000.h5"))
        #expect(block.dimensions.first { $0.name == "point" }?.length == 501_501)
        #expect(try block.variable("probability").shape == [1, 501_501, 3])
        #expect(try block.variable("point_counts").shape == [501_501, 3])
    }

    @Test func elementsAndFamiliesNameTheirSystems() throws {
        let scratch = try Scratch()
        for (option, value, expected) in [
            ("--elements", "Al,Cu,Fe,Ni", 4),
            ("--families", "Al-Cu-3d", 9), ("--systems", "Fe-Al-Cu,Al-Cu-Fe,Cu-Al-Fe", 1),
        ] {
            let folder = scratch.path(option)
            let outcome = try QScreen.run(
                "sweep", option, value, "--divisions", "4", "--maps", "none", "--model",
                try Fixture.model, "--output", folder)
            #expect(outcome.status == 0)
            #expect(try Fixture.table(folder + "/sweep/systems.csv").rowCount == expected)
            let block = try InspectionJSON(of: folder + "/sweep/blocks/block-00000.h5")
            #expect(!block.variables.contains { $0.name == "probability" })
        }
    }

    @Test func exclusionsAndBitsAreFollowedAndSaid() throws {
        let scratch = try Scratch()
        let outcome = try sweep(
            to: scratch.path, "--exclude", "toxic,radioactive,Cu", "--bits", "8", "--threshold",
            "0", "--maps", "hits", "--skip-below", "0.1")
        #expect(outcome.text.contains("left out for an element that is named (Cu)"))
        #expect(outcome.text.contains("left out for an element that is radioactive (Tc Pm Po"))
        let candidates = try Fixture.table(scratch.path("sweep/candidates.csv"))
        let formula = try candidates.index(of: "formula")
        #expect(
            (0..<candidates.rowCount).allSatisfy { !candidates.text($0, formula).contains("Cu") })
        let block = try InspectionJSON(of: scratch.path("sweep/blocks/block-00000.h5"))
        #expect(try block.variable("probability").type == "uint8")
        // A threshold of 0 makes every system a hit.
        #expect(try block.variable("probability").shape[0] == 3)
        let index = try InspectionJSON(of: scratch.path("sweep/index.h5"))
        #expect(index.schema == "quasiscreen.sweep_index")
        #expect(try index.variable("map_row").shape == [3])
    }

    @Test func whatAFlagCannotMeanIsRefused() throws {
        for (flag, value) in [("--threshold", "2"), ("--skip-below", "-1"), ("--bits", "12")] {
            let outcome = try QScreen.run(
                "sweep", "--systems", "Al-Cu-Fe", "\(flag)=\(value)", "--output", "x")
            #expect(outcome.status == 64, "\(flag)")
        }
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "sweep", "--systems", "Al-Cu-Fe", "--exclude", "toxik", "--model",
            try Fixture.model, "--output", scratch.path)
        #expect(outcome.status == 78)
        #expect(outcome.messages.contains("toxik"))
    }

    private func numbers(_ table: DelimitedTable, _ name: String) throws -> [Double] {
        let column = try table.index(of: name)
        return try (0..<table.rowCount).map { try #require(try table.number($0, column)) }
    }

    private func ranks(_ table: DelimitedTable) throws -> [Int] {
        try numbers(table, "rank").map { Int($0) }
    }
}
