import Artifacts
import Basis
import Foundation
import Materials
import Testing

@testable import QuasiScreen

/// A campaign in memory on the small model of ``SmallValidation``.
@Suite struct CampaignTests {
    private static let list = [
        "Al80Mo20", "Al78Mn22", "Al81Fe19", "Zn79Co21", "Zn61Ni35Al4", "Na3Cu", "Al40Ti60",
        "Zn58Cr36Al6", "Al82V18", "Cu60Zn40", "Al79Cr21", "Zn81Mn19",
    ]

    private static func digest(_ bytes: [UInt8]) -> Digest { Digest(of: bytes) }

    private func campaign(_ change: (inout CampaignSettings) -> Void = { _ in }) throws -> Campaign
    {
        let model = try SmallValidation.made.get().model
        var settings = CampaignSettings()
        settings.batch = 3
        settings.budget = 8
        settings.members = 3
        change(&settings)
        let candidates = CandidateInput(
            try TrainedModel.parse(formulas: Self.list + ["Al80Mn20", "Al160Mo40"]),
            knownTo: model.known)
        let targets = try model.classIndices(named: settings.targets)
        return try Campaign(
            CampaignState(
                settings: settings, model: Self.digest([]), candidates: Self.digest(candidates.csv),
                evidence: try model.localEvidence(classes: targets, threads: 2)),
            model: model, candidates: candidates)
    }

    private func result(_ formula: String, _ outcome: String) throws -> ExperimentResult {
        ExperimentResult(
            formula: formula, composition: try Composition(formula), outcome: outcome,
            place: "r.csv:2:1")
    }

    @Test func whatTheModelKnowsAndRepeatsAreNoCandidates() throws {
        let candidates = try campaign().candidates
        #expect(candidates.formulas == Self.list)
        #expect(candidates.known == 1)
        #expect(candidates.repeated == 1)
    }

    @Test(arguments: BatchStrategy.allCases)
    func aCampaignSuggestsNothingTwiceAndEndsAtItsBudget(strategy: BatchStrategy) throws {
        var campaign = try campaign { $0.strategy = strategy }
        var sizes = [Int]()
        while true {
            let drawn = try campaign.draw(threads: 2)
            if drawn == 0 { break }
            sizes.append(drawn)
            let open = try campaign.open()
            #expect(open.count == drawn)
            _ = try campaign.take(open.map { try result($0.formula, "ordinary") })
        }
        #expect(sizes == [3, 3, 2])
        #expect(Set(campaign.state.suggestions.map(\.formula)).count == 8)
        #expect(campaign.state.outcomes.allSatisfy { $0.suggested })
    }

    @Test func theStateComesBackAndGoesOnAsIfNeverPutAway() throws {
        var direct = try campaign { $0.strategy = .thompson }
        _ = try direct.draw(threads: 1)
        let bytes = try direct.state.encoded()
        let state = try CampaignState(bytes, path: "campaign.json")
        #expect(state == direct.state)
        #expect(try state.encoded() == bytes)
        var resumed = try Campaign(
            state, model: direct.model, candidates: direct.candidates)
        let results = try direct.open().map { try result($0.formula, "quasicrystal") }
        #expect(try direct.take(results) == 3)
        #expect(try resumed.take(results) == 3)
        _ = try direct.draw(threads: 1)
        _ = try resumed.draw(threads: 4)
        #expect(try resumed.state.encoded() == direct.state.encoded())
    }

    @Test func aDamagedStateIsRefused() throws {
        var bytes = try campaign().state.encoded()
        let place = try #require(bytes.firstIndex(of: UInt8(ascii: "8")))
        bytes[place] = UInt8(ascii: "9")
        #expect {
            try CampaignState(bytes, path: "campaign.json")
        } throws: {
            ($0 as? any Diagnosable)?.diagnosis.kind == .badData
        }
    }

    @Test func missesNearbyLowerTheChance() throws {
        var campaign = try campaign {
            $0.strategy = .greedy
            $0.batch = 12
            $0.budget = 100
            $0.limits = BatchLimits(minimumDistance: 0, perSystem: 100)
        }
        campaign = try Campaign(
            CampaignState(
                settings: campaign.state.settings, model: Self.digest([]),
                candidates: Self.digest([]), evidence: .init(range: 0.1, strength: 1)),
            model: campaign.model, candidates: campaign.candidates)
        var after = campaign
        _ = try campaign.draw(threads: 1)
        _ = try after.take([try result("Al81.5Fe18.5", "ordinary")])
        #expect(after.state.outcomes.map(\.suggested) == [false])
        _ = try after.draw(threads: 1)
        func chance(_ campaign: Campaign) throws -> Double {
            try #require(campaign.state.suggestions.first { $0.formula == "Al81Fe19" }).chance
        }
        #expect(try chance(after) < chance(campaign))
    }

    @Test func outcomesThatCannotBeAreRefusedAndChangeNothingTwice() throws {
        var campaign = try campaign()
        #expect(
            throws: CampaignError.unknownOutcome(
                "quasicrystals", known: campaign.model.classNames, place: "r.csv:2:1")
        ) { try campaign.take([try result("Al78Mn22", "quasicrystals")]) }
        #expect(try campaign.take([try result("Al78Mn22", "ordinary")]) == 1)
        // The same composition in other amounts.
        #expect(try campaign.take([try result("Al39Mn11", "ordinary")]) == 0)
        #expect(
            throws: CampaignError.contradiction(
                formula: "Al39Mn11", outcome: "approximant", earlier: "ordinary",
                place: "r.csv:2:1")
        ) { try campaign.take([try result("Al39Mn11", "approximant")]) }
        #expect(
            throws: CampaignError.againstTraining(
                formula: "Al80Mn20", outcome: "ordinary", known: "quasicrystal",
                place: "r.csv:2:1")
        ) { try campaign.take([try result("Al80Mn20", "ordinary")]) }
        #expect(campaign.state.outcomes.count == 1)
    }

    @Test func partOfABatchIsFilledUp() throws {
        var campaign = try campaign()
        #expect(try campaign.draw(threads: 1) == 3)
        #expect(try campaign.draw(threads: 1) == 0)
        let open = try campaign.open()
        _ = try campaign.take([try result(open[1].formula, "ordinary")])
        #expect(try campaign.draw(threads: 1) == 1)
        let now = try campaign.open()
        #expect(now.prefix(2).map(\.formula) == [open[0].formula, open[2].formula])
        #expect(now.map(\.batch) == [1, 1, 2])
    }
}
