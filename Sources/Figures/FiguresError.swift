import Basis
import Ternary

/// Why a figure cannot be drawn.
public enum FiguresError: Diagnosable, Equatable {
    case style(property: String, value: Double, lowest: Double, highest: Double)
    case tooLarge(width: Double, height: Double)
    case cairo(operation: String, status: String)
    case noSuchClass(Int, classes: Int)
    case notAComposition(label: String, TernaryPoint)
    case contourLevel(Double)
    case window(TernaryPoint)
    case nothingToDraw(figure: String)
    case notFinite(figure: String, item: String, value: Double)
    case negative(figure: String, item: String, value: Double)
    case shape(figure: String, found: String, expected: String)

    public var diagnosis: Diagnosis {
        switch self {
        case .style(let property, let value, let lowest, let highest):
            return Diagnosis(
                .configuration, "\(property) of \(value)", place: "figure style",
                remedy: "give a number from \(lowest) to \(highest)")
        case .tooLarge(let width, let height):
            return Diagnosis(
                .configuration, "an image of \(width) x \(height) pixels is too large",
                place: "figure style",
                remedy: "lower the resolution or the width, or write SVG or PDF")
        case .cairo(let operation, let status):
            return Diagnosis(.internal, "cairo could not \(operation): \(status)")
        case .noSuchClass(let index, let classes):
            return Diagnosis(
                .usage, "class number \(index) of a map with \(classes) classes",
                remedy: "classes are numbered from 0 to \(classes - 1)")
        case .notAComposition(let label, let point):
            return Diagnosis(
                .badData, "fractions \(point.a), \(point.b), \(point.c) are not a composition",
                place: "known compound \"\(label)\"",
                remedy: "give three fractions from 0 to 1 that add up to 1")
        case .contourLevel(let level):
            return Diagnosis(
                .configuration, "a probability contour at \(level)",
                remedy: "give levels between 0 and 1")
        case .window(let lowest):
            return Diagnosis(
                .usage,
                "no part of the triangle has at least \(100 * lowest.a), "
                    + "\(100 * lowest.b) and \(100 * lowest.c) at.%",
                place: "zoom",
                remedy: "give percentages from 0 that add up to 99 at most")
        case .nothingToDraw(let figure):
            return Diagnosis(.badData, "nothing to draw", place: figure)
        case .notFinite(let figure, let item, let value):
            return Diagnosis(
                .badData, "\(value) cannot be drawn", place: "\(figure), \(item)",
                remedy: "give finite numbers")
        case .negative(let figure, let item, let value):
            return Diagnosis(
                .badData, "\(value) is below zero", place: "\(figure), \(item)",
                remedy: "give numbers from 0 up")
        case .shape(let figure, let found, let expected):
            return Diagnosis(.badData, "\(found) where \(expected) belong", place: figure)
        }
    }
}
