import Basis
import Foundation
import Testing

/// Statements of the default model that have to hold for alloys, on the alloys of the shipped
/// tables: all quasicrystals and approximants with their stability, ordinary crystals of metals
/// (all with 40 at.% Al, Zn, Cd or Mg, some of the others) and easy ones with a non-metal.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct TrustTests {
    private struct Validation: Decodable {
        struct Figures: Decodable {
            var group: String?
            var target: String?
            var rows: Int
            var coverage: Interval?
            var empty: Double?
        }
        struct Interval: Decodable { var estimate: Double }
        struct Conformal: Decodable {
            var overall: Figures
            var perGroup: [Figures]
            var untouchedRows: Int
        }
        struct Stratum: Decodable {
            var leftOut: String
            var domain: String
            var rows: Int
            var stated: Double
            var realised: Double
        }
        struct Row: Decodable {
            var formula: String
            var truth: String
            var conformalSet: [String]?
        }
        var conformal: Conformal
        var strata: [Stratum]
        var predictions: [Row]
    }

    private struct Alloys {
        var dataset: String
        /// Formulas of the ordinary compounds that are next to quasicrystals.
        var hard: Set<String>
        var model: String
        let scratch: Scratch
    }

    private static let made = Result {
        let scratch = try Scratch()
        var writer = DelimitedWriter(columns: ["formula", "phase_class", "stability", "ac_flag"])
        var hard = Set<String>()
        for name in ["quasicrystals", "approximants", "ordinary_crystals"] {
            let table = try Fixture.table(
                Repository.root.appendingPathComponent("datasets/compounds/\(name).csv").path)
            func text(_ row: Int, _ column: String) throws -> String {
                table.hasColumn(column) ? table.text(row, try table.index(of: column)) : ""
            }
            for row in 0..<table.rowCount {
                let formula = try text(row, "formula")
                let flag = try text(row, "ac_flag")
                if name == "ordinary_crystals" {
                    let isMetal = try text(row, "bonding_class") == "metal"
                    let isHard = isMetal && flag.isEmpty && isRich(formula)
                    if isHard { hard.insert(formula) }
                    guard isHard || !flag.isEmpty || row % (isMetal ? 20 : 40) == 0 else {
                        continue
                    }
                }
                let stability = try text(row, "stability")
                writer.append([
                    formula, try text(row, "phase_class"),
                    stability.isEmpty ? "stable" : stability, flag,
                ])
            }
        }
        let dataset = try scratch.write(writer.text, to: "alloys.csv")
        let model = scratch.path("alloys.h5")
        let outcome = try QScreen.run("train", "--dataset", dataset, "--output", model)
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return Alloys(dataset: dataset, hard: hard, model: model, scratch: scratch)
    }

    /// Whether a plain formula holds 40 at.% Al, Zn, Cd or Mg.
    private static func isRich(_ formula: String) -> Bool {
        var amounts = [String: Double]()
        for match in formula.matches(of: /([A-Z][a-z]?)([0-9.]*)/) {
            amounts[String(match.1), default: 0] += Double(match.2) ?? 1
        }
        let sum = amounts.values.reduce(0, +)
        return ["Al", "Zn", "Cd", "Mg"].contains { (amounts[$0] ?? 0) >= 0.4 * sum }
    }

    @Test func setsHoldTheirPromiseAmongMetals() throws {
        let alloys = try Self.made.get()
        let outcome = try QScreen.run(
            "validate", "--dataset", alloys.dataset, "--protocol", "system", "--json",
            "--predictions")
        let found = try outcome.json(as: Validation.self)
        #expect(found.conformal.untouchedRows > 100)
        #expect(found.conformal.overall.empty == 0)
        let hard = found.predictions.filter { alloys.hard.contains($0.formula) }
        #expect(hard.count > 500)
        let covered = hard.count { $0.conformalSet?.contains("ordinary") == true }
        #expect(Double(covered) >= 0.88 * Double(hard.count), "\(covered) of \(hard.count)")
        // Group by group, where there are enough compounds to tell.
        let groups = found.conformal.perGroup.filter { $0.target == "ordinary" && $0.rows >= 40 }
        #expect(groups.count >= 4)
        for group in groups {
            #expect((group.coverage?.estimate ?? 0) >= 0.85, "\(group)")
        }
        // Stated errors are near realised ones where compounds were left out, never far below.
        #expect(Set(found.strata.map(\.leftOut)) == ["system", "family"])
        for stratum in found.strata where stratum.rows >= 100 {
            #expect(stratum.stated >= 0.75 * stratum.realised, "\(stratum)")
        }
        let family = found.strata.filter { $0.leftOut == "family" }
        let inside = try #require(family.first { $0.domain == "inside" })
        let outside = try #require(family.first { $0.domain == "outside" })
        #expect(outside.stated > 1.1 * inside.stated)
    }

    @Test func wellKnownCompoundsAreOrdinary() throws {
        let formulas = ["Ni3Al", "CuZn", "Al2Cu", "TiAl3"]
        for prediction in try predictions(formulas, model: Self.made.get().model) {
            #expect(prediction.conformalSet?.contains("ordinary") == true, "\(prediction)")
            #expect(prediction.predictedClass == "ordinary")
        }
    }

    @Test func rowsKeptOutOfTrainingAreNeighbours() throws {
        let found = try predictions(
            ["Al86Mn14", "Al64Mn15Cu21", "MnAl6", "Cd65Mg20Eu15"],
            model: Self.made.get().model)
        let first = found.compactMap(\.nearestKnown.first)
        #expect(first.map(\.formula).prefix(3) == ["Al86Mn14", "Al65Cu20Mn15", "MnAl6"])
        #expect(first.map(\.stability).prefix(2) == ["metastable", "metastable"])
        #expect(first.map(\.trained) == [false, false, false, true])
        #expect(first[2].flag == "strict")
        #expect(first[0].distance == 0 && abs(first[1].distance - 0.01) < 1e-9)
        // A twin with another lanthanide before a compound that lacks one.
        let names = found[3].nearestKnown.map(\.formula)
        #expect(names.allSatisfy { $0.hasPrefix("Cd65Mg20") }, "\(names)")
        #expect(names.contains("Cd65Mg20Lu15"))
        #expect(found[1].meaning == "stable quasicrystal")
    }

    /// A peak next to a metastable quasicrystal of the table is no news.
    @Test func theShortListLeavesOutWhatIsKnownButNotTrained() throws {
        let alloys = try Self.made.get()
        let folder = alloys.scratch.path("sweep")
        let outcome = try QScreen.run(
            "sweep", "--systems", "Al-Cu-Mn", "--divisions", "50", "--model", alloys.model,
            "--output", folder)
        #expect(outcome.status == 0, "\(outcome.messages)")
        let all = try Fixture.table(folder + "/sweep/candidates.csv")
        let short = try Fixture.table(folder + "/sweep/shortlist.csv")
        let nearest = try all.index(of: "nearest_known")
        let row = try #require(
            (0..<all.rowCount).first { all.text($0, nearest) == "Al65Cu20Mn15" })
        #expect(all.text(row, try all.index(of: "nearest_stability")) == "metastable")
        #expect(all.text(row, try all.index(of: "nearest_trained")) == "false")
        #expect((try all.number(row, all.index(of: "novelty_at_percent")) ?? 99) < 5)
        let novelty = try short.index(of: "novelty_at_percent")
        for row in 0..<short.rowCount {
            #expect((try short.number(row, novelty) ?? 0) >= 5)
        }
    }

    /// Alloys far from everything in the table.
    @Test(arguments: ["Bi34Mn30", "W3Re"])
    func whereTheModelCannotKnowItSaysSo(formula: String) throws {
        let model = try Self.made.get().model
        let found = try #require(try predictions([formula], model: model).first)
        #expect(!found.canSay && !found.inDomain)
        #expect((found.uncertainty ?? 0) > 0.1, "\(found)")
        #expect(found.conformalSet == ["quasicrystal", "approximant", "ordinary"])
        let known = try #require(try predictions(["Al63Cu25Fe12"], model: model).first)
        #expect(known.canSay)
        let text = try QScreen.run("predict", formula, "--model", model).text
        #expect(text.contains("cannot say"))
        #expect(text.contains("classes as trained: stable quasicrystal, stable approximant"))
    }

    /// Three systems of which two hold the rare class; one group; fewer rows than folds.
    @Test func smallTablesSayWhatTheyCannotTell() throws {
        let scratch = try Scratch()
        var rows = ["formula,phase_class"]
        for metal in ["Cu", "Ni", "Fe", "Co", "Mn", "Cr"] {
            rows += (1...5).map { "Al\($0)\(metal)\(6 - $0),ordinary" }
        }
        rows += ["Al80Cu20,quasicrystal", "Al81Cu19,quasicrystal", "Al79Ni21,quasicrystal"]
        let path = try scratch.write(rows.joined(separator: "\n") + "\n", to: "small.csv")
        let arguments = ["validate", "--dataset", path, "--trees", "3", "--protocol"]
        let outcome = try QScreen.run(arguments + ["system", "--folds", "3"])
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.text.contains("note: quasicrystal has 3 rows that only 2 of 3 folds test"))
        #expect(outcome.text.contains("note: quasicrystal has rows in 2 of 6 chemical systems"))
        let json = try QScreen.run(arguments + ["system", "--folds", "3", "--json"])
        #expect(json.text.contains("add compounds of it"))
        let single = try scratch.write(
            "formula,phase_class\n"
                + (1...9).map { "Al\($0)Cu9,\($0 > 6 ? "quasicrystal" : "ordinary")" }
                .joined(separator: "\n") + "\n", to: "single.csv")
        let refused = try QScreen.run(
            "validate", "--dataset", single, "--trees", "3", "--protocol", "system")
        #expect(refused.status == 78)
        #expect(refused.messages.contains("--protocol composition or random"))
        let trained = try QScreen.run(
            "train", "--dataset", single, "--trees", "3", "--output", scratch.path("s.h5"))
        #expect(trained.messages.contains("note: fewer than 5 chemical systems"))
        let random = try QScreen.run(
            "validate", "--dataset", single, "--trees", "3", "--protocol", "random", "--folds",
            "2")
        #expect(random.text.contains("all rows stand in one of the chemical systems"))
    }

    /// On a table of a few unlike systems every left-out compound is outside: that is said, and that
    /// another grouping does not help a class of one row.
    @Test func aTableTooSmallForItsDomainIsSaid() throws {
        let scratch = try Scratch()
        let table = try scratch.write(
            """
            formula,phase_class
            Al80Mn20,quasicrystal
            Al75Fe25,quasicrystal
            Al70Ni30,quasicrystal
            Cu2Mn,ordinary
            Fe2Ti,ordinary
            Ni3V,ordinary
            CoTi,ordinary
            Cr2Ti,ordinary
            Zn2Mg,ordinary
            Cd6Yb,approximant

            """, to: "tiny.csv")
        let outcome = try QScreen.run(
            "validate", "--dataset", table, "--trees", "10", "--protocol", "system", "--folds",
            "3")
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(
            outcome.text.contains("left-out compounds stand outside the domain of the others"))
        #expect(outcome.text.contains("the only row of approximant stands in one fold"))
        #expect(!outcome.text.contains("--protocol composition or random"))
    }

    /// e/a of these alloys is 1.93 exactly; rounding alone makes some of them 1.9300000000000002.
    @Test func equalDescriptorsAreWrittenEqual() throws {
        let scratch = try Scratch()
        var alloys = [String]()
        for noble in ["Cu", "Ag", "Au"] {
            for transition in ["Fe", "Co", "Ru", "Os", "Rh"] {
                for x in stride(from: 48, through: 62, by: 2) {
                    alloys.append("Al\(x)\(noble)\(193 - 3 * x)\(transition)\(2 * x - 93)")
                }
            }
        }
        let path = scratch.path("f.csv")
        let outcome = try QScreen.run(
            [
                "featurize", "--properties", "x_ea_conventional", "--statistics", "ave", "--output",
                path,
            ] + alloys)
        #expect(outcome.status == 0, "\(outcome.messages)")
        let table = try Fixture.table(path)
        #expect(table.rowCount == 120)
        #expect((0..<120).allSatisfy { table.text($0, 1) == "1.93" })
    }
}
