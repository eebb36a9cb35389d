extension Expression {
    /// The formula in LaTeX for the mathematics mode; `names` are LaTeX too, see ``Variable``.
    public func latex(_ names: [String]) -> String { LaTeXWriter(names: names).write(self).text }
}

/// Escapes and numbers for LaTeX documents.
enum LaTeX {
    /// The variable's own LaTeX, else its name set upright.
    static func name(_ variable: Variable) -> String {
        variable.latex ?? "\\text{\(escaped(variable.name))}"
    }

    /// Text with the characters that LaTeX reserves escaped.
    ///
    /// Letters outside ASCII are written as their code point, which every engine can set.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "_", "%", "&", "#", "$", "{", "}": result += "\\\(scalar)"
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            case "\\": result += "\\textbackslash{}"
            case "<": result += "\\textless{}"
            case ">": result += "\\textgreater{}"
            case "|": result += "\\textbar{}"
            case "\u{c5}", "\u{212b}": result += "\\AA{}"
            default:
                if scalar.isASCII, scalar.value >= 32, scalar.value < 127 {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "[U+\(String(scalar.value, radix: 16, uppercase: true))]"
                }
            }
        }
        return result
    }

    /// A number, powers of ten written out.
    static func number(_ value: Double) -> String {
        let text = "\(value)"
        guard let mark = text.firstIndex(of: "e") else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        var mantissa = String(text[..<mark])
        if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
        let exponent = Int(text[text.index(after: mark)...]) ?? 0
        return "\(mantissa) \\times 10^{\(exponent)}"
    }
}

private struct LaTeXWriter {
    enum Binding: Int {
        case sum, product, power, atom
    }

    let names: [String]

    func part(_ expression: Expression, atLeast needed: Binding) -> String {
        let (text, binding) = write(expression)
        return binding.rawValue < needed.rawValue ? "\\left(\(text)\\right)" : text
    }

    func write(_ expression: Expression) -> (text: String, binding: Binding) {
        switch expression {
        case .variable(let index):
            return (names[index], names[index].contains("^") ? .power : .atom)
        case .constant(let value):
            let text = LaTeX.number(value)
            let plain = text.allSatisfy { $0.isNumber || $0 == "." }
            return (text, plain ? .atom : (value.sign == .minus ? .sum : .product))
        case .unary(let operation, let x): return unary(operation, x)
        case .binary(let operation, let x, let y): return binary(operation, x, y)
        }
    }

    private func unary(
        _ operation: UnaryOperator, _ x: Expression
    ) -> (text: String, binding: Binding) {
        let whole = part(x, atLeast: .sum)
        switch operation {
        case .squareRoot: return ("\\sqrt{\(whole)}", .atom)
        case .square: return ("{\(part(x, atLeast: .atom))}^{2}", .power)
        case .cube: return ("{\(part(x, atLeast: .atom))}^{3}", .power)
        case .inverse: return ("\\frac{1}{\(whole)}", .product)
        case .logarithm: return ("\\ln\\left(\(whole)\\right)", .atom)
        case .exponential: return ("\\exp\\left(\(whole)\\right)", .atom)
        case .absolute: return ("\\left|\(whole)\\right|", .atom)
        case .sine: return ("\\sin\\left(\(whole)\\right)", .atom)
        case .cosine: return ("\\cos\\left(\(whole)\\right)", .atom)
        }
    }

    private func binary(
        _ operation: BinaryOperator, _ x: Expression, _ y: Expression
    ) -> (text: String, binding: Binding) {
        let sides = (part(x, atLeast: .sum), part(y, atLeast: .product))
        switch operation {
        case .add: return ("\(sides.0) + \(sides.1)", .sum)
        case .subtract: return ("\(sides.0) - \(sides.1)", .sum)
        case .multiply:
            let factors = (part(x, atLeast: .product), part(y, atLeast: .product))
            return ("\(factors.0) \\cdot \(factors.1)", .product)
        case .divide:
            return ("\\frac{\(sides.0)}{\(part(y, atLeast: .sum))}", .product)
        case .absoluteDifference: return ("\\left|\(sides.0) - \(sides.1)\\right|", .atom)
        case .minimum:
            return ("\\min\\left(\(sides.0), \(part(y, atLeast: .sum))\\right)", .atom)
        case .maximum:
            return ("\\max\\left(\(sides.0), \(part(y, atLeast: .sum))\\right)", .atom)
        }
    }
}
