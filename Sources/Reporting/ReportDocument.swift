/// A part of a report with a heading and an entry in the table of contents.
public struct ReportSection: Sendable {
    /// The anchor; ASCII letters, digits, `-` and `_` are kept, anything else becomes `-`.
    public var id: String
    public var title: String
    public var blocks: [ReportBlock]

    public init(id: String, title: String, blocks: [ReportBlock]) {
        self.id = id
        self.title = title
        self.blocks = blocks
    }
}

/// A report as one self-contained HTML page.
///
/// The page asks the network for nothing, and its content security policy forbids it to; it opens
/// from disk, prints, follows the system's light or dark setting and reads without its script.
public struct ReportDocument: Sendable {
    public var title: String
    public var subtitle: String
    /// The date to print under the title. The default, `nil`, prints none.
    public var date: String?
    public var sections: [ReportSection]

    public init(title: String, subtitle: String, date: String? = nil, sections: [ReportSection]) {
        self.title = title
        self.subtitle = subtitle
        self.date = date
        self.sections = sections
    }

    /// The page as UTF-8: the same document gives the same bytes.
    public func html() -> [UInt8] {
        var anchors = Anchors()
        // Sections take their ids first, so that links to them hold whatever tables are called.
        let ids = sections.map { anchors.take($0.id) }
        var bodies = [HTMLNode]()
        for (section, id) in zip(sections, ids) {
            let heading = HTMLNode.element("h2", [.text(section.title)])
            let blocks = section.blocks.map { $0.node(anchors: &anchors) }
            bodies.append(.element("section", [HTMLAttribute("id", id)], [heading] + blocks))
        }
        let page = HTMLNode.element(
            "div", [HTMLAttribute("class", "page")],
            [
                header, contents(ids),
                .element("main", [HTMLAttribute("id", "main-content")], bodies),
            ]
        )
        let skip = HTMLNode.element(
            "a", [HTMLAttribute("class", "skip"), HTMLAttribute("href", "#main-content")],
            [.text("Skip to the content")])
        let root = HTMLNode.element(
            "html",
            [HTMLAttribute("lang", "en"), HTMLAttribute("xmlns", "http://www.w3.org/1999/xhtml")],
            [head, .element("body", [skip, page, .asset(.script)])])
        var bytes = Array("<!DOCTYPE html>\n".utf8)
        root.write(to: &bytes)
        bytes.append(0x0a)
        return bytes
    }

    private var head: HTMLNode {
        let policy =
            "default-src 'none'; script-src \(ReportAsset.script.policySource); "
            + "style-src \(ReportAsset.style.policySource); img-src data:; "
            + "base-uri 'none'; form-action 'none'"
        func meta(_ name: String, _ content: String) -> HTMLNode {
            .void("meta", [HTMLAttribute("name", name), HTMLAttribute("content", content)])
        }
        return .element(
            "head",
            [
                .void("meta", [HTMLAttribute("charset", "utf-8")]),
                .void(
                    "meta",
                    [
                        HTMLAttribute("http-equiv", "Content-Security-Policy"),
                        HTMLAttribute("content", policy),
                    ]),
                meta("viewport", "width=device-width, initial-scale=1"),
                meta("color-scheme", "light dark"),
                meta("referrer", "no-referrer"),
                meta("generator", "QuasiScreen"),
                .element("title", [.text(title)]),
                .asset(.style),
            ])
    }

    private var header: HTMLNode {
        var nodes = [HTMLNode.element("h1", [.text(title)])]
        if !subtitle.isEmpty {
            nodes.append(.element("p", [HTMLAttribute("class", "subtitle")], [.text(subtitle)]))
        }
        if let date {
            nodes.append(.element("p", [HTMLAttribute("class", "date")], [.text(date)]))
        }
        return .element("header", nodes)
    }

    private func contents(_ ids: [String]) -> HTMLNode {
        let entries = zip(sections, ids).map { section, id in
            HTMLNode.element(
                "li",
                [.element("a", [HTMLAttribute("href", "#" + id)], [.text(section.title)])])
        }
        return .element(
            "nav",
            [
                HTMLAttribute("class", "contents"),
                HTMLAttribute("aria-labelledby", "contents-title"),
            ],
            [
                .element("h2", [HTMLAttribute("id", "contents-title")], [.text("Contents")]),
                .element("ol", entries),
            ])
    }
}
