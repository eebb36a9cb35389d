import Basis
import Foundation
import Symbolic
import Testing

@testable import QuasiScreen

/// A folder with a table and its units, gone at the end.
final class SymbolicBench {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "symbolic-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, _ name: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}

func quickFitting(logistic: Bool = false) -> SymbolicFitting {
    var fitting = SymbolicFitting(target: "y")
    fitting.parameters.maximumTerms = 1
    fitting.parameters.screened = 5
    fitting.parameters.rungs = 0
    fitting.folds = 3
    if logistic { fitting.setLoss("logistic") }
    return fitting
}

func symbolicFaults(
    _ bench: SymbolicBench, _ table: String, units: String? = nil, logistic: Bool = false
)
    throws -> [String]
{
    let input = try bench.write(table, "t.csv")
    let unitFile = try units.map { try bench.write($0, "u.csv") }
    do {
        _ = try quickFitting(logistic: logistic).run(
            input: input, units: unitFile, folder: bench.folder + "/out", threads: 1)
        return []
    } catch let faults as Faults {
        return faults.messages.map { $0.replacing(bench.folder + "/", with: "") }
    } catch let error as any Diagnosable {
        return [error.diagnosis.message.replacing(bench.folder + "/", with: "")]
    }
}

let symbolicRows = (0..<12).map { "\($0),\(($0 * 7) % 5),\(3 * $0 + $0 % 2)\n" }.joined()

@Test func allFaultsOfATableComeAtOnceWithTheirPlaces() throws {
    let found = try symbolicFaults(SymbolicBench(), "a,b,y\n1,x,3\n2,,5\ninf,4,q\n" + symbolicRows)
    #expect(found.count == 4)
    for place in ["t.csv:2:3", "t.csv:3:3", "t.csv:4:1", "t.csv:4:7"] {
        #expect(found.contains { $0.hasPrefix(place) }, "\(place)")
    }
}

@Test func allFaultsOfUnitsComeAtOnceWithTheirPlaces() throws {
    let found = try symbolicFaults(
        SymbolicBench(), "a,b,y\n" + symbolicRows,
        units: "name,unit\na,Agnstrom\nb,K\nb,pm\nc,K\ny,J/g K\n")
    #expect(found.count == 4)
    #expect(found[0].hasPrefix("u.csv:2:3: unknown unit \"Agnstrom\"; did you mean \"Angstrom\"?"))
    #expect(found[1].hasPrefix("u.csv:4:3: column \"b\" has the unit \"pm\" here and \"K\""))
    #expect(found[2].hasPrefix("u.csv:5:1: no column \"c\" in t.csv"))
    #expect(found[3].hasPrefix("u.csv:6:3: unit \"J/g K\" cannot be read"))
}

@Test func unitsThatAreMissingOrUnknownAreSaid() throws {
    let bench = try SymbolicBench()
    let input = try bench.write("a,b,y\n" + symbolicRows, "t.csv")
    let units = try bench.write("name,unit\na,quux\n", "u.csv")
    var said = [String]()
    let outcome = try quickFitting().run(
        input: input, units: units, folder: bench.folder + "/out", threads: 1,
        warn: { said.append($0) })
    #expect(said.contains { $0.contains("no unit of \"b\"") })
    #expect(said.contains { $0.contains("\"quux\"") && $0.contains("unknown") })
    #expect(said.contains { $0.contains("no unit of the target \"y\"") })
    // What is said on the way stands in the documents, too.
    #expect(outcome.front.markdown.contains("quux"))
    let own = try bench.write("name,unit\na,[quux]\nb,-\ny,K\n", "own.csv")
    said = []
    _ = try quickFitting().run(
        input: input, units: own, folder: bench.folder + "/out", threads: 1,
        warn: { said.append($0) })
    #expect(!said.contains { $0.contains("unit") })
}

@Test(arguments: [
    ("-1", "1"), ("no", "yes"), ("True", "FALSE"), ("good", "bad"), ("2", "1"), ("ICO", "DEC"),
])
func anyTwoLabelsAreATarget(first: String, second: String) throws {
    let bench = try SymbolicBench()
    let pair = SurrogateTarget.Labels(ordering: first, second)
    #expect(pair == SurrogateTarget.Labels(ordering: second, first))
    let rows = (0..<24).map { row in
        let isOne = row > 12 || row == 3 || row == 10
        return "\(row),\(row % 5),\(isOne && row != 20 ? pair.one : pair.zero)\n"
    }.joined()
    let input = try bench.write("a,b,y\n" + rows, "t.csv")
    var said = [String]()
    let outcome = try quickFitting(logistic: true).run(
        input: input, units: nil, folder: bench.folder + "/out", threads: 1,
        warn: { said.append($0) })
    #expect(outcome.front.target?.labels == pair)
    #expect(said.contains { $0.contains("\"\(pair.zero)\" counts as 0") })
    #expect(outcome.front.markdown.contains("as 1"))
    let table = try SymbolicPrediction.run(
        model: bench.folder + "/out/pareto.json", input: input)
    let read = try DelimitedTable(bytes: Array(table.utf8), file: "p")
    #expect(read.text(0, try read.index(of: "probability_of")) == pair.one)
    let best = try read.index(of: "accuracy")
    #expect(try #require(try read.number(23, best)) >= (try #require(try read.number(0, best))))
}

@Test func labelsThatAreNotTwoKeepTheirPlace() throws {
    let three = try symbolicFaults(
        SymbolicBench(), "a,y\n1,no\n2,yes\n3,maybe\n4,no\n", logistic: true)
    #expect(three.count == 1 && three[0].hasPrefix("t.csv:4:3"))
    #expect(three[0].contains("maybe"))
    let beyond = try symbolicFaults(
        SymbolicBench(), "a,y\n1,0\n2,1\n3,0.5\n4,1.5\n", logistic: true)
    #expect(beyond.count == 1 && beyond[0].hasPrefix("t.csv:4:3"))
    let constant = try symbolicFaults(SymbolicBench(), "a,y\n1,5\n2,5\n3,5\n4,5\n")
    #expect(constant.count == 1 && constant[0].hasPrefix("t.csv:2:3"))
}

@Test func theSearchIsValidatedUnlessToldNot() throws {
    let bench = try SymbolicBench()
    let input = try bench.write("a,b,y\n" + symbolicRows, "t.csv")
    var fitting = quickFitting()
    let judged = try fitting.run(
        input: input, units: nil, folder: bench.folder + "/a", threads: 1)
    #expect(judged.front.isValidated && judged.front.csv.contains("held_out_r_squared"))
    #expect(FileManager.default.fileExists(atPath: bench.folder + "/a/validation.csv"))
    fitting.validates = false
    let plain = try fitting.run(
        input: input, units: nil, folder: bench.folder + "/b", threads: 1)
    #expect(!plain.front.isValidated && !plain.front.csv.contains("held_out"))
    #expect(!FileManager.default.fileExists(atPath: bench.folder + "/b/validation.csv"))
}
