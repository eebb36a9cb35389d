/// A displayed formula in three forms: typeset, LaTeX source, plain text.
public struct ReportFormula: Sendable {
    public var math: MathNode
    public var latex: String
    /// The formula in one line that a program or a person can read, such as SymPy text.
    public var plain: String

    public init(math: MathNode, latex: String, plain: String) {
        self.math = math
        self.latex = latex
        self.plain = plain
    }
}

extension ReportFormula {
    var node: HTMLNode {
        let annotation = HTMLNode.element(
            "annotation", [HTMLAttribute("encoding", "application/x-tex")], [.text(latex)])
        let typeset = HTMLNode.element(
            "math",
            [
                HTMLAttribute("xmlns", "http://www.w3.org/1998/Math/MathML"),
                HTMLAttribute("display", "block"), HTMLAttribute("alttext", plain),
            ],
            [.element("semantics", [.element("mrow", [math.node]), annotation])])
        func source(_ name: String, _ text: String) -> [HTMLNode] {
            [
                .element("dt", [.text(name)]),
                .element("dd", [.element("pre", [.element("code", [.text(text)])])]),
            ]
        }
        let sources = HTMLNode.element(
            "details",
            [
                .element("summary", [.text("Source text")]),
                .element("dl", source("LaTeX", latex) + source("Plain text", plain)),
            ])
        return .element(
            "div", [HTMLAttribute("class", "formula")], [.scrollBox("Formula", typeset), sources])
    }
}

extension HTMLNode {
    /// A box that scrolls sideways by itself; it takes the focus, so that keys can scroll it too.
    static func scrollBox(_ label: String, _ content: HTMLNode) -> HTMLNode {
        let attributes = [
            HTMLAttribute("class", "scroll"), HTMLAttribute("role", "region"),
            HTMLAttribute("aria-label", label), HTMLAttribute("tabindex", "0"),
        ]
        return .element("div", attributes, [content])
    }
}
