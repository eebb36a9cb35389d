/// Variable names as identifiers that Python and SymPy take: `ave:melting_point` becomes
/// `ave_melting_point`, `δ` becomes `delta`.
///
/// Identifiers are ASCII letters, digits and underscores, start with a letter, are no Python
/// keyword and no name that SymPy gives another meaning, and differ from each other; a name that
/// clashes gets an underscore or a number. The order of the names decides, nothing else.
public struct SymbolTable: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let name: String
        public let identifier: String
    }

    public let entries: [Entry]

    public var identifiers: [String] { entries.map(\.identifier) }

    /// Whether some name is written in another way.
    public var renames: Bool { entries.contains { $0.name != $0.identifier } }

    public init(names: [String]) {
        var taken = Set<String>()
        entries = names.map { name in
            let base = SymbolTable.identifier(for: name)
            var identifier = base
            var number = 2
            while taken.contains(identifier) {
                identifier = "\(base)_\(number)"
                number += 1
            }
            taken.insert(identifier)
            return Entry(name: name, identifier: identifier)
        }
    }

    private static func identifier(for name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let kept = scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
            let digit = scalar.value >= 48 && scalar.value <= 57
            result += kept || digit ? String(scalar) : GreekLetters.name(scalar) ?? "_"
        }
        if let first = result.first, !first.isLetter { result = "x" + result }
        if result.isEmpty { result = "x" }
        return reserved.contains(result) ? result + "_" : result
    }

    /// Python's keywords and what the programs use of it, SymPy's one-letter names, and short names of SymPy that tables use too.
    private static let reserved: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "float", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
        "return",
        "try", "while", "with", "yield", "np", "sympy", "abs", "min", "max", "columns",
        "C", "E", "I", "N", "O", "Q", "S", "Abs", "Min", "Max", "E1", "Ei", "Ci", "Si", "Li",
        "Eq", "Ge", "Gt", "Le", "Lt", "Ne", "GF", "FF", "LC", "LM", "LT", "QQ", "RR", "ZZ", "CC",
        "EX", "beta", "gamma", "zeta", "eta", "pi", "re", "im", "arg", "sign", "sqrt", "log", "ln",
        "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinc", "erf", "li", "jn", "yn", "ff",
        "rf", "sets", "core", "geometry", "series", "solve", "source", "diff", "limit", "degree",
        "factor", "factors", "content", "order", "prime", "root", "roots", "ratio", "rad", "deg",
        "test", "var", "symbol", "symbols", "Symbol", "Area", "Point", "Ray", "Line", "Curve",
        "Poly", "Mul", "Add", "Pow", "Rational", "Integer", "Float", "Number", "Set", "Tuple",
        "trace", "div", "gcd", "lcm", "rem", "quo", "comp", "interpolate", "total_degree",
        "density", "dict_merge", "grid", "field", "ring", "binomial", "totient", "sieve",
        "external", "release", "parsing", "printing", "plot", "polys", "stats", "physics",
        "discriminant", "resultant", "primitive", "compose", "terms_gcd", "cancel", "nan", "oo",
        "zoo", "Chi", "Shi", "Id", "cbrt", "ceiling", "floor", "frac", "Mod", "real_root",
        "product", "summation", "bell", "catalan", "carmichael", "andre", "motzkin", "partition",
        "subsets", "lucas", "fibonacci", "harmonic", "genocchi", "euler", "bernoulli", "digamma",
        "trigamma", "polygamma", "loggamma", "lerchphi", "stieltjes", "sqf", "fps", "fwht", "fft",
        "ntt", "ifft", "ifwht", "intt", "gff", "dsolve", "hyper", "meijerg", "mobius",
    ]
}
