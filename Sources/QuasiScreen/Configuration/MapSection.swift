import Figures

/// `maps`: which phase-diagram maps are drawn, and how.
public struct MapSection: Sendable {
    /// The number of best systems that get a map. The default is 12.
    public var top: Int
    /// Systems that get a map in any case. The default is none.
    public var systems: [String]
    /// The default is SVG, PDF and PNG.
    public var formats: [MapFormat]
    public var options: MapOptions

    init(_ section: ConfigurationSection) throws {
        top = try section.integer("top", default: 12, in: 0...10_000)
        // Whether a content falls on the grid shows where the map is drawn.
        systems =
            try section.texts("systems") { label in
                _ = try SweepSection.ternary(
                    label.contains("(") ? SectionFamily(label).system : label)
            } ?? []
        formats = try section.choices("formats", default: MapFormat.allCases)
        options = MapOptions()
        options.layers = try section.texts("layers") ?? []
        options.layerMistake = .configuration
        if section.has("width") {
            options.width = try section.number("width", default: 0, in: 50...500)
        }
        options.fontSize = try section.number("font_size", default: options.fontSize, in: 4...20)
        options.resolution = try section.number(
            "resolution", default: options.resolution, in: 36...1200)
        options.theme = try section.choice("theme", default: options.theme)
        options.labelsKnown = try section.boolean("names", default: options.labelsKnown)
        try section.finish()
    }

    var parameters: [String: String] {
        options.parameters.merging([
            "top": "\(top)", "systems": systems.joined(separator: ", "),
            "formats": formats.map(\.rawValue).joined(separator: ", "),
        ]) { $1 }
    }
}
