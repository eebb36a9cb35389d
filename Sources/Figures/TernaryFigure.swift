import Ternary

/// A phase-diagram map of one ternary system: predicted classes or the probability of one class.
///
/// The corners are the system's elements: first on top, second left, third right. Each side
/// carries at.% of one element; its ticks go on along the grid lines to which they belong.
/// Classes differ in colour and hatching; a probability is shown in steps of 0.05 with contour
/// lines. Known compounds are marked, and named where there is room.
public struct TernaryFigure: FigureContent {
    public var map: PhaseMap
    public var known: [KnownPoint]
    public var layer: TernaryLayer
    /// Levels of the contour lines of a probability, in (0, 1). The default is 0.25, 0.5, 0.75.
    public var contourLevels: [Double]
    /// Whether known compounds are named. The default is true.
    public var labelsKnown: Bool
    public var title: String
    /// What the map is not sure of; the default is nothing.
    public var veil: MapVeil?
    public var style: FigureStyle

    public init(
        map: PhaseMap, known: [KnownPoint] = [], layer: TernaryLayer = .classes,
        contourLevels: [Double] = [0.25, 0.5, 0.75], labelsKnown: Bool = true, title: String = "",
        veil: MapVeil? = nil, style: FigureStyle = FigureStyle()
    ) {
        self.map = map
        self.known = known
        self.layer = layer
        self.contourLevels = contourLevels
        self.labelsKnown = labelsKnown
        self.title = title
        self.veil = veil
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    private var plot: TernaryPlot {
        TernaryPlot(
            map: map, known: known, layer: layer, contourLevels: contourLevels, title: title,
            fontSize: style.fontSize, labelsKnown: labelsKnown, veil: veil)
    }

    private var edge: Double { 0.5 * style.fontSize }
    private var plotWidth: Double { style.widthInPoints - 2 * edge }

    func check() throws { try plot.check() }

    func height(ruler: Canvas) -> Double {
        2 * edge + plot.height(width: plotWidth, ruler: ruler)
            + plot.markerLegend(width: plotWidth, ruler: ruler)
            .height(width: plotWidth, ruler: ruler)
    }

    func draw(on canvas: Canvas) throws {
        try plot.draw(on: canvas, left: edge, top: edge, width: plotWidth)
        plot.markerLegend(width: plotWidth, ruler: canvas).draw(
            on: canvas, left: edge, top: edge + plot.height(width: plotWidth, ruler: canvas),
            width: plotWidth)
    }
}
