import Artifacts
import Basis
import Materials
import Screening

/// The sweep's tables for people and spreadsheets.
enum SweepTables {
    /// One row a system, best first.
    static func systems(_ ranked: [SystemSummary], _ store: SweepStore) throws -> [UInt8] {
        var columns = ["rank", "system"]
        for name in store.classNames {
            columns += [
                "best_\(name)", "probability_\(name)", "domain_\(name)", "isolation_\(name)",
                "area_share_\(name)",
            ]
        }
        columns += ["regions_\(store.classNames[store.target])", "out_of_domain_share"]
        var writer = DelimitedWriter(columns: columns)
        for (position, summary) in ranked.enumerated() {
            var row = ["\(position + 1)", summary.section.description]
            for index in store.classNames.indices {
                row += [
                    try summary.composition(counts: summary.bestCounts[index])
                        .gridFormula,
                    "\(summary.bestProbability[index])", summary.bestDomain[index].grade.name,
                    "\(summary.bestDomain[index].isolation)", "\(summary.areaShares[index])",
                ]
            }
            row += ["\(summary.regions.count)", "\(summary.outOfDomainShare)"]
            writer.append(row)
        }
        return writer.bytes
    }

    /// One row a region of the wanted class.
    static func regions(_ ranked: [SystemSummary], _ store: SweepStore) throws -> [UInt8] {
        var writer = DelimitedWriter(columns: [
            "system", "region", "grid_points", "area_share", "centroid_at_percent", "peak",
            "peak_probability", "mean_probability", "peak_in_domain", "peak_domain",
            "peak_isolation",
        ])
        for summary in ranked {
            for (position, region) in summary.regions.enumerated() {
                let centroid = summary.section.fractions(ofShares: region.centroid).map {
                    "\(($0 * 10_000).rounded() / 100)"
                }
                writer.append([
                    summary.section.description, "\(position + 1)", "\(region.pointCount)",
                    "\(region.areaShare)", centroid.joined(separator: " "),
                    try summary.composition(counts: region.peakCounts).gridFormula,
                    "\(region.peakProbability)", "\(region.meanProbability)",
                    "\(region.peakDomain.isInDomain)", region.peakDomain.grade.name,
                    "\(region.peakDomain.isolation)",
                ])
            }
        }
        return writer.bytes
    }
}

/// Ranked candidates with the known compounds near them.
struct CandidateList: Sendable {
    let candidates: [Candidate]
    /// The compounds that ``Candidate/nearest`` counts in.
    let known: [Compound]
    let classNames: [String]
    let target: String

    func csv() -> [UInt8] {
        var writer = DelimitedWriter(columns: [
            "rank", "formula", "system", "probability_\(target)", "region_area_share",
            "in_domain", "domain", "isolation", "elements_without_positive", "imputed_share",
            "nearest_known", "nearest_class", "distance_at_percent",
        ])
        for (position, candidate) in candidates.enumerated() {
            let neighbour = candidate.nearest.map { known[$0.index] }
            let domain = candidate.domain
            writer.append([
                "\(position + 1)", candidate.composition.gridFormula,
                candidate.section.description, "\(candidate.probability)",
                "\(candidate.areaShare)", "\(domain.isInDomain)", domain.grade.name,
                "\(domain.isolation)", domain.elementsWithoutPositive.spaced,
                "\(domain.imputedShare)", neighbour?.formula ?? "",
                neighbour.map { classNames[$0.classIndex] } ?? "",
                candidate.nearest.map { "\(($0.distance * 10_000).rounded() / 100)" } ?? "",
            ])
        }
        return writer.bytes
    }
}

extension Composition {
    /// At.% with up to two decimals where that reads back as this very composition, else exact.
    var gridFormula: String {
        let text = formula(decimals: 2)
        return (try? Composition(text)) == self ? text : formula
    }
}
