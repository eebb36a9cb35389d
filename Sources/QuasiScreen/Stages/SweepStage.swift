import Basis
import InverseDesign
import Materials
import Screening
import Synchronization
import Ternary
import Workflow

/// Screens systems block by block; each block is one file, so that a stopped sweep continues.
struct SweepStage: Sendable {
    static let id = "sweep"

    let section: SweepSection
    /// Ternary systems and sections of quaternaries.
    let systems: [TernarySection]
    let extent: SweepExtent

    init(_ section: SweepSection) throws {
        self.section = section
        systems = try section.planes(of: ElementTable.standard)
        extent = SweepExtent(systems, divisions: section.divisions)
    }

    func make(
        input: StageInput, model: @escaping @Sendable (StageContext) throws -> TrainedModel
    )
        -> Stage
    {
        Stage(
            id: Self.id, title: "screen \(extent.text)",
            parameters: prefixed("sweep", section.parameters), inputs: [input]
        ) { context in
            try run(model(context), context)
        }
    }

    private func run(_ model: TrainedModel, _ context: StageContext) throws {
        let target = try model.classIndex(named: section.target)
        let grid = try TernaryGrid(divisions: section.divisions)
        let screener = try model.screener()
        let judge = try DomainJudge(model)
        let store = SweepStore(
            grid: grid, classNames: model.classNames, target: target, keptMaps: section.maps,
            configuration: section.parameters)
        var summaries = [SystemSummary]()
        let progress = SweepProgress(systems: systems.count)
        for (block, first) in stride(from: 0, to: systems.count, by: section.block).enumerated() {
            let members = systems[first..<min(systems.count, first + section.block)]
            let name = "blocks/block-\(String(block + 100_000).dropFirst()).h5"
            try context.part(name) {
                let screened = try Parallel.map(count: members.count, threads: context.threads) {
                    index in
                    let plane = members[first + index]
                    let screened = try screener.screen(
                        plane, grid: plane.grid(divisions: grid.divisions))
                    let summary = try SystemSummary(screened, target: target) {
                        try judge.assess($0, threads: 1)
                    }
                    let (fraction, note) = progress.advance()
                    context.report(fraction: fraction, note)
                    return store.entry(summary, screened)
                }
                return try store.encode(screened)
            }
            progress.reach(first + members.count)
            summaries.append(contentsOf: try store.summaries(of: context.read(name), name: name))
        }
        try publish(summaries, model, store, context)
    }

    private func publish(
        _ summaries: [SystemSummary], _ model: TrainedModel, _ store: SweepStore,
        _ context: StageContext
    ) throws {
        let ranked = SystemSummary.ranked(summaries, by: store.target)
        try context.write(store.encode(ranked.map { ($0, nil) }), as: "systems.h5")
        try context.write(SweepTables.systems(ranked, store), as: "systems.csv")
        try context.write(SweepTables.regions(ranked, store), as: "regions.csv")
        let known = model.specialCompounds(besides: section.target)
        let candidates = try CandidateRanking.rank(
            summaries, known: CompositionIndex(known.map(\.composition)), threads: context.threads)
        let list = CandidateList(
            candidates: candidates, known: known, classNames: model.classNames,
            target: section.target)
        try context.write(list.csv(), as: "candidates.csv")
        try context.write(list.encoded(configuration: section.parameters), as: "candidates.h5")
        // A region around a known compound is no news; what is near one is in the full list.
        let shortlist = Shortlist()
        let news = candidates.filter {
            $0.domain.isInDomain && ($0.nearest?.distance ?? 1) >= shortlist.minimumDistance
        }
        let picks = shortlist.picks(from: news.map(\.composition))
        let short = CandidateList(
            candidates: picks.map { news[$0] }, known: known, classNames: model.classNames,
            target: section.target)
        try context.write(short.csv(), as: "shortlist.csv")
    }
}

/// Counts screened systems and their rate. Blocks that are kept from an earlier run count as done
/// but not for the rate.
private final class SweepProgress: Sendable {
    private struct State {
        var done = 0
        var screened = 0
    }

    private let systems: Int
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    init(systems: Int) {
        self.systems = systems
    }

    /// One more system has been screened.
    func advance() -> (fraction: Double, note: String) {
        let now = state.withLock { state in
            state.done += 1
            state.screened += 1
            return state
        }
        let seconds = Double((ContinuousClock.now - start).components.seconds)
        let rate = seconds > 0 ? ", \(Int(Double(now.screened) / seconds)) a second" : ""
        return (
            Double(now.done) / Double(systems), "\(now.done) of \(systems) systems\(rate)"
        )
    }

    /// The first `count` systems are done, whether screened now or kept.
    func reach(_ count: Int) {
        state.withLock { $0.done = count }
    }
}

extension TrainedModel {
    /// The compounds to which the novelty of a candidate is measured: the wanted class and its
    /// kin, which is everything but the most frequent class.
    func specialCompounds(besides target: String) -> [Compound] {
        let commonest = known.commonestClass
        return known.compounds.filter {
            classNames[$0.classIndex] == target || $0.classIndex != commonest
        }
    }
}
