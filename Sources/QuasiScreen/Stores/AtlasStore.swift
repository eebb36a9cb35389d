import Artifacts
import Materials
import Ternary

/// What is known of the points of one stored map besides its probabilities.
struct AtlasEntry: Sendable, Equatable {
    let section: TernarySection
    /// Bit r of a point is set where rule r is met; `nil` where an element lacks a value that a rule
    /// asks for.
    var rulesMet: [UInt16]?
    /// The grade of each point: 0 inside the domain, 1 on its edge, 2 outside.
    var domain: [UInt8]
    /// The error to expect of the predicted class's probability, in ``AtlasStore/quanta``; `nil`
    /// where it was not worked out.
    var uncertainty: [UInt16]?
}

/// `atlas/atlas.h5`: rules, domain and uncertainty at every point of stored maps.
enum AtlasStore {
    /// Steps of a stored uncertainty from 0 to 1.
    static let quanta = 1000.0
    /// Rules that a mask has room for.
    static let rules = 16

    static func encode(
        _ entries: [AtlasEntry], rules: [String], configuration: [String: String]
    ) throws -> [UInt8] {
        var file = ArtifactSchema.atlas.file(configuration)
        file.addDimension("rule", labels: rules, "rule, in the order of the bits")
        for parts in Set(entries.map(\.section.fixedParts)).sorted() {
            add(
                entries.filter { $0.section.fixedParts == parts }, mark: mark(fixedParts: parts),
                to: &file)
        }
        return try file.encoded()
    }

    private static func mark(fixedParts: Int) -> String {
        fixedParts == 0 ? "" : "_fixed_\(fixedParts)"
    }

    private static func add(
        _ entries: [AtlasEntry], mark: String, to file: inout LabelledFile
    ) {
        let map = "map" + mark
        let point = "point" + mark
        file.addDimension(map, labels: entries.map(\.section.label), "chemical system of the map")
        file.addDimension(point, length: entries.first?.domain.count ?? 0, "grid point")
        file.add(
            "domain" + mark, [map, point], .uint8(entries.flatMap(\.domain)),
            "0 inside the model's domain, 1 on its edge, 2 outside")
        file.add(
            "rules_judged" + mark, [map], .uint8(entries.map { $0.rulesMet == nil ? 0 : 1 }),
            "1 where the elements have the values that the rules ask for")
        file.add(
            "rules_met" + mark, [map, point],
            .uint16(
                entries.flatMap {
                    $0.rulesMet ?? [UInt16](repeating: 0, count: $0.domain.count)
                }), "bit r is set where rule r is met; 0 where rules_judged is 0")
        let certain = entries.filter { $0.uncertainty != nil }
        file.addDimension(
            "drawn" + mark, labels: certain.map(\.section.label),
            "chemical system whose uncertainty is known")
        file.add(
            "uncertainty" + mark, ["drawn" + mark, point],
            .uint16(certain.flatMap { $0.uncertainty ?? [] }),
            "error to expect of the predicted class's probability", unit: "1",
            attributes: [
                LabelledFile.Attribute("scale_factor", .number(1 / quanta)),
                LabelledFile.Attribute("add_offset", .number(0)),
            ])
    }

    /// The entries by the labels of their sections.
    static func decode(_ bytes: [UInt8], name: String) throws -> [String: AtlasEntry] {
        try ArtifactSchema.atlas.read(bytes, name: name) { file in
            var result = [String: AtlasEntry]()
            for dimension in file.dimensions where dimension.name.hasPrefix("map") {
                let mark = String(dimension.name.dropFirst(3))
                let (map, point) = (dimension.name, "point" + mark)
                let points = try file.dimension(point).length
                try file.require("domain" + mark, "rules_met" + mark, over: [map, point])
                try file.require("rules_judged" + mark, over: [map])
                try file.require("uncertainty" + mark, over: ["drawn" + mark, point])
                let domain = try file.uint8s("domain" + mark)
                let judged = try file.uint8s("rules_judged" + mark)
                let met = try file.uint16s("rules_met" + mark)
                for (row, label) in try file.labels(of: map).enumerated() {
                    let range = row * points..<(row + 1) * points
                    result[label] = AtlasEntry(
                        section: try TernarySection(label),
                        rulesMet: judged[row] == 1 ? Array(met[range]) : nil,
                        domain: Array(domain[range]))
                }
                let uncertainty = try file.uint16s("uncertainty" + mark)
                for (row, label) in try file.labels(of: "drawn" + mark).enumerated() {
                    result[label]?.uncertainty = Array(
                        uncertainty[row * points..<(row + 1) * points])
                }
            }
            return result
        }
    }
}
