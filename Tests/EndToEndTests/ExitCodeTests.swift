import Foundation
import Testing

/// One mistake, the exit code that it gives and what its message names.
struct Mistake: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    var names: [String]

    init(_ arguments: String, _ status: Int32, _ names: String...) {
        self.arguments = arguments.split(separator: " ").map(String.init)
        self.status = status
        self.names = names
    }

    var testDescription: String { arguments.joined(separator: " ") }
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct ExitCodeTests {
    /// The files that the mistakes below are about; `$name` stands for the path of one.
    private static func prepare(_ scratch: Scratch) throws {
        try scratch.write("formula,phase_class\nAl,a\nAl63Cx25,b\n", to: "typo.csv")
        try scratch.write("formula,phase_class\nAl,a\nCu,a,b\n", to: "ragged.csv")
        try scratch.write("formula,phase_class\nAl,a\n\"Cu,b\n", to: "quote.csv")
        try scratch.write("formula,kind\nAl,a\nCu,b\n", to: "columns.csv")
        try scratch.write("formula,phase_class\nAl,a\nCu,\n", to: "blank.csv")
        try scratch.write("formula,phase_class\nAl,a\nCu,a\n", to: "single.csv")
        try scratch.write("formula,phase_class\n", to: "empty.csv")
        try scratch.write("x,y\n1,2\n3,four\n", to: "words.csv")
        try scratch.write("not HDF5", to: "text.h5")
        try FileManager.default.createDirectory(
            at: scratch.url.appendingPathComponent("folder"), withIntermediateDirectories: true)
        let whole = try Data(contentsOf: URL(fileURLWithPath: Fixture.model))
        try whole.dropLast(1000).write(to: scratch.url.appendingPathComponent("cut.h5"))
    }

    private func check(_ mistake: Mistake) throws {
        let scratch = try Scratch()
        try Self.prepare(scratch)
        let model = try Fixture.model
        let dataset = try Fixture.dataset
        let arguments = mistake.arguments.map { argument in
            switch argument {
            case "$model": return model
            case "$dataset": return dataset
            default:
                return argument.hasPrefix("$")
                    ? scratch.path(String(argument.dropFirst())) : argument
            }
        }
        let before = try tree(scratch.path)
        let outcome = try QScreen.run(arguments, in: scratch.path)
        #expect(outcome.status == mistake.status, "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
        for name in mistake.names {
            #expect(outcome.messages.contains(name), "\(outcome.messages)")
        }
        #expect(!outcome.messages.contains("this is a bug"))
        #expect(try tree(scratch.path) == before, "a failed command leaves nothing behind")
    }

    @Test(arguments: [
        Mistake("", 0),
        Mistake("sceen", 64, "sceen"),
        Mistake("predict NaCl --modle $model", 64, "--modle", "--model"),
        Mistake("predict --model $model", 64, "no formula"),
        Mistake("predict NaCl --model $model --neighbours -1", 64),
        Mistake("train --dataset $dataset --output $m.h5 --trees many", 64, "many"),
        Mistake("train --dataset $dataset --output $m.h5 --criterion entropie", 64, "entropie"),
        Mistake("train --dataset $dataset --output $m.h5 --max-features log3", 64, "log3"),
        Mistake(
            "train --dataset $dataset --output $m.h5 --trees 0", 64, "trees: 0 is out of range"),
        Mistake("train --dataset $dataset --output $m.h5 --max-depth deep", 64, "deep"),
        Mistake("train --dataset $dataset --output $m.h5 --jobs -3", 64),
        Mistake("train --output $m.h5", 64, "--dataset"),
        Mistake("validate --dataset $dataset --protocol sytem", 64, "sytem"),
        Mistake("validate --dataset $dataset --protocol system --folds 1", 64, "--folds"),
        Mistake("sweep --systems Al-Cu-Fe --divisions 0 --model $model --output $s", 64),
        Mistake("sweep --systems Al-Cu --model $model --output $s", 64, "Al-Cu", "3 elements"),
        Mistake("sweep --model $model --output $s", 64, "--systems"),
        Mistake("map Al-Cu-Fe --model $model --output $m.gif", 64, "m.gif", ".svg"),
        Mistake("explain --model $model", 64, "formulas"),
        Mistake("explain NaCl --top -1 --model $model", 64),
        Mistake("export --model $model", 64, "--onnx"),
        Mistake("featurize NaCl --output $f.xlsx", 64, "f.xlsx", ".h5"),
        Mistake("featurize NaCl --output $f.csv --statistics avg", 64, "avg"),
    ]) func usage(mistake: Mistake) throws {
        guard !mistake.arguments.isEmpty else {
            // Without arguments the command shows its help.
            let outcome = try QScreen.run()
            #expect(outcome.status == 0)
            #expect(outcome.text.contains("predict"))
            return
        }
        try check(mistake)
    }

    @Test(arguments: [
        Mistake("train --dataset $typo.csv --output $m.h5", 65, "typo.csv:3:1", "column 5", "Cx"),
        Mistake("train --dataset $ragged.csv --output $m.h5", 65, "ragged.csv:3:1"),
        Mistake("train --dataset $quote.csv --output $m.h5", 65, "quote.csv:3:1"),
        Mistake(
            "train --dataset $columns.csv --output $m.h5", 65, "columns.csv", "\"phase_class\"",
            "the columns are formula, kind"),
        Mistake("train --dataset $blank.csv --output $m.h5", 65, "blank.csv:3:4"),
        Mistake("train --dataset $single.csv --output $m.h5", 65, "single.csv", "two"),
        Mistake("train --dataset $empty.csv --output $m.h5", 65, "empty.csv"),
        Mistake("predict --input $typo.csv --model $model", 65, "typo.csv:3:1", "Cx"),
        Mistake("featurize --input $typo.csv --output $f.h5", 65, "typo.csv:3:1", "Cx"),
        Mistake("featurize Al101Uue2 --output $f.h5", 65, "Uue"),
        Mistake("predict NaCl --model $text.h5", 65, "text.h5"),
        Mistake("predict NaCl --model $cut.h5", 65, "cut.h5"),
        Mistake("predict NaCl --model $model --rules $text.h5", 65, "text.h5"),
        Mistake("explain Al63Cx25 --model $model", 65, "column 5", "Cx"),
        Mistake("export --onnx $m.onnx --model $text.h5", 65, "text.h5"),
        Mistake("inspect $text.h5", 65, "text.h5"),
        Mistake("symbolic --input $words.csv --target y --output $s", 65, "words.csv:3:3", "four"),
        Mistake("symbolic --input $words.csv --target z --output $s", 65, "words.csv", "z"),
        Mistake("import-xenonpy $typo.csv --output $x", 65, "typo.csv", "composition"),
        Mistake("map Al-Cu-Xx --model $model --output $m.svg", 65, "Xx"),
    ]) func badData(mistake: Mistake) throws { try check(mistake) }

    @Test(arguments: [
        Mistake("predict NaCl --model $absent.h5", 66, "absent.h5"),
        Mistake("predict NaCl", 66, "reports/quickstart/model/model.h5"),
        Mistake("explain NaCl --model $absent.h5", 66, "absent.h5"),
        Mistake("explain NaCl", 66, "reports/quickstart/model/model.h5"),
        Mistake("export --onnx $m.onnx --model $absent.h5", 66, "absent.h5"),
        Mistake("export --onnx $m.onnx", 66, "reports/quickstart/model/model.h5"),
        Mistake("predict --input $absent.csv --model $model", 66, "absent.csv"),
        Mistake("train --dataset $absent.csv --output $m.h5", 66, "absent.csv"),
        Mistake("train --dataset $folder --output $m.h5", 66, "folder"),
        Mistake("inspect $absent.h5", 66, "absent.h5"),
        Mistake("report $folder", 66, "folder"),
        Mistake("run $absent.yaml", 66, "absent.yaml"),
        Mistake("plan $absent.yaml", 66, "absent.yaml"),
        Mistake("import-xenonpy $absent.csv --output $x", 66, "absent.csv"),
        Mistake("sweep --systems Al-Cu-Fe --model $absent.h5 --output $s", 66, "absent.h5"),
    ]) func noInput(mistake: Mistake) throws { try check(mistake) }

    // A path below a regular file cannot be made by anybody, root included.
    @Test(arguments: [
        Mistake("train --dataset $dataset --trees 1 --output $typo.csv/m.h5", 73, "typo.csv"),
        Mistake("featurize NaCl --output $typo.csv/f.h5", 73, "typo.csv"),
        Mistake("map Al-Cu-Fe --divisions 5 --model $model --output $typo.csv/m.svg", 73),
        Mistake("export --onnx $typo.csv/m.onnx --model $model", 73, "typo.csv"),
        Mistake(
            "sweep --systems Al-Cu-Fe --divisions 5 --model $model --output $typo.csv/s", 73,
            "typo.csv"),
        Mistake("symbolic --input $words.csv --target y --output $typo.csv/s", 65),
    ]) func cannotCreate(mistake: Mistake) throws { try check(mistake) }

    @Test(arguments: [
        Mistake(
            "map Al-Cu-Fe --target quasicristal --model $model --output $m.svg", 78,
            "did you mean \"quasicrystal\"?"),
        Mistake(
            "explain Al --class quasicristal --model $model", 78,
            "did you mean \"quasicrystal\"?"),
        Mistake("sweep --families Al-TN-TM --model $model --output $s", 78, "TN"),
    ]) func configuration(mistake: Mistake) throws { try check(mistake) }

    @Test func anUnknownClassIsNamedBeforeAnythingIsScreened() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "sweep", "--systems", "Al-Cu-Fe", "--target", "quasicristal", "--model",
            try Fixture.model, "--output", scratch.path("s"))
        #expect(outcome.status == 78)
        #expect(outcome.messages.contains("did you mean \"quasicrystal\"?"))
        #expect(try tree(scratch.path).keys.allSatisfy { !$0.hasSuffix(".h5") })
    }

    @Test(arguments: [
        (yaml: "modle:\n  trees: 3\n", place: ":3:1", hint: "did you mean \"model\"?"),
        ("model:\n  treees: 3\n", ":4:3", "did you mean \"trees\"?"),
        ("model:\n  trees: many\n", ":4:10", "a whole number"),
        ("model:\n  trees: 0\n", ":4:10", "1 to 100000"),
        ("validation:\n  protocols: [sytem]\n", ":4:15", "did you mean \"system\"?"),
        ("maps:\n  formats: [gif]\n", ":4:13", "svg, pdf, png"),
        ("model: [1, 2\n", ":", "YAML"),
    ])
    func aMistakeInThePipelineFileIsNamedWithItsPlace(
        yaml: String, place: String, hint: String
    ) throws {
        let scratch = try Scratch()
        let pipeline = try scratch.write(
            "dataset: {path: x.csv}\nsweep: {systems: [Al-Cu-Fe]}\n" + yaml, to: "p.yaml")
        for command in ["run", "plan"] {
            let outcome = try QScreen.run(command, pipeline, "--output", scratch.path("run"))
            #expect(outcome.status == 78)
            #expect(outcome.messages.contains("p.yaml\(place)"), "\(outcome.messages)")
            #expect(outcome.messages.contains(hint), "\(outcome.messages)")
            #expect(try tree(scratch.path).keys.sorted() == ["p.yaml"])
        }
    }

    @Test func aLockedFolderIsSaid() throws {
        let scratch = try Scratch()
        let folder = scratch.path("run")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let lock = open(folder + "/.qscreen.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        try #require(lock >= 0)
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        for arguments in [
            ["run", try Fixture.pipeline, "--output", folder],
            [
                "sweep", "--systems", "Al-Cu-Fe", "--divisions", "5", "--model",
                try Fixture.model, "--output", folder,
            ],
        ] {
            let outcome = try QScreen.run(arguments)
            #expect(outcome.status == 75)
            #expect(outcome.messages.contains(folder))
            #expect(outcome.output.isEmpty)
        }
        close(lock)
        // A plan writes nothing, and so needs no lock.
        let plan = try QScreen.run("plan", try Fixture.pipeline, "--output", folder)
        #expect(plan.status == 0)
    }

    @Test func aResultThatCannotBeWrittenIsAnError() throws {
        let outcome = try RunningCommand(
            program: "/bin/sh",
            arguments: [
                "-c", "\"$0\" predict NaCl --model \"$1\" >/dev/full", try #require(QScreen.binary),
                try Fixture.model,
            ]
        ).wait()
        #expect(outcome.status == 74)
        #expect(outcome.messages.contains("standard output"))
    }
}
