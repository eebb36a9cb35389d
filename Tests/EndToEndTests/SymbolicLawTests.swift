import Basis
import Foundation
import Testing

/// Laws that users planted and that a fixed shallow depth missed: 12 columns, 300 rows, 1 % noise.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct SymbolicLawTests {
    private static func table(columns: Int = 12, _ law: ([Double]) -> Double) -> String {
        var stream = RandomStream(seed: 5).child("laws")
        let rows = (0..<300).map { _ in (0..<columns).map { _ in 1 + 3 * stream.unit() } }
        let clean = rows.map(law)
        let mean = clean.reduce(0, +) / 300
        let spread = (clean.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 300).squareRoot()
        var text = (0..<columns).map { "x\($0)" }.joined(separator: ",") + ",y\n"
        for (row, value) in zip(rows, clean) {
            // The sum of twelve uniform numbers has variance one.
            let normal = (0..<12).reduce(-6.0) { sum, _ in sum + stream.unit() }
            let noisy = value + 0.01 * spread * normal
            text += row.map { "\($0)" }.joined(separator: ",") + ",\(noisy)\n"
        }
        return text
    }

    @Test(arguments: [
        (0, ["*x0*x1/x2"]), (1, ["*abs(x0 - x1)/x2"]), (2, ["*x2", "/exp(x0)"]),
    ])
    func plantedLawsAreFoundWithTheDefaults(number: Int, parts: [String]) throws {
        let laws: [([Double]) -> Double] = [
            { 3.1 * $0[0] * $0[1] / $0[2] }, { 5 * abs($0[0] - $0[1]) / $0[2] },
            { 4 * exp(-$0[0]) + 0.5 * $0[2] },
        ]
        let scratch = try Scratch()
        let table = try scratch.write(Self.table(laws[number]), to: "t.csv")
        let outcome = try QScreen.run(
            "symbolic", "--input", table, "--target", "y", "--output", scratch.path("out"))
        #expect(outcome.status == 0, "\(outcome.messages)")
        let front = try DelimitedTable(bytes: outcome.output, file: "front")
        let best = try (0..<front.rowCount).first {
            try front.text($0, front.index(of: "choice")).contains("best")
        }
        let row = try #require(best)
        let formula = try front.text(row, front.index(of: "formula"))
        for part in parts { #expect(formula.contains(part), "\(formula)") }
        #expect(try front.text(row, front.index(of: "terms")) == "\(parts.count)", "\(formula)")
    }

    /// A Gaussian, a logistic curve, a Lorentz factor, two lengths at right angles, a reduced mass and
    /// a wave: before the link is taken off, their parts correlate with nothing.
    @Test(arguments: [
        (0, ["exp(", "x0**2"]), (1, ["exp(", "/("]), (2, ["x0", "sqrt(", "x1**2", "x2**2"]),
        (3, ["sqrt(", "x0**2", "x1**2"]), (4, ["1/x0", "1/x1"]), (5, ["x1*cos("]),
    ])
    func lawsBehindALinkAreFoundWithTheDefaults(number: Int, parts: [String]) throws {
        let laws: [([Double]) -> Double] = [
            { 2 * exp(-0.3 * $0[0] * $0[0]) }, { 1 / (1 + exp(3 - 2 * $0[0])) },
            { $0[0] / (1 - $0[1] * $0[1] / (17 * $0[2] * $0[2])).squareRoot() },
            { ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() }, { 1 / (1 / $0[0] + 1 / $0[1]) },
            { $0[1] * cos(2.3 * $0[0]) },
        ]
        let scratch = try Scratch()
        let table = try scratch.write(Self.table(columns: 4, laws[number]), to: "t.csv")
        let outcome = try QScreen.run(
            "symbolic", "--input", table, "--target", "y", "--no-validate", "--output",
            scratch.path("out"))
        #expect(outcome.status == 0, "\(outcome.messages)")
        let front = try DelimitedTable(bytes: outcome.output, file: "front")
        let formulas = try (0..<front.rowCount).map {
            try front.text($0, front.index(of: "formula"))
        }
        let hasLaw = try formulas.indices.contains { row in
            try front.text(row, front.index(of: "terms")) == "1"
                && parts.allSatisfy { formulas[row].contains($0) }
        }
        #expect(hasLaw, "\(formulas)")
    }

    @Test func figuresOfAnEarlierSearchDoNotStay() throws {
        let scratch = try Scratch()
        let table = try scratch.write("x,y\n1,2\n2,4.1\n3,6\n4,7.9\n5,10\n6,12.1\n", to: "t.csv")
        let search = [
            "symbolic", "--input", table, "--target", "y", "--output", scratch.path("out"),
        ]
        let options = ["--rungs", "0", "--terms", "1", "--folds", "3"]
        #expect(try QScreen.run(search + options).status == 0)
        #expect(try !scratch.text(of: "out/validation.csv").isEmpty)
        #expect(try QScreen.run(search + options + ["--no-validate"]).status == 0)
        #expect(throws: (any Error).self) { try scratch.text(of: "out/validation.csv") }
    }
}
