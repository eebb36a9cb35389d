extension Element {
    /// The row of the periodic table, 1...7.
    public var period: Int {
        switch atomicNumber {
        case ...2: 1
        case ...10: 2
        case ...18: 3
        case ...36: 4
        case ...54: 5
        case ...86: 6
        default: 7
        }
    }

    /// The IUPAC group, 1...18; `nil` for Ce to Lu and Th to Lr.
    ///
    /// La and Ac stand in group 3, as in the element table's `x_group`.
    public var group: Int? {
        switch atomicNumber {
        case 1: 1
        case 2: 18
        case 3...10: Element.shortPeriodGroup(atomicNumber - 2)
        case 11...18: Element.shortPeriodGroup(atomicNumber - 10)
        case 19...36: atomicNumber - 18
        case 37...54: atomicNumber - 36
        case 55...57: atomicNumber - 54
        case 72...86: atomicNumber - 68
        case 87...89: atomicNumber - 86
        case 104...118: atomicNumber - 100
        default: nil
        }
    }

    private static func shortPeriodGroup(_ place: Int) -> Int { place <= 2 ? place : place + 10 }

    /// Sc to Zn.
    public static let transitionMetals3d: [Element] = elements(21...30)
    /// Y to Cd.
    public static let transitionMetals4d: [Element] = elements(39...48)
    /// La and Hf to Hg.
    public static let transitionMetals5d: [Element] = elements(57...57) + elements(72...80)
    /// La to Lu.
    public static let lanthanides: [Element] = elements(57...71)
    /// Ac to Lr.
    public static let actinides: [Element] = elements(89...103)

    /// Whether the element stands in groups 3...12 of the 3d, 4d or 5d row.
    public var isTransitionMetal: Bool {
        switch atomicNumber {
        case 21...30, 39...48, 57, 72...80: true
        default: false
        }
    }

    public var isLanthanide: Bool { (57...71).contains(atomicNumber) }

    public var isActinide: Bool { (89...103).contains(atomicNumber) }

    /// Sc, Y and the lanthanides.
    public var isRareEarth: Bool { isLanthanide || atomicNumber == 21 || atomicNumber == 39 }

    /// The noble gases He to Rn.
    public var isNobleGas: Bool { group == 18 && period < 7 }

    private static func elements(_ numbers: ClosedRange<UInt8>) -> [Element] {
        numbers.map(Element.init(validNumber:))
    }
}
