/// A column that formulas may use: its name, its unit and how it looks in LaTeX.
public struct Variable: Sendable, Equatable {
    public var name: String
    public var unit: Unit
    /// LaTeX for the mathematics mode; `nil` sets the name upright.
    public var latex: String?

    public init(name: String, unit: Unit, latex: String? = nil) {
        self.name = name
        self.unit = unit
        self.latex = latex
    }
}

extension Variable: Codable {
    private enum CodingKeys: String, CodingKey { case name, unit, latex }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        unit = try Unit(try container.decode(String.self, forKey: .unit))
        latex = try container.decodeIfPresent(String.self, forKey: .latex)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(unit.description, forKey: .unit)
        try container.encodeIfPresent(latex, forKey: .latex)
    }
}
