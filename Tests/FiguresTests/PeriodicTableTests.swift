import Materials
import Testing

@testable import Figures

@Suite struct PeriodicTableTests {
    @Test func everyElementHasACellOfItsOwn() {
        let cells = Element.allCases.map { PeriodicTableFigure.cell(of: $0) }
        #expect(Set(cells.map { $0.row * 18 + $0.column }).count == 118)
        #expect(cells.allSatisfy { (0..<18).contains($0.column) && (0..<9).contains($0.row) })
    }

    @Test(arguments: [
        ("H", 0, 0), ("He", 17, 0), ("Al", 12, 2), ("La", 2, 5), ("Hf", 3, 5), ("Ce", 3, 7),
        ("Lu", 16, 7), ("Ac", 2, 6), ("Th", 3, 8), ("Lr", 16, 8), ("Og", 17, 6),
    ])
    func cellsFollowGroupAndPeriod(symbol: String, column: Int, row: Int) throws {
        let cell = PeriodicTableFigure.cell(of: try #require(Element(symbol: symbol)))
        #expect(cell.column == column && cell.row == row)
    }

    @Test func elementsBeyondPlutoniumAreDrawnWhereTheyHaveAnAmount() throws {
        var figure = PeriodicTableFigure(values: Samples.amounts, valueTitle: "Systems")
        #expect(figure.elements.count == 94)
        figure.values[try #require(Element(symbol: "Cf"))] = 1
        #expect(figure.elements.count == 98)
        figure.marked = [try #require(Element(symbol: "Og"))]
        #expect(figure.elements.count == 118)
        #expect(try !figure.rendered(as: .svg).isEmpty)
    }

    @Test func amountsThatCannotBeColouredAreRefused() throws {
        let aluminium = try #require(Element(symbol: "Al"))
        func render(_ values: [Element: Double], decimals: Int = 0) throws {
            _ = try PeriodicTableFigure(
                values: values, valueTitle: "Systems", decimals: decimals
            ).rendered(as: .svg)
        }
        #expect(throws: FiguresError.nothingToDraw(figure: "periodic table")) { try render([:]) }
        #expect(throws: FiguresError.negative(figure: "periodic table", item: "Al", value: -1)) {
            try render([aluminium: -1])
        }
        #expect(throws: FiguresError.self) { try render([aluminium: .infinity]) }
        #expect(throws: FiguresError.self) { try render([aluminium: 1], decimals: 13) }
        try render([aluminium: 0])
    }

    @Test func aFewLargeAmountsDoNotWashOutTheRest() {
        #expect(AmountScale.suitable(for: [284, 29, 20, 15, 8, 0, 0]) == .squareRoot)
        #expect(AmountScale.suitable(for: [30, 29, 20, 15, 8, 0, 0]) == .linear)
        #expect(AmountScale.suitable(for: []) == .linear)
        let scale = AmountScale(.squareRoot, covering: [0, 284])
        #expect(scale.highest == 300)
        #expect(abs(scale.share(75) - 0.5) < 1e-12)
    }

    @Test(arguments: [0.0, 1e-9, 0.004, 0.7, 1, 13, 284, 8e6, 1e19])
    func scalesHaveDistinctRisingTicksFromEndToEnd(highest: Double) {
        for kind in [AmountScale.Kind.linear, .squareRoot] {
            let scale = AmountScale(kind, covering: [0, highest])
            #expect(scale.share(0) == 0 && scale.share(scale.highest) == 1)
            #expect(scale.highest >= highest)
            #expect((3...12).contains(scale.ticks.count))
            #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 })
            #expect(Set(scale.ticks.map(scale.text)).count == scale.ticks.count)
        }
    }
}
