import Basis
import InverseDesign
import Materials

/// A campaign in memory: what may be suggested, what is known, and how the next batch is drawn.
struct Campaign {
    private(set) var state: CampaignState
    let model: TrainedModel
    let candidates: CandidateInput
    let targets: [Int]
    /// The candidate at each composition.
    private let position: CompositionMap<Int>
    private let training: CompositionMap<Int>

    init(_ state: CampaignState, model: TrainedModel, candidates: CandidateInput) throws {
        self.state = state
        self.model = model
        self.candidates = candidates
        targets = try model.classIndices(named: state.settings.targets)
        var position = CompositionMap<Int>()
        for (index, composition) in candidates.compositions.enumerated() {
            _ = position.value(of: composition, orNew: index)
        }
        self.position = position
        var training = CompositionMap<Int>()
        for compound in model.known.compounds {
            _ = training.value(of: compound.composition, orNew: compound.classIndex)
        }
        self.training = training
    }

    /// Takes in outcomes; those that are known already change nothing.
    ///
    /// - Returns: how many were new.
    mutating func take(_ results: [ExperimentResult]) throws -> Int {
        var known = CompositionMap<String>()
        for outcome in state.outcomes {
            known[try Composition(outcome.formula)] = outcome.outcome
        }
        let suggested = try suggestedCompositions()
        var fresh = 0
        for result in results {
            _ = try classIndex(of: result)
            let composition = result.composition
            if let earlier = known[composition] {
                guard earlier == result.outcome else {
                    throw CampaignError.contradiction(
                        formula: result.formula, outcome: result.outcome, earlier: earlier,
                        place: result.place)
                }
                continue
            }
            if let label = training[composition] {
                let name = model.classNames[label]
                guard name == result.outcome else {
                    throw CampaignError.againstTraining(
                        formula: result.formula, outcome: result.outcome, known: name,
                        place: result.place)
                }
                continue
            }
            known[composition] = result.outcome
            fresh += 1
            state.outcomes.append(
                CampaignState.Outcome(
                    formula: result.formula, outcome: result.outcome,
                    suggested: suggested.contains(composition)))
        }
        return fresh
    }

    private func classIndex(of result: ExperimentResult) throws -> Int {
        guard let index = model.classNames.firstIndex(of: result.outcome) else {
            throw CampaignError.unknownOutcome(
                result.outcome, known: model.classNames, place: result.place)
        }
        return index
    }

    mutating func setBudget(_ budget: Int) throws {
        guard budget >= state.suggestions.count else {
            throw CampaignError.budgetBelow(budget, suggested: state.suggestions.count)
        }
        state.settings.budget = budget
    }

    /// Suggestions without an outcome, in the order in which they were made.
    func open() throws -> [CampaignState.Suggested] {
        var done = CompositionMap<Bool>()
        for outcome in state.outcomes { done[try Composition(outcome.formula)] = true }
        return try state.suggestions.filter { !done.contains(try Composition($0.formula)) }
    }

    private func suggestedCompositions() throws -> CompositionMap<Bool> {
        var result = CompositionMap<Bool>()
        for suggestion in state.suggestions { result[try Composition(suggestion.formula)] = true }
        return result
    }

    /// The model's compounds with the outcomes so far.
    func compounds() throws -> CompoundTable {
        model.known(
            with: try state.outcomes.map { outcome in
                (
                    formula: outcome.formula, composition: try Composition(outcome.formula),
                    classIndex: try model.classIndex(named: outcome.outcome)
                )
            })
    }

    /// Adds suggestions until the batch is full, the budget used up or no candidate left, and says
    /// how many were added. The result does not depend on the number of threads.
    mutating func draw(threads: Int) throws -> Int {
        let settings = state.settings
        let pending = try open()
        let remaining = settings.budget - state.suggestions.count
        let size = min(settings.batch - pending.count, remaining)
        guard size > 0 else { return 0 }
        var isTaken = [Bool](repeating: false, count: candidates.compositions.count)
        for formula in state.suggestions.map(\.formula) + state.outcomes.map(\.formula) {
            if let index = position[try Composition(formula)] { isTaken[index] = true }
        }
        let free = isTaken.indices.filter { !isTaken[$0] }
        guard !free.isEmpty else { return 0 }
        let compositions = free.map { candidates.compositions[$0] }
        let batch = state.batches + 1
        let stream = RandomStream(seed: settings.seed).child("suggest").child(batch)
        let known = try compounds()
        let committee = try SuggestionCommittee(
            model, knowing: known, count: settings.members, stream: stream.child("committee"),
            threads: threads)
        let features = try model.featurizer.features(of: compositions, threads: threads).matrix
        let chooser = try ExperimentChooser(
            candidates: compositions,
            members: committee.probabilities(
                of: compositions, features: features, classes: targets, threads: threads),
            outcomes: (known.compositions, known.labels.map(targets.contains)),
            evidence: state.evidence, threads: threads)
        let picks = chooser.batch(
            size: size, strategy: settings.strategy, limits: settings.limits,
            pending: try pending.map { try Composition($0.formula) }, remaining: remaining,
            stream: stream.child("batch"))
        state.suggestions += picks.map { pick in
            CampaignState.Suggested(
                formula: candidates.formulas[free[pick.candidate]], batch: batch,
                probability: pick.probability, spread: pick.spread, chance: pick.chance)
        }
        return picks.count
    }
}
