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

    /// Quantised probabilities of one map, shape [point, class].
    typealias KeptMap = [UInt16]
    typealias Entry = (summary: SystemSummary, map: KeptMap?)

    /// One step of a stored probability.
    static let quantum = 1.0 / 65_535

    /// The summary, with the map where it is to be kept.
    func entry(_ summary: SystemSummary, _ screened: ScreenedSystem) -> Entry {
        let keeps: Bool
        switch keptMaps {
        case .all: keeps = true
        case .hits: keeps = !summary.regions.isEmpty
        case .none: keeps = false
        }
        guard keeps else { return (summary, nil) }
        return (
            summary,
            screened.map.probabilities.map { UInt16(($0 * 65_535).rounded()) }
        )
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
        let fixed = summaries.map(\.section.fixed)
        file.add(
            "fixed_element", ["system"],
            .int32(fixed.map { Int32($0?.element.atomicNumber ?? 0) }),
            "atomic number of the element of constant content, 0 in a ternary system")
        file.add(
            "fixed_parts", ["system"], .int32(fixed.map { Int32($0?.parts ?? 0) }),
            "grid steps of that element at every point")
        file.add(
            "best_counts", ["system", "class", "corner"],
            .int32(summaries.flatMap { $0.bestCounts.flatMap { $0.map { Int32($0) } } }),
            "grid steps of the best point for the class")
        file.add(
            "best_probability", ["system", "class"],
            .float64(summaries.flatMap(\.bestProbability)), "probability there", unit: "1")
        file.add(summaries.flatMap(\.bestDomain), prefix: "best_", ["system", "class"])
        file.add(
            "area_share", ["system", "class"], .float64(summaries.flatMap(\.areaShares)),
            "share of the triangle where the class is predicted", unit: "1")
        file.add(
            "out_of_domain_share", ["system"], .float64(summaries.map(\.outOfDomainShare)),
            "share of points outside the training range", unit: "1")
        addRegions(summaries, to: &file)
        try addMaps(entries, to: &file)
        return try file.encoded()
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
            let mark = parts == 0 ? "" : "_fixed_\(parts)"
            let grid = try TernaryGrid(divisions: self.grid.divisions - parts)
            file.addDimension(
                "map" + mark, labels: maps.map(\.0.description), "chemical system of the map")
            file.addDimension("point" + mark, length: grid.count, "grid point")
            file.add(
                "point_counts" + mark, ["point" + mark, "corner"], .int32(grid.counts),
                "grid steps of the point")
            file.add(
                "probability" + mark, ["map" + mark, "point" + mark, "class"],
                .uint16(maps.flatMap(\.1)), "class probability", unit: "1",
                attributes: [
                    LabelledFile.Attribute("scale_factor", .number(Self.quantum)),
                    LabelledFile.Attribute("add_offset", .number(0)),
                ])
        }
    }

    /// The summaries of a file, in its order.
    func summaries(of bytes: [UInt8], name: String) throws -> [SystemSummary] {
        let file = try ArtifactSchema.sweep.decode(bytes, name: name)
        return try SweepReader(file).summaries()
    }
}

/// Reads what ``SweepStore`` writes.
struct SweepReader {
    let file: LabelledFile
    let classNames: [String]
    let divisions: Int
    let target: String

    init(_ file: LabelledFile) throws {
        self.file = file
        classNames = try file.labels(of: "class")
        divisions = try file.integer("divisions")
        target = try file.text("target")
    }

    init(bytes: [UInt8], name: String) throws {
        try self.init(ArtifactSchema.sweep.decode(bytes, name: name))
    }

    func summaries() throws -> [SystemSummary] {
        let systems = try file.labels(of: "system")
        let classes = classNames.count
        let counts = try file.int32s("best_counts").map(Int.init)
        let probabilities = try file.doubles("best_probability")
        let domains = try file.assessments(prefix: "best_")
        let areas = try file.doubles("area_share")
        let outside = try file.doubles("out_of_domain_share")
        let regions = try self.regions(systems: systems.count)
        return try systems.indices.map { index in
            let row = index * classes..<(index + 1) * classes
            return SystemSummary(
                section: try TernarySection(systems[index]),
                bestCounts: row.map { Array(counts[(3 * $0)..<(3 * $0 + 3)]) },
                bestProbability: Array(probabilities[row]), bestDomain: Array(domains[row]),
                areaShares: Array(areas[row]),
                outOfDomainShare: outside[index], regions: regions[index])
        }
    }

    private func regions(systems: Int) throws -> [[ScreenedRegion]] {
        let owner = try file.int32s("region_system").map(Int.init)
        let points = try file.int32s("region_points")
        let areas = try file.doubles("region_area_share")
        let centroids = try file.doubles("region_centroid")
        let peaks = try file.int32s("region_peak_counts").map(Int.init)
        let peakProbabilities = try file.doubles("region_peak_probability")
        let means = try file.doubles("region_mean_probability")
        let domains = try file.assessments(prefix: "region_peak_")
        var result = [[ScreenedRegion]](repeating: [], count: systems)
        for index in owner.indices where result.indices.contains(owner[index]) {
            let corners = (3 * index)..<(3 * index + 3)
            result[owner[index]].append(
                ScreenedRegion(
                    pointCount: Int(points[index]), areaShare: areas[index],
                    centroid: Array(centroids[corners]), peakCounts: Array(peaks[corners]),
                    peakProbability: peakProbabilities[index], meanProbability: means[index],
                    peakDomain: domains[index]))
        }
        return result
    }
}
