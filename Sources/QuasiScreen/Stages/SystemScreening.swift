import Materials
import Screening
import Ternary

/// Looks at one system or section at a time: the only place of a sweep where one is screened.
struct SystemScreening: Sendable {
    let sweep: TernarySweep
    let judge: DomainJudge
    let store: SweepStore
    /// See ``SweepSection/skipBelow``.
    let skipBelow: Double?

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
                try judge.assess($0, threads: 1)
            }
            return try store.entry(summary, points)
        }
    }
}
