import Materials
import Testing

/// A form of text that could be slow to read, of any size.
struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    /// A text of about so many bytes.
    let text: @Sendable (_ bytes: Int) -> String

    init(_ name: String, _ text: @escaping @Sendable (_ bytes: Int) -> String) {
        self.name = name
        self.text = text
    }

    var testDescription: String { name }
}

extension Shape {
    static let formulas: [Shape] = [
        Shape("brackets", { repeated("(", $0 / 2) + "Al" + repeated(")", $0 / 2) }),
        Shape("open brackets", { repeated("(", $0) }),
        Shape("groups", { repeated("(Al2Cu)3", $0 / 8) }),
        Shape("elements", { numbered($0) { Element.allCases[$0 % 118].symbol } }),
        Shape("digits", { "Al" + repeated("7", $0) }),
        Shape("decimals", { "Al0." + repeated("7", $0) }),
        Shape("exponent", { "Al1e" + repeated("7", $0) }),
        Shape("subscripts", { "Al" + repeated("₅", $0 / 3) }),
        Shape("one word", { "A" + repeated("l", $0) }),
        Shape("spaces", { repeated(" ", $0) }),
        Shape("dots", { repeated("Al·", $0 / 4) }),
        Shape("stray", { repeated("é", $0 / 2) }),
        Shape("late error", { repeated("Al", $0 / 2) + "!" }),
    ]

    static let tables: [Shape] = [
        Shape("columns", { numbered($0) { "column\($0)," } + "end\n" }),
        Shape("commas", { "a\n" + repeated(",", $0) }),
        Shape("one field", { "a\n" + repeated("x", $0) }),
        Shape("quotes", { "a\n\"" + repeated("\"\"", $0 / 2) + "\"\n" }),
        Shape("open quote", { "a\n\"" + repeated("x\n", $0 / 2) }),
        Shape("rows", { "a,b\n" + repeated("1,2\n", $0 / 4) }),
        Shape("quoted rows", { "a,b\n" + repeated("\"1\",\"\n\"\n", $0 / 8) }),
        Shape("empty lines", { "a\n" + repeated("\r\n", $0 / 2) + "1" }),
    ]

    private static let start = "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n"

    static let pipelines: [Shape] = [
        Shape("keys", { start + numbered($0) { "key\($0): 1\n" } }),
        Shape(
            "kept columns",
            { size in
                "dataset:\n  path: x\n  keep:\n" + numbered(size) { "    column\($0): [a]\n" }
                    + "sweep: {systems: [Al-Cu-Fe]}\n"
            }
        ),
        Shape(
            "groups",
            { size in
                "dataset: {path: x}\nsweep:\n  systems: [Al-Cu-Fe]\n  groups:\n"
                    + numbered(size) { "    Group\($0): [Al]\n" }
            }
        ),
        Shape(
            "systems",
            { size in
                "dataset: {path: x}\nsweep:\n  systems:\n"
                    + repeated("    - Al-Cu-Fe\n", size / 15)
            }
        ),
        Shape("flow", { start + "a: " + repeated("[", $0) }),
        Shape("nested flow", { start + "a: " + repeated("[", $0 / 2) + repeated("]", $0 / 2) }),
        Shape("indents", { start + numbered($0) { repeated(" ", $0) + "a:\n" } }),
        Shape("one scalar", { start + "title: \"" + repeated("x", $0) + "\"\n" }),
        Shape("escapes", { start + "title: \"" + repeated("\\u00e9", $0 / 6) + "\"\n" }),
        Shape("comments", { start + repeated("# x\n", $0 / 4) }),
        Shape(
            "anchors",
            { size in
                "x: &a 1\ny: [" + repeated("*a, ", size / 4) + "1]\n"
            }
        ),
        Shape("digits", { start + "model: {seed: " + repeated("7", $0) + "}\n" }),
        Shape("sexagesimal", { start + "model: {seed: 1" + repeated(":1", $0 / 2) + "}\n" }),
    ]
}

private func repeated(_ piece: String, _ count: Int) -> String {
    String(repeating: piece, count: count)
}

/// Pieces that differ, one after the other.
private func numbered(_ bytes: Int, _ piece: (Int) -> String) -> String {
    var text = ""
    var number = 0
    while text.utf8.count < bytes {
        text += piece(number)
        number += 1
    }
    return text
}
