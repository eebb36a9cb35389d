import Basis
import Foundation
import Materials
import Testing
import Validation

@testable import QuasiScreen

/// Aluminium alloys of three classes, and oxides, which are ordinary.
private enum Sample {
    static let formulas = ["Al80Mn20", "Al75Fe25", "Cu2Fe", "Al82Ni18", "AlCuFe", "Na3Cd"]

    private static let text = {
        var text = "formula,phase_class\n"
        let metals = ["Mn", "Fe", "Co", "Ni", "Cu", "Cr", "V", "Ti"]
        for (index, metal) in metals.enumerated() {
            text += "Al80\(metal)20,quasicrystal\nAl85\(metal)15,quasicrystal\n"
            text += "Al75\(metal)25,approximant\nAl70\(metal)30,approximant\n"
            for other in metals[..<index] {
                text += "Al\(metal)\(other),ordinary\n\(metal)2\(other),ordinary\n"
            }
            text += "Na\(metal)2,ordinary\n\(metal)O,ordinary\n"
        }
        return text
    }()

    static func model(_ recipe: ModelRecipe) throws -> TrainedModel {
        let table = try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
            .table
        let featurizer = try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n", file: "p.yaml"
        ).descriptors.featurizer()
        return try TrainedModel(
            learningFrom: CompoundFeatures(table: table, featurizer: featurizer, threads: 2),
            featurizer: featurizer, recipe: recipe, calibration: nil, threads: 2)
    }

    static let pool = Result { try model(.standard) }

    static func forest(_ trees: Int, seed: UInt64 = 0) -> LearnerParameters {
        .forest(ForestParameters(trees: trees, seed: seed))
    }

    static func boosting(_ rounds: Int) -> LearnerParameters {
        .boosting(BoostingParameters(rounds: rounds, maxDepth: 3))
    }

    static func blend(
        _ members: [LearnerParameters], isLinear: Bool = false, floor: Double = 1e-5
    ) -> ModelRecipe {
        var parameters = BlendParameters(
            members: members.map { BlendParameters.Member($0) }, floor: floor)
        if isLinear { parameters.pooling = .linear }
        return ModelRecipe(learner: .blend(parameters))
    }
}

private typealias Account = Explanation.Account

/// The base and the listed contributions add up to the sum, and that is the output.
private func isAdditive(_ account: Account, tolerance: Double = 1e-9) -> Bool {
    let listed = account.contributions.reduce(account.base) { $0 + $1.contribution }
    return abs(listed + account.otherContribution - account.sum) <= tolerance
        && abs(account.additivityResidual) <= tolerance
        && account.additivityResidual == account.sum - account.output
}

@Suite struct ExplanationTests {
    private func explain(
        _ model: TrainedModel, _ formulas: [String] = Sample.formulas, className: String? = nil,
        top: Int? = nil, members: Bool = false, threads: Int = 2
    ) throws -> [Explanation] {
        try model.explain(
            TrainedModel.parse(formulas: formulas), className: className, top: top,
            members: members, threads: threads)
    }

    @Test func contributionsToTheLogOddsOfTheStandardPoolAddUp() throws {
        let model = try Sample.pool.get()
        let predicted = try model.predict(
            TrainedModel.parse(formulas: Sample.formulas), threads: 1)
        for (found, prediction) in zip(try explain(model, members: true), predicted) {
            let whole = try #require(found.whole)
            let rival = try #require(whole.against)
            #expect(whole.quantity == .logOdds)
            #expect(whole.className == prediction.predictedClass)
            #expect(found.probabilities == prediction.probabilities)
            let others = prediction.probabilities.filter { $0.key != whole.className }
            #expect(others[rival] == others.values.max())
            let shares = [whole.className, rival].map { prediction.probabilities[$0] ?? 0 }
            #expect(abs(whole.output - log(shares[0] / shares[1])) <= 1e-9)
            #expect(!whole.isBelowFloor)
            #expect(isAdditive(whole))
            #expect(whole.contributions.count == model.featurizer.count)
            // The members' accounts are of the same two classes, and pool to the whole.
            let members = try #require(found.members)
            #expect(members.map(\.number) == ["1", "2"])
            #expect(members.allSatisfy { isAdditive($0.account) && $0.account.against == rival })
            let pooled = members.reduce(0) { $0 + $1.weight * $1.account.sum }
            #expect(abs(pooled - whole.sum) <= 1e-9)
        }
    }

    @Test func contributionsToTheProbabilityOfAForestAddUp() throws {
        let recipes = [
            ModelRecipe(learner: Sample.forest(30)),
            Sample.blend([Sample.forest(10), Sample.forest(15, seed: 4)], isLinear: true),
        ]
        for recipe in recipes {
            let model = try Sample.model(recipe)
            for found in try explain(model, className: "approximant", members: true) {
                let whole = try #require(found.whole)
                #expect(whole.quantity == .probability)
                #expect(whole.className == "approximant")
                #expect(whole.against == nil)
                #expect(whole.output == found.probabilities["approximant"])
                #expect(isAdditive(whole))
                #expect(found.members == nil, "the one part is the whole")
            }
        }
    }

    @Test func boostedTreesAloneAreExplainedAsAPoolOfOne() throws {
        let model = try Sample.model(ModelRecipe(learner: Sample.boosting(20)))
        for found in try explain(model, members: true) {
            let whole = try #require(found.whole)
            #expect(whole.quantity == .logOdds)
            #expect(isAdditive(whole))
            #expect(found.members == nil)
        }
    }

    @Test func aPoolThatIsNoSumIsExplainedByItsMembers() throws {
        let learners = [Sample.forest(10), Sample.boosting(10)]
        for recipe in [Sample.blend(learners), Sample.blend(learners, isLinear: true)] {
            for found in try explain(Sample.model(recipe)) {
                #expect(found.whole == nil)
                let members = try #require(found.members)
                #expect(members.map(\.account.quantity) == [.probability, .logOdds])
                #expect(members.map(\.weight) == [0.5, 0.5])
                #expect(members.allSatisfy { isAdditive($0.account) })
                #expect(found.text.contains("no sum over its members"))
            }
        }
    }

    @Test func aFloorThatCountsIsSaid() throws {
        let recipe = Sample.blend(
            [Sample.boosting(40), Sample.boosting(30)], floor: 0.1)
        let model = try Sample.model(recipe)
        let accounts = try explain(model).compactMap(\.whole)
        #expect(accounts.count == Sample.formulas.count)
        let broken = accounts.filter(\.isBelowFloor)
        #expect(!broken.isEmpty)
        #expect(broken.allSatisfy { abs($0.additivityResidual) > 1e-9 })
        #expect(broken.allSatisfy { $0.text.contains("floor") })
        #expect(accounts.filter { !$0.isBelowFloor }.allSatisfy { isAdditive($0) })
    }

    @Test func theLargestContributionsComeFirstAndTheRestIsAddedUp() throws {
        let model = try Sample.pool.get()
        let all = try #require(try explain(model)[0].whole)
        let some = try #require(try explain(model, top: 3)[0].whole)
        let none = try #require(try explain(model, top: 0)[0].whole)
        #expect(all.otherCount == 0)
        #expect(all.otherContribution == 0)
        #expect(some.contributions.map(\.descriptor) == all.contributions[..<3].map(\.descriptor))
        #expect(some.otherCount == model.featurizer.count - 3)
        #expect(isAdditive(some))
        #expect(none.contributions.isEmpty)
        #expect(isAdditive(none))
        let sizes = all.contributions.map { abs($0.contribution) }
        #expect(sizes == sizes.sorted(by: >))
        let first = try model.featurizer.features(of: Composition(Sample.formulas[0]))
        for entry in all.contributions {
            let index = try #require(model.featurizer.names.firstIndex(of: entry.descriptor))
            #expect(entry.value == first[index])
            #expect(entry.unit == model.featurizer.units[index])
        }
    }

    @Test func whatTheGateSettlesIsNotExplained() throws {
        let model = try Sample.pool.get()
        #expect(model.gate.elements.contains { $0.symbol == "O" })
        let found = try explain(model, ["FeO", "Al80Mn20", "NaCl2O"], className: "quasicrystal")
        #expect(found.map(\.settledBy) == [["O"], [], ["O"]])
        #expect(found.map { $0.whole == nil } == [true, false, true])
        #expect(found.allSatisfy { $0.members == nil })
        #expect(found[0].probabilities["ordinary"] == 1)
        #expect(found[0].predictedClass == "ordinary")
        #expect(found[0].text.contains("settled by O"))
        // Nothing is left for the model.
        #expect(try explain(model, ["FeO"]).map(\.settledBy) == [["O"]])
        #expect(try explain(model, []).isEmpty)
    }

    @Test func anUnknownClassIsRefusedWithASuggestion() throws {
        let model = try Sample.pool.get()
        #expect {
            try explain(model, className: "quasicristal")
        } throws: {
            ($0 as? any Diagnosable)?.diagnosis.message.contains("did you mean \"quasicrystal\"?")
                == true
        }
    }

    @Test func threadsAndCompanyLeaveTheNumbersAlone() throws {
        let model = try Sample.pool.get()
        let all = try explain(model, members: true, threads: 1)
        #expect(
            try JSONText.encode(explain(model, members: true, threads: 3))
                == JSONText.encode(all))
        #expect(
            try JSONText.encode(explain(model, [Sample.formulas[2]], members: true, threads: 1))
                == JSONText.encode([all[2]]))
    }
}

@Suite struct ModelExportTests {
    @Test func theFileCarriesWhatAUserOfItNeeds() throws {
        let model = try Sample.pool.get()
        let text = String(decoding: try model.onnx().bytes, as: UTF8.self)
        for word in [
            "quasiscreen.onnx", "schema_version", QuasiScreenVersion.software,
            try JSONText.compact(model.classNames), try JSONText.compact(model.featurizer.names),
            try JSONText.compact(model.featurizer.units), "impute", "is given class ordinary",
            ModelStore.elementTableDigest,
        ] { #expect(text.contains(word)) }
        #expect(try model.onnx().bytes == model.onnx().bytes)
    }
}
