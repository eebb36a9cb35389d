import Basis
import Testing

@testable import QuasiScreen

/// Reads one table given as text.
private func read(
    _ text: String, rules: DatasetRules = DatasetRules()
) throws -> (table: CompoundTable, findings: [Finding]) {
    try DatasetReader(rules: rules).read(tables: [(name: "a.csv", bytes: Array(text.utf8))])
}

@Suite struct LabelDecisionTests {
    private static let decided = """
        formula,phase_class,decision
        Al86Mn14,quasicrystal,keep
        Al71Co25Ni4,ordinary,approximant
        Al36Fe7Ni7,ordinary,exclude
        NaCl,ordinary,
        Cd6Yb,approximant,approximant
        """ + "\n"

    @Test func decisionsAreCarriedOutAndCounted() throws {
        let (table, findings) = try read(Self.decided)
        #expect(table.labels == [0, 1, 2, 2, 1])
        #expect(table.trainingRows == [0, 1, 3, 4])
        #expect(table.compounds[2].exclusion == "decision is \"exclude\"")
        #expect(findings.map(\.kind) == [.confirmed, .relabelled, .excluded, .confirmed])
        #expect(findings.map(\.place) == ["a.csv:2:1", "a.csv:3:1", "a.csv:4:1", "a.csv:6:1"])
        #expect(findings[1].detail == "labelled ordinary in the table")
        #expect(findings[1].action == "taken as approximant")
        let summary = Finding.summary(findings)
        #expect(summary.count == 3)
        #expect(summary.contains { $0.hasPrefix("1 relabelled finding, such as Al71Co25Ni4") })
        #expect(summary.contains { $0.hasPrefix("2 confirmed findings") })
    }

    @Test(arguments: [("aproximant", "did you mean \"approximant\""), ("7", "keep, exclude, ")])
    func whatIsNoDecisionIsNamedWithItsPlace(text: String, remedy: String) throws {
        let error = #expect(throws: QuasiScreenError.self) {
            try read("formula,decision,phase_class\nNaCl,,ordinary\nCd6Yb,\(text),approximant\n")
        }
        let message = error?.diagnosis.message ?? ""
        #expect(message.hasPrefix("a.csv:3:7: \"\(text)\" in column \"decision\""), "\(message)")
        #expect(message.contains(remedy), "\(message)")
    }

    @Test func anotherColumnMayHoldTheDecisions() throws {
        let text = "formula,phase_class,decision,verdict\nNaCl,a,7,exclude\nFe,b,8,\nTi,a,9,keep\n"
        var rules = DatasetRules()
        rules.decisionColumn = "none"
        #expect(try read(text, rules: rules).table.trainingRows == [0, 1, 2])
        rules.decisionColumn = "verdict"
        #expect(try read(text, rules: rules).table.trainingRows == [1, 2])
        rules.decisionColumn = "vredict"
        #expect(throws: DelimitedTextError.self) { try read(text, rules: rules) }
    }

    @Test func aClassColumnIsNoDecisionColumn() throws {
        var rules = DatasetRules()
        rules.classColumn = "decision"
        let (table, findings) = try read("formula,decision\nNaCl,keep\nFe,drop\n", rules: rules)
        #expect(table.classNames == ["drop", "keep"])
        #expect(table.trainingRows == [0, 1])
        #expect(findings.isEmpty)
    }

    /// Al2Cu as class a, whose label is confirmed, and as the rarer class b.
    @Test(arguments: DatasetRules.Contradictions.allCases)
    func aDecisionSettlesAContradiction(rule: DatasetRules.Contradictions) throws {
        var rules = DatasetRules()
        rules.contradictions = rule
        let text = "formula,phase_class,decision\nAl2Cu,a,keep\nCuAl2,b,\nFe,b,\nTi,a,\nNi,a,\n"
        #expect(
            try read(text, rules: rules).table.trainingRows
                == (rule == .keep ? [0, 1, 2, 3, 4] : [0, 2, 3, 4]))
    }

    @Test func decisionsThatDisagreeSettleNothing() throws {
        var rules = DatasetRules()
        rules.contradictions = .error
        #expect(throws: QuasiScreenError.self) {
            try read("formula,phase_class,decision\nAl2Cu,a,keep\nCuAl2,b,keep\n", rules: rules)
        }
    }

    /// Unlike a row that a filter takes out, a row that somebody excluded does not speak.
    @Test func anExcludedRowDoesNotContradict() throws {
        let (table, findings) = try read(
            "formula,phase_class,decision\nAl2Cu,a,exclude\nCuAl2,b,\nFe,b,\nTi,a,\n")
        #expect(table.trainingRows == [1, 2, 3])
        #expect(!findings.contains { $0.kind == .contradiction })
    }
}

@Suite struct ApproximantFlagTests {
    @Test(arguments: [
        ("", true), ("broad", true), ("strict", false), ("probable", false), ("family", false),
    ])
    func relativesInABroadSenseAreOrdinaryCompetitors(flag: String, trains: Bool) throws {
        let (table, _) = try read(
            "formula,phase_class,ac_flag\nAl9Co2,ordinary,\(flag)\nNaCl,ordinary,\nFe,approximant,\n"
        )
        #expect(table.trainingRows.contains(0) == trains)
    }

    @Test func aCompositionListedAsAnApproximantStaysOne() throws {
        let (table, findings) = try read(
            """
            formula,phase_class,ac_flag
            Ce13Zn58,ordinary,broad
            Zn58Ce13,approximant,
            NaCl,ordinary,
            """ + "\n")
        #expect(table.trainingRows == [1, 2])
        #expect(findings.map(\.kind) == [.contradiction])
    }
}
