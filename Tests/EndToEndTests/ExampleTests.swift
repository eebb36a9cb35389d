import Foundation
import Testing

/// `reports/example` shows what the program does now.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation), .serialized)
struct ExampleTests {
    private static let shown = Repository.root.appendingPathComponent("reports/example")

    /// Texts are compared; pictures depend on fonts, and the manifest holds their digests.
    private static let endings: Set = ["csv", "json", "md", "py", "tex", "txt"]

    private static func texts(in folder: URL) throws -> Set<String> {
        Set(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
                endings.contains(($0 as NSString).pathExtension) && $0.contains("/")
                    && !$0.hasPrefix(".")
            })
    }

    @Test func runningTheExampleAgainGivesTheTablesThatTheRepositoryShows() throws {
        let scratch = try Scratch()
        let outcome = try QScreen.run(
            "run", Repository.root.appendingPathComponent("Pipelines/example.yaml").path,
            "--output", scratch.path("example"))
        try #require(outcome.status == 0, "\(outcome.messages)")
        let made = URL(fileURLWithPath: scratch.path("example"))
        let names = try Self.texts(in: Self.shown)
        #expect(names.count > 30)
        #expect(try Self.texts(in: made) == names, "run ./Pipelines/run example and commit it")
        for name in names.sorted() {
            let expected = try String(
                contentsOf: Self.shown.appendingPathComponent(name), encoding: .utf8)
            let found = try String(contentsOf: made.appendingPathComponent(name), encoding: .utf8)
            if let difference = TextDifference.first(expected, found) {
                Issue.record(
                    "\(name), \(difference): run ./Pipelines/run example and look at what changed")
            }
        }
    }

    @Test(arguments: [
        ("a,1.25\nb,2", "a,1.25\nb,2", nil), ("x 0.30000000000000004", "x 0.3", nil),
        ("a,1.25", "a,1.26", "line 1: \"a,1.25\" is now \"a,1.26\""),
        ("a\nb", "a\nc", "line 2: \"b\" is now \"c\""), ("a", "a\nb", "1 lines are now 2"),
        ("0.0", "1e-13", nil), ("Al63Cu25", "Al63Cu26", "line 1: \"Al63Cu25\" is now \"Al63Cu26\""),
    ])
    func textsDifferWhereMoreThanTheLastDigitsDo(
        expected: String, found: String, difference: String?
    ) {
        #expect(TextDifference.first(expected, found) == difference)
    }
}

/// Compares texts; numbers may differ in their last digits, as mathematical libraries do.
enum TextDifference {
    static func first(_ expected: String, _ found: String) -> String? {
        let lines = (
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            found.split(separator: "\n", omittingEmptySubsequences: false)
        )
        for (number, (one, other)) in zip(lines.0, lines.1).enumerated()
        where one != other && !isAlike(one, other) {
            return "line \(number + 1): \"\(one.prefix(200))\" is now \"\(other.prefix(200))\""
        }
        return lines.0.count == lines.1.count
            ? nil : "\(lines.0.count) lines are now \(lines.1.count)"
    }

    private static func isAlike(_ one: Substring, _ other: Substring) -> Bool {
        let number = /[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?/
        let numbers = (one.matches(of: number), other.matches(of: number))
        guard one.replacing(number, with: "#") == other.replacing(number, with: "#"),
            numbers.0.count == numbers.1.count
        else { return false }
        return zip(numbers.0, numbers.1).allSatisfy { first, second in
            guard let a = Double(first.output.0), let b = Double(second.output.0) else {
                return false
            }
            return abs(a - b) <= 1e-9 * max(abs(a), abs(b)) + 1e-12
        }
    }
}
