import Ternary

/// Phase-diagram maps of one ternary system or section: one panel for each layer.
///
/// The corners are the system's elements: first on top, second left, third right. Each side
/// carries at.% of one element; its ticks go on along the grid lines to which they belong, and an
/// arrow says in which direction it grows. Classes differ in colour and hatching; a probability is
/// shown in steps of 0.05 with contour lines. Between grid points the curves are smooth
/// (``Refinement``), at grid points they are exact. Known compounds are marked, and named where
/// there is room.
public struct TernaryFigure: FigureContent {
    public var map: PhaseMap
    public var known: [KnownPoint]
    /// One panel each, in reading order.
    public var layers: [TernaryLayer]
    /// Levels of the contour lines of a probability, in (0, 1). The default is 0.25, 0.5, 0.75.
    public var contourLevels: [Double]
    /// Whether known compounds are named, in the first panel. The default is true.
    public var labelsKnown: Bool
    /// Which part of the triangle is shown. The default is all of it.
    public var window: TernaryWindow
    /// A chemical formula or system; its amounts are set as subscripts.
    public var title: String
    /// What the map is not sure of; the default is nothing.
    public var veil: MapVeil?
    /// Panels side by side; `nil` takes as many as the width has room for, at most two.
    public var columns: Int?
    public var style: FigureStyle

    public init(
        map: PhaseMap, known: [KnownPoint] = [], layers: [TernaryLayer] = [.classes],
        contourLevels: [Double] = [0.25, 0.5, 0.75], labelsKnown: Bool = true,
        window: TernaryWindow = .whole, title: String = "", veil: MapVeil? = nil,
        columns: Int? = nil, style: FigureStyle = FigureStyle()
    ) {
        self.map = map
        self.known = known
        self.layers = layers
        self.contourLevels = contourLevels
        self.labelsKnown = labelsKnown
        self.window = window
        self.title = title
        self.veil = veil
        self.columns = columns
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    // MARK: - Layout

    private static let panelLetters = 18.0

    private var size: Double { style.fontSize }
    private var edge: Double { 0.5 * size }
    private var gap: Double { 2 * size }
    private var titleHeight: Double { title.isEmpty ? 0 : 2.2 * size }
    private var fullWidth: Double { style.widthInPoints - 2 * edge }
    private var panelsAcross: Int {
        let room = Int(fullWidth / (Self.panelLetters * 1.6 * size))
        return max(1, min(columns ?? 2, columns == nil ? room : Int.max, layers.count))
    }
    private var panelWidth: Double {
        (fullWidth - gap * Double(panelsAcross - 1)) / Double(panelsAcross)
    }

    var lettersAcross: Double { Self.panelLetters * Double(panelsAcross) }

    func check() throws {
        guard !layers.isEmpty, columns.map({ $0 > 0 }) ?? true else {
            throw FiguresError.nothingToDraw(figure: "ternary map")
        }
        for point in known { try point.check() }
        for level in contourLevels where !(level > 0 && level < 1) {
            throw FiguresError.contourLevel(level)
        }
        for layer in layers {
            switch layer {
            case .classes: break
            case .probability(let column):
                guard map.classNames.indices.contains(column) else {
                    throw FiguresError.noSuchClass(column, classes: map.classNames.count)
                }
            case .doubt(let field):
                guard field.highest > 0, field.highest.isFinite else {
                    throw FiguresError.notFinite(
                        figure: "ternary map", item: PlainText.line(field.name),
                        value: field.highest)
                }
            }
        }
    }

    private func plots() throws -> [TernaryPlot] {
        let painting = try TernaryPainting(map, window: window)
        let shown = known.filter { window.contains($0.fractions) }
        return layers.enumerated().map { index, layer in
            let letter = index < 26 ? "(\(Character(UnicodeScalar(UInt8(97 + index))))) " : ""
            return TernaryPlot(
                painting: painting, known: shown, layer: layer, contourLevels: contourLevels,
                title: layers.count > 1 ? letter + name(of: layer) : "", fontSize: size,
                labelsKnown: labelsKnown && index == 0, veil: veil)
        }
    }

    private func name(of layer: TernaryLayer) -> String {
        switch layer {
        case .classes: "Predicted class"
        case .probability(let column): "Probability of \(map.classNames[column])"
        case .doubt(let field): field.name
        }
    }

    private func rowHeights(_ plots: [TernaryPlot], _ ruler: Canvas) -> [Double] {
        stride(from: 0, to: plots.count, by: panelsAcross).map { start in
            plots[start..<min(plots.count, start + panelsAcross)]
                .map { $0.height(width: panelWidth, ruler: ruler) }.max() ?? 0
        }
    }

    func height(ruler: Canvas) throws -> Double {
        let plots = try plots()
        let rows = rowHeights(plots, ruler)
        return 2 * edge + titleHeight + rows.reduce(0, +) + gap * Double(rows.count - 1)
            + legendGap(plots, ruler) + legend(plots, ruler).height(width: fullWidth, ruler: ruler)
    }

    func draw(on canvas: Canvas) throws {
        let plots = try plots()
        let font = TextFont(size: 1.3 * size, isBold: true)
        canvas.set(.ink)
        canvas.draw(
            canvas.fitted(formula: title, font, within: fullWidth), font,
            at: PagePoint(edge + fullWidth / 2, edge + 0.8 * size), .centre)
        var top = edge + titleHeight
        for (row, height) in rowHeights(plots, canvas).enumerated() {
            let first = row * panelsAcross
            let last = min(plots.count, first + panelsAcross)
            // A row that is not full stands in the middle.
            let width = Double(last - first) * (panelWidth + gap) - gap
            var left = edge + (fullWidth - width) / 2
            for plot in plots[first..<last] {
                try plot.draw(on: canvas, left: left, top: top, width: panelWidth)
                left += panelWidth + gap
            }
            top += height + gap
        }
        legend(plots, canvas).draw(
            on: canvas, left: edge, top: top - gap + legendGap(plots, canvas), width: fullWidth)
    }

    private func legendGap(_ plots: [TernaryPlot], _ ruler: Canvas) -> Double {
        legend(plots, ruler).entries.isEmpty ? 0 : 0.8 * size
    }

    /// The markers in use, the veil, and what is not shown; empty where there are none.
    private func legend(_ plots: [TernaryPlot], _ ruler: Canvas) -> Legend {
        guard let first = plots.first else { return Legend(entries: [], fontSize: size) }
        let names = first.classNames
        var entries = [(symbol: Legend.Symbol, name: String)]()
        for (name, look) in zip(names, ClassAppearance.of(names, theme: style.theme)) {
            let own = first.known.filter { $0.className == name }
            if own.contains(where: \.isTrained) {
                entries.append((.marker(look), "known \(name)"))
            }
            if own.contains(where: { !$0.isTrained }) {
                entries.append((.openMarker(look), "known \(name), not trained on"))
            }
        }
        if let veil, veil.covers(in: window) { entries.append((.veil, veil.name)) }
        let outside = known.count - first.known.count
        if outside > 0 { entries.append((.note, "\(outside) known outside of this part")) }
        let leftOut = first.placement(
            in: first.frame(left: 0, top: 0, width: panelWidth), ruler
        ).leftOut
        if leftOut > 0 {
            entries.append((.note, "no room for \(leftOut) \(leftOut == 1 ? "name" : "names")"))
        }
        return Legend(entries: entries, fontSize: size)
    }
}
