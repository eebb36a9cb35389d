import Basis
import Materials
import Ternary

@testable import QuasiScreen

/// A formula gives a composition that reads back as itself, or an error at the place to blame.
package func checkFormula(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
        return complaint(about: try Composition(text))
    } catch let error as FormulaError {
        return complaint(about: error, text)
    } catch {
        return "another error: \(error)"
    }
}

/// The labels of systems, sections and families of sections: read back as themselves or refused.
package func checkLabel(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    func refused(_ error: any Error) -> String? {
        complaint(about: error, kinds: [.badData, .usage, .configuration]) { _ in true }
    }
    do {
        let system = try ChemicalSystem(text)
        if try ChemicalSystem(system.label) != system { return "\(system) reads back otherwise" }
    } catch {
        if let wrong = refused(error) { return wrong }
    }
    do {
        let section = try TernarySection(text)
        if try TernarySection(section.label) != section { return "\(section) reads back otherwise" }
    } catch {
        if let wrong = refused(error) { return wrong }
    }
    do {
        let family = try SectionFamily(text)
        for divisions in [1, 20, 100, 1000] {
            _ = try? family.contents.map { try $0.parts(of: divisions) }
        }
        return nil
    } catch {
        return refused(error)
    }
}

private func complaint(about composition: Composition) -> String? {
    let (elements, fractions) = (composition.elements, composition.fractions)
    guard !elements.isEmpty, elements.count == fractions.count,
        zip(elements, elements.dropFirst()).allSatisfy({ $0 < $1 })
    else { return "elements \(elements), fractions \(fractions)" }
    let sum = fractions.reduce(0, +)
    guard fractions.allSatisfy({ $0 > 0 && $0 <= 1 }), abs(sum - 1) <= 1e-12 else {
        return "fractions \(fractions) of sum \(sum)"
    }
    let formula = composition.formula
    guard let again = try? Composition(formula), again == composition else {
        return "\(formula) reads back otherwise"
    }
    for decimals in [0, 2, 12] {
        let rounded = composition.formula(decimals: decimals)
        guard (try? Composition(rounded))?.elements == elements else {
            return "\(rounded), rounded to \(decimals) places, has other elements"
        }
    }
    return nil
}

private func complaint(about error: FormulaError, _ text: String) -> String? {
    let place: (marked: String, formula: String, column: Int)
    switch error {
    case .unknownElement(let marked, _, let formula, let column),
        .lowerCaseSymbol(let marked, _, let formula, let column),
        .unexpectedCharacter(let marked, let formula, let column),
        .unbalancedBracket(let marked, let formula, let column),
        .numberWithoutElement(let marked, let formula, let column),
        .amountNotPositive(let marked, let formula, let column),
        .amountOutOfRange(let marked, let formula, let column):
        place = (marked, formula, column)
    case .emptyGroup(let formula, let column):
        place = ("", formula, column)
    case .empty:
        let isBlank = text.unicodeScalars.allSatisfy {
            " \t\r\n\u{a0}\u{2009}\u{202f}".unicodeScalars.contains($0)
        }
        return isBlank ? nil : "\"\(text)\" is called empty"
    case .fractionOutOfRange:
        return complaint(about: error, kinds: [.badData]) { $0?.hasPrefix("element ") == true }
    default:
        return "an error of another kind of input: \(error)"
    }
    // Columns count characters as editors do: code points.
    let scalars = text.unicodeScalars
    guard place.formula == text, place.column >= 1, place.column <= scalars.count else {
        return "column \(place.column) of \(scalars.count)"
    }
    let marked = scalars.dropFirst(place.column - 1)
    // Deuterium and tritium are called hydrogen.
    guard marked.starts(with: place.marked.unicodeScalars) || place.marked == "H" else {
        return "\"\(place.marked)\" is not at column \(place.column)"
    }
    return complaint(about: error, kinds: [.badData]) {
        $0?.hasSuffix("column \(place.column)") == true
    }
}
