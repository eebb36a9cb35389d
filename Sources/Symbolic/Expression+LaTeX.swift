extension Expression {
    /// The formula in LaTeX for the mathematics mode; `names` are LaTeX too, see ``Variable``.
    public func latex(_ names: [String]) -> String { LaTeXWriter(names: names).write(self).text }
}

/// Escapes and numbers for LaTeX documents.
enum LaTeX {
    /// The variable's own LaTeX, else its name: a letter, Latin or Greek, by its sign or in full,
    /// with what follows the first underscore as its index; other names upright.
    static func name(_ variable: Variable) -> String {
        variable.latex ?? symbol(variable.name) ?? "\\text{\(escaped(variable.name))}"
    }

    /// ``name(_:)`` of each; where two would look alike, both stand upright as they are, and where
    /// that looks alike too (the two signs U+00B5 and U+03BC), as their identifiers.
    static func names(_ variables: [Variable]) -> [String] {
        func distinct(_ names: [String], else other: (Int) -> String) -> [String] {
            var count = [String: Int]()
            for name in names { count[name, default: 0] += 1 }
            return names.indices.map { count[names[$0]] == 1 ? names[$0] : other($0) }
        }
        let upright = distinct(variables.map(name)) { "\\text{\(escaped(variables[$0].name))}" }
        let identifiers = SymbolTable(names: variables.map(\.name)).identifiers
        let mapped = distinct(upright) { "\\text{\(escaped(identifiers[$0]))}" }
        // An identifier may be the name of another column.
        return distinct(mapped) { "\\text{\(escaped(identifiers[$0])) (\($0 + 1))}" }
    }

    /// `\delta_{\text{max}}` for `delta_max`, `\Delta H` for `ΔH`, `x_{1}` for `x1`; `nil` for names
    /// that are words.
    private static func symbol(_ name: String) -> String? {
        let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard var base = parts.first.map(String.init), !base.isEmpty else { return nil }
        var index = parts.count > 1 ? String(parts[1]) : ""
        if index.isEmpty, parts.count > 1 { return nil }
        // Digits after a letter are its index too.
        let digits = String(base.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        if !digits.isEmpty, digits.count < base.count {
            base.removeLast(digits.count)
            index = index.isEmpty ? digits : "\(digits),\(index)"
        }
        var letters: String
        if let command = GreekLetters.command(base) {
            letters = command
        } else {
            // One Latin letter, or Greek letters with at most one Latin one after them.
            var rest = base.unicodeScalars[...]
            var commands = [String]()
            while let first = rest.first, let word = GreekLetters.name(first) {
                commands.append(GreekLetters.command(word) ?? word)
                rest = rest.dropFirst()
            }
            guard rest.count <= 1, rest.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic })
            else { return nil }
            letters = (commands + rest.map { String($0) }).joined(separator: " ")
        }
        if index.isEmpty { return letters }
        let number = index.allSatisfy { $0.isASCII && $0.isNumber }
        letters += number ? "_{\(index)}" : "_{\\text{\(escaped(index))}}"
        return letters
    }

    /// Text with the characters that LaTeX reserves escaped.
    ///
    /// Greek letters and the signs of units are set as mathematics; other letters outside ASCII
    /// are written as their code point, which every engine can set.
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
            case "\u{b0}": result += "$^{\\circ}$"
            case "\u{b2}": result += "$^{2}$"
            case "\u{b3}": result += "$^{3}$"
            case "\u{b7}": result += "$\\cdot$"
            case "\u{d7}": result += "$\\times$"
            default:
                if let word = GreekLetters.name(scalar), let command = GreekLetters.command(word) {
                    result += "$\(command)$"
                } else if scalar.isASCII, scalar.value >= 32, scalar.value < 127 {
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
