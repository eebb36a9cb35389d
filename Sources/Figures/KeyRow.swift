/// What the marks of a figure mean: symbols with their names, set in centred rows.
struct KeyRow {
    enum Symbol: Equatable {
        case emptyCell
        case dot
        case marker(ClassAppearance)
        case ring(Colour)
    }

    struct Entry: Equatable {
        var symbol: Symbol
        var name: String
    }

    var entries: [Entry]
    let fontSize: Double

    private var font: TextFont { TextFont(size: fontSize) }
    private var lineHeight: Double { 1.6 * fontSize }
    private var indent: Double { 2 * fontSize }
    private var gap: Double { 1.6 * fontSize }

    func height(width: Double, ruler: Canvas) -> Double {
        Double(rows(width: width, ruler).count) * lineHeight
    }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) {
        for (number, row) in rows(width: width, canvas).enumerated() {
            let y = top + (Double(number) + 0.5) * lineHeight
            var x = left + (width - row.reduce(-gap) { $0 + $1.width }) / 2
            for item in row {
                draw(item.symbol, on: canvas, at: PagePoint(x + 0.8 * fontSize, y))
                canvas.set(.ink)
                canvas.draw(item.text, font, at: PagePoint(x + indent, y))
                x += item.width
            }
        }
    }

    private struct Item {
        var symbol: Symbol
        var text: String
        var width: Double
    }

    private func rows(width: Double, _ ruler: Canvas) -> [[Item]] {
        var rows = [[Item]]()
        var used = 0.0
        for entry in entries {
            let text = ruler.fitted(entry.name, font, within: width - indent)
            let own = indent + ruler.width(of: text, font) + gap
            if rows.isEmpty || used + own - gap > width + 1e-6 {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(Item(symbol: entry.symbol, text: text, width: own))
            used += own
        }
        return rows
    }

    /// The mark on a cell: dark with a light rim, so that it shows on every colour.
    static func dot(on canvas: Canvas, _ centre: PagePoint, radius: Double) {
        canvas.set(.white)
        canvas.addCircle(centre, radius: 1.45 * radius)
        canvas.fill()
        canvas.set(.black)
        canvas.addCircle(centre, radius: radius)
        canvas.fill()
    }

    private func draw(_ symbol: Symbol, on canvas: Canvas, at centre: PagePoint) {
        switch symbol {
        case .emptyCell:
            let box = PageBox(
                x: centre.x - 0.6 * fontSize, y: centre.y - 0.5 * fontSize, width: 1.2 * fontSize,
                height: fontSize)
            canvas.set(.faint)
            canvas.setLine(width: 0.5, dashes: [1, 1.2])
            canvas.addBox(box)
            canvas.stroke()
        case .dot: KeyRow.dot(on: canvas, centre, radius: 0.24 * fontSize)
        case .marker(let appearance):
            canvas.marker(appearance, at: centre, radius: 0.45 * fontSize)
        case .ring(let colour):
            canvas.set(colour)
            canvas.setLine(width: 1.2)
            canvas.addCircle(centre, radius: 0.5 * fontSize)
            canvas.stroke()
        }
    }
}
