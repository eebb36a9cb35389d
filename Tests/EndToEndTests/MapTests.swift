import Foundation
import Testing

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct MapTests {
    /// Draws a map with the fixture's model on a coarse grid.
    private func draw(_ system: String, _ arguments: [String]) throws -> Outcome {
        try QScreen.run(
            ["map", system, "--model", Fixture.model, "--divisions", "20"] + arguments)
    }

    private func svg(_ arguments: [String], of system: String = "Al-Cu-Fe") throws -> String {
        let scratch = try Scratch()
        let outcome = try draw(system, ["--output", scratch.path("map.svg")] + arguments)
        try #require(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.text == scratch.path("map.svg") + "\n")
        return try scratch.text(of: "map.svg")
    }

    @Test func fourPanelsAreDrawnUnlessOthersAreNamed() throws {
        let four = try svg([])
        for title in [
            "(a) Predicted class", "(b) Probability of quasicrystal",
            "(c) Probability of approximant", "(d) Uncertainty", "at.% Al",
        ] { #expect(four.contains(">\(title)</text>"), "\(title)") }
        let other = try svg(["--target", "approximant"])
        #expect(other.contains("(b) Probability of approximant"))
        #expect(other.contains("(c) Probability of quasicrystal"))
        let two = try svg(["--layers", "domain,class"])
        #expect(two.contains("(a) Isolation") && two.contains("(b) Predicted class"))
        #expect(!two.contains("Uncertainty"))
        let one = try svg(["--layers", "ordinary"])
        // 85 mm in points.
        #expect(one.contains("width=\"240.944882pt\"") && !one.contains("(a)"))
        #expect(four.contains("width=\"481.889764pt\""))
    }

    @Test func aPartOfTheTriangleHasItsOwnCorners() throws {
        let part = try svg(["--layers", "class", "--zoom", "Al=50,Cu=10"])
        // Al90Cu10 on top, with amounts as subscripts.
        #expect(part.contains("<tspan>Al</tspan><tspan dy=\""))
        #expect(part.contains("known outside of this part"))
        #expect(try svg(["--layers", "class"]) != part)
    }

    @Test func themeKnownCompoundsAndContoursCanBeChosen() throws {
        let plain = try svg(["--layers", "quasicrystal"])
        #expect(plain.contains("known quasicrystal"))
        #expect(
            try !svg(["--layers", "quasicrystal", "--no-known"]).contains("known quasicrystal"))
        #expect(plain.contains("fill=\"#1a1a1a\""))
        let dark = try svg(["--layers", "quasicrystal", "--theme", "dark"])
        #expect(dark.contains("fill=\"#ececec\"") && !dark.contains("fill=\"#1a1a1a\""))
        let bare = try svg(["--layers", "quasicrystal", "--contours", "none"])
        #expect(bare != plain && bare.utf8.count < plain.utf8.count)
    }

    @Test func severalFilesAreWrittenAtOnceAndTheSameEachTime() throws {
        let scratch = try Scratch()
        let names = ["a.svg", "b.pdf", "c.png", "deep/d.svg"]
        let arguments = names.flatMap { ["--output", scratch.path($0)] }
        let outcome = try draw("(Al-Cu-Fe)90Mg10", arguments)
        #expect(outcome.status == 0)
        #expect(outcome.text.split(separator: "\n").count == 4)
        #expect(try scratch.bytes(of: "a.svg") == scratch.bytes(of: "deep/d.svg"))
        let first = try names.map { try scratch.bytes(of: $0) }
        #expect(try draw("(Al-Cu-Fe)90Mg10", arguments).status == 0)
        #expect(try names.map { try scratch.bytes(of: $0) } == first)
        #expect(try scratch.text(of: "a.svg").contains("% Cu of Al-Cu-Fe"))
    }

    @Test(arguments: [
        (["--layers", "quasicrystals"], Int32(64), "did you mean \"quasicrystal\"?"),
        (["--layers", "glass"], Int32(64), "the layers are class, "),
        (["--zoom", "Fe"], 64, "such as Al=40,Cu=40"),
        (["--zoom", "Al=90,Cu=20"], 64, "no part of the triangle"),
        (["--zoom", "Mg=10"], 64, "\"Mg=10\" is no part of the triangle"),
        (["--theme", "grey"], 64, "light or dark"), (["--contours", "2"], 64, "between 0 and 1"),
        (["--width", "10"], 78, "give a number from 50"),
        (["--resolution", "5000"], 78, "give a number from 36"),
    ])
    func whatCannotBeDrawnIsRefused(
        arguments: [String], status: Int32, message: String
    ) throws {
        let scratch = try Scratch()
        let outcome = try draw("Al-Cu-Fe", ["--output", scratch.path("map.png")] + arguments)
        #expect(outcome.status == status)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("map.png")))
    }

    // MARK: - Pages about any systems

    @Test func aPageAboutAnySystemsStandsByItself() throws {
        let scratch = try Scratch()
        let arguments = [
            "report", "--model", try Fixture.model, "--systems", "Al-Cu-Fe,(Al-Cu-Fe)90Mg10",
            "--rules", try Fixture.reference + "/rules/rules.json", "--divisions", "20",
            "--output", scratch.path("page.html"),
        ]
        let outcome = try QScreen.run(arguments)
        #expect(outcome.status == 0, "\(outcome.messages)")
        let page = try scratch.text(of: "page.html")
        for part in [
            "<h2>What to try</h2>", "class=\"viewer\"", "id=\"map-Al-Cu-Fe\"", "<math",
            "how good the model is it does not say", "Model file (SHA-256)",
        ] { #expect(page.contains(part), "\(part)") }
        #expect(try QScreen.run(arguments + ["--jobs", "1"]).status == 0)
        #expect(try scratch.text(of: "page.html") == page)
    }

    @Test(arguments: [
        (["report"], "name a run folder or --systems"),
        (["report", "run", "--systems", "Al-Cu-Fe"], "one of the two"),
        (["report", "--systems", "Al-Cu-Fe"], "needs --output"),
    ])
    func aPageIsOfARunOrOfSystems(arguments: [String], message: String) throws {
        let outcome = try QScreen.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.messages.contains(message))
    }
}
