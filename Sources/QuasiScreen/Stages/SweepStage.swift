import Basis
import InverseDesign
import Materials
import Screening
import Ternary
import Workflow

/// Screens systems block by block; each block is one file, so that a stopped sweep continues.
struct SweepStage: Sendable {
    static let id = "sweep"

    let section: SweepSection
    /// Ternary systems and sections of quaternaries.
    let systems: [TernarySection]
    let extent: SweepExtent
    private let exclusions: [ElementExclusion]

    init(_ section: SweepSection) throws {
        self.section = section
        systems = try section.planes(of: ElementTable.standard)
        extent = SweepExtent(systems, divisions: section.divisions)
        exclusions = try section.exclusions.rules(
            of: ElementGroups(section.groups, table: ElementTable.standard))
    }

    func make(
        input: StageInput, model: @escaping @Sendable (StageContext) throws -> TrainedModel
    )
        -> Stage
    {
        Stage(
            // Version 3: candidates stand beside all known compounds, uncertainty knows isolation.
            id: Self.id, title: "screen \(extent.text)",
            schemaVersion: 3, parameters: prefixed("sweep", section.parameters), inputs: [input]
        ) { context in
            try run(model(context), context)
        }
    }

    private func run(_ model: TrainedModel, _ context: StageContext) throws {
        let store = SweepStore(
            grid: try TernaryGrid(divisions: section.divisions), classNames: model.classNames,
            target: try model.classIndex(named: section.target), keptMaps: section.maps,
            configuration: section.parameters, threshold: section.threshold,
            precision: section.precision)
        let screening = SystemScreening(
            sweep: try model.sweep(), judge: try DomainJudge(model), store: store,
            skipBelow: section.skipBelow)
        let blocks = try screenBlocks(screening, context)
        var index = SweepIndex()
        for (number, block) in blocks.enumerated() {
            index.append(block, file: Self.fileName(of: number))
        }
        try context.write(index.encoded(configuration: section.parameters), as: "index.h5")
        try publish(blocks.flatMap(\.summaries), model, store, context)
    }

    static func fileName(of block: Int) -> String {
        "blocks/block-\(String(block + 100_000).dropFirst()).h5"
    }

    /// Screens what no earlier run has finished. While a block is encoded and written, the workers
    /// are at the next ones.
    private func screenBlocks(
        _ screening: SystemScreening, _ context: StageContext
    ) throws -> [SweepBlock] {
        let ranges = stride(from: 0, to: systems.count, by: section.blockSize).map {
            $0..<min(systems.count, $0 + section.blockSize)
        }
        let progress = SweepProgress(systems: systems.count)
        var blocks = [SweepBlock?](repeating: nil, count: ranges.count)
        var missing = [Int]()
        for (block, range) in ranges.enumerated() {
            let name = Self.fileName(of: block)
            if let bytes = try context.keepPart(name) {
                blocks[block] = try screening.store.contents(of: bytes, name: name)
                progress.keep(range.count)
            } else {
                missing.append(block)
            }
        }
        progress.begin()
        let work = missing
        try Parallel.batches(
            sizes: work.map { ranges[$0].count }, threads: context.threads
        ) { batch, item in
            let entry = try screening.entry(systems[ranges[work[batch]].lowerBound + item])
            if let (fraction, note) = progress.advance() {
                context.report(fraction: fraction, note)
            }
            return entry
        } consume: { batch, entries in
            try context.part(Self.fileName(of: work[batch])) {
                try screening.store.encode(entries)
            }
            blocks[work[batch]] = SweepBlock(entries)
        }
        return blocks.compactMap { $0 }
    }

    private func publish(
        _ summaries: [SystemSummary], _ model: TrainedModel, _ store: SweepStore,
        _ context: StageContext
    ) throws {
        let ranked = SystemSummary.ranked(summaries, by: store.target)
        // Encoding the file of all systems keeps one thread busy; the tables are made meanwhile.
        try Parallel.forEach(count: 2, threads: min(2, context.threads)) { part in
            if part == 0 {
                try context.write(store.encode(ranked), as: "systems.h5")
            } else {
                let tables = SweepTables(ranked: ranked, store: store, threads: context.threads)
                try context.write(tables.systems(), as: "systems.csv")
                try context.write(tables.regions(), as: "regions.csv")
                try publishCandidates(summaries, model, store, context)
            }
        }
    }

    private func publishCandidates(
        _ summaries: [SystemSummary], _ model: TrainedModel, _ store: SweepStore,
        _ context: StageContext
    ) throws {
        let known = model.specialCompounds(besides: section.target)
        var ranking = try CandidateRanking(
            summaries, known: known.map(\.composition), excluding: exclusions,
            threads: context.threads)
        ranking.set(
            uncertainties: try model.uncertainties(
                of: ranking.candidates.map { ($0.composition, $0.domain) }, class: store.target,
                threads: context.threads))
        let list = CandidateList(
            candidates: ranking.candidates, known: known, classNames: model.classNames,
            target: section.target)
        try context.write(list.csv(threads: context.threads), as: "candidates.csv")
        let account = SweepAccount(summaries, ranking, section)
        try context.write(
            list.encoded(configuration: section.parameters, account: account),
            as: "candidates.h5")
        try context.write(Array(JSONText.encode(account).utf8 + [0x0a]), as: SweepAccount.name)
        try context.write(shortlist(of: list).csv(threads: 1), as: "shortlist.csv")
    }

    /// A region around a known compound is no news; what is near one is in the full list.
    private func shortlist(of list: CandidateList) -> CandidateList {
        let shortlist = Shortlist()
        let news = list.candidates.filter {
            $0.domain.isInDomain && $0.novelty >= shortlist.minimumDistance
        }
        let picks = shortlist.picks(from: news.map(\.composition))
        return CandidateList(
            candidates: picks.map { news[$0] }, known: list.known, classNames: list.classNames,
            target: list.target)
    }
}

extension TrainedModel {
    /// The compounds to which the novelty of a candidate is measured: the wanted class and its
    /// kin, which is everything but the most frequent class, and what is flagged as its kin in
    /// disguise. Rows of the table that were kept out of training count too: a metastable
    /// quasicrystal is known.
    func specialCompounds(besides target: String) -> [Compound] {
        let commonest = known.commonestClass
        return everyCompound.filter {
            classNames[$0.classIndex] == target || $0.classIndex != commonest || !$0.flag.isEmpty
        }
    }

    /// The error to expect of a class's probability, as ``Prediction/uncertainty``.
    func uncertainties(
        of places: [(composition: Composition, domain: DomainAssessment)], class index: Int,
        threads: Int
    ) throws -> [Double] {
        var result = [Double]()
        result.reserveCapacity(places.count)
        // The descriptors of all candidates at once would be the largest thing in memory.
        for start in stride(from: 0, to: places.count, by: 4096) {
            let rows = places[start..<min(places.count, start + 4096)]
            let block = rows.map(\.composition)
            let features = try featurizer.features(of: block, threads: threads).matrix
            let spread = try predictions(block, features: features, threads: threads).spread
            for (row, place) in rows.enumerated() {
                result.append(uncertainty(spread[row, index], place.composition, place.domain))
            }
        }
        return result
    }
}
