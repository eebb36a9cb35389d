import Artifacts
import Basis
import Materials
import Screening
import Symbolic
import Ternary
import Testing

@testable import QuasiScreen

@Suite struct StoreTests {
    /// Two kinds of binaries, and a ternary that is kept out of training.
    private static let table = """
        formula,phase_class,stability
        Al80Mn20,quasicrystal,stable
        Al86Fe14,quasicrystal,stable
        Al70Pd21Mn9,quasicrystal,stable
        Al78Co22,approximant,stable
        Al77Rh23,approximant,stable
        NaCl,ordinary,stable
        TiC,ordinary,stable
        Fe3Al,ordinary,stable
        Al62Cu26Fe12,quasicrystal,metastable
        Å,x,stable
        """

    private static func model(seed: UInt64 = 3, trees: Int = 12) throws -> TrainedModel {
        let text = table.split(separator: "\n").dropLast().joined(separator: "\n")
        let (compounds, _) = try DatasetReader().read(
            tables: [(name: "t.csv", bytes: Array(text.utf8))])
        let featurizer = try Featurizing.standard()
        let data = try CompoundFeatures(table: compounds, featurizer: featurizer, threads: 1)
        return try TrainedModel(
            learningFrom: data, featurizer: featurizer,
            parameters: ForestParameters(
                trees: trees, maxDepth: 25, maxFeatures: .log2, seed: seed), threads: 2)
    }
}
