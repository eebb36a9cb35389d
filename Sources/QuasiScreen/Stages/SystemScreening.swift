import Materials
import Screening
import Ternary

/// Looks at one system or section at a time: the only place of a sweep where one is screened.
struct SystemScreening: Sendable {
    let sweep: TernarySweep
    private let judge: FringeJudge
    let store: SweepStore
    /// See ``SweepSection/skipBelow``.
    let skipBelow: Double?

    init(sweep: TernarySweep, judge: DomainJudge, store: SweepStore, skipBelow: Double?) {
        self.sweep = sweep
        self.judge = FringeJudge(judge)
        self.store = store
        self.skipBelow = skipBelow
    }

    /// The summary of a system and its map where that is kept; or, with nothing evaluated, a bound
    /// that keeps every point of it below ``skipBelow``.
    func entry(_ section: TernarySection) throws -> SweepStore.Entry {
        let grid = try section.grid(divisions: store.grid.divisions)
        if let skipBelow {
            let bound = try sweep.upperBound(ofClass: store.target, section, grid: grid)
            if bound < skipBelow {
                return SweepStore.Entry(
                    summary: SystemSummary(bounded: section, upperBound: bound), map: nil)
            }
        }
        return try sweep.screen(section, grid: grid) { points in
            let summary = try points.summary(target: store.target) {
                try judge.assess($0, elements: section.elements.count)
            }
            return try store.entry(summary, points)
        }
    }
}
