/// A way to write formulas on one line.
enum Notation {
    /// For people, and for programs that know no library: Python and SymPy both read `program`.
    case text, program
    case sympy, numpy

    var power: String { self == .text ? "^" : "**" }

    func function(_ operation: UnaryOperator) -> String {
        switch (operation, self) {
        case (.squareRoot, .numpy): "np.sqrt"
        case (.logarithm, .numpy): "np.log"
        case (.exponential, .numpy): "np.exp"
        case (.absolute, .numpy): "np.abs"
        case (.sine, .numpy): "np.sin"
        case (.cosine, .numpy): "np.cos"
        case (.squareRoot, _): "sqrt"
        case (.logarithm, _): "log"
        case (.exponential, _): "exp"
        case (.absolute, .sympy): "Abs"
        case (.absolute, _): "abs"
        case (.sine, _): "sin"
        case (.cosine, _): "cos"
        case (.square, _), (.cube, _), (.inverse, _): ""
        }
    }

    func function(_ operation: BinaryOperator) -> String {
        switch (operation, self) {
        case (.minimum, .numpy): "np.minimum"
        case (.maximum, .numpy): "np.maximum"
        case (.minimum, .sympy): "Min"
        case (.maximum, .sympy): "Max"
        case (.minimum, _): "min"
        case (.maximum, _): "max"
        default: ""
        }
    }
}

/// How tightly a piece of a formula holds together; a looser piece needs parentheses.
private enum Binding: Int, Comparable {
    case sum, product, power, atom

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
}

extension Expression {
    /// The formula as plain text, `sqrt(x)/abs(y - z)`, with the variables' own names; a name that
    /// could be read as a formula or a number stands in quotation marks, `"x^2"^2`.
    public func text(_ names: [String]) -> String {
        written(.text, names.map(Expression.quoted)).text
    }

    /// The formula as Python, its `math` module and `sympy.sympify` read it, `sqrt(x)/abs(y - z)`
    /// with `**` for powers; `identifiers` come from ``SymbolTable``.
    public func program(_ identifiers: [String]) -> String {
        written(.program, identifiers).text
    }

    /// The name, in quotation marks unless it is made of letters, digits, `_`, `:` and `.` and
    /// begins with a letter.
    static func quoted(_ name: String) -> String {
        let plain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
                || "_:.".unicodeScalars.contains($0)
        }
        let starts = name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" }
        let taken = ["sqrt", "log", "exp", "sin", "cos", "abs", "min", "max"].contains(name)
        if plain, starts == true, !taken { return name }
        let inner = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(inner)\""
    }

    /// The formula for `sympy.sympify`; `identifiers` come from ``SymbolTable``.
    public func sympy(_ identifiers: [String]) -> String { written(.sympy, identifiers).text }

    /// The formula in Python with NumPy imported as `np`; `identifiers` from ``SymbolTable``.
    public func numpy(_ identifiers: [String]) -> String { written(.numpy, identifiers).text }

    private func written(
        _ notation: Notation, _ names: [String]
    ) -> (text: String, binding: Binding) {
        func part(_ expression: Expression, atLeast needed: Binding) -> String {
            let (text, binding) = expression.written(notation, names)
            return binding < needed ? "(\(text))" : text
        }
        switch self {
        case .variable(let index): return (names[index], .atom)
        case .constant(let value):
            return ("\(value)", value.sign == .minus ? .sum : .atom)
        case .unary(let operation, let x):
            switch operation {
            case .square: return ("\(part(x, atLeast: .atom))\(notation.power)2", .power)
            case .cube: return ("\(part(x, atLeast: .atom))\(notation.power)3", .power)
            case .inverse: return ("1/\(part(x, atLeast: .power))", .product)
            case .squareRoot, .logarithm, .exponential, .absolute, .sine, .cosine:
                return ("\(notation.function(operation))(\(part(x, atLeast: .sum)))", .atom)
            }
        case .binary(let operation, let x, let y):
            switch operation {
            case .add: return ("\(part(x, atLeast: .sum)) + \(part(y, atLeast: .product))", .sum)
            case .subtract:
                return ("\(part(x, atLeast: .sum)) - \(part(y, atLeast: .product))", .sum)
            case .multiply:
                return ("\(part(x, atLeast: .product))*\(part(y, atLeast: .power))", .product)
            case .divide:
                return ("\(part(x, atLeast: .product))/\(part(y, atLeast: .power))", .product)
            case .absoluteDifference:
                let inner = Expression.binary(.subtract, x, y).written(notation, names).text
                return ("\(notation.function(UnaryOperator.absolute))(\(inner))", .atom)
            case .minimum, .maximum:
                let arguments = "\(part(x, atLeast: .sum)), \(part(y, atLeast: .sum))"
                return ("\(notation.function(operation))(\(arguments))", .atom)
            }
        }
    }
}
