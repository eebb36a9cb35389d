import Basis
import Foundation
import Testing

@testable import QuasiScreen

@Suite struct XenonPyImportTests {
    private func table(_ rows: String) throws -> (csv: String, counts: [Int]) {
        let result = try XenonPyImport.table(
            bytes: Array((",composition,label,for_test\n" + rows).utf8), file: "t.csv")
        return (String(decoding: result.csv, as: UTF8.self), result.counts.map(\.rows))
    }

    @Test func dictionariesBecomeFormulas() throws {
        let (csv, counts) = try table(
            """
            0,"{'Sr': 1.0, 'Ag': 4.0}",OTHERS,False
            1,"{'Al': 65.0, 'Cu': 20.5, 'Fe': 14.5}",QC,True
            2,{'Ti': 2.0},AC,False

            """)
        #expect(
            csv == """
                formula,phase_class,split,source_id
                Sr1Ag4,ordinary,train,0
                Al65Cu20.5Fe14.5,quasicrystal,test,1
                Ti2,approximant,train,2

                """)
        #expect(counts == [1, 1, 1])
    }

    @Test(arguments: [
        ("0,{'Sr': 1.0},QD,False\n", "t.csv:2:15: unknown label \"QD\""),
        ("0,{'Sx': 1.0},QC,False\n", "t.csv:2:3, "),
        ("0,{'Sr': -1.0},QC,False\n", "t.csv:2:3: \"'Sr': -1.0\" is not an element with"),
        ("0,{'Sr': nan},QC,False\n", "t.csv:2:3: "), ("0,{'Sr'},QC,False\n", "t.csv:2:3: "),
        ("0,{},QC,False\n", "t.csv:2:3"),
        ("0,{'Al2': 1.0},QC,False\n", "t.csv:2:3"),
        ("0,{'Sr': 1.0},QC,yes\n", "t.csv:2:18: \"yes\" is neither True nor False"),
    ])
    func aWrongRowIsNamedWithItsPlace(row: String, message: String) {
        do {
            _ = try table(row)
            Issue.record("\(row) was accepted")
        } catch {
            #expect("\(error)".hasPrefix(message), "\(error)")
        }
    }

    private static let sample = Repository.path("../shared/reference/xenonpy_training_data.csv")

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: sample),
            "the published sample file is not beside the repository"))
    func thePublishedFileIsRead() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.sample)))
        let (csv, counts) = try XenonPyImport.table(bytes: bytes, file: "training_data.csv")
        #expect(counts.map(\.rows) == [80, 78, 10_000])
        let (table, _) = try DatasetReader().read(tables: [(name: "t.csv", bytes: csv)])
        #expect(table.compounds.count == 10_158)
    }
}
