import Materials
import Screening

/// Looks at one system at a time: the only place of a sweep where a system is screened.
struct SystemScreening: Sendable {
    let screener: TernaryScreener
    let judge: DomainJudge
    let store: SweepStore
    /// See ``SweepSection/skipBelow``.
    let skipBelow: Double?

    /// The summary of a system and its map where that is kept; or, with nothing evaluated, a bound
    /// that keeps every point of it below ``skipBelow``.
    func entry(_ system: ChemicalSystem) throws -> SweepStore.Entry {
        if let skipBelow,
            let bound = screener.upperBound(of: system, class: store.target), bound < skipBelow
        {
            return SweepStore.Entry(
                summary: SystemSummary(bounded: system, upperBound: bound), map: nil)
        }
        let screened = try screener.screen(system, grid: store.grid)
        let summary = try SystemSummary(screened, target: store.target) {
            try judge.assess($0, threads: 1)
        }
        return try store.entry(summary, screened)
    }
}
