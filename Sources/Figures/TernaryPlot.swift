import Materials
import Ternary

/// One triangle with its title, its layer, the known compounds and the key of the layer.
struct TernaryPlot {
    let painting: TernaryPainting
    /// Those inside the window.
    let known: [KnownPoint]
    let layer: TernaryLayer
    let contourLevels: [Double]
    let title: String
    let fontSize: Double
    let labelsKnown: Bool
    let veil: MapVeil?

    private var map: PhaseMap { painting.map }

    /// The names of all classes: the map's own, then those that only known compounds have.
    var classNames: [String] {
        var names = map.classNames
        for point in known where !names.contains(point.className) { names.append(point.className) }
        return names
    }

    private var titleHeight: Double { title.isEmpty ? 0 : 1.8 * fontSize }

    func frame(left: Double, top: Double, width: Double) -> TriangleFrame {
        TriangleFrame(
            left: left, top: top + titleHeight, width: width, fontSize: fontSize,
            window: painting.window)
    }

    func height(width: Double, ruler: Canvas) -> Double {
        titleHeight + TriangleFrame.height(width: width, fontSize: fontSize) + 0.6 * fontSize
            + (colourBar?.height ?? areaLegend(ruler.theme).height(width: width, ruler: ruler))
    }

    func draw(on canvas: Canvas, left: Double, top: Double, width: Double) throws {
        let frame = frame(left: left, top: top, width: width)
        let appearances = ClassAppearance.of(classNames, theme: canvas.theme)
        try canvas.paint(layer, of: painting, scale, in: frame, appearances)
        if let veil { try canvas.paint(veil, in: frame) }
        frame.drawGrid(on: canvas)
        // In a section the corners share less than all atoms: no at.% of the composition.
        frame.drawFrame(
            on: canvas, symbols: map.system.elements.map(\.symbol),
            whole: map.section.fixed == nil ? nil : map.system.label)
        drawKnown(on: canvas, in: frame, appearances)
        if !title.isEmpty {
            let font = TextFont(size: 1.15 * fontSize, isBold: true)
            canvas.set(.ink)
            canvas.draw(
                canvas.fitted(title, font, within: width), font,
                at: PagePoint(left + width / 2, top + 0.8 * fontSize), .centre)
        }
        let foot = top + titleHeight + TriangleFrame.height(width: width, fontSize: fontSize)
        let key = foot + 0.6 * fontSize
        if let colourBar {
            colourBar.draw(on: canvas, left: left, top: key, width: width)
        } else {
            areaLegend(canvas.theme).draw(on: canvas, left: left, top: key, width: width)
        }
    }

    // MARK: - Key

    private var scale: ColourScale? {
        switch layer {
        case .classes: nil
        case .probability(let column):
            ColourScale(
                label: "Probability of \(map.classNames[column])", highest: 1,
                contourLevels: contourLevels, ramp: .probability)
        case .doubt(let field):
            ColourScale(
                label: field.label, highest: field.highest, contourLevels: [], ramp: .doubt)
        }
    }

    private var colourBar: ColourBar? {
        scale.map { ColourBar(scale: $0, fontSize: fontSize) }
    }

    private func areaLegend(_ theme: FigureTheme) -> Legend {
        let appearances = ClassAppearance.of(map.classNames, theme: theme)
        return Legend(
            entries: zip(appearances, map.classNames).map { (.area($0), $1) }, fontSize: fontSize)
    }

    // MARK: - Known compounds

    private var markerRadius: Double { 0.48 * fontSize }
    private var labelFont: TextFont { TextFont(size: 0.86 * fontSize) }

    private func label(_ point: KnownPoint, _ ruler: Canvas) -> RichText {
        ruler.fitted(formula: point.label, labelFont, within: 12 * fontSize)
    }

    func placement(
        in frame: TriangleFrame, _ ruler: Canvas
    ) -> (placed: [LabelPlacement.Placed], leftOut: Int) {
        let sizes = known.map { point -> (width: Double, height: Double)? in
            guard labelsKnown, !point.label.isEmpty else { return nil }
            return (
                ruler.width(of: label(point, ruler), labelFont) + 0.3 * fontSize, 1.15 * fontSize
            )
        }
        // The classes that come first choose first.
        let order = classNames.flatMap { name in
            known.indices.filter { known[$0].className == name }
        }
        return LabelPlacement.place(
            sizes: sizes, order: order, markers: known.map { frame.place($0.fractions) },
            radius: markerRadius, in: frame)
    }

    private func drawKnown(
        on canvas: Canvas, in frame: TriangleFrame, _ appearances: [ClassAppearance]
    ) {
        let placed = placement(in: frame, canvas).placed
        for label in placed {
            guard let leader = label.leader else { continue }
            let marker = frame.place(known[label.index].fractions)
            for (tone, width) in [(Tone.paper, 1.2), (.ink, 0.4)] {
                canvas.set(tone)
                canvas.setLine(width: width)
                canvas.line(marker, leader)
            }
        }
        let names = classNames
        // Quasicrystals are few and matter most: classes are drawn last to first.
        for (name, appearance) in zip(names, appearances).reversed() {
            for point in known where point.className == name {
                canvas.marker(
                    appearance, at: frame.place(point.fractions), radius: markerRadius,
                    isFilled: point.isTrained)
            }
        }
        for label in placed {
            canvas.fillBox(label.box, .paper, opacity: 0.8)
            canvas.set(.ink)
            canvas.draw(
                self.label(known[label.index], canvas), labelFont,
                at: PagePoint(
                    label.box.x + 0.15 * fontSize, label.box.y + 0.46 * label.box.height))
        }
    }
}
