/// The colours and marks of figures, for pages that show the same maps in another way.
public enum FigurePalette {
    /// How a class looks in maps; colours are `#rrggbb` on light ground.
    public struct ClassLook: Sendable, Equatable {
        public enum Hatch: String, Sendable { case none, rising, falling, crossed, level }
        public enum Shape: String, Sendable { case circle, star, diamond, square, triangle }

        public let area: String
        public let marker: String
        public let hatch: Hatch
        public let shape: Shape
    }

    /// The looks of classes, in order.
    public static func looks(of classNames: [String]) -> [ClassLook] {
        ClassAppearance.of(classNames, theme: .light).map { look in
            ClassLook(
                area: look.area.hex, marker: look.marker.hex, hatch: look.hatch.published,
                shape: look.shape.published)
        }
    }

    /// The colours of probabilities from 0 to 1, in equal steps.
    public static var probabilities: [String] {
        (0..<ColourScale.steps).map { step in
            ColourRamp.probability.colour(
                (Double(step) + 0.5) / Double(ColourScale.steps), .light
            ).hex
        }
    }
}

extension ClassAppearance.Hatch {
    fileprivate var published: FigurePalette.ClassLook.Hatch {
        switch self {
        case .none: .none
        case .rising: .rising
        case .falling: .falling
        case .crossed: .crossed
        case .level: .level
        }
    }
}

extension ClassAppearance.Marker {
    fileprivate var published: FigurePalette.ClassLook.Shape {
        switch self {
        case .circle: .circle
        case .star: .star
        case .diamond: .diamond
        case .square: .square
        case .triangle: .triangle
        }
    }
}
