import Artifacts
import Basis
import Materials

/// The next experiments: starts a campaign, or takes outcomes in and goes on with it.
public enum Suggesting {
    /// Starts a campaign in a folder and draws its first batch.
    ///
    /// A folder that holds the same campaign already, at whatever stage, is left as it is.
    ///
    /// - Parameters:
    ///   - candidates: a CSV file with formulas, or the folder of a sweep or run.
    ///   - wait: whether to wait for another command that has the folder.
    /// - Throws: ``CampaignError``, and the errors of reading the inputs.
    public static func start(
        _ settings: CampaignSettings, candidates path: String, column: String = "formula",
        model modelPath: String, folder: String, threads: Int, wait: Bool = false
    ) throws -> CampaignReport {
        let bytes = try TrainedModel.bytes(path: modelPath)
        let model = try ModelStore.decode(bytes, name: modelPath)
        let targets = try model.classIndices(named: settings.targets)
        let input = try CandidateInput(path: path, column: column, knownTo: model.everyKnown)
        let place = CampaignFolder(path: folder)
        try PosixFileSystem().createFolders(folder)
        let lock = try FolderLock(folder: folder, wait: wait)
        defer { lock.release() }
        if try place.holdsCampaign {
            let state = try place.state()
            try check(state, settings, model: bytes, candidates: input.csv, folder: folder)
            let campaign = try place.campaign()
            try place.writeTables(of: campaign)
            return try CampaignReport(campaign, folder: folder, left: input)
        }
        var state = CampaignState(
            settings: settings, model: Digest(of: bytes), candidates: Digest(of: input.csv),
            evidence: try model.localEvidence(classes: targets, threads: threads))
        state.knownCandidates = input.known
        var campaign = try Campaign(state, model: model, candidates: input)
        let drawn = try campaign.draw(threads: threads)
        try place.begin(model: bytes, candidates: input.csv)
        try place.write(campaign.state)
        try place.writeTables(of: campaign)
        return try CampaignReport(campaign, folder: folder, drawn: drawn, left: input)
    }

    /// Goes on with a campaign: takes outcomes in, learns from them and fills up the batch.
    ///
    /// Without anything new nothing changes.
    ///
    /// - Parameters:
    ///   - results: a CSV file with the columns `formula` and `outcome`.
    ///   - budget: a new budget; the default is the campaign's.
    ///   - updated: where to write the model with the outcomes learnt.
    public static func proceed(
        folder: String, results: String?, budget: Int?, updated: String? = nil, threads: Int,
        wait: Bool = false
    ) throws -> CampaignReport {
        let place = CampaignFolder(path: folder)
        guard try place.holdsCampaign else { throw CampaignError.noCampaign(folder: folder) }
        let rows = try results.map { try ExperimentResult.read(path: $0) } ?? []
        let lock = try FolderLock(folder: folder, wait: wait)
        defer { lock.release() }
        var campaign = try place.campaign()
        let before = campaign.state
        let fresh = try campaign.take(rows)
        if let budget { try campaign.setBudget(budget) }
        let drawn =
            campaign.state == before ? 0 : try campaign.draw(threads: threads)
        if results == nil, budget == nil, updated == nil, try campaign.open().isEmpty,
            before.suggestions.count >= before.settings.budget
        {
            throw CampaignError.budgetUsedUp(before.settings.budget, folder: folder)
        }
        if campaign.state != before { try place.write(campaign.state) }
        try place.writeTables(of: campaign)
        if let updated { try write(campaign, to: updated, threads: threads) }
        return try CampaignReport(campaign, folder: folder, fresh: fresh, drawn: drawn)
    }

    /// Trains the campaign's recipe on the compounds and the outcomes.
    private static func write(_ campaign: Campaign, to path: String, threads: Int) throws {
        let model = campaign.model
        let data = try CompoundFeatures(
            table: campaign.compounds(), featurizer: model.featurizer, threads: threads
        ).knowing(model.untrained)
        try TrainedModel(
            learningFrom: data, featurizer: model.featurizer, recipe: model.recipe,
            calibration: model.calibration, threads: threads
        ).write(to: path)
    }

    private static func check(
        _ state: CampaignState, _ settings: CampaignSettings, model: [UInt8],
        candidates: [UInt8], folder: String
    ) throws {
        var same = settings
        // The budget may have been raised since.
        same.budget = state.settings.budget
        let difference: String? =
            same != state.settings
            ? "its settings are others"
            : Digest(of: model).hex != state.model
                ? "its model is another"
                : Digest(of: candidates).hex != state.candidates
                    ? "its candidates are others" : nil
        if let difference {
            throw CampaignError.otherCampaign(folder: folder, difference: difference)
        }
    }
}
