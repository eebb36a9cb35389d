import Basis

/// Why an element table was refused, or what it does not hold.
public enum ElementTableError: Diagnosable, Equatable {
    case unknownProperty(String, suggestion: String?)
    case propertyWithoutDescription(String, suggestion: String?, TextPlace)
    case unknownElement(String, suggestion: String?, TextPlace)
    case duplicateElement(Element, TextPlace)
    case badValue(String, element: Element, property: String, TextPlace)
    case unknownProvenance(String, element: Element, property: String, TextPlace)
    case provenanceMismatch(element: Element, property: String, TextPlace)
    case elementWithoutProvenance(Element, file: String)
    case unknownGroup(String, property: String, TextPlace)

    public var diagnosis: Diagnosis {
        switch self {
        case .unknownProperty(let name, let suggestion):
            return Diagnosis(
                .badData, "no element property \"\(name)\"",
                remedy: suggestion ?? "the names are the columns of the element table")
        case .propertyWithoutDescription(let name, let suggestion, let place):
            return Diagnosis(
                .badData, "property \"\(name)\" is not described", place: "\(place)",
                remedy: suggestion ?? "give it a row in the properties table")
        case .unknownElement(let symbol, let suggestion, let place):
            return Diagnosis(
                .badData, "no element \"\(symbol)\"", place: "\(place)",
                remedy: suggestion ?? "use the symbols H to Og")
        case .duplicateElement(let element, let place):
            return Diagnosis(
                .badData, "element \(element) has two rows", place: "\(place)",
                remedy: "remove one of them")
        case .badValue(let text, let element, let property, let place):
            return Diagnosis(
                .badData, "\"\(text)\" for \(property) of \(element) is not a finite number",
                place: "\(place)", remedy: "give a number, or nothing where there is no value")
        case .unknownProvenance(let code, let element, let property, let place):
            let codes = Provenance.allCases.map(\.rawValue).filter { !$0.isEmpty }
            return Diagnosis(
                .badData, "no provenance code \"\(code)\" (\(property) of \(element))",
                place: "\(place)", remedy: "use one of \(codes.joined(separator: ", "))")
        case .provenanceMismatch(let element, let property, let place):
            return Diagnosis(
                .badData, "value and provenance of \(property) of \(element) do not go together",
                place: "\(place)", remedy: "give a code where there is a value, and only there")
        case .elementWithoutProvenance(let element, let file):
            return Diagnosis(
                .badData, "no row for element \(element)", place: file,
                remedy: "give each element of the values table a row of codes")
        case .unknownGroup(let group, let property, let place):
            return Diagnosis(
                .badData, "no property group \"\(group)\" (\(property))", place: "\(place)",
                remedy: "use xenonpy or extra")
        }
    }
}
