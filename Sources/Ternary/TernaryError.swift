import Basis

/// Why a grid or a phase map cannot be made.
public enum TernaryError: Diagnosable, Equatable {
    case divisions(Int, largest: Int)
    case notTernary(system: String, elements: Int)
    case notQuaternary(system: String, elements: Int)
    case fixedIsCorner(element: String, system: String)
    case fixedParts(element: String, parts: Int, total: Int)
    case anotherTotal(section: String, total: Int, divisions: Int)
    case sectionLabel(String)
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
        case .notQuaternary(let system, let elements):
            return Diagnosis(
                .badData, "a quaternary needs four elements, this system has \(elements)",
                place: system, remedy: "name four different elements, such as Al-Cu-Fe-Mg")
        case .fixedIsCorner(let element, let system):
            return Diagnosis(
                .badData, "the fixed element \(element) is an element of the corners",
                place: system, remedy: "fix a fourth element")
        case .fixedParts(let element, let parts, let total):
            return Diagnosis(
                .badData, "\(parts) parts of \(element) in \(total)",
                remedy: "give 1 part or more and fewer than the total, which is at most "
                    + "\(TernaryGrid.largestDivisions)")
        case .anotherTotal(let section, let total, let divisions):
            return Diagnosis(
                .badData,
                "this section divides compositions into \(total) parts, the grid into "
                    + "\(divisions)",
                place: section, remedy: "use one number for both")
        case .sectionLabel(let text):
            return Diagnosis(
                .badData, "\"\(text)\" is neither a system nor a section",
                remedy: "write Al-Cu-Fe, or (Al-Cu-Fe)90Mg10 for 10 parts of Mg in 100")
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
