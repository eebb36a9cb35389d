import Artifacts
import Materials
import Screening
import Ternary

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
        self = try ArtifactSchema.sweep.read(bytes, name: name) { try SweepReader($0) }
    }

    func summaries() throws -> [SystemSummary] {
        let systems = try file.labels(of: "system")
        let classes = classNames.count
        guard try file.dimension("corner").length == 3 else {
            throw QuasiScreenError.foreignTable(
                file: file.schema, detail: "a system that does not have three corners")
        }
        try file.require("best_counts", over: ["system", "class", "corner"])
        try file.require("best_probability", "area_share", over: ["system", "class"])
        try file.require("out_of_domain_share", "upper_bound", over: ["system"])
        let counts = try file.int32s("best_counts").map(Int.init)
        let probabilities = try file.doubles("best_probability")
        let domains = try file.assessments(prefix: "best_", ["system", "class"])
        let areas = try file.doubles("area_share")
        let outside = try file.doubles("out_of_domain_share")
        let bounds = try file.doubles("upper_bound")
        let regions = try self.regions(systems: systems.count)
        return try systems.indices.map { index in
            if !bounds[index].isNaN {
                return SystemSummary(
                    bounded: try TernarySection(systems[index]), upperBound: bounds[index])
            }
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
        try file.require(
            "region_system", "region_points", "region_area_share", "region_peak_probability",
            "region_mean_probability", over: ["region"])
        try file.require("region_centroid", "region_peak_counts", over: ["region", "corner"])
        let owner = try file.int32s("region_system").map(Int.init)
        let points = try file.int32s("region_points")
        let areas = try file.doubles("region_area_share")
        let centroids = try file.doubles("region_centroid")
        let peaks = try file.int32s("region_peak_counts").map(Int.init)
        let peakProbabilities = try file.doubles("region_peak_probability")
        let means = try file.doubles("region_mean_probability")
        let domains = try file.assessments(prefix: "region_peak_", ["region"])
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
