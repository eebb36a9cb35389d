import Artifacts
import Basis
import Materials
import Screening
import Ternary

/// Screened systems as HDF5: a summary of each, its regions, and the maps that are kept.
struct SweepStore: Sendable {
    /// The grid of a ternary system; a section has fewer divisions.
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
    func entry(_ summary: SystemSummary, _ points: ScreenedPoints) throws -> Entry {
        let keeps: Bool
        switch keptMaps {
        case .all: keeps = true
        case .hits: keeps = isHit(summary)
        case .none: keeps = false
        }
        guard keeps else { return Entry(summary: summary, map: nil) }
        let columns = classNames.indices.map { points.probabilities(class: $0) }
        return Entry(summary: summary, map: try quantiser.packed(columns))
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
            "system", labels: summaries.map(\.section.description), "chemical system or section")
        file.addDimension("class", labels: classNames, "phase class")
        file.addDimension("corner", labels: ["first", "second", "third"], "element of the system")
        addStatus(summaries, to: &file)
        addFixed(summaries, to: &file)
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
        try addMaps(entries, to: &file)
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

    private func addFixed(_ summaries: [SystemSummary], to file: inout LabelledFile) {
        let fixed = summaries.map(\.section.fixed)
        file.add(
            "fixed_element", ["system"],
            .int32(fixed.map { Int32($0?.element.atomicNumber ?? 0) }),
            "atomic number of the element of constant content, 0 in a ternary system")
        file.add(
            "fixed_parts", ["system"], .int32(fixed.map { Int32($0?.parts ?? 0) }),
            "grid steps of that element at every point")
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

    /// Maps of the same number of points together: sections with d fixed parts have variables of
    /// their own, such as `probability_fixed_10`.
    private func addMaps(_ entries: [Entry], to file: inout LabelledFile) throws {
        let kept = entries.compactMap { entry in entry.map.map { (entry.summary.section, $0) } }
        for parts in Set(kept.map(\.0.fixedParts)).sorted() {
            let maps = kept.filter { $0.0.fixedParts == parts }
            let mark = Self.mark(fixedParts: parts)
            let grid = try TernaryGrid(divisions: self.grid.divisions - parts)
            file.addDimension(
                "map" + mark, labels: maps.map(\.0.description), "chemical system of the map")
            file.addDimension("point" + mark, length: grid.count, "grid point")
            file.add(
                Self.points + mark, ["point" + mark, "corner"], .int32(grid.counts),
                "grid steps of the point")
            file.add(
                Self.maps + mark, ["map" + mark, "point" + mark, "class"],
                .packed(maps.map(\.1)), "class probability", unit: "1",
                attributes: [
                    LabelledFile.Attribute("scale_factor", .number(quantiser.quantum)),
                    LabelledFile.Attribute("add_offset", .number(0)),
                ])
        }
    }

    /// The names of the variables that hold the maps and the grid steps of their points, and what
    /// follows them for sections.
    private static let maps = "probability"
    private static let points = "point_counts"

    /// The variable that holds the maps of sections with these fixed parts.
    static func mapVariable(fixedParts: Int) -> String { maps + mark(fixedParts: fixedParts) }

    private static func mark(fixedParts: Int) -> String {
        fixedParts == 0 ? "" : "_fixed_\(fixedParts)"
    }

    /// The summaries of a file, in its order, and for each the place of its map.
    func contents(of bytes: [UInt8], name: String) throws -> SweepBlock {
        let marks = (0..<grid.divisions).map(Self.mark)
        // Inflating the maps would take longer than everything else.
        let omitted = Set(marks.flatMap { [Self.maps + $0, Self.points + $0] })
        return try ArtifactSchema.sweep.read(bytes, name: name, omitting: omitted) { file in
            var places = [String: Int]()
            for dimension in file.dimensions where dimension.name.hasPrefix("map") {
                for (place, label) in try file.labels(of: dimension.name).enumerated() {
                    places[label] = place
                }
            }
            let summaries = try SweepReader(file).summaries()
            return SweepBlock(
                summaries: summaries, mapRows: summaries.map { places[$0.section.description] })
        }
    }
}

/// What one file of a sweep holds, without the maps themselves.
struct SweepBlock: Sendable {
    var summaries: [SystemSummary]
    /// For each system the position of its map along the file's dimension `map`, of a section
    /// `map_fixed_10` and the like; `nil` where none is stored.
    var mapRows: [Int?]

    init(summaries: [SystemSummary], mapRows: [Int?]) {
        self.summaries = summaries
        self.mapRows = mapRows
    }

    init(_ entries: [SweepStore.Entry]) {
        summaries = entries.map(\.summary)
        mapRows = []
        // Sections with the same fixed parts stand together.
        var maps = [Int: Int]()
        for entry in entries {
            guard entry.map != nil else {
                mapRows.append(nil)
                continue
            }
            let parts = entry.summary.section.fixedParts
            mapRows.append(maps[parts, default: 0])
            maps[parts, default: 0] += 1
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
