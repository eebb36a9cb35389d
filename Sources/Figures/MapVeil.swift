import Ternary

/// A part of a map that is shown as uncertain: a light veil with level lines over it.
public struct MapVeil: Sendable, Equatable {
    /// The grid of the flags; it may be coarser than the map's.
    public var grid: TernaryGrid
    /// Whether each grid point is covered, in grid order.
    public var covered: [Bool]
    /// What the legend calls it.
    public var name: String

    public init(grid: TernaryGrid, covered: [Bool], name: String) {
        self.grid = grid
        self.covered = covered
        self.name = name
    }

    var coversAny: Bool { covered.contains(true) }

    /// Outlines halfway between covered points and others.
    ///
    /// - Throws: `TernaryError` where the number of flags is not that of the grid points.
    func outlines() throws -> [[TernaryPoint]] {
        try Contours.areas(of: covered.map { $0 ? 1 : 0 }, on: grid, atLeast: 0.5)
    }
}

extension Canvas {
    /// Veils a part of the triangle; colours and contours below stay readable.
    func paint(_ veil: MapVeil, in frame: TriangleFrame) throws {
        let loops = try veil.outlines().map { $0.map(frame.place) }
        guard !loops.isEmpty else { return }
        isolated {
            for loop in loops { addPolygon(loop) }
            clip()
            drawVeil(over: frame.box)
        }
        set(.ink, opacity: 0.6)
        setLine(width: 0.5, dashes: [1.2, 1])
        for loop in loops { addPolygon(loop) }
        stroke()
        setLine(width: 0.5)
    }

    /// The veil itself, over a whole box; the caller clips.
    func drawVeil(over box: PageBox) {
        fillBox(box, .white, opacity: 0.5)
        hatch(.level, over: box, Colour.ink.lightened(0.45))
    }
}
