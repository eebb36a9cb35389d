import Ternary

/// What a ternary map shows.
public enum TernaryLayer: Sendable, Equatable {
    /// The predicted class everywhere.
    case classes
    /// The probability of one class.
    case probability(classIndex: Int)
    /// A number that says how far the model is to be trusted.
    case doubt(TernaryField)
}

/// A number at every point of a grid, from 0 up.
public struct TernaryField: Sendable, Equatable {
    /// What the number is, for the panel's title; for example "Uncertainty".
    public var name: String
    /// What it means, at the colour bar.
    public var label: String
    /// The grid of the values; it may be coarser than the map's.
    public var grid: TernaryGrid
    /// In grid order.
    public var values: [Double]
    /// The end of the colour bar, above 0; greater values have its last colour.
    public var highest: Double

    public init(
        name: String, label: String, grid: TernaryGrid, values: [Double], highest: Double
    ) {
        self.name = name
        self.label = label
        self.grid = grid
        self.values = values
        self.highest = highest
    }
}

/// The colours of a number, in equal steps.
struct ColourScale: Equatable {
    static let steps = 20

    var label: String
    /// The value at the end of the scale; it starts at 0.
    var highest: Double
    /// Values with a contour line.
    var contourLevels: [Double]
    var ramp: ColourRamp

    /// The value where a step begins.
    func start(_ step: Int) -> Double { highest * Double(step) / Double(Self.steps) }

    func colour(_ step: Int, _ theme: FigureTheme) -> Colour {
        ramp.colour((Double(step) + 0.5) / Double(Self.steps), theme)
    }

    /// Line style of the contours, in turn from the lowest level.
    func dashes(_ index: Int) -> [Double] {
        let styles: [[Double]] = [[], [2.4, 1.4], [0.6, 1.2]]
        return styles[(contourLevels.count - 1 - index) % styles.count]
    }
}
