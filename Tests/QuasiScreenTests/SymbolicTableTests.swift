import Basis
import Foundation
import Symbolic
import Testing

@testable import QuasiScreen

/// What a run says on the way.
private func said(
    _ table: String, units: String? = nil, logistic: Bool = false
) throws -> (messages: [String], front: ParetoFront) {
    let bench = try SymbolicBench()
    let input = try bench.write(table, "t.csv")
    let unitFile = try units.map { try bench.write($0, "u.csv") }
    var messages = [String]()
    let outcome = try quickFitting(logistic: logistic).run(
        input: input, units: unitFile, folder: bench.folder + "/out", threads: 1,
        warn: { messages.append($0.replacing(bench.folder + "/", with: "")) })
    return (messages, outcome.front)
}

@Test(arguments: [
    ("Mpa m^0.5", "unknown unit \"Mpa\" in \"Mpa m^0.5\"; did you mean \"MPa\""),
    ("J/(mol Klvin)", "unknown unit \"Klvin\" in \"J/(mol Klvin)\"; did you mean \"kelvin\"?"),
    ("kg/m/s^2/", "nothing follows the sign /"), ("m//s", "the sign / follows /"),
    ("g/cm 3", "the number \"3\" stands apart"), ("W/m\u{b7}K", "W/(m K)"),
    ("emu/foo", "unknown unit \"foo\" in \"emu/foo\"; a unit of your own stands in square"),
    ("ev", "unknown unit \"ev\"; did you mean \"eV\"?"), ("KW", "\"kW\""),
    ("Nm", "\"N m\""),
])
func aUnitOfWhichAPartIsUnknownIsAnErrorWithItsPlace(unit: String, message: String) throws {
    let found = try symbolicFaults(
        SymbolicBench(), "a,b,y\n" + symbolicRows, units: "name,unit\nb,K\na,\(unit)\n")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("u.csv:3:3: ") == true, "\(found)")
    #expect(found.first?.contains(message) == true, "\(found)")
}

@Test func everyUnknownPartIsNamed() throws {
    let found = try symbolicFaults(
        SymbolicBench(), "a,b,y\n" + symbolicRows, units: "name,unit\na,Mpa Klvin^2\nb,hrs\ny,n/a\n"
    )
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasPrefix("u.csv:2:3: unknown unit") })
}

@Test(arguments: [
    ("nm", "Angstrom", "multiply \"b\" by 0.1 to have it in nm" as String?),
    ("GPa", "MPa", "multiply \"b\" by 0.001 to have it in GPa"),
    ("ppm", "ppb", "multiply \"b\" by 0.001 to have it in ppm"),
    ("kJ/mol", "eV", "multiply \"b\" by 96.4853321233 to have it in kJ/mol"),
    ("-", "%", "multiply \"b\" by 0.01 to have it in 1"),
    ("K", "Kelvin", nil), ("K", "m", nil), ("[a]", "[b]", nil), ("HV", "HRC", nil),
])
func columnsOfOneQuantityInDifferentUnitsAreSaid(
    first: String, second: String, advice: String?
) throws {
    let (messages, front) = try said(
        "a,b,y\n" + symbolicRows, units: "name,unit\na,\(first)\nb,\(second)\ny,J\n")
    let notes = messages.filter { $0.contains("one kind of quantity") }
    if let advice {
        #expect(notes.count == 1 && notes[0].contains(advice), "\(messages)")
        #expect(notes[0].contains("\"a\" in \(first == "-" ? "1" : first) and \"b\" in \(second)"))
        #expect(front.notes.contains { $0.contains("one kind of quantity") })
    } else {
        #expect(messages.filter { $0.contains("unit") }.isEmpty, "\(messages)")
    }
}

@Test func remarksOfUnitsHaveTheirPlaces() throws {
    let (messages, _) = try said(
        "a,b,y\n" + symbolicRows, units: "name,unit\na,VEC units\ny,C\n")
    #expect(
        messages.contains { $0.contains("\"VEC units\" of column \"a\" (u.csv:2:3) is unknown") })
    #expect(messages.contains { $0.contains("no unit of \"b\" (t.csv:1:3) in u.csv") })
    #expect(messages.contains { $0.contains("(u.csv:3:3) is read as the coulomb") })
}

@Test(arguments: [
    ("a,b,z\n", "t.csv:1:1: no column \"y\""), ("a,,y\n", "t.csv:1:3: column 2 has no name"),
    ("\n\na,b ,x,z\n", "t.csv:3:1: no column \"y\""),
    ("\"a\nb\",b,y\n", "t.csv:1:1: the column \"a\\u{a}b\" holds invisible"),
    ("a;b;y\n", "t.csv:1:1: no column \"y\"; the columns seem to be separated by semicolons"),
    ("a\tb\ty\n", "t.csv:1:1: no column \"y\"; the columns seem to be separated by tabs"),
    ("y\n", "t.csv:1:1: beside the target there is no column"),
])
func faultsOfTheHeaderHaveTheirPlaces(header: String, message: String) throws {
    let count = header.contains("z") && header.contains("x") ? 4 : 3
    let fields = header.hasPrefix("y") || header.contains(";") || header.contains("\t") ? 1 : count
    let rows = (0..<9).map { row in
        (0..<fields).map { "\(row * 2 + $0)" }.joined(separator: ",") + "\n"
    }.joined()
    let found = try symbolicFaults(SymbolicBench(), header + rows)
    #expect(found.contains { $0.hasPrefix(message) }, "\(found)")
}

@Test func missingColumnsOfUnitsGroupsAndWeightsHaveTheirPlaces() throws {
    let units = try symbolicFaults(
        SymbolicBench(), "a,b,y\n" + symbolicRows, units: "column,unit\na,K\n")
    #expect(units.count == 1 && units[0].hasPrefix("u.csv:1:1: no column \"name\""))
    let bench = try SymbolicBench()
    let input = try bench.write("a,b,y\n" + symbolicRows, "t.csv")
    var fitting = quickFitting()
    fitting.groupColumn = "g"
    fitting.weightColumn = "w"
    let error = #expect(throws: Faults.self) {
        _ = try fitting.run(
            input: input, units: nil, folder: bench.folder + "/out", threads: 1)
    }
    #expect(error?.messages.count == 2)
    #expect(error?.messages.allSatisfy { $0.contains("t.csv:1:1: no column") } == true)
}

@Test func hintsAboutTheLossFitTheTarget() throws {
    func rows(_ labels: [String]) -> String {
        "a,b,y\n"
            + (0..<12).map { "\($0),\(($0 * 7) % 5),\(labels[$0 % labels.count])\n" }.joined()
    }
    let words = try symbolicFaults(SymbolicBench(), rows(["no", "yes"]))
    #expect(words.count == 1 && words[0].hasPrefix("t.csv:2:"))
    #expect(words[0].contains("\"no\", \"yes\"") && words[0].contains("--loss logistic"))
    let three = try symbolicFaults(SymbolicBench(), rows(["no", "yes", "maybe"]), logistic: true)
    #expect(three.count == 1 && !three[0].contains("squared"))
    let numbers = try symbolicFaults(SymbolicBench(), rows(["0.5", "1.5", "3"]), logistic: true)
    #expect(numbers.count == 1 && numbers[0].contains("--loss squared"))
    let constant = try symbolicFaults(SymbolicBench(), rows(["5"]))
    #expect(constant.count == 1 && !constant[0].contains("weight"))
}

@Test(arguments: [
    ("1e300", "the variance of column \"a\" (t.csv:1:1) cannot be computed" as String?),
    ("1e-300", "the variance of column \"a\" (t.csv:1:1) cannot be computed"),
    ("1e100", "the square of column \"a\" (t.csv:1:1) is beyond"),
    ("1e60", "the cube of column \"a\" (t.csv:1:1) is beyond"), ("1e30", nil), ("1", nil),
])
func columnsBeyondTheRangeOfNumbersAreNamed(scale: String, message: String?) throws {
    let factor = try #require(Double(scale))
    let rows = (0..<15).map { "\(Double($0 + 1) * factor),\(($0 * 7) % 5),\(3 * $0 + $0 % 2)\n" }
    let (messages, front) = try said("a,b,y\n" + rows.joined())
    let about = messages.filter { $0.contains("\"a\" (t.csv:1:1)") }
    if let message {
        #expect(about.count == 1 && about[0].contains(message), "\(messages)")
        #expect(front.notes.contains { $0.contains("write it in another unit") })
    } else {
        #expect(about.isEmpty, "\(messages)")
    }
}

@Test func wholeNumbersThatLoseDigitsAreNamed() throws {
    let rows = (0..<15).map { "\(9_007_199_254_740_993 + 2 * $0),\($0 % 4),\(3 * $0)\n" }.joined()
    let (messages, _) = try said("a,b,y\n" + rows)
    #expect(messages.contains { $0.contains("\"a\" (t.csv:1:1) holds whole numbers beyond 2^53") })
}

@Test func columnsThatLookAlikeAreSaidWithWhatFormulasCallThem() throws {
    let (messages, front) = try said("\u{b5},\u{3bc},y\n" + symbolicRows)
    #expect(
        messages.contains {
            $0.contains("kept apart") && $0.contains("(t.csv:1:1, in formulas mu)")
                && $0.contains("(t.csv:1:4, in formulas mu_2)")
        }, "\(messages)")
    #expect(front.symbols.identifiers == ["mu", "mu_2"])
}

@Test func theNestedFigureOfTheChoiceIsSaidBesideTheTable() throws {
    let (messages, front) = try said("a,b,y\n" + symbolicRows)
    let note = try #require(front.choiceNote)
    #expect(messages.contains("note: \(note)"))
    #expect(front.csv.contains("best_held_out_r_squared"))
}
