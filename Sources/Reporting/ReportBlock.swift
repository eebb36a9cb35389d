/// A piece of a report's section.
public indirect enum ReportBlock: Sendable {
    /// How much a note matters.
    public enum NoteKind: Sendable {
        case info
        case warning
    }

    /// A heading below the section's own.
    case heading(String)
    case paragraph([Inline])
    /// Lines to copy: a file or commands, set as they are.
    case listing(String)
    case note(NoteKind, [Inline])
    case keyValues([(String, [Inline])])
    case list([[Inline]])
    case table(ReportTable)
    case figure(ReportFigure)
    case formula(ReportFormula)
    case viewer(TernaryViewer)
    /// Blocks that open when the reader asks for them.
    case details(String, [ReportBlock])
}

extension ReportBlock {
    func node(anchors: inout Anchors) -> HTMLNode {
        switch self {
        case .heading(let title):
            return .element("h3", [.text(title)])
        case .paragraph(let content):
            return .element("p", content.nodes)
        case .listing(let text):
            return .element("pre", [.element("code", [.text(text)])])
        case .note(let kind, let content):
            return ReportBlock.note(kind, content)
        case .keyValues(let pairs):
            let entries = pairs.flatMap { name, content -> [HTMLNode] in
                [.element("dt", [.text(name)]), .element("dd", content.nodes)]
            }
            return .element("dl", [HTMLAttribute("class", "values")], entries)
        case .list(let items):
            return .element("ul", items.map { .element("li", $0.nodes) })
        case .table(let table):
            return table.node(anchor: anchors.take(table.id))
        case .figure(let figure):
            return figure.node(anchor: anchors.take(figure.id))
        case .formula(let formula):
            return formula.node
        case .viewer(let viewer):
            return viewer.node(anchor: anchors.take(viewer.id))
        case .details(let summary, let blocks):
            let content = blocks.map { $0.node(anchors: &anchors) }
            return .element(
                "details", [HTMLAttribute("class", "block")],
                [.element("summary", [.text(summary)])] + content)
        }
    }

    private static func note(_ kind: NoteKind, _ content: [Inline]) -> HTMLNode {
        let isWarning = kind == .warning
        let label = HTMLNode.element(
            "span", [HTMLAttribute("class", "kind")], [.text(isWarning ? "Warning: " : "Note: ")])
        return .element(
            "div",
            [
                HTMLAttribute("class", isWarning ? "note warning" : "note"),
                HTMLAttribute("role", "note"),
            ],
            [.element("p", [label] + content.nodes)])
    }
}
