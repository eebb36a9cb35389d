import Artifacts
import Basis
import Materials
import Screening

/// The sweep's tables for people and spreadsheets.
struct SweepTables: Sendable {
    /// Best first.
    let ranked: [SystemSummary]
    let store: SweepStore
    let threads: Int

    /// One row a system, best first.
    func systems() throws -> [UInt8] {
        var columns = ["rank", "system"]
        for name in store.classNames {
            columns += [
                "best_\(name)", "probability_\(name)", "domain_\(name)", "isolation_\(name)",
                "area_share_\(name)",
            ]
        }
        columns += [
            "regions_\(store.classNames[store.target])", "out_of_domain_share", "status",
            "upper_bound",
        ]
        return try DelimitedWriter.table(columns, rows: ranked.count, threads: threads) {
            position, writer in
            let summary = ranked[position]
            writer.add(position + 1)
            writer.add(summary.section.description)
            if let bound = summary.upperBound {
                for _ in 0..<(5 * store.classNames.count + 2) { writer.addNothing() }
                writer.add("bounded")
                writer.add(bound)
                writer.endRow()
                return
            }
            for index in store.classNames.indices {
                writer.add(try summary.gridFormula(counts: summary.bestCounts[index]))
                writer.add(summary.bestProbability[index])
                writer.add(summary.bestDomain[index].grade.name)
                writer.add(summary.bestDomain[index].isolation)
                writer.add(summary.areaShares[index])
            }
            writer.add(summary.regions.count)
            writer.add(summary.outOfDomainShare)
            writer.add("evaluated")
            writer.addNothing()
            writer.endRow()
        }
    }

    /// One row a region of the wanted class.
    func regions() throws -> [UInt8] {
        let columns = [
            "system", "region", "grid_points", "area_share", "centroid_at_percent", "peak",
            "peak_probability", "mean_probability", "peak_in_domain", "peak_domain",
            "peak_isolation",
        ]
        return try DelimitedWriter.table(columns, rows: ranked.count, threads: threads) {
            row, writer in
            let summary = ranked[row]
            for (position, region) in summary.regions.enumerated() {
                let centroid = summary.section.fractions(ofShares: region.centroid).map {
                    "\(AtPercent.rounded($0))"
                }
                writer.add(summary.section.description)
                writer.add(position + 1)
                writer.add(region.pointCount)
                writer.add(region.areaShare)
                writer.add(centroid.joined(separator: " "))
                writer.add(try summary.gridFormula(counts: region.peakCounts))
                writer.add(region.peakProbability)
                writer.add(region.meanProbability)
                writer.add(region.peakDomain.isInDomain ? "true" : "false")
                writer.add(region.peakDomain.grade.name)
                writer.add(region.peakDomain.isolation)
                writer.endRow()
            }
        }
    }
}

/// Ranked candidates with the known compounds near them.
struct CandidateList: Sendable {
    let candidates: [Candidate]
    /// The compounds that ``Candidate/nearest`` counts in.
    let known: [Compound]
    let classNames: [String]
    let target: String

    func csv(threads: Int) throws -> [UInt8] {
        let columns = [
            "rank", "formula", "system", "probability_\(target)", "uncertainty",
            "region_area_share", "in_domain", "domain", "isolation",
            "elements_without_positive", "imputed_share", "nearest_known", "nearest_class",
            "nearest_stability", "nearest_flag", "nearest_trained", "distance_at_percent",
            "chemical_distance", "novelty_at_percent", "merged_peaks",
        ]
        return try DelimitedWriter.table(columns, rows: candidates.count, threads: threads) {
            position, writer in
            let candidate = candidates[position]
            let neighbour = candidate.nearest.map { known[$0.index] }
            let domain = candidate.domain
            writer.add(position + 1)
            writer.add(candidate.composition.gridFormula)
            writer.add(candidate.section.description)
            writer.add(candidate.probability)
            writer.add(optional: candidate.uncertainty)
            writer.add(candidate.areaShare)
            writer.add(domain.isInDomain ? "true" : "false")
            writer.add(domain.grade.name)
            writer.add(domain.isolation)
            writer.add(domain.elementsWithoutPositive.spaced)
            writer.add(domain.imputedShare)
            writer.add(neighbour?.formula ?? "")
            writer.add(neighbour.map { classNames[$0.classIndex] } ?? "")
            writer.add(neighbour?.stability ?? "")
            writer.add(neighbour?.flag ?? "")
            writer.add(neighbour.map { $0.exclusion == nil ? "true" : "false" } ?? "")
            writer.add(
                optional: candidate.nearest.map { AtPercent.rounded($0.distance) })
            writer.add(optional: candidate.nearest?.chemicalDistance)
            writer.add(
                optional: candidate.nearest.map { _ in AtPercent.rounded(candidate.novelty) })
            writer.add(candidate.mergedPeaks)
            writer.endRow()
        }
    }
}

extension DelimitedWriter {
    /// A table whose rows are written in parts on several threads.
    ///
    /// - Parameter write: writes what belongs to one position, which may be no row or several.
    static func table(
        _ columns: [String], rows: Int, threads: Int,
        _ write: @Sendable (_ position: Int, _ writer: inout DelimitedWriter) throws -> Void
    ) throws -> [UInt8] {
        let size = 2048
        let parts = try Parallel.map(count: (rows + size - 1) / size, threads: threads) { part in
            var writer = DelimitedWriter(partOf: 200 * size)
            for row in part * size..<min(rows, (part + 1) * size) { try write(row, &writer) }
            return writer
        }
        var table = DelimitedWriter(columns: columns)
        for part in parts { table.append(part) }
        return table.bytes
    }

    mutating func add(optional number: Double?) {
        if let number { add(number) } else { addNothing() }
    }
}

extension SystemSummary {
    /// As ``Composition/gridFormula``, of a grid point.
    func gridFormula(counts: [Int]) throws -> String {
        try wholeFormula(counts: counts) ?? composition(counts: counts).gridFormula
    }
}

extension Composition {
    /// At.% with up to two decimals where that reads back as this very composition, else exact.
    var gridFormula: String {
        let text = formula(decimals: 2)
        return (try? Composition(text)) == self ? text : formula
    }
}
