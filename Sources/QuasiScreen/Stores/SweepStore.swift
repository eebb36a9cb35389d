import Artifacts
import Basis
import Materials
import Screening
import Ternary

/// Screened systems as HDF5: a summary of each, its regions, and the maps that are kept.
struct SweepStore: Sendable {
    let grid: TernaryGrid
    let classNames: [String]
    let target: Int
    let keptMaps: SweepSection.KeptMaps
    /// The settings of the sweep.
    let configuration: [String: String]
    /// The probability of the target that makes a system a hit; `nil`: any region does.
    var threshold: Double?
    var precision = MapPrecision.sixteen

    /// A system with its map, where that is kept: shape [point, class], ready to be stored.
    struct Entry: Sendable {
        var summary: SystemSummary
        var map: PackedSlice?
    }

    var quantiser: MapQuantiser {
        MapQuantiser(precision: precision, classes: classNames.count)
    }

    /// The summary, with the map where it is to be kept; the costly part of storing it is done
    /// here, on the thread that asks.
    func entry(_ summary: SystemSummary, _ screened: ScreenedSystem) throws -> Entry {
        let keeps: Bool
        switch keptMaps {
        case .all: keeps = true
        case .hits: keeps = isHit(summary)
        case .none: keeps = false
        }
        return Entry(
            summary: summary,
            map: keeps ? try quantiser.packed(screened.map.probabilities) : nil)
    }

    private func isHit(_ summary: SystemSummary) -> Bool {
        guard let threshold else { return !summary.regions.isEmpty }
        return !summary.isBounded && summary.bestProbability[target] >= threshold
    }

    func encode(_ summaries: [SystemSummary]) throws -> [UInt8] {
        try encode(summaries.map { Entry(summary: $0, map: nil) })
    }

    func encode(_ entries: [Entry]) throws -> [UInt8] {
        var file = ArtifactSchema.sweep.file(configuration)
        file.set("divisions", .integer(grid.divisions))
        file.set("target", .text(classNames[target]))
        let summaries = entries.map(\.summary)
        file.addDimension(
            "system", labels: summaries.map(\.system.description), "chemical system")
        file.addDimension("class", labels: classNames, "phase class")
        file.addDimension("corner", labels: ["first", "second", "third"], "element of the system")
        addStatus(summaries, to: &file)
        let rows = summaries.map { SummaryRow($0, classes: classNames.count) }
        file.add(
            "best_counts", ["system", "class", "corner"], .int32(rows.flatMap(\.bestCounts)),
            "grid steps of the best point for the class; -1 where not evaluated")
        file.add(
            "best_probability", ["system", "class"], .float64(rows.flatMap(\.bestProbability)),
            "probability there; NaN where not evaluated", unit: "1")
        file.add(rows.flatMap(\.bestDomain), prefix: "best_", ["system", "class"])
        file.add(
            "area_share", ["system", "class"], .float64(rows.flatMap(\.areaShares)),
            "share of the triangle where the class is predicted; NaN where not evaluated",
            unit: "1")
        file.add(
            "out_of_domain_share", ["system"], .float64(rows.map(\.outOfDomainShare)),
            "share of points outside the training range; NaN where not evaluated", unit: "1")
        addRegions(summaries, to: &file)
        addMaps(entries, to: &file)
        return try file.encoded()
    }

    private func addStatus(_ summaries: [SystemSummary], to file: inout LabelledFile) {
        file.add(
            "status", ["system"], .uint8(summaries.map { $0.isBounded ? 1 : 0 }),
            "0 evaluated, 1 bounded: not evaluated, because no point can exceed upper_bound")
        file.add(
            "upper_bound", ["system"], .float64(summaries.map { $0.upperBound ?? .nan }),
            "largest possible probability of the target; NaN where evaluated", unit: "1")
    }

    private func addRegions(_ summaries: [SystemSummary], to file: inout LabelledFile) {
        let regions = summaries.flatMap(\.regions)
        file.addDimension("region", length: regions.count, "region of the wanted class")
        file.add(
            "region_system", ["region"],
            .int32(
                summaries.enumerated().flatMap { index, summary in
                    summary.regions.map { _ in Int32(index) }
                }), "position in the system dimension")
        file.add(
            "region_points", ["region"], .int32(regions.map { Int32($0.pointCount) }),
            "grid points")
        file.add(
            "region_area_share", ["region"], .float64(regions.map(\.areaShare)),
            "share of the triangle", unit: "1")
        file.add(
            "region_centroid", ["region", "corner"], .float64(regions.flatMap(\.centroid)),
            "mean fractions", unit: "1")
        file.add(
            "region_peak_counts", ["region", "corner"],
            .int32(regions.flatMap { $0.peakCounts.map { Int32($0) } }),
            "grid steps of the most probable point")
        file.add(
            "region_peak_probability", ["region"], .float64(regions.map(\.peakProbability)),
            "largest probability", unit: "1")
        file.add(
            "region_mean_probability", ["region"], .float64(regions.map(\.meanProbability)),
            "mean probability", unit: "1")
        file.add(regions.map(\.peakDomain), prefix: "region_peak_", ["region"])
    }

    private func addMaps(_ entries: [Entry], to file: inout LabelledFile) {
        let kept = entries.compactMap { entry in entry.map.map { (entry.summary.system, $0) } }
        guard !kept.isEmpty else { return }
        file.addDimension("map", labels: kept.map(\.0.description), "chemical system of the map")
        file.addDimension("point", length: grid.count, "grid point")
        file.add(
            "point_counts", ["point", "corner"], .int32(grid.counts), "grid steps of the point")
        file.add(
            Self.maps, ["map", "point", "class"], .packed(kept.map(\.1)),
            "class probability", unit: "1",
            attributes: [
                LabelledFile.Attribute("scale_factor", .number(quantiser.quantum)),
                LabelledFile.Attribute("add_offset", .number(0)),
            ])
    }

    /// The name of the variable that holds the maps.
    static let maps = "probability"

    /// The summaries of a file, in its order, and for each the place of its map.
    func contents(of bytes: [UInt8], name: String) throws -> SweepBlock {
        // Inflating the maps would take longer than everything else.
        let file = try ArtifactSchema.sweep.decode(
            bytes, name: name, omitting: [Self.maps, "point_counts"])
        let labels = file.dimensions.contains { $0.name == "map" } ? try file.labels(of: "map") : []
        let places = Dictionary(
            zip(labels, labels.indices), uniquingKeysWith: { first, _ in first })
        let summaries = try SweepReader(file).summaries()
        return SweepBlock(
            summaries: summaries, mapRows: summaries.map { places[$0.system.description] })
    }
}

/// What one file of a sweep holds, without the maps themselves.
struct SweepBlock: Sendable {
    var summaries: [SystemSummary]
    /// For each system the position of its map along the file's dimension `map`; `nil` where none
    /// is stored.
    var mapRows: [Int?]

    init(summaries: [SystemSummary], mapRows: [Int?]) {
        self.summaries = summaries
        self.mapRows = mapRows
    }

    init(_ entries: [SweepStore.Entry]) {
        summaries = entries.map(\.summary)
        mapRows = []
        var maps = 0
        for entry in entries {
            mapRows.append(entry.map == nil ? nil : maps)
            if entry.map != nil { maps += 1 }
        }
    }
}

/// The values of a summary with something in every place, since arrays have no gaps.
private struct SummaryRow {
    let bestCounts: [Int32]
    let bestProbability: [Double]
    let bestDomain: [DomainAssessment]
    let areaShares: [Double]
    let outOfDomainShare: Double

    init(_ summary: SystemSummary, classes: Int) {
        guard summary.isBounded else {
            bestCounts = summary.bestCounts.flatMap { $0.map { Int32($0) } }
            bestProbability = summary.bestProbability
            bestDomain = summary.bestDomain
            areaShares = summary.areaShares
            outOfDomainShare = summary.outOfDomainShare
            return
        }
        bestCounts = [Int32](repeating: -1, count: 3 * classes)
        bestProbability = [Double](repeating: .nan, count: classes)
        // An isolation of 1 reads as outside the domain, which is the careful thing to say.
        bestDomain = [DomainAssessment](
            repeating: DomainAssessment(isolation: 1, distance: .nan, positiveDistance: nil),
            count: classes)
        areaShares = [Double](repeating: .nan, count: classes)
        outOfDomainShare = .nan
    }
}
