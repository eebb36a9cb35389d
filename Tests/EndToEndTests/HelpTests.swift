import Testing

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct HelpTests {
    private static let commands: [(name: String, flags: [String])] = [
        ("run", ["--output", "--jobs", "--until", "--force", "--quiet", "--json"]),
        ("plan", ["--output", "--json"]),
        (
            "featurize",
            [
                "--input", "--formula-column", "--output", "--properties", "--statistics",
                "--missing",
            ]
        ),
        (
            "train",
            [
                "--dataset", "--formula-column", "--class-column", "--decision-column", "--keep",
                "--duplicates",
                "--contradictions", "--output", "--preset", "--trees", "--criterion",
                "--max-depth", "--max-features", "--min-samples-split", "--min-samples-leaf",
                "--bootstrap", "--no-bootstrap", "--class-weights", "--seed", "--jobs",
            ]
        ),
        (
            "validate",
            [
                "--dataset", "--protocol", "--folds", "--trees", "--json", "--predictions",
                "--target", "--elements", "--divisions", "--fields", "--years", "--no-forest",
            ]
        ),
        (
            "audit",
            [
                "--formula-column", "--class-column", "--decision-column", "--keep", "--folds",
                "--output", "--trees", "--seed", "--jobs", "--json",
            ]
        ),
        (
            "predict",
            ["--input", "--formula-column", "--model", "--neighbours", "--json", "--jobs"]
        ),
        (
            "sweep",
            [
                "--systems", "--families", "--elements", "--sections", "--quaternaries", "--group",
                "--divisions", "--target", "--maps", "--threshold", "--bits", "--skip-below",
                "--exclude", "--price-above", "--block", "--model", "--output", "--jobs",
            ]
        ),
        ("map", ["--model", "--output", "--divisions", "--target"]),
        (
            "explain", ["--model", "--top", "--class", "--members", "--jobs", "--json"]
        ),
        (
            "rules",
            [
                "--model", "--target", "--count", "--rungs", "--nulls", "--bootstraps", "--sampled",
                "--seed", "--output",
            ]
        ),
        (
            "symbolic",
            [
                "--input", "--target", "--units", "--terms", "--rungs", "--effort",
                "--max-complexity",
                "--operators", "--loss", "--anchors", "--winsorise", "--screened", "--residuals",
                "--duplicates", "--folds", "--group-column",
                "--weight-column", "--seed", "--validate", "--predict", "--model", "--output",
                "--json", "--quiet", "--jobs",
            ]
        ),
        (
            "design",
            [
                "--target", "--elements", "--sizes", "--parts", "--sharpness", "--prior",
                "--concentration", "--window", "--rules", "--domain", "--distance", "--exclude",
                "--price-above", "--count", "--per-system", "--particles", "--moves", "--seed",
                "--model", "--output", "--jobs", "--wait", "--quiet",
            ]
        ),
        (
            "suggest",
            [
                "--candidates", "--model", "--target", "--batch", "--budget", "--strategy",
                "--members", "--seed", "--distance", "--per-system", "--formula-column",
                "--results", "--updated-model", "--output", "--wait", "--json", "--jobs",
            ]
        ),
        ("report", ["--output"]),
        ("inspect", ["--json"]),
        ("export", ["--onnx", "--model", "--json"]),
        ("import-xenonpy", ["--output"]),
    ]

    @Test func theHelpNamesEveryCommandAndEveryExitCode() throws {
        let outcome = try QScreen.run("--help")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        let words = Set(
            outcome.text.split { $0 == " " || $0 == "\n" || $0 == ";" || $0 == "." }.map(
                String.init))
        for (name, _) in Self.commands { #expect(words.contains(name)) }
        for code in ["0", "64", "65", "66", "70", "73", "74", "75", "78", "130"] {
            #expect(words.contains(code))
        }
    }

    @Test(arguments: commands.indices)
    func theHelpOfACommandNamesItsFlags(index: Int) throws {
        let (name, flags) = Self.commands[index]
        let outcome = try QScreen.run(name, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        #expect(outcome.text.contains("USAGE: qscreen \(name) "))
        let words = Set(
            outcome.text.split { " \n[](),/.:".contains($0) }.map(String.init))
        for flag in flags + ["--help"] { #expect(words.contains(flag), "\(outcome.text)") }
        #expect(try QScreen.run("help", name).output == outcome.output)
    }

    @Test func theVersionIsANumber() throws {
        let outcome = try QScreen.run("--version")
        #expect(outcome.status == 0)
        let numbers = outcome.text.split(separator: "\n")[0].split(separator: ".").map { Int($0) }
        #expect(numbers.count == 3)
        #expect(!numbers.contains(nil))
    }
}
