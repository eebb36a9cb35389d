import Basis

/// Why a grid or a phase map cannot be made.
public enum TernaryError: Diagnosable, Equatable {
    case divisions(Int, largest: Int)
    case notTernary(system: String, elements: Int)
    case noClasses
    case duplicateClass(String)
    case valueCount(found: Int, points: Int, perPoint: Int)
    case notAProbability(Double, point: Int, className: String)
    case sumOfProbabilities(Double, point: Int)
    case notFinite(Double, point: Int)

    public var diagnosis: Diagnosis {
        switch self {
        case .divisions(let given, let largest):
            return Diagnosis(
                .usage, "a ternary grid of \(given) divisions",
                remedy: "give a whole number from 1 to \(largest)")
        case .notTernary(let system, let elements):
            return Diagnosis(
                .badData, "a ternary map needs three elements, this system has \(elements)",
                place: system, remedy: "name three different elements, such as Al-Cu-Fe")
        case .noClasses:
            return Diagnosis(
                .badData, "a phase map without classes", remedy: "name at least one class")
        case .duplicateClass(let name):
            return Diagnosis(
                .badData, "class \"\(name)\" appears twice", remedy: "give each class its own name")
        case .valueCount(let found, let points, let perPoint):
            return Diagnosis(
                .badData,
                "\(found) values for \(points) grid points with \(perPoint) values each",
                remedy: "give \(points * perPoint) values, point by point")
        case .notAProbability(let value, let point, let className):
            return Diagnosis(
                .badData, "\(value) is not a probability",
                place: "grid point \(point), class \(className)",
                remedy: "probabilities lie between 0 and 1")
        case .sumOfProbabilities(let sum, let point):
            return Diagnosis(
                .badData, "the class probabilities add up to \(sum)",
                place: "grid point \(point)", remedy: "they must add up to 1")
        case .notFinite(let value, let point):
            return Diagnosis(
                .badData, "\(value) cannot be contoured", place: "grid point \(point)",
                remedy: "give finite numbers")
        }
    }
}
