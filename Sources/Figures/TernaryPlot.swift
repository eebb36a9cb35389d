import Materials
import Ternary

/// One triangle with its title, its layer, the known compounds and the key of the layer.
struct TernaryPlot {
    let map: PhaseMap
    let known: [KnownPoint]
    let layer: TernaryLayer
    let contourLevels: [Double]
    let title: String
    let fontSize: Double
    let labelsKnown: Bool
    let veil: MapVeil?

    /// The names of all classes: the map's own, then those that only known compounds have.
    var classNames: [String] {
        var names = map.classNames
        for point in known where !names.contains(point.className) { names.append(point.className) }
        return names
    }

    func check() throws {
        for point in known { try point.check() }
        for level in contourLevels where !(level > 0 && level < 1) {
            throw FiguresError.contourLevel(level)
        }
        if case .probability(let column) = layer, !map.classNames.indices.contains(column) {
            throw FiguresError.noSuchClass(column, classes: map.classNames.count)
        }
    }

    private var titleHeight: Double { title.isEmpty ? 0 : 1.8 * fontSize }

    func height(width: Double, ruler: Canvas) -> Double {
        titleHeight + TriangleFrame.height(width: width, fontSize: fontSize)
            + 0.6 * fontSize + keyHeight(width: width, ruler)
    }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) throws {
        if !title.isEmpty {
            let font = TextFont(size: 1.15 * fontSize, isBold: true)
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted(title, font, within: width), font,
                at: PagePoint(left + width / 2, top + 0.8 * fontSize), .centre)
        }
        let frame = TriangleFrame(
            left: left, top: top + titleHeight, width: width, fontSize: fontSize)
        let appearances = ClassAppearance.of(classNames)
        try canvas.paint(map, layer, contourLevels: contourLevels, in: frame, appearances)
        if let veil { try canvas.paint(veil, in: frame) }
        frame.drawGrid(on: canvas)
        // In a section the corners share less than all atoms: no at.% of the composition.
        frame.drawFrame(
            on: canvas, symbols: map.system.elements.map(\.symbol),
            whole: map.section.fixed == nil ? nil : map.system.label)
        drawKnown(on: canvas, in: frame, appearances)
        let foot = top + titleHeight + TriangleFrame.height(width: width, fontSize: fontSize)
        drawKey(on: canvas, left: left, top: foot + 0.6 * fontSize, width: width)
    }

    // MARK: - Key

    private func keyHeight(width: Double, _ ruler: Canvas) -> Double {
        switch layer {
        case .classes: areaLegend.height(width: width, ruler: ruler)
        case .probability(let column): colourBar(column).height
        }
    }

    private func drawKey(on canvas: Canvas, left: Double, top: Double, width: Double) {
        switch layer {
        case .classes: areaLegend.draw(on: canvas, left: left, top: top, width: width)
        case .probability(let column):
            colourBar(column).draw(on: canvas, left: left, top: top, width: width)
        }
    }

    private var areaLegend: Legend {
        let appearances = ClassAppearance.of(classNames)
        return Legend(
            entries: map.classNames.indices.map { (.area(appearances[$0]), map.classNames[$0]) },
            fontSize: fontSize)
    }

    private func colourBar(_ column: Int) -> ColourBar {
        ColourBar(
            label: "Probability of class \(map.classNames[column])",
            contourLevels: contourLevels, fontSize: fontSize)
    }

    // MARK: - Known compounds

    /// The markers in use and the veil; empty where there are none.
    ///
    /// `width` is that of the triangle, which decides how many labels find room.
    func markerLegend(width: Double, ruler: Canvas) -> Legend {
        let names = classNames
        let appearances = ClassAppearance.of(names)
        var entries = [(symbol: Legend.Symbol, name: String)]()
        for (name, appearance) in zip(names, appearances)
        where known.contains(where: { $0.className == name }) {
            entries.append((.marker(appearance), "known \(name)"))
        }
        if let veil, veil.coversAny { entries.append((.veil, veil.name)) }
        let frame = TriangleFrame(left: 0, top: 0, width: width, fontSize: fontSize)
        let leftOut = placement(in: frame, ruler).leftOut
        if leftOut > 0 {
            let noun = leftOut == 1 ? "name" : "names"
            entries.append((.note, "(no room for \(leftOut) \(noun))"))
        }
        return Legend(entries: entries, fontSize: fontSize)
    }

    private var markerRadius: Double { 0.48 * fontSize }
    private var labelFont: TextFont { TextFont(size: 0.85 * fontSize) }

    private func label(_ point: KnownPoint, _ ruler: Canvas) -> String {
        ruler.fitted(point.label, labelFont, within: 12 * fontSize)
    }

    private func placement(
        in frame: TriangleFrame, _ ruler: Canvas
    ) -> (placed: [LabelPlacement.Placed], leftOut: Int) {
        let sizes = known.map { point -> (width: Double, height: Double)? in
            guard labelsKnown, !point.label.isEmpty else { return nil }
            return (
                ruler.width(of: label(point, ruler), labelFont) + 0.3 * fontSize, 1.05 * fontSize
            )
        }
        // The classes that come first choose first.
        let order = classNames.flatMap { name in
            known.indices.filter { known[$0].className == name }
        }
        return LabelPlacement.place(
            sizes: sizes, order: order, markers: known.map { frame.place($0.fractions) },
            radius: markerRadius,
            in: frame)
    }

    private func drawKnown(
        on canvas: Canvas, in frame: TriangleFrame, _ appearances: [ClassAppearance]
    ) {
        let placed = placement(in: frame, canvas).placed
        canvas.setLine(width: 0.4)
        for label in placed {
            guard let leader = label.leader else { continue }
            canvas.set(.ink)
            canvas.line(frame.place(known[label.index].fractions), leader)
        }
        let names = classNames
        // Quasicrystals are few and matter most: classes are drawn last to first.
        for (name, appearance) in zip(names, appearances).reversed() {
            for point in known where point.className == name {
                canvas.marker(appearance, at: frame.place(point.fractions), radius: markerRadius)
            }
        }
        for label in placed {
            canvas.fillBox(label.box, .white, opacity: 0.8)
            canvas.set(.ink)
            canvas.draw(
                self.label(known[label.index], canvas), labelFont,
                at: PagePoint(
                    label.box.x + 0.15 * fontSize, label.box.y + label.box.height / 2))
        }
    }
}
