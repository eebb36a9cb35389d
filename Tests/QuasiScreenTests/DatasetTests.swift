import Artifacts
import Basis
import Materials
import Testing

@testable import QuasiScreen

/// Reads tables given as text; they are called a.csv, b.csv and so on.
private func read(
    _ tables: String..., rules: DatasetRules = DatasetRules()
) throws -> (table: CompoundTable, findings: [Finding]) {
    try DatasetReader(rules: rules).read(
        tables: zip(["a.csv", "b.csv", "c.csv"], tables).map { ($0, Array($1.utf8)) })
}

private func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing was thrown"
    } catch {
        return "\(error)"
    }
}

@Suite struct DatasetReaderTests {
    @Test func rowsKeepTheirOrderAndTheirPlace() throws {
        let (table, findings) = try read(
            "nr,formula,phase_class\n1,Al63Cu25Fe12,quasicrystal\n2,\"Cd6Yb\",approximant\n",
            "phase_class,formula\nordinary,NaCl\nordinary,Ti\n")
        #expect(table.classNames == ["quasicrystal", "approximant", "ordinary"])
        #expect(table.compounds.map(\.formula) == ["Al63Cu25Fe12", "Cd6Yb", "NaCl", "Ti"])
        #expect(
            table.compounds.map(\.place)
                == ["a.csv:2:3", "a.csv:3:3", "b.csv:2:10", "b.csv:3:10"])
        #expect(table.labels == [0, 1, 2, 2])
        #expect(table.classCounts == [1, 1, 2])
        #expect(table.trainingRows == [0, 1, 2, 3])
        #expect(findings.isEmpty)
    }

    @Test func aFilterOnAColumnThatNoTableHasIsRefused() {
        var rules = DatasetRules()
        rules.keep = ["splt": ["train"]]
        let text = message {
            _ = try read("formula,phase_class,split\nAl,a,train\nCu,b,test\n", rules: rules)
        }
        #expect(text.contains("no column \"splt\""))
        #expect(text.contains("did you mean \"split\""))
    }

    @Test func foreignClassNamesAreAlphabetical() throws {
        let (table, _) = try read("formula,phase_class\nAl,two\nCu,quasicrystal\nFe,One\n")
        #expect(table.classNames == ["One", "quasicrystal", "two"])
        #expect(table.labels == [2, 1, 0])
    }

    @Test(arguments: ["a\u{1b}[2Jb", "a\u{7}", "a\u{202e}b", "a\u{200b}b", "a\nb"])
    func aClassNameThatWouldSteerATerminalIsRefused(name: String) {
        #expect(
            performing: {
                _ = try read("formula,phase_class\nNaCl,ordinary\nTi,\"\(name)\"\n")
            },
            throws: { error in
                error as? QuasiScreenError == .unprintableClass(name, place: "a.csv:3:4")
            })
    }

    @Test(arguments: [
        (
            text: "formula,phase_class\nAl,a\nAl63Cx25,b\n",
            starts: "a.csv:3:1, ", holds: "\"Cx\""
        ),
        ("formula,phase_class\nAl,a\nCu,\n", "a.csv:3:4: column \"phase_class\" is empty", ""),
        ("formula,phase_class\n", "a.csv: the table has no rows", ""),
        (
            "formula,phase_class\nAl,a\nCu,a\n",
            "a.csv: a classifier needs two or more classes, found: a", "class column"
        ),
        (
            "fromula,phase_class\nAl,a\n", "a.csv:1:1: no column \"formula\"",
            "did you mean \"fromula\""
        ),
        ("formula,phase_class\nAl,a,b\n", "a.csv:2:1: 3 fields", "2"),
    ])
    func mistakesAreNamedWithTheirPlace(text: String, starts: String, holds: String) {
        let found = message { _ = try read(text) }
        #expect(found.hasPrefix(starts), "\(found)")
        #expect(found.contains(holds) || holds.isEmpty, "\(found)")
    }

    @Test func aColumnCalledClassServesWhereThereIsNoOther() throws {
        let both = try read(
            "formula,class\nAl,a\n", "formula,class,phase_class\nCu,x,b\nFe,x,a\n")
        #expect(both.table.classNames == ["a", "b"])
        var rules = DatasetRules()
        rules.classColumn = "kind"
        #expect(
            message { _ = try read("formula,class\nAl,a\n", rules: rules) }
                .hasPrefix("a.csv:1:1: no column \"kind\""))
    }

    @Test func aFolderGivesItsTablesByName() throws {
        #expect(throws: QuasiScreenError.noTables(folder: "/proc/self/task")) {
            try DatasetReader.files(at: "/proc/self/task")
        }
        #expect(try DatasetReader.files(at: "some/file.csv") == ["some/file.csv"])
    }
}

@Suite struct DatasetRuleTests {
    private static let stability = """
        formula,phase_class,stability
        Al63Cu25Fe12,quasicrystal,stable
        Al86Mn14,quasicrystal,metastable
        Cd6Yb,approximant,stable
        Al70Ni15Co15,quasicrystal,
        """ + "\n"

    private static let flags = "formula,phase_class,ac_flag\nNaCl,ordinary,\nAlMn4,ordinary,1\n"

    @Test func unstableRowsAndApproximantsInDisguiseStayOut() throws {
        let (table, findings) = try read(Self.stability, Self.flags)
        #expect(table.trainingRows == [0, 2, 4])
        #expect(
            table.compounds.map(\.exclusion)
                == [
                    nil, "stability is \"metastable\"", nil, "stability is empty", nil,
                    "ac_flag is \"1\"",
                ])
        #expect(findings.map(\.kind) == [.excluded, .excluded, .excluded])
        #expect(findings.map(\.place) == ["a.csv:3:1", "a.csv:5:1", "b.csv:3:1"])
        #expect(table.training.compounds.map(\.formula) == ["Al63Cu25Fe12", "Cd6Yb", "NaCl"])
    }

    @Test func theFiltersAreAChoice() throws {
        var rules = DatasetRules()
        rules.keep = ["stability": ["stable", "metastable"], "ac_flag": ["", "1"]]
        #expect(try read(Self.stability, Self.flags, rules: rules).table.trainingRows.count == 5)
        rules.keep = [:]
        #expect(try read(Self.stability, Self.flags, rules: rules).table.trainingRows.count == 6)
    }

    /// Al2Cu three times, as a, a and b; Al2Cu and Al4Cu2 are one composition. Class b is rarer.
    private static let repeated =
        "formula,phase_class\nAl2Cu,a\nAl4Cu2,a\nNiAl,a\nCuAl2,b\nFeAl,b\n"

    @Test(arguments: [
        (DatasetRules.Contradictions.rarest, [2, 3, 4]), (.exclude, [2, 4]), (.keep, [0, 2, 3, 4]),
    ])
    func contradictionsFollowTheRule(
        rule: DatasetRules.Contradictions, training: [Int]
    ) throws {
        var rules = DatasetRules()
        rules.contradictions = rule
        let (table, findings) = try read(Self.repeated, rules: rules)
        #expect(table.trainingRows == training)
        let expected = rule == .rarest ? 2 : rule == .exclude ? 3 : 0
        #expect(findings.count { $0.kind == .contradiction } == expected)
        // Where contradictions stay, the two rows of class a are still duplicates.
        #expect(findings.count { $0.kind == .duplicate } == (rule == .keep ? 1 : 0))
    }

    @Test func aContradictionNamesBothPlaces() throws {
        let finding = try #require(try read(Self.repeated).findings.first)
        #expect(finding.kind == .contradiction)
        #expect(finding.place == "a.csv:2:1")
        #expect(finding.detail == "labelled a here, a at a.csv:3:1, b at a.csv:5:1")
        var rules = DatasetRules()
        rules.contradictions = .error
        #expect(
            throws: QuasiScreenError.contradiction(
                formula: "Al4Cu2", place: "a.csv:3:1", classes: ["a", "b"])
        ) { try read(Self.repeated, rules: rules) }
    }

    /// A row that a filter takes out speaks all the same: it shows that the label is in doubt.
    @Test func aFilteredRowStillContradicts() throws {
        let (table, _) = try read(
            "formula,phase_class,stability\nCd6Yb,quasicrystal,metastable\nAl,quasicrystal,stable\n",
            "formula,phase_class\nCd6Yb,ordinary\nNaCl,ordinary\nTi,ordinary\n")
        #expect(
            table.compounds.map { $0.exclusion != nil } == [true, false, true, false, false])
    }

    @Test(arguments: [
        (DatasetRules.Duplicates.merge, [0, 2, 3]), (.keep, [0, 1, 2, 3]),
    ])
    func duplicatesFollowTheRule(rule: DatasetRules.Duplicates, training: [Int]) throws {
        let text = "formula,phase_class\nAl2Cu,a\nCu0.5Al,a\nFe,b\nAl2.0001Cu,a\n"
        var rules = DatasetRules()
        rules.duplicates = rule
        let (table, findings) = try read(text, rules: rules)
        #expect(table.trainingRows == training)
        #expect(findings.count == 4 - training.count)
        rules.duplicates = .error
        #expect(throws: QuasiScreenError.sameFormulaTwice("Cu0.5Al", place: "a.csv:3:1")) {
            try read(text, rules: rules)
        }
    }

    @Test func nearPairsAreSaidAndKept() throws {
        let (table, findings) = try read(
            "formula,phase_class\nCd85.7Yb14.3,quasicrystal\nCd85Yb15,approximant\n"
                + "Zn88Sc12,quasicrystal\nZn86Sc14,approximant\nNaCl,ordinary\n")
        #expect(table.trainingRows.count == 5)
        #expect(findings.map(\.kind) == [.nearPair])
        #expect(findings[0].formula == "Cd85.7Yb14.3")
        #expect(findings[0].detail == "0.7 at.% from the approximant Cd85Yb15 at a.csv:3:1")
        let csv = try DelimitedTable(bytes: Finding.csv(findings), file: "f")
        #expect(csv.rowCount == 1)
        #expect(csv.text(0, 0) == "near pair")
    }

    @Test func theSummaryCountsEachKind() throws {
        let lines = Finding.summary(try read(Self.repeated).findings)
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("2 contradiction findings, such as Al2Cu at a.csv:2:1: "))
    }

    @Test func theShippedTablesGiveThreeClasses() throws {
        let (table, findings) = try DatasetReader().read(
            path: Repository.path("datasets/compounds"))
        #expect(table.classNames == PhaseClass.allCases.map(\.rawValue))
        let counts = table.training.classCounts
        #expect(counts.allSatisfy { $0 > 50 })
        #expect(counts[2] > 10_000)
        #expect(
            table.compounds.count - counts.reduce(0, +)
                == findings.count { ![.nearPair, .confirmed].contains($0.kind) })
        // Labelled twice in the sources of the data.
        let contradictory = Set(
            findings.filter { $0.kind == .contradiction }.map { $0.formula })
        #expect(!contradictory.isEmpty)
    }
}
