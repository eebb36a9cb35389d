import Basis
import Foundation
import Testing

/// Quasicrystals that were found with the method, by a model whose training data lack them.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct DiscoveryTests {
    private static let sample = Repository.root
        .appendingPathComponent("../shared/reference/xenonpy_training_data.csv").standardized.path

    /// Al65Ni20Os15, Al78Ir17Mn5 and Al78Ir17Fe5 were made after the model of Liu et al., Adv.
    /// Mater. 33, 2102507 (2021), had pointed at their systems.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: sample),
            "the published training data are not beside the repository"))
    func theModelOfThePaperFlagsTheSystemsOfLaterDiscoveries() throws {
        let scratch = try Scratch()
        let imported = try QScreen.run(
            "import-xenonpy", Self.sample, "--output", scratch.path("data"))
        #expect(imported.text.hasSuffix("80 quasicrystal, 78 approximant, 10000 ordinary\n"))
        let model = scratch.path("m.h5")
        let training = try QScreen.run(
            "train", "--dataset", scratch.path("data"), "--preset", "liu2021", "--output", model)
        #expect(training.status == 0, "\(training.messages)")
        #expect(training.text.contains("200 trees"))
        let sweep = try QScreen.run(
            "sweep", "--systems", "Al-Ni-Os,Al-Ir-Mn,Al-Ir-Fe", "--divisions", "50", "--model",
            model, "--output", scratch.path)
        #expect(sweep.status == 0, "\(sweep.messages)")
        let systems = try Fixture.table(scratch.path("sweep/systems.csv"))
        let regions = try systems.index(of: "regions_quasicrystal")
        #expect(systems.rowCount == 3)
        for row in 0..<systems.rowCount {
            #expect(try #require(try systems.number(row, regions)) >= 1, "\(systems.text(row, 1))")
        }
        // The training data have no quasicrystal of these systems. Every symbol has its number.
        let known = try Fixture.table(scratch.path("data/compounds.csv"))
        let wanted = [["Al", "Ni", "Os"], ["Al", "Ir", "Mn"], ["Al", "Fe", "Ir"]]
        let columns = try (known.index(of: "formula"), known.index(of: "phase_class"))
        for row in 0..<known.rowCount where known.text(row, columns.1) == "quasicrystal" {
            let symbols = known.text(row, columns.0).split { !$0.isLetter }.map(String.init)
            #expect(!wanted.contains(symbols.sorted()), "\(known.text(row, columns.0))")
        }
    }
}
