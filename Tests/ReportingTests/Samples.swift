import Reporting

enum Samples {
    /// A document with every kind of block, in which `text` stands wherever data can stand.
    static func document(text: String) throws -> ReportDocument {
        let columns = [
            ReportColumn(text, .formula, summary: text), ReportColumn(text, .text),
            ReportColumn(text, .number(decimals: 2), summary: text),
        ]
        let table = try ReportTable(
            id: text, caption: text, columns: columns,
            rows: [
                [.text(text), .text(text), .number(1.5)], [.text(text), .missing, .text(text)],
            ])
        let figure = ReportFigure(
            id: text, alternative: text, caption: [.text(text)], image: .svg(Array(text.utf8)),
            downloads: [.init(text, to: .section(text))])
        let formula = ReportFormula(
            math: .row([.identifier(text), .operator(text), .function(text, .words(text))]),
            latex: text, plain: text)
        let inlines: [Inline] = [
            .text(text), .code(text), .strong(text), .emphasis(text), .formula(text),
            .link(text, to: .section(text)), .reference(text, address: text),
        ]
        let blocks: [ReportBlock] = [
            .heading(text), .paragraph(inlines), .note(.info, inlines), .note(.warning, inlines),
            .keyValues([(text, inlines)]), .list([inlines]), .table(table), .figure(figure),
            .formula(formula), .details(text, [.paragraph(inlines)]),
        ]
        return ReportDocument(
            title: text, subtitle: text, date: text,
            sections: [
                ReportSection(id: text, title: text, blocks: blocks),
                ReportSection(id: text, title: text, blocks: []),
            ])
    }

    static func document(_ blocks: [ReportBlock]) -> ReportDocument {
        ReportDocument(
            title: "Title", subtitle: "",
            sections: [
                ReportSection(id: "one", title: "One", blocks: blocks)
            ])
    }

    /// Four rows: a hostile formula, a missing number, a tie broken by nothing but order.
    static func table(visibleRows: Int? = nil) throws -> ReportTable {
        try ReportTable(
            id: "candidates", caption: "Candidates",
            columns: [
                ReportColumn("Composition", .formula, summary: "Nominal composition, at.%"),
                ReportColumn("P(QC)", .number(decimals: 2)), ReportColumn("Remark", .text),
            ],
            rows: [
                [.text("Al70Pd21Mn9"), .number(0.125), .text("=1+1")],
                [.text("Al63Cu25Fe12"), .number(-3), .text("a \"quoted\", text")],
                [.text("Cd5.7Yb"), .missing, .text("@x")],
                [.text("Al9Cu2"), .number(1e-9), .text("fine")],
            ], visibleRows: visibleRows)
    }
}
