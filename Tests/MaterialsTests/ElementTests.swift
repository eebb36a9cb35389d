import Materials
import Testing

@Test func symbolsAndNumbersAgree() throws {
    #expect(Element.allCases.count == 118)
    for (index, element) in Element.allCases.enumerated() {
        #expect(element.atomicNumber == index + 1)
        #expect(Element(symbol: element.symbol) == element)
        #expect(Element(atomicNumber: index + 1) == element)
    }
    #expect(try element("Fe").atomicNumber == 26)
    #expect(try element("W").description == "W")
    #expect(Element.allCases == Element.allCases.sorted())
}

@Test(arguments: ["", "a", "al", "AL", "Alu", "Xx", "é", "A\u{300}"])
func noElementHasThisSymbol(_ symbol: String) {
    #expect(Element(symbol: symbol) == nil)
}

@Test(arguments: [0, -1, 119, 256, Int.max])
func noElementHasThisNumber(_ number: Int) {
    #expect(Element(atomicNumber: number) == nil)
}

@Test func groupsAndPeriodsMatchTheElementTable() throws {
    let table = ElementTable.standard
    let group = try table.propertyIndex("x_group")
    let period = try table.propertyIndex("period")
    for element in table.elements {
        #expect(element.group.map(Double.init) == table.value(group, element))
        #expect(Double(element.period) == table.value(period, element))
    }
}

@Test func transitionMetalsAreTheThreeRows() {
    let rows =
        Element.transitionMetals3d + Element.transitionMetals4d + Element.transitionMetals5d
    #expect(rows == Element.allCases.filter(\.isTransitionMetal))
    #expect(
        rows
            == Element.allCases.filter {
                (4...6).contains($0.period) && $0.group.map((3...12).contains) == true
            })
    #expect(Element.transitionMetals3d.map(\.symbol).joined() == "ScTiVCrMnFeCoNiCuZn")
    #expect(Element.lanthanides == Element.allCases.filter(\.isLanthanide))
    #expect(Element.actinides == Element.allCases.filter(\.isActinide))
    #expect(Element.allCases.count(where: \.isRareEarth) == 17)
    #expect(Element.allCases.filter(\.isNobleGas).map(\.symbol).joined() == "HeNeArKrXeRn")
}
