/// One pass over a formula's bytes, without recursion, so that time is linear and nesting free.
///
/// formula := part (dot number? part)*, part := (element number? | group number?)+,
/// group := one of () [] {} around a formula. Spaces may stand between tokens. An amount is the
/// element's number times the product of the multipliers around it, taken from outside inwards.
struct FormulaParser {
    struct Atom {
        var element: UInt8
        var amount: Double
        var group: Int
        var offset: Int
    }

    private struct Group {
        var parent: Int
        /// The bracket that closes it; 0 for a part behind a middle dot, closed by what comes next.
        var closing: UInt8
        var multiplier = 1.0
        var offset: Int
        var firstAtom: Int
    }

    private enum Token {
        case element
        case group(Int)
        case other
    }

    private var scanner: FormulaScanner
    private var atoms: [Atom] = []
    private var groups: [Group] = []
    /// The innermost open group; -1 outside all.
    private var current = -1
    /// What a number would belong to.
    private var previous = Token.other

    /// The atoms in the order of the text, amounts multiplied out.
    static func atoms(of bytes: UnsafeBufferPointer<UInt8>) throws -> [Atom] {
        var parser = FormulaParser(scanner: FormulaScanner(bytes: bytes))
        return try parser.parse()
    }

    private init(scanner: FormulaScanner) {
        self.scanner = scanner
        atoms.reserveCapacity(6)
    }

    private mutating func parse() throws -> [Atom] {
        while scanner.skipSpaces() {
            let byte = scanner.byte
            switch byte {
            case 0x41...0x5a: try element()
            case 0x28: open(closing: 0x29)
            case 0x5b: open(closing: 0x5d)
            case 0x7b: open(closing: 0x7d)
            case 0x29, 0x5d, 0x7d: try close(byte)
            default:
                let start = scanner.position
                if scanner.skipMiddleDot() {
                    try startPart(at: start)
                } else if scanner.isAtNumber {
                    try number()
                } else {
                    throw scanner.errorForStrayCharacter()
                }
            }
        }
        try endPart()
        if current >= 0 {
            throw scanner.error(at: groups[current].offset) {
                .unbalancedBracket($0.character, formula: $0.formula, column: $0.column)
            }
        }
        if atoms.isEmpty { throw FormulaError.empty }
        try multiplyOut()
        return atoms
    }

    private mutating func element() throws {
        let offset = scanner.position
        let number = try scanner.element()
        atoms.append(Atom(element: number, amount: 1, group: current, offset: offset))
        previous = .element
    }

    private mutating func open(closing: UInt8) {
        groups.append(
            Group(
                parent: current, closing: closing, offset: scanner.position,
                firstAtom: atoms.count))
        current = groups.count - 1
        scanner.position += 1
        previous = .other
    }

    private mutating func close(_ bracket: UInt8) throws {
        try endPart()
        guard current >= 0, groups[current].closing == bracket else {
            throw scanner.error(at: scanner.position) {
                .unbalancedBracket($0.character, formula: $0.formula, column: $0.column)
            }
        }
        try requireAtoms(since: groups[current].firstAtom, offset: groups[current].offset)
        previous = .group(current)
        current = groups[current].parent
        scanner.position += 1
    }

    /// Opens the part behind a middle dot.
    private mutating func startPart(at offset: Int) throws {
        try endPart()
        try requireAtoms(since: current >= 0 ? groups[current].firstAtom : 0, offset: offset)
        groups.append(
            Group(parent: current, closing: 0, offset: offset, firstAtom: atoms.count))
        current = groups.count - 1
        previous = .group(current)
    }

    private mutating func endPart() throws {
        guard current >= 0, groups[current].closing == 0 else { return }
        try requireAtoms(since: groups[current].firstAtom, offset: groups[current].offset)
        current = groups[current].parent
        previous = .other
    }

    private func requireAtoms(since first: Int, offset: Int) throws {
        if atoms.count == first {
            throw scanner.error(at: offset) { .emptyGroup(formula: $0.formula, column: $0.column) }
        }
    }

    private mutating func number() throws {
        let start = scanner.position
        let value = scanner.number()
        let end = scanner.position
        if case .other = previous {
            throw scanner.error(at: start, through: end) {
                .numberWithoutElement($0.text, formula: $0.formula, column: $0.column)
            }
        }
        if value == 0 {
            throw scanner.error(at: start, through: end) {
                .amountNotPositive($0.text, formula: $0.formula, column: $0.column)
            }
        }
        switch previous {
        case .element: atoms[atoms.count - 1].amount = value
        case .group(let index): groups[index].multiplier = value
        case .other: break
        }
        previous = .other
    }

    /// A group's parent opened before it, so one forward pass has every parent ready.
    private mutating func multiplyOut() throws {
        for index in groups.indices where groups[index].parent >= 0 {
            groups[index].multiplier *= groups[groups[index].parent].multiplier
        }
        for index in atoms.indices {
            let group = atoms[index].group
            if group >= 0 { atoms[index].amount *= groups[group].multiplier }
            let amount = atoms[index].amount
            guard amount > 0, amount.isFinite else {
                throw scanner.error(at: atoms[index].offset) {
                    .amountOutOfRange(
                        Element.symbols[Int(atoms[index].element) - 1], formula: $0.formula,
                        column: $0.column)
                }
            }
        }
    }
}
