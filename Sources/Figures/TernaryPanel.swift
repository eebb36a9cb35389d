import Ternary

/// Two maps of one system side by side: the predicted classes, and the probability of one class.
public struct TernaryPanel: FigureContent {
    public var map: PhaseMap
    public var known: [KnownPoint]
    /// The class whose probability is shown on the right, such as the quasicrystal's.
    public var classIndex: Int
    public var contourLevels: [Double]
    /// Whether known compounds are named, in the left map. The default is true.
    public var labelsKnown: Bool
    public var title: String
    /// What the map is not sure of; the default is nothing.
    public var veil: MapVeil?
    /// The default width is 170 mm.
    public var style: FigureStyle

    public init(
        map: PhaseMap, known: [KnownPoint] = [], classIndex: Int,
        contourLevels: [Double] = [0.25, 0.5, 0.75], labelsKnown: Bool = true, title: String = "",
        veil: MapVeil? = nil,
        style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) {
        self.map = map
        self.known = known
        self.classIndex = classIndex
        self.contourLevels = contourLevels
        self.labelsKnown = labelsKnown
        self.title = title
        self.veil = veil
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    private func plot(_ layer: TernaryLayer, title: String, labels: Bool) -> TernaryPlot {
        TernaryPlot(
            map: map, known: known, layer: layer, contourLevels: contourLevels, title: title,
            fontSize: style.fontSize, labelsKnown: labels, veil: veil)
    }

    private var left: TernaryPlot {
        plot(.classes, title: "(a) Predicted class", labels: labelsKnown)
    }

    private var right: TernaryPlot {
        let name = map.classNames.indices.contains(classIndex) ? map.classNames[classIndex] : ""
        return plot(
            .probability(classIndex: classIndex), title: "(b) Probability of \(name)",
            labels: false)
    }

    var lettersAcross: Double { 36 }

    private var edge: Double { 0.5 * style.fontSize }
    private var fullWidth: Double { style.widthInPoints - 2 * edge }
    private var gap: Double { 2 * style.fontSize }
    private var plotWidth: Double { (fullWidth - gap) / 2 }
    private var titleHeight: Double { title.isEmpty ? 0 : 2.2 * style.fontSize }

    private func plotHeight(_ ruler: Canvas) -> Double {
        max(
            left.height(width: plotWidth, ruler: ruler),
            right.height(width: plotWidth, ruler: ruler))
    }

    func check() throws {
        try left.check()
        try right.check()
    }

    func height(ruler: Canvas) -> Double {
        2 * edge + titleHeight + plotHeight(ruler)
            + left.markerLegend(width: plotWidth, ruler: ruler)
            .height(width: fullWidth, ruler: ruler)
    }

    func draw(on canvas: Canvas) throws {
        let font = TextFont(size: 1.3 * style.fontSize, isBold: true)
        canvas.set(.ink)
        canvas.draw(
            canvas.fitted(title, font, within: fullWidth), font,
            at: PagePoint(edge + fullWidth / 2, edge + 0.8 * style.fontSize), .centre)
        let top = edge + titleHeight
        try left.draw(on: canvas, left: edge, top: top, width: plotWidth)
        try right.draw(on: canvas, left: edge + plotWidth + gap, top: top, width: plotWidth)
        left.markerLegend(width: plotWidth, ruler: canvas).draw(
            on: canvas, left: edge, top: top + plotHeight(canvas), width: fullWidth)
    }
}
