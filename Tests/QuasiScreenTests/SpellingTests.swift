import Basis
import Descriptors
import Materials
import Testing
import Validation

@testable import QuasiScreen

/// A compound written in six digits of any multiple is the compound of the table.
@Suite struct SpellingTests {
    private static let plain = ["Al70.5Pd21Re8.5", "Zn56.8Mg34.6Ho8.6", "Cd5.7Yb", "Al63Cu25Fe12"]

    /// The formula times a factor, elements backwards, amounts in six significant digits.
    private static func written(_ formula: String, _ stream: inout RandomStream) throws -> String {
        let composition = try Composition(formula)
        let factor = 0.5 + 60 * stream.unit()
        return zip(composition.elements, composition.fractions).reversed().map {
            element, fraction in
            var (value, places) = (fraction * factor, 0)
            var scale = 1.0
            while value * scale < 1e5 {
                scale *= 10
                places += 1
            }
            value = (value * scale).rounded() / scale
            return "\(element)\(value)"
        }.joined()
    }

    private static func read(
        _ rows: [(formula: String, name: String)]
    ) throws -> (
        table: CompoundTable, findings: [Finding]
    ) {
        let text =
            "formula,phase_class\n" + rows.map { "\($0.formula),\($0.name)\n" }.joined()
        return try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
    }

    @Test func duplicatesAndContradictionsOfATableAreFound() throws {
        var stream = RandomStream(seed: 31)
        for _ in 0..<40 {
            let twice = try Self.plain.flatMap { formula in
                [formula, try Self.written(formula, &stream), try Self.written(formula, &stream)]
            }
            let same = try Self.read(
                twice.map { ($0, "quasicrystal") } + [("NaCl", "ordinary")])
            #expect(same.findings.map(\.kind) == Array(repeating: .duplicate, count: 8))
            #expect(same.table.trainingRows == [0, 3, 6, 9, 12])
            let groups = CompoundGroups.compositions(same.table.compositions)
            #expect(Set(groups).count == 5)
            let against = try Self.read(
                Self.plain.map { ($0, "quasicrystal") }
                    + Self.plain.map { (try Self.written($0, &stream), "ordinary") }
                    + [("NaCl", "ordinary"), ("CsCl", "ordinary")])
            #expect(against.findings.filter { $0.kind == .contradiction }.count == 4)
        }
    }

    @Test func knownCompoundsAreNoCandidatesAndCandidatesAreNotRepeated() throws {
        var stream = RandomStream(seed: 32)
        let table = try Self.read(
            Self.plain.map { ($0, "quasicrystal") } + [("NaCl", "ordinary")]
        ).table
        for _ in 0..<40 {
            let fresh = ["Al71Pd20Re9", "Zn60Mg31Y9"]
            let list = try (Self.plain + fresh + fresh).map { try Self.written($0, &stream) }
            let input = CandidateInput(try TrainedModel.parse(formulas: list), knownTo: table)
            #expect(input.known == Self.plain.count)
            #expect(input.repeated == fresh.count)
            #expect(input.formulas == Array(list[4..<6]))
        }
    }

    @Test func predictionsAuditAndFieldsKnowTheCompound() throws {
        var stream = RandomStream(seed: 33)
        let model = try SmallValidation.made.get().model
        for compound in model.known.compounds.prefix(30) {
            let text = try Self.written(compound.formula, &stream)
            let rows = try TrainedModel.parse(formulas: [compound.formula, text])
            let found = try model.predict(rows, neighbours: 1, threads: 1)
            for prediction in found {
                #expect(prediction.nearestKnown.first?.distance == 0)
                #expect(prediction.nearestKnown.first?.chemicalDistance == 0)
                #expect(prediction.nearestKnown.first?.formula == compound.formula)
                #expect(prediction.nearestByAtoms.first?.formula == compound.formula)
                #expect(prediction.nearestByAtoms.first?.distance == 0)
            }
        }
        // The rim of an observed field.
        let field = ObservedField(
            system: try ChemicalSystem("Ho-Mg-Zn"), className: "quasicrystal",
            limits: [0.086...0.1, 0.3...0.346, 0.568...0.6])
        for _ in 0..<200 {
            let written = try Composition(Self.written("Zn56.8Mg34.6Ho8.6", &stream))
            #expect(
                field.contains(field.system.elements.map { written.fraction(of: $0) }))
        }
        #expect(!field.contains([0.0859, 0.3461, 0.568]))
    }

    /// Roles by amount, such as base and solute, are those of the alloy, not of its spelling.
    @Test func rolesOfEqualAmountsDoNotDependOnTheSpelling() throws {
        var stream = RandomStream(seed: 34)
        let descriptors = try AlloyDescriptors(
            RuleDescriptors.parse([
                "base:electron_negativity", "solute:electron_negativity", "contrast:density",
            ]))
        for formula in ["Al40Cu40Fe20", "Mg30Zn30Y30Al10", "Al50Ni50", "Ti25Zr25Hf25Ni25"] {
            let exact = try descriptors.values(of: Composition(formula))
            for _ in 0..<50 {
                let written = try Composition(Self.written(formula, &stream))
                for (own, other) in zip(try descriptors.values(of: written), exact) {
                    #expect(abs(own - other) <= 1e-4 * abs(other), "\(formula)")
                }
            }
        }
    }
}
