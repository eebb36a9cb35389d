import Artifacts
import Basis
import Materials

/// Reads the published sample data of XenonPy's hypermaterials notebook.
///
/// The file is a CSV with a `composition` column that holds a Python dictionary of element symbols
/// and amounts, a `label` column (QC, AC, OTHERS) and a `for_test` column.
public enum XenonPyImport {
    static let classNames = ["QC": "quasicrystal", "AC": "approximant", "OTHERS": "ordinary"]

    /// The table as `formula, phase_class, split, source_id`, rows in the order of the file.
    public static func table(
        bytes: [UInt8], file: String
    ) throws -> (csv: [UInt8], counts: [(className: String, rows: Int)]) {
        let table = try DelimitedTable(bytes: bytes, file: file)
        let composition = try table.index(of: "composition")
        let label = try table.index(of: "label")
        let test = try table.index(of: "for_test")
        var writer = DelimitedWriter(columns: ["formula", "phase_class", "split", "source_id"])
        var counts = [String: Int]()
        for row in 0..<table.rowCount {
            let text = table.text(row, label)
            guard let className = classNames[text] else {
                throw Failure(
                    .badData, "unknown label \"\(text)\"", place: "\(table.place(row, label))",
                    remedy: "the labels are QC, AC and OTHERS")
            }
            let split = table.text(row, test)
            guard ["True", "False"].contains(split) else {
                throw Failure(
                    .badData, "\"\(split)\" is neither True nor False",
                    place: "\(table.place(row, test))", remedy: "mend the for_test column")
            }
            counts[className, default: 0] += 1
            let place = table.place(row, composition)
            let formula = try formula(of: table.text(row, composition), at: place)
            writer.append([
                formula, className, split == "True" ? "test" : "train",
                table.text(row, 0),
            ])
        }
        return (
            writer.bytes,
            PhaseClass.allCases.map { ($0.rawValue, counts[$0.rawValue, default: 0]) }
        )
    }

    /// `{'Sr': 1.0, 'Ag': 4.0}` as `Sr1Ag4`; the amounts stay as they are written.
    static func formula(of dictionary: String, at place: TextPlace) throws -> String {
        let inner = dictionary.drop { $0 == "{" || $0 == " " }.prefix { $0 != "}" }
        let formula = try inner.split(separator: ",").map { item in
            let parts = item.split(separator: ":")
            let symbol = parts.first.map { $0.filter { !"'\" ".contains($0) } } ?? ""
            guard parts.count == 2, !symbol.isEmpty, symbol.allSatisfy(\.isLetter),
                let amount = Double(parts[1].filter { $0 != " " }), amount > 0, amount.isFinite
            else {
                throw Failure(
                    .badData, "\"\(item)\" is not an element with a positive amount",
                    place: "\(place)", remedy: "write it like {'Sr': 1.0, 'Ag': 4.0}")
            }
            let text = "\(amount)"
            return symbol + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        }.joined()
        _ = try Composition(formula, at: place)
        return formula
    }

    /// Writes the dataset folder.
    public static func run(
        input: String, output: String
    ) throws -> [(className: String, rows: Int)] {
        let (csv, counts) = try table(bytes: try readInput(input), file: input)
        try ResultFile.write(csv, to: output + "/compounds.csv")
        try ResultFile.write(Array(source.utf8), to: output + "/SOURCE.md")
        return counts
    }

    private static let source = """
        # Sample data of XenonPy's hypermaterials notebook

        `compounds.csv` holds the rows of `training_data.csv` with formulas instead of Python
        dictionaries: `formula`, `phase_class` (QC is quasicrystal, AC approximant, OTHERS
        ordinary), `split` (the published `for_test` column) and `source_id`.

        Source: C. Liu et al., Adv. Mater. 33, 2102507 (2021), doi:10.1002/adma.202102507;
        XenonPy (BSD-3-Clause). Ordinary compounds come from the Materials Project (CC BY 4.0,
        doi:10.1063/1.4812323).
        """ + "\n"
}
