import Basis
import Figures
import Materials
import Symbolic
import Ternary
import Testing

@testable import QuasiScreen

struct AtlasTests {
    private func entries() throws -> [AtlasEntry] {
        let system = AtlasEntry(
            section: try TernarySection("Al-Cu-Fe"), rulesMet: [0, 1, 3, 2, 1, 0],
            domain: [0, 1, 2, 0, 0, 0], uncertainty: [0, 500, 1000, 1, 2, 3])
        let unjudged = AtlasEntry(
            section: try TernarySection("Al-Co-Ni"), rulesMet: nil, domain: [2, 2, 2, 2, 2, 2])
        let section = AtlasEntry(
            section: try TernarySection("(Al-Cu-Fe)1Mg1"), rulesMet: [3, 0, 1], domain: [1, 1, 1])
        return [system, unjudged, section]
    }

    @Test func anAtlasComesBackFromItsFile() throws {
        let entries = try entries()
        let bytes = try AtlasStore.encode(
            entries, rules: ["a <= 1", "b >= 2"], configuration: ["maps": "3"])
        #expect(
            try bytes
                == AtlasStore.encode(
                    entries, rules: ["a <= 1", "b >= 2"], configuration: ["maps": "3"]))
        let found = try AtlasStore.decode(bytes, name: "atlas.h5")
        #expect(found.count == 3)
        for entry in entries { #expect(found[entry.section.label] == entry) }
    }

    @Test func anEmptyAtlasIsAFileToo() throws {
        let bytes = try AtlasStore.encode([], rules: [], configuration: [:])
        #expect(try AtlasStore.decode(bytes, name: "atlas.h5").isEmpty)
    }

    @Test func pointsAreJudgedAsCompositionsAre() throws {
        let model = try DomainJudgeTests.model.get()
        let front = Variable(name: "ave:x_ea_conventional", unit: .dimensionless)
        let figures = RuleFigures(inside: [true], positive: [true], weights: [1])
        let rules = RuleSet(
            variables: [front],
            rules: [(1.0, 2.0), (1.5, 9)].map {
                Rule(
                    expression: .variable(0), lower: $0.0, upper: $0.1, spread: 1,
                    figures: figures)
            }, conjunction: figures)
        let section = try TernarySection("Al-Cu-Fe")
        let grid = try section.grid(divisions: 6)
        let atlas = try Atlas(model: model, rules: rules)
        let found = try #require(
            try atlas.entries(of: [section], divisions: 6, certain: 1, threads: 1).first)
        let judge = try DomainJudge(model)
        let compositions = try section.compositions(on: grid)
        let predictions = try model.predict(
            compositions.map { (text: $0.formula, composition: $0) }, threads: 1)
        for (point, composition) in compositions.enumerated() {
            let assessment = try judge.assess([composition], threads: 1)[0]
            #expect(Int(found.domain[point]) == assessment.grade.rawValue)
            let uncertainty = Double(try #require(found.uncertainty)[point]) / AtlasStore.quanta
            #expect(abs(uncertainty - (predictions[point].uncertainty ?? 0)) <= 0.0005001)
        }
        let masks = try #require(found.rulesMet)
        #expect(Set(masks).count > 1 && masks.allSatisfy { $0 < 4 })
        #expect(
            try atlas.entries(of: [section], divisions: 6, certain: 0, threads: 2)[0].uncertainty
                == nil)
    }
}

struct MapOptionsTests {
    @Test(arguments: [
        ("Al=50", [0.5, 0.0, 0]), ("Al=50,Cu=10", [0.5, 0.1, 0]), (" Fe = 12.5 ", [0, 0, 0.125]),
        ("Al=0", [0, 0, 0]),
    ])
    func zoomNamesTheLeastPercentages(text: String, lowest: [Double]) throws {
        let window = try TernaryWindow(zoom: text, corners: ["Al", "Cu", "Fe"])
        #expect([window.lowest.a, window.lowest.b, window.lowest.c] == lowest)
    }

    @Test(arguments: ["", "Al", "Al=x", "Al=-1", "Al=101", "Mg=5", "Al=50;Cu=10", "Al=50,"])
    func whatNamesNoPartIsRefused(text: String) {
        #expect(throws: QuasiScreenError.zoom(text, corners: ["Al", "Cu", "Fe"])) {
            try TernaryWindow(zoom: text, corners: ["Al", "Cu", "Fe"])
        }
    }

    @Test func layersHaveDefaultsThatDependOnTheTarget() throws {
        let model = try DomainJudgeTests.model.get()
        var options = MapOptions()
        #expect(options.style.width == 170)
        let layers = try options.layers(model, target: 0)
        #expect(layers.first == "class" && layers.last == "uncertainty")
        #expect(layers.contains(model.classNames[0]))
        options.layers = ["domain"]
        #expect(try options.layers(model, target: 0) == ["domain"])
        #expect(options.style.width == 85)
        options.layers = ["clas"]
        #expect(throws: QuasiScreenError.self) { try options.layers(model, target: 0) }
    }
}
