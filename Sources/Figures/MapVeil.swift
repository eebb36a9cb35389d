import Ternary

/// A part of a map that is shown as uncertain: a light veil with level lines over it.
public struct MapVeil: Sendable, Equatable {
    /// The grid of the doubts; it may be coarser than the map's.
    public var grid: TernaryGrid
    /// How doubtful each grid point is, in grid order.
    public var doubts: [Double]
    /// Points of a greater doubt are covered; between grid points doubts are linear.
    public var limit: Double
    /// What the legend calls it.
    public var name: String

    public init(grid: TernaryGrid, doubts: [Double], limit: Double, name: String) {
        self.grid = grid
        self.doubts = doubts
        self.limit = limit
        self.name = name
    }

    /// Covers some points; the outline runs halfway between these and others.
    public init(grid: TernaryGrid, covered: [Bool], name: String) {
        self.init(grid: grid, doubts: covered.map { $0 ? 1 : 0 }, limit: 0.5, name: name)
    }

    /// Whether each grid point is covered, in grid order.
    public var covered: [Bool] { doubts.map { $0 > limit } }

    /// Whether a point of a part of the triangle is covered.
    func covers(in window: TernaryWindow) -> Bool {
        doubts.enumerated().contains { $1 > limit && window.contains(grid.fractions($0)) }
    }

    /// Outlines between covered points and others.
    ///
    /// - Throws: `TernaryError` where the number of doubts is not that of the grid points.
    func outlines() throws -> [[TernaryPoint]] {
        try Contours.areas(of: doubts, on: grid, atLeast: limit.nextUp)
    }
}

extension Canvas {
    /// Veils a part of the triangle; colours and contours below stay readable.
    func paint(_ veil: MapVeil, in frame: TriangleFrame) throws {
        let loops = try veil.outlines().compactMap { frame.path($0, isClosed: true) }
        guard !loops.isEmpty else { return }
        isolated {
            addPolygon(frame.corners)
            clip()
            isolated {
                for loop in loops { addPolygon(loop) }
                clip()
                drawVeil(over: frame.box)
            }
            set(.ink, opacity: 0.6)
            setLine(width: 0.5, dashes: [1.2, 1])
            for loop in loops { addPolygon(loop) }
            stroke()
        }
        setLine(width: 0.5)
    }

    /// The veil itself, over a whole box; the caller clips.
    func drawVeil(over box: PageBox) {
        fillBox(box, .paper, opacity: 0.5)
        hatch(.level, over: box, theme.faded(theme.colour(.ink), 0.45))
    }
}
