import Artifacts
import Basis
import Materials

/// The compositions that a campaign may choose from, each once.
struct CandidateInput {
    /// As the list writes them.
    let formulas: [String]
    let compositions: [Composition]
    /// How many of the list were left out because the table of compounds holds them.
    let known: Int
    /// How many were left out because they stood in the list before.
    let repeated: Int

    /// Reads a CSV file, or the ranked candidates of a sweep or run folder.
    ///
    /// - Parameter table: the model's compounds, which are no candidates.
    init(path: String, column: String, knownTo table: CompoundTable) throws {
        let file = try Self.file(at: path)
        let rows = try FormulaInput.read(path: file, column: column)
        self.init(rows, knownTo: table)
        guard !formulas.isEmpty else {
            throw CampaignError.noCandidates(file: file, known: known)
        }
    }

    init(_ rows: [(text: String, composition: Composition)], knownTo table: CompoundTable) {
        var training = CompositionMap<Bool>()
        for composition in table.compositions { training[composition] = true }
        var seen = CompositionMap<Bool>()
        var (known, repeated) = (0, 0)
        var kept = [(text: String, composition: Composition)]()
        for row in rows {
            if training.contains(row.composition) {
                known += 1
            } else if seen.contains(row.composition) {
                repeated += 1
            } else {
                seen[row.composition] = true
                kept.append(row)
            }
        }
        formulas = kept.map(\.text)
        compositions = kept.map(\.composition)
        self.known = known
        self.repeated = repeated
    }

    /// The list as the campaign keeps it.
    var csv: [UInt8] {
        var writer = DelimitedWriter(columns: ["formula"])
        for formula in formulas { writer.append([formula]) }
        return writer.bytes
    }

    private static func file(at path: String) throws -> String {
        let files = PosixFileSystem()
        guard try files.look(at: path)?.kind == .folder else { return path }
        let name = "candidates.csv"
        for stage in [SweepStage.id, DesignStage.id] {
            let inner = FolderPath.join(FolderPath.join(path, stage), name)
            if try files.look(at: inner) != nil { return inner }
        }
        return FolderPath.join(path, name)
    }
}
