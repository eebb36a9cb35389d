extension TernaryViewer {
    /// The frame that the script fills, and what a reader has without it: a sentence and the rules.
    func node(anchor: String) -> HTMLNode {
        func paragraph(_ name: String, _ content: [HTMLNode]) -> HTMLNode {
            .element("p", [HTMLAttribute("class", name)], content)
        }
        var nodes = [
            HTMLNode.element(
                "p", [HTMLAttribute("class", "title"), HTMLAttribute("id", "\(anchor)-title")],
                [.text(title)]),
            paragraph(
                "needs-script",
                [
                    .text(
                        "The maps open in a browser that runs this page's script; "
                            + "everything else on the page can be read without it.")
                ]),
        ]
        if !rules.isEmpty {
            nodes.append(
                .element("ol", [HTMLAttribute("class", "rules")], rules.map(\.node)))
        }
        nodes.append(.data(parts))
        if !caption.isEmpty { nodes.append(paragraph("caption", caption.nodes)) }
        if !note.isEmpty { nodes.append(paragraph("caption", note.nodes)) }
        return .element(
            "div",
            [
                HTMLAttribute("class", "viewer"), HTMLAttribute("id", anchor),
                HTMLAttribute("role", "group"),
                HTMLAttribute("aria-labelledby", "\(anchor)-title"),
            ], nodes)
    }
}

extension TernaryViewer.Rule {
    fileprivate var node: HTMLNode {
        let typeset = HTMLNode.element(
            "math",
            [
                HTMLAttribute("xmlns", "http://www.w3.org/1998/Math/MathML"),
                HTMLAttribute("alttext", text),
            ], [.element("mrow", [math.node])])
        return .element(
            "li",
            [
                .element("span", [HTMLAttribute("class", "words")], [.text(text)]),
                .element("span", [HTMLAttribute("class", "math")], [typeset]),
            ])
    }
}
