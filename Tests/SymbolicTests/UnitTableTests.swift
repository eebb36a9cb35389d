import Basis
import Foundation
import Testing

@testable import Symbolic

private func unit(_ text: String) throws -> Symbolic.Unit { try Symbolic.Unit(text) }

/// What each operator makes of a length, "" for a pure number, `nil` where it is refused.
@Test(arguments: [
    (UnaryOperator.squareRoot, "pm^(1/2)" as String?), (.square, "pm^2"), (.cube, "pm^3"),
    (.inverse, "pm^-1"), (.absolute, "pm"), (.logarithm, nil), (.exponential, nil),
])
func operatorsCarryUnits(operation: UnaryOperator, expected: String?) throws {
    let found = operation.unit(try unit("pm"))
    let wanted = try expected.map(unit)
    #expect(found == wanted)
    #expect(operation.unit(.dimensionless) == .dimensionless)
}

@Test(arguments: BinaryOperator.allCases)
func pairsNeedEqualUnitsUnlessMultiplied(operation: BinaryOperator) throws {
    let (length, energy) = (try unit("pm"), try unit("eV"))
    switch operation {
    case .multiply:
        let product = try unit("pm eV")
        #expect(operation.unit(length, energy) == product)
    case .divide:
        let quotient = try unit("pm/eV")
        #expect(operation.unit(length, energy) == quotient)
        #expect(operation.unit(length, length) == .dimensionless)
    default:
        #expect(operation.unit(length, energy) == nil)
        let (picometre, angstrom) = (try unit("pm"), try unit("A"))
        #expect(operation.unit(picometre, angstrom) == nil)
        #expect(operation.unit(length, length) == length)
    }
}

@Test func everyUnitOfTheElementTableIsRead() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/elements/properties.csv").path
    let table = try DelimitedTable(
        bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))), file: path)
    let column = try table.index(of: "unit")
    #expect(table.rowCount > 50)
    for row in 0..<table.rowCount {
        let text = table.text(row, column)
        let parsed = try unit(text)
        let again = try unit(parsed.squared.root(2).description)
        #expect(again == parsed, "\(text)")
        if text == "1" || text == "e/atom" { #expect(parsed.isDimensionless) }
    }
}
