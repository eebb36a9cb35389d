import Foundation
import Testing
import Validation

@testable import QuasiScreen

/// What a model learns from compounds left out, on a small table.
@Suite struct CalibrationTests {
    @Test func easyCompoundsOfNonMetalsCalibrateNothing() throws {
        let bench = try SmallValidation.bench(threads: 2)
        let kinds = bench.kinds
        for (compound, kind) in zip(bench.data.table.compounds, kinds) {
            let holdsOxygen = compound.formula.hasSuffix("O")
            #expect((kind == nil) == holdsOxygen, "\(compound.formula)")
        }
        #expect(Set(kinds.compactMap { $0 }).isSuperset(of: ["Al", "Zn", "rest"]))
        let made = try SmallValidation.made.get()
        #expect(made.system.coverage.untouchedRows == kinds.count { $0 == nil })
        #expect(made.system.sets.allSatisfy { $0.map { !$0.isEmpty } ?? true })
        #expect(zip(made.system.sets, kinds).allSatisfy { ($0 == nil) == ($1 == nil) })
    }

    @Test func familiesAreLeftOutBesideSystems() throws {
        let made = try SmallValidation.made.get()
        #expect(Set(made.system.strata.map(\.leftOut)) == ["system", "family"])
        #expect(made.family.strata.isEmpty && made.family.calibration == nil)
        let calibration = try #require(made.system.calibration)
        try calibration.check(classCount: 3)
        #expect(calibration.sets.groups.map(\.name).contains("Al"))
        // As the run's stages pass it on.
        let text = try JSONText.encode(calibration)
        let back = try JSONDecoder().decode(ModelCalibration.self, from: Data(text.utf8))
        #expect(back == calibration)
    }
}
