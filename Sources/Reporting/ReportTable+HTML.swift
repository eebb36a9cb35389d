extension ReportTable {
    func node(anchor: String) -> HTMLNode {
        var attributes = [
            HTMLAttribute("class", "data"), HTMLAttribute("data-file", "\(anchor).csv"),
        ]
        if isSortable { attributes.append(HTMLAttribute("data-sortable", "")) }
        if isFilterable { attributes.append(HTMLAttribute("data-filterable", "")) }
        if let visibleRows, visibleRows < rows.count {
            attributes.append(HTMLAttribute("data-visible-rows", String(max(1, visibleRows))))
        }
        let table = HTMLNode.element(
            "table", attributes,
            [
                .element("caption", [.element("span", [.text(caption)])]),
                .element("thead", [.element("tr", columns.map(headerNode))]),
                .element("tbody", rows.map(rowNode)),
            ])
        return .element(
            "div", [HTMLAttribute("class", "table"), HTMLAttribute("id", anchor)],
            [.scrollBox(caption, table)] + legend)
    }

    private func headerNode(_ column: ReportColumn) -> HTMLNode {
        var attributes = [HTMLAttribute("scope", "col"), HTMLAttribute("class", column.className)]
        if let summary = column.summary { attributes.append(HTMLAttribute("title", summary)) }
        return .element("th", attributes, [.text(column.title)])
    }

    private func rowNode(_ row: [ReportCell]) -> HTMLNode {
        var cells = [HTMLNode]()
        for (index, cell) in row.enumerated() {
            cells.append(cellNode(cell, columns[index], isHeader: index == 0))
        }
        return .element("tr", cells)
    }

    private func cellNode(_ cell: ReportCell, _ column: ReportColumn, isHeader: Bool) -> HTMLNode {
        var attributes = isHeader ? [HTMLAttribute("scope", "row")] : []
        let content: [HTMLNode]
        var className = column.className
        switch (cell, column.kind) {
        case (.missing, _):
            className += " missing"
            content = [.text("–")]
        case (.text(let text), .formula):
            content = Inline.formulaNodes(text)
        case (.text(let text), _):
            content = [.text(text)]
        case (.link(let text, let target), .formula):
            content = [target.node(Inline.formulaNodes(text))]
        case (.link(let text, let target), _):
            content = [target.node([.text(text)])]
        case (.number(let value), let kind):
            attributes.append(HTMLAttribute("data-number", ReportTable.scriptNumber(value)))
            content = [.text(ReportTable.shown(value, kind))]
        }
        attributes.append(HTMLAttribute("class", className))
        return isHeader ? .element("th", attributes, content) : .element("td", attributes, content)
    }

    private static func shown(_ value: Double, _ kind: ReportColumn.Kind) -> String {
        if case .number(let decimals) = kind {
            return NumberText.fixed(value, decimals: decimals)
        }
        return NumberText.exact(value)
    }

    /// The exact value as JavaScript's `Number` reads it.
    private static func scriptNumber(_ value: Double) -> String {
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return NumberText.exact(value)
    }

    /// The meaning of the columns: hovering alone would hide it from keys, touch and print.
    private var legend: [HTMLNode] {
        let entries = columns.flatMap { column -> [HTMLNode] in
            guard let summary = column.summary else { return [] }
            return [
                .element("dt", [.text(column.title)]), .element("dd", [.text(summary)]),
            ]
        }
        guard !entries.isEmpty else { return [] }
        return [
            .element(
                "details",
                [
                    .element("summary", [.text("What the columns mean")]),
                    .element("dl", [HTMLAttribute("class", "values")], entries),
                ])
        ]
    }
}

extension ReportColumn {
    fileprivate var className: String {
        switch kind {
        case .text: "text"
        case .number: "number"
        case .formula: "formula"
        }
    }
}
