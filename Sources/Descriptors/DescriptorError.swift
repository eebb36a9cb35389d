import Basis
import Materials

/// Why descriptors could not be computed.
public enum DescriptorError: Diagnosable, Equatable {
    case noProperties
    case noStatistics
    case repeated(String)
    case valueNotPositive(element: Element, property: String, statistic: Statistic, value: Double)
    /// A ratio of values that must be above zero, such as `spread:density`.
    case ratioNotPositive(element: Element, descriptor: String, value: Double)
    case missingValue(MissingValue, formula: String)
    /// Under ``MissingPolicy/mask``: no element of the composition has the property.
    case nothingToPool(property: String, formula: String)
    /// Under ``MissingPolicy/impute``: no element of the table has the property.
    case nothingToImpute(property: String)
    case notThreeElements([Element])
    /// The fixed element of a section is a corner or has no part.
    case notAFourthElement(Element, parts: Int, [Element])

    public var diagnosis: Diagnosis {
        switch self {
        case .noProperties:
            return Diagnosis(
                .configuration, "the descriptor set names no property",
                remedy: "name at least one column of the element table")
        case .noStatistics:
            return Diagnosis(
                .configuration, "the descriptor set names no statistic",
                remedy: "use any of \(Statistic.allCases.map(\.rawValue).joined(separator: ", "))")
        case .repeated(let name):
            return Diagnosis(
                .configuration, "the descriptor set names \"\(name)\" twice",
                remedy: "name each property and statistic once")
        case .valueNotPositive(let element, let property, let statistic, let value):
            return Diagnosis(
                .badData, "\(statistic.rawValue):\(property) is not defined for the value \(value)",
                place: "element \(element), property \(property)",
                remedy: "use this statistic only with properties that are above zero")
        case .ratioNotPositive(let element, let descriptor, let value):
            return Diagnosis(
                .badData, "\(descriptor) is not defined for the value \(value)",
                place: "element \(element)",
                remedy: "use spread and contrast only with properties that are above zero")
        case .missingValue(let missing, let formula):
            return Diagnosis(
                .badData, "no value of \(missing.property) for \(missing.element)",
                place: "composition \(formula)",
                remedy: "leave out the property or allow missing values (mask or impute)")
        case .nothingToPool(let property, let formula):
            return Diagnosis(
                .badData, "no element has a value of \(property)",
                place: "composition \(formula)",
                remedy: "leave out the property or the composition")
        case .nothingToImpute(let property):
            return Diagnosis(
                .badData, "the table has no value to impute \(property) from",
                place: "property \(property)", remedy: "leave out the property")
        case .notThreeElements(let elements):
            let names = elements.map(\.symbol).joined(separator: "-")
            return Diagnosis(
                .badData, "\"\(names)\" is not three different elements",
                remedy: "name three elements, as in Al-Cu-Fe")
        case .notAFourthElement(let element, let parts, let corners):
            let names = corners.map(\.symbol).joined(separator: "-")
            return Diagnosis(
                .badData, "\(parts) parts of \(element) make no section", place: names,
                remedy: "fix a fourth element with one part or more")
        }
    }
}
