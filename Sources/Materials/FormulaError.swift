import Basis

/// Why a chemical formula, a list of amounts or a system label was refused.
///
/// Columns count characters from one.
public enum FormulaError: Diagnosable, Equatable {
    case empty
    case unknownElement(String, suggestion: String?, formula: String, column: Int)
    case lowerCaseSymbol(String, suggestion: String?, formula: String, column: Int)
    case unexpectedCharacter(String, formula: String, column: Int)
    case unbalancedBracket(String, formula: String, column: Int)
    case emptyGroup(formula: String, column: Int)
    case numberWithoutElement(String, formula: String, column: Int)
    case amountNotPositive(String, formula: String, column: Int)
    case amountOutOfRange(String, formula: String, column: Int)
    /// A negative, NaN or infinite amount given as a number; the text is the number's.
    case badAmount(Element, String)
    /// No element has an amount above zero.
    case noAmount
    /// The share of this element is too small, or the sum of amounts too large, for a double.
    case fractionOutOfRange(Element)
    case repeatedElement(Element, label: String)

    public var diagnosis: Diagnosis {
        switch self {
        case .empty:
            return Diagnosis(
                .badData, "an empty formula", remedy: "give a formula such as Al63Cu25Fe12")
        case .unknownElement(let symbol, let suggestion, let formula, let column):
            return Diagnosis(
                .badData, "no element \"\(symbol)\"", place: Self.place(formula, column),
                remedy: suggestion ?? "use the symbols H to Og, the first letter in upper case")
        case .lowerCaseSymbol(let text, let suggestion, let formula, let column):
            return Diagnosis(
                .badData, "\"\(text)\" starts with a lower-case letter",
                place: Self.place(formula, column),
                remedy: suggestion ?? "start every element symbol in upper case")
        case .unexpectedCharacter(let character, let formula, let column):
            return Diagnosis(
                .badData, "unexpected character \"\(character)\"",
                place: Self.place(formula, column),
                remedy: Self.remedy(forCharacter: character))
        case .unbalancedBracket(let bracket, let formula, let column):
            return Diagnosis(
                .badData, "bracket \"\(bracket)\" has no partner",
                place: Self.place(formula, column),
                remedy: "open and close brackets in pairs of one kind")
        case .emptyGroup(let formula, let column):
            return Diagnosis(
                .badData, "a group without elements", place: Self.place(formula, column),
                remedy: "put elements into the group or remove it")
        case .numberWithoutElement(let number, let formula, let column):
            return Diagnosis(
                .badData, "number \"\(number)\" follows no element",
                place: Self.place(formula, column),
                remedy: "write amounts behind their element or group, as in Al63Cu25Fe12")
        case .amountNotPositive(let text, let formula, let column):
            return Diagnosis(
                .badData, "amount \"\(text)\" is not above zero",
                place: Self.place(formula, column),
                remedy: "leave out elements that are absent")
        case .amountOutOfRange(let text, let formula, let column):
            return Diagnosis(
                .badData, "the amount of \"\(text)\" is too large or too small to represent",
                place: Self.place(formula, column), remedy: "give amounts such as at.%")
        case .badAmount(let element, let text):
            return Diagnosis(
                .badData, "amount \(text) is not a finite number of zero or more",
                place: "element \(element)", remedy: "give amounts such as at.%")
        case .noAmount:
            return Diagnosis(
                .badData, "no element has an amount above zero",
                remedy: "give at least one element an amount")
        case .fractionOutOfRange(let element):
            return Diagnosis(
                .badData, "the amounts differ by more than a double can represent",
                place: "element \(element)", remedy: "leave out elements that are absent")
        case .repeatedElement(let element, let label):
            return Diagnosis(
                .badData, "element \(element) appears twice", place: "system \"\(label)\"",
                remedy: "name each element of a system once")
        }
    }

    private static func place(_ formula: String, _ column: Int) -> String {
        "formula \"\(abbreviated(formula))\", column \(column)"
    }

    /// Long texts would drown the message.
    private static func abbreviated(_ text: String) -> String {
        text.count > 60 ? "\(text.prefix(57))..." : text
    }

    private static func remedy(forCharacter character: String) -> String {
        switch character {
        case "-", "–": "a formula has no dashes: write Al63Cu25Fe12"
        case ",": "write decimals with a point, as in Cd5.7Yb"
        case "+": "leave out charges"
        default: "use element symbols, amounts and the brackets () [] {}"
        }
    }
}
