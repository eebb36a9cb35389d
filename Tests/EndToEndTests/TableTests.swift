import Basis
import Foundation
import Testing

/// Tables that are not the shipped ones, and the files that commands make of them.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct TableTests {
    /// Alloys of two kinds that any forest can tell apart, under names of their own.
    private static let alloys: String = {
        var writer = DelimitedWriter(columns: ["nr", "alloy", "kind"])
        let elements = [
            (["Na", "K", "Rb", "Cs"], ["Cl", "Br", "I", "F"], "b"),
            (["Fe", "Co", "Ni", "Cu"], ["Al", "Ti", "Zr", "Mn"], "a"),
        ]
        for (first, second, kind) in elements {
            for (row, left) in first.enumerated() {
                for right in second {
                    writer.append(["\(row)", "\(left)\(row + 1)\(right)", kind])
                }
            }
        }
        return writer.text
    }()

    private static let columns = ["--formula-column", "alloy", "--class-column", "kind"]

    @Test func anyClassNamesAndColumnsWillDo() throws {
        let scratch = try Scratch()
        let data = try scratch.write(Self.alloys, to: "alloys.csv")
        let model = scratch.path("m.h5")
        let training = try QScreen.run(
            ["train", "--dataset", data, "--output", model, "--trees", "15"] + Self.columns)
        #expect(training.status == 0, "\(training.messages)")
        #expect(training.text.contains("15 trees on 32 compounds (16 a, 16 b)"))

        let found = try predictions(["Fe3Al", "KCl"], model: model)
        #expect(found.map(\.predictedClass) == ["a", "b"])
        #expect(found[0].probabilities.keys.sorted() == ["a", "b"])

        let validation = try QScreen.run(
            [
                "validate", "--dataset", data, "--protocol", "system", "--json", "--folds", "4",
                "--trees", "15",
            ] + Self.columns)
        let figures = try validation.json(as: ValidationJSON.self)
        #expect(figures.classes == ["a", "b"])
        #expect(figures.macroF1 > 0.9)

        let sweep = try QScreen.run(
            "sweep", "--systems", "Fe-Al-Cl", "--divisions", "10", "--target", "b", "--model",
            model, "--output", scratch.path("s"))
        #expect(sweep.status == 0, "\(sweep.messages)")
        let systems = try Fixture.table(scratch.path("s/sweep/systems.csv"))
        #expect(systems.hasColumn("probability_b"))
        #expect(
            try QScreen.run(
                "map", "Fe-Al-Cl", "--target", "a", "--divisions", "10", "--model", model,
                "--output", scratch.path("m.svg")
            ).status == 0)
    }

    @Test func theSameModelComesOutAtAnyNumberOfThreadsAndFromAnyFolder() throws {
        let scratch = try Scratch()
        let data = try scratch.write(Self.alloys, to: "alloys.csv")
        for (jobs, folder) in [("1", "/"), ("2", scratch.path), ("3", "/tmp")] {
            let outcome = try QScreen.run(
                [
                    "train", "--dataset", data, "--output", scratch.path("\(jobs).h5"), "--trees",
                    "8", "--jobs", jobs, "--max-features", "sqrt", "--bootstrap",
                ] + Self.columns, in: folder)
            #expect(outcome.status == 0)
        }
        let first = try scratch.bytes(of: "1.h5")
        #expect(try scratch.bytes(of: "2.h5") == first)
        #expect(try scratch.bytes(of: "3.h5") == first)
        let other = try QScreen.run(
            [
                "train", "--dataset", data, "--output", scratch.path("4.h5"), "--trees", "8",
                "--seed", "1", "--max-features", "sqrt", "--bootstrap",
            ] + Self.columns)
        #expect(other.status == 0)
        #expect(try scratch.bytes(of: "4.h5") != first)
    }

    @Test func duplicatesAndContradictionsAreSaid() throws {
        let scratch = try Scratch()
        let data = try scratch.write(
            "formula,phase_class\nAl2Cu,a\nAl4Cu2,a\nAl3Ni,b\nNiAl3,a\nFeAl,b\n", to: "t.csv")
        let arguments = [
            "train", "--dataset", data, "--trees", "2", "--output", scratch.path("m.h5"),
        ]
        let outcome = try QScreen.run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("on 3 compounds (1 a, 2 b)"), "\(outcome.text)")
        #expect(outcome.messages.contains("1 duplicate finding"))
        #expect(outcome.messages.contains("t.csv:3:1"))
        #expect(outcome.messages.contains("1 contradiction finding"))
        for (option, place) in [("--duplicates", "t.csv:3:1"), ("--contradictions", "t.csv:5:1")] {
            let refused = try QScreen.run(arguments + [option, "error"])
            #expect(refused.status == 65)
            #expect(refused.messages.contains(place), "\(refused.messages)")
        }
    }

    @Test func featuresGoToHDF5AndToCSVWithTheSameValues() throws {
        let scratch = try Scratch()
        let formulas = ["Al63Cu25Fe12", "Cd5.7Yb", "(Al0.7Cu0.3)86Yb14"]
        for name in ["f.h5", "f.csv"] {
            let outcome = try QScreen.run(["featurize", "--output", scratch.path(name)] + formulas)
            #expect(outcome.status == 0)
            #expect(outcome.text.contains("3 compositions x 232 descriptors"))
        }
        let file = try InspectionJSON(of: scratch.path("f.h5"))
        #expect(file.schema == "quasiscreen.features")
        #expect(try file.variable("descriptor").dimensions == ["sample", "feature"])
        #expect(try file.variable("descriptor").shape == [3, 232])
        let table = try Fixture.table(scratch.path("f.csv"))
        #expect(table.columns.count == 233)
        #expect((0..<3).map { table.text($0, 0) } == formulas)
        // Atomic numbers: Al 13, Cu 29, Fe 26; 0.63 * 13 + 0.25 * 29 + 0.12 * 26 = 18.56.
        let mean = try #require(try table.number(0, table.index(of: "ave:atomic_number")))
        #expect(abs(mean - 18.56) < 1e-12)
        #expect(try table.number(0, table.index(of: "max:atomic_number")) == 29)
        #expect(try table.number(0, table.index(of: "min:atomic_number")) == 13)

        let few = try QScreen.run(
            "featurize", "Fe", "--properties", "atomic_number,density", "--statistics",
            "range,ave", "--output", scratch.path("few.csv"))
        #expect(few.status == 0)
        #expect(try Fixture.table(scratch.path("few.csv")).columns.count == 5)
    }

    @Test func mapsHaveTheSignatureOfTheirFormat() throws {
        let scratch = try Scratch()
        for (name, signature) in [
            ("m.svg", Array("<?xml".utf8)), ("m.pdf", Array("%PDF-".utf8)),
            ("m.png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        ] {
            let arguments = [
                "map", "Al-Cu-Fe", "--divisions", "20", "--model", try Fixture.model, "--output",
                scratch.path(name),
            ]
            #expect(try QScreen.run(arguments).text == scratch.path(name) + "\n")
            let bytes = try scratch.bytes(of: name)
            #expect(bytes.starts(with: signature))
            #expect(bytes.count > 5000)
            #expect(try QScreen.run(arguments).status == 0)
            #expect(try scratch.bytes(of: name) == bytes)
        }
    }

    @Test func inspectionSaysWhatAFileHolds() throws {
        let file = try InspectionJSON(of: Fixture.model)
        #expect(file.schema == "quasiscreen.model")
        #expect(file.schemaVersion == 3)
        #expect(file.software.hasPrefix("QuasiScreen "))
        #expect(file.sha256.count == 64)
        #expect(file.configurationSha256.count == 64)
        #expect(file.dimensions.first { $0.name == "tree" }?.length == 20)
        #expect(file.dimensions.first { $0.name == "feature" }?.length == 232)
        #expect(try file.variable("leaf_value").dimensions == ["leaf_number"])
        let text = try QScreen.run("inspect", Fixture.model).text
        #expect(text.contains("quasiscreen.model, version 3"))
        #expect(text.contains(file.sha256))
    }

    @Test func aPlantedLawIsFound() throws {
        let scratch = try Scratch()
        var random = RandomStream(seed: 11).child("law")
        var writer = DelimitedWriter(columns: ["mass", "speed", "noise", "energy"])
        for _ in 0..<80 {
            let mass = 1 + random.unit()
            let speed = 2 + 3 * random.unit()
            writer.append([
                "\(mass)", "\(speed)", "\(random.unit())", "\(0.5 * mass * speed * speed)",
            ])
        }
        let table = try scratch.write(writer.text, to: "t.csv")
        let units = try scratch.write(
            "name,unit\nmass,kg\nspeed,m/s\nenergy,J\n", to: "u.csv")
        let outcome = try QScreen.run(
            "symbolic", "--input", table, "--target", "energy", "--units", units, "--terms", "1",
            "--output", scratch.path("out"))
        #expect(outcome.status == 0, "\(outcome.messages)")
        let front = try DelimitedTable(bytes: outcome.output, file: "front")
        let last = front.rowCount - 1
        let loss = try #require(try front.number(last, front.index(of: "held_out_loss")))
        #expect(loss < 1e-20, "\(outcome.text)")
        #expect(
            try front.text(last, front.index(of: "formula")) == "0.5*mass*speed**2",
            "\(outcome.text)")
        #expect(try front.text(last, front.index(of: "choice")).contains("best"))
        #expect(try scratch.bytes(of: "out/pareto.csv") == outcome.output)
        #expect(
            try tree(scratch.path("out")).keys.sorted()
                == [
                    "pareto.csv", "pareto.json", "pareto.md", "pareto.py", "pareto.symbols.csv",
                    "pareto.sympy.txt", "pareto.tex", "validation.csv",
                ])
    }

    @Test func rulesAreWrittenInEveryForm() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "rules", "--model", try Fixture.model, "--output", scratch.path, "--quiet", "--nulls",
            "5", "--bootstraps", "3", "--sampled", "3000")
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let rules = try Fixture.table(scratch.path("rules/rules.csv"))
        // Five rules, and all of them together.
        #expect(
            (0..<rules.rowCount).map { rules.text($0, 0) } == ["1", "2", "3", "4", "5", "all"])
        for name in [
            "rules.h5", "rules.json", "rules.tex", "rules.sympy.txt", "rules.py", "pareto.csv",
            "pareto.json", "pareto.tex", "pareto.sympy.txt",
        ] {
            #expect(try !scratch.bytes(of: "rules/" + name).isEmpty)
        }
        for name in [
            "rules.md", "checks.json", "checks.csv", "families.csv", "nulls.csv", "stability.csv",
            "descriptors.csv", "account.json", "surrogate.json", "surrogate.md", "surrogate.py",
            "pareto.md",
        ] {
            #expect(try !scratch.bytes(of: "rules/" + name).isEmpty)
        }
        // What held out means, and does not, stands wherever such figures are.
        for (name, meaning) in [
            ("surrogate.md", "comes from models that were trained on that fold"),
            ("surrogate.md", "and that model was trained on all compounds"),
            ("pareto.md", "comes from models that were trained on that fold"),
            ("pareto.tex", "comes from models that were trained on that fold"),
            ("pareto.json", "comes from models that were trained on that fold"),
            ("pareto.md", "searches without a fold do not repeat that"),
            ("rules.md", "searches without a fold do not repeat that"),
        ] {
            let text = String(decoding: try scratch.bytes(of: "rules/" + name), as: UTF8.self)
            #expect(text.contains(meaning), "\(name)")
        }
    }

    @Test func rulesJudgeCompositions() throws {
        struct Judged: Decodable {
            struct Rules: Decodable {
                struct Entry: Decodable {
                    var value: Double
                    var lower: Double?
                    var upper: Double?
                    var met: Bool
                    var margin: Double
                }
                var all: Bool
                var met: Int
                var rules: [Entry]
            }
            var rules: Rules
        }
        let rules = try Fixture.reference + "/rules/rules.json"
        let outcome = try QScreen.run(
            "predict", "Zn58Mg40Y2", "AlNi", "--model", try Fixture.model, "--rules", rules,
            "--json")
        #expect(outcome.status == 0, "\(outcome.messages)")
        for judged in try outcome.json(as: [Judged].self).map(\.rules) {
            #expect(judged.met == judged.rules.count { $0.met })
            #expect(judged.all == (judged.met == judged.rules.count))
            for entry in judged.rules {
                let above = entry.lower.map { entry.value - $0 } ?? .infinity
                let below = entry.upper.map { $0 - entry.value } ?? .infinity
                #expect(abs(entry.margin - min(above, below)) < 1e-12)
                #expect(entry.met == (entry.margin >= 0))
            }
        }
        let text = try QScreen.run(
            "predict", "AlNi", "--model", try Fixture.model, "--rules", rules)
        #expect(text.text.contains("rules met"))
    }

    @Test func thePublishedSampleFileIsRead() throws {
        let scratch = try Scratch()
        let sample = try scratch.write(
            """
            ,composition,label,for_test
            11,"{'Al': 63.0, 'Cu': 25.0, 'Fe': 12.0}",QC,False
            12,"{'Cd': 5.7, 'Yb': 1.0}",QC,True
            13,"{'Cd': 6.0, 'Yb': 1.0}",AC,False
            14,"{'Ag': 42.0, 'In': 42.0, 'Ca': 16.0}",AC,True
            15,"{'Na': 1.0, 'Cl': 1.0}",OTHERS,False
            16,"{'Ti': 1.0}",OTHERS,True
            """ + "\n", to: "training_data.csv")
        let folder = scratch.path("dataset")
        let outcome = try QScreen.run("import-xenonpy", sample, "--output", folder)
        #expect(outcome.status == 0)
        #expect(outcome.text == "\(folder): 2 quasicrystal, 2 approximant, 2 ordinary\n")
        #expect(
            try scratch.text(of: "dataset/compounds.csv") == """
                formula,phase_class,split,source_id
                Al63Cu25Fe12,quasicrystal,train,11
                Cd5.7Yb1,quasicrystal,test,12
                Cd6Yb1,approximant,train,13
                Ag42In42Ca16,approximant,test,14
                Na1Cl1,ordinary,train,15
                Ti1,ordinary,test,16
                """ + "\n")
        let training = try QScreen.run(
            "train", "--dataset", folder, "--keep", "split=train", "--trees", "3", "--output",
            scratch.path("m.h5"))
        #expect(
            training.text.contains("on 3 compounds (1 quasicrystal, 1 approximant, 1 ordinary)"),
            "\(training.text)")
    }
}
