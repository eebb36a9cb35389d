/// Text set aside while an SVG document is drawn, to stand in it as text.
///
/// cairo turns letters into outlines there; nobody could search them, copy them or change them in
/// a drawing program. So they are written by ourselves, behind all that cairo draws: text lies
/// above everything else in every figure.
struct TextRecord: Equatable {
    var text: RichText
    var font: TextFont
    /// Where the line begins, ends or has its middle, on the base line.
    var place: PagePoint
    var alignment: TextAlignment
    /// Radians clockwise about ``place``.
    var angle: Double
    var colour: Colour

    /// The element, with its line end.
    var element: String {
        let anchor =
            switch alignment {
            case .left: ""
            case .centre: " text-anchor=\"middle\""
            case .right: " text-anchor=\"end\""
            }
        let turn =
            angle == 0
            ? ""
            : " transform=\"rotate(\(Self.number(angle * 180 / .pi)) "
                + "\(Self.number(place.x)) \(Self.number(place.y)))\""
        let weight = font.isBold ? " font-weight=\"bold\"" : ""
        return "<text x=\"\(Self.number(place.x))\" y=\"\(Self.number(place.y))\""
            + " font-size=\"\(Self.number(font.size))\"\(weight)\(anchor)\(turn)"
            + " fill=\"\(colour.hex)\">\(content)</text>\n"
    }

    private var content: String {
        guard text.runs.contains(where: \.isLowered) else {
            return PlainText.escapedForXML(text.plain)
        }
        var isLow = false
        return text.runs.map { run in
            let drop = Self.number(font.size * RichText.loweredDrop)
            let shift =
                run.isLowered == isLow ? "" : run.isLowered ? " dy=\"\(drop)\"" : " dy=\"-\(drop)\""
            isLow = run.isLowered
            let size =
                run.isLowered
                ? " font-size=\"\(Self.number(font.size * RichText.loweredSize))\"" : ""
            return "<tspan\(shift)\(size)>\(PlainText.escapedForXML(run.text))</tspan>"
        }.joined()
    }

    /// The letters of all figures; those who lack the first have the second, which is as wide.
    static let family = "'DejaVu Sans', Verdana, sans-serif"

    static func group(_ records: [TextRecord]) -> String {
        guard !records.isEmpty else { return "" }
        return "<g font-family=\"\(family)\" xml:space=\"preserve\">\n"
            + records.map(\.element).joined() + "</g>\n"
    }

    /// Rounded to hundredths, without trailing zeros.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let text = PlainText.number(Double(abs(hundredths)) / 100, decimals: 2)
        var digits = text
        while digits.hasSuffix("0") { digits.removeLast() }
        if digits.hasSuffix(".") { digits.removeLast() }
        return (hundredths < 0 ? "-" : "") + digits
    }
}
