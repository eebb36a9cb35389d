/// Symbols with their names, set in rows.
struct Legend {
    enum Symbol: Equatable {
        case area(ClassAppearance)
        case marker(ClassAppearance)
        case openMarker(ClassAppearance)
        case veil
        case note
    }

    var entries: [(symbol: Symbol, name: String)]
    let fontSize: Double

    private var font: TextFont { TextFont(size: fontSize) }
    private var lineHeight: Double { 1.7 * fontSize }
    private var symbolWidth: Double { 2 * fontSize }

    func height(width: Double, ruler: Canvas) -> Double {
        Double(rows(width: width, ruler).count) * lineHeight
    }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) {
        for (number, row) in rows(width: width, canvas).enumerated() {
            let y = top + (Double(number) + 0.5) * lineHeight
            let total = row.reduce(0) { $0 + $1.width } - gap
            var x = left + (width - total) / 2
            for item in row {
                draw(item.symbol, on: canvas, x: x, y: y)
                canvas.set(.ink)
                canvas.draw(item.text, font, at: PagePoint(x + item.indent, y))
                x += item.width
            }
        }
    }

    private struct Item {
        var symbol: Symbol
        var text: String
        var indent: Double
        var width: Double
    }

    private var gap: Double { 1.4 * fontSize }

    private func rows(width: Double, _ ruler: Canvas) -> [[Item]] {
        var rows = [[Item]]()
        var used = 0.0
        for entry in entries {
            let indent = entry.symbol == .note ? 0 : symbolWidth + 0.4 * fontSize
            let text = ruler.fitted(entry.name, font, within: width - indent)
            let item = Item(
                symbol: entry.symbol, text: text, indent: indent,
                width: indent + ruler.width(of: text, font) + gap)
            if rows.isEmpty || used + item.width - gap > width + 1e-6 {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(item)
            used += item.width
        }
        return rows
    }

    private func draw(_ symbol: Symbol, on canvas: Canvas, x: Double, y: Double) {
        switch symbol {
        case .area(let appearance):
            let box = PageBox(
                x: x, y: y - 0.5 * fontSize, width: symbolWidth, height: fontSize)
            canvas.fillBox(box, appearance.area)
            canvas.isolated {
                canvas.addBox(box)
                canvas.clip()
                canvas.hatch(appearance.hatch, over: box, appearance.hatchColour)
            }
            canvas.set(.ink)
            canvas.setLine(width: 0.5)
            canvas.addBox(box)
            canvas.stroke()
        case .marker(let appearance):
            canvas.marker(
                appearance, at: PagePoint(x + symbolWidth / 2, y), radius: 0.5 * fontSize)
        case .openMarker(let appearance):
            canvas.marker(
                appearance, at: PagePoint(x + symbolWidth / 2, y), radius: 0.5 * fontSize,
                isFilled: false)
        case .veil:
            let box = PageBox(
                x: x, y: y - 0.5 * fontSize, width: symbolWidth, height: fontSize)
            canvas.isolated {
                canvas.addBox(box)
                canvas.clip()
                canvas.drawVeil(over: box)
            }
            canvas.set(.ink)
            canvas.setLine(width: 0.5)
            canvas.addBox(box)
            canvas.stroke()
        case .note: break
        }
    }
}
