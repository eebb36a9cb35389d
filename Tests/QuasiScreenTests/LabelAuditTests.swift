import Basis
import Materials
import Testing
import Validation

@testable import QuasiScreen

@Suite struct LabelAuditTests {
    /// Aluminium alloys of two classes by their content of aluminium, one of them mislabelled.
    private static func table(
        _ decision: String = ""
    ) throws -> (
        table: CompoundTable, findings: [Finding]
    ) {
        var text = "formula,phase_class,decision\n"
        for metal in ["Mn", "Fe", "Co", "Ni", "Cu", "Cr", "V", "Ti"] {
            for share in [10, 12, 14] {
                text += "Al\(100 - share)\(metal)\(share),rich,\n"
                text += "Al\(share)\(metal)\(100 - share),poor,\n"
            }
        }
        text += "Al86Pd14,poor,\(decision)\nAl88Pd12,rich,\nAl13Pd87,poor,\n"
        return try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
    }

    private static func audit(_ decision: String = "", threads: Int = 2) throws -> LabelAudit {
        let (table, findings) = try table(decision)
        let featurizer = try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n", file: "p.yaml"
        ).descriptors.featurizer()
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: 1)
        let outcome = try ValidationBench(
            data: data, recipe: SmallValidation.recipe, featurizer: featurizer, comparing: false,
            threads: threads
        ).outOfSystem(folds: 4, seed: 0)
        return try LabelAudit(
            outcome, of: data.table,
            confirmed: Set(findings.filter { $0.kind == .confirmed }.map(\.place)),
            threads: threads)
    }

    @Test func aWrongLabelIsListedFirstWithItsKin() throws {
        let audit = try Self.audit()
        #expect(audit.audited == 51)
        #expect(audit.confirmed == 0)
        let row = try #require(audit.rows.first)
        #expect(row.formula == "Al86Pd14")
        #expect(row.place == "t.csv:50:1")
        #expect(row.className == "poor")
        #expect(row.predictedClass == "rich")
        #expect(row.probability == row.probabilities["rich"])
        #expect(row.probability > 0.5)
        // The nearest kin is another row; with Ni for Pd a row of the predicted class is nearer.
        #expect(row.kin.map(\.formula).first == "Al88Pd12")
        #expect(row.kin.count == LabelAudit.kinCount)
        #expect(!row.kin.contains { $0.formula == row.formula })
        #expect(abs((row.kin.first?.distance ?? 0) - 0.02) < 1e-12)
        #expect(row.predictedKin?.formula == "Al86Ni14")
        #expect(row.predictedKin?.replaced == "Pd by Ni")
        for other in audit.rows { #expect(other.className != other.predictedClass) }
    }

    /// Ho13Zn58 stands far from Dy13Zn58 as a composition, but is the same with Dy for Ho.
    @Test func anIsotypeIsFoundByReplacingAnElement() throws {
        let table = try DatasetReader().read(
            tables: [
                (
                    "t.csv",
                    Array(
                        """
                        formula,phase_class
                        Ho13Zn58,ordinary
                        HoZn3,ordinary
                        Dy13Zn58,approximant
                        Sc3Zn17,approximant
                        """.utf8)
                )
            ]
        ).table
        let outcome = try CrossValidation.run(
            folds: [Fold(name: "all", train: [1, 2, 3], test: [0])], labels: table.labels,
            classNames: table.classNames, protocol: .system, seed: 0
        ) { _ in Matrix(rows: 1, columns: 2, values: [0.7, 0.3]) }
        let audit = try LabelAudit(outcome, of: table, confirmed: [], threads: 1)
        let row = try #require(audit.rows.first)
        #expect(row.kin.map(\.formula) == ["HoZn3", "Dy13Zn58", "Sc3Zn17"])
        #expect(row.predictedKin?.formula == "Dy13Zn58")
        #expect(row.predictedKin?.replaced == "Ho by Dy")
        #expect((row.predictedKin?.distance ?? 1) < 1e-12)
        #expect(audit.text.contains("Dy13Zn58, Ho by Dy"))
    }

    @Test func aConfirmedLabelIsCountedAndNotListed() throws {
        let audit = try Self.audit("keep")
        #expect(audit.confirmed == 1)
        #expect(
            audit.rows.map(\.formula) == Array(try Self.audit().rows.map(\.formula).dropFirst()))
        #expect(audit.text.contains("1 more label has been confirmed by a decision"))
    }

    @Test func aRelabelledRowContradictsNothing() throws {
        let audit = try Self.audit("rich")
        #expect(!audit.rows.contains { $0.formula == "Al86Pd14" })
        #expect(audit.confirmed == 0)
    }

    @Test func theListDoesNotDependOnThreads() throws {
        #expect(try Self.audit(threads: 1).csv == Self.audit(threads: 3).csv)
    }

    /// The list is a compound table whose column for decisions waits to be filled in.
    @Test func theListReadsBackAsATable() throws {
        let audit = try Self.audit()
        let list = try DelimitedTable(bytes: audit.csv, file: "list.csv")
        #expect(list.rowCount == audit.rows.count)
        let decision = try list.index(of: "decision")
        #expect((0..<list.rowCount).allSatisfy { list.text($0, decision).isEmpty })
        let (table, _) = try DatasetReader().read(
            tables: [
                ("list.csv", audit.csv),
                ("more.csv", Array("formula,phase_class\nTi,rich\nNi,poor\n".utf8)),
            ])
        #expect(table.compounds.prefix(list.rowCount).map(\.formula) == audit.rows.map(\.formula))
    }

    @Test func onlyTablesAreWritten() throws {
        #expect(throws: QuasiScreenError.unknownOutputFormat(path: "a.txt", known: [".csv"])) {
            try LabelAudit.check(output: "a.txt")
        }
    }
}
