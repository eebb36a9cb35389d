import Basis

/// A chemical element, ordered by atomic number.
public struct Element: Hashable, Comparable, Sendable, CustomStringConvertible, CaseIterable {
    private let number: UInt8

    /// The number of protons, 1...118.
    public var atomicNumber: Int { Int(number) }

    /// The IUPAC symbol, such as "Al".
    public var symbol: String { Element.symbols[Int(number) - 1] }

    public var description: String { symbol }

    /// The element with this atomic number; `nil` outside 1...118.
    public init?(atomicNumber: Int) {
        guard (1...Element.symbols.count).contains(atomicNumber) else { return nil }
        number = UInt8(atomicNumber)
    }

    /// The element with this symbol, in the usual letter case; `nil` where there is none.
    public init?(symbol: String) {
        var bytes = symbol.utf8.makeIterator()
        guard let first = bytes.next() else { return nil }
        let second = bytes.next()
        guard bytes.next() == nil else { return nil }
        self.init(first: first, second: second ?? 0)
    }

    /// The element whose symbol has these ASCII letters; `second` is 0 for symbols of one letter.
    init?(first: UInt8, second: UInt8) {
        guard (0x41...0x5a).contains(first) else { return nil }
        let column: UInt8
        switch second {
        case 0: column = 0
        case 0x61...0x7a: column = second - 0x60
        default: return nil
        }
        number = Element.numberBySymbol[Int(first - 0x41) * 27 + Int(column)]
        if number == 0 { return nil }
    }

    /// For numbers that are known to lie in 1...118.
    init(validNumber: UInt8) {
        assert((1...UInt8(Element.symbols.count)).contains(validNumber))
        number = validNumber
    }

    /// H to Og, by atomic number.
    public static let allCases: [Element] = (1...UInt8(118)).map(Element.init(validNumber:))

    public static func < (left: Element, right: Element) -> Bool { left.number < right.number }

    static let symbols = [
        "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S",
        "Cl", "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga",
        "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd",
        "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm",
        "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os",
        "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa",
        "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg",
        "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og",
    ]

    /// Atomic numbers at `27 * first letter + second letter` (no second letter: 0); 0 means none.
    private static let numberBySymbol: [UInt8] = {
        var numbers = [UInt8](repeating: 0, count: 26 * 27)
        for (index, symbol) in symbols.enumerated() {
            let letters = Array(symbol.utf8)
            let column = letters.count > 1 ? Int(letters[1]) - 0x60 : 0
            numbers[(Int(letters[0]) - 0x41) * 27 + column] = UInt8(index + 1)
        }
        return numbers
    }()

    /// The known symbol that a wrong one was most likely meant to be, for error messages.
    ///
    /// Symbols of the same length with the same first letter come first: "Cx" is nearer to "Cl"
    /// than to "C" or "Ca" by nothing but the order of the periodic table.
    public static func suggestion(for text: String) -> String? {
        let alike = symbols.filter { $0.utf8.count == text.utf8.count && $0.first == text.first }
        return Suggestion.question(for: text, among: alike + symbols)
    }
}
