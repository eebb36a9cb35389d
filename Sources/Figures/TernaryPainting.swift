import Ternary

/// A map made ready for drawing: finer, so that curves are smooth, with outlines found once.
struct TernaryPainting {
    /// Grids are doubled until a side has this many steps; what is finer than that no eye sees.
    static let smoothDivisions = 150

    let map: PhaseMap
    let window: TernaryWindow

    init(_ map: PhaseMap, window: TernaryWindow) throws {
        var fine = map
        while Double(fine.grid.divisions) * window.size < Double(Self.smoothDivisions),
            fine.grid.divisions * 2 <= Self.finest
        {
            fine = try fine.doubled()
        }
        self.map = fine
        self.window = window
    }

    /// Doubling stops here: a small window in a coarse map shows that it is coarse.
    private static let finest = 400

    func field(_ field: TernaryField) throws -> (values: [Double], grid: TernaryGrid) {
        var fine = (values: field.values, grid: field.grid)
        while Double(fine.grid.divisions) * window.size < Double(Self.smoothDivisions),
            fine.grid.divisions * 2 <= Self.finest
        {
            fine = try Refinement.doubled(fine.values, on: fine.grid)
        }
        return fine
    }
}

extension Canvas {
    /// Paints a layer of a map into the triangle.
    func paint(
        _ layer: TernaryLayer, of painting: TernaryPainting, _ scale: ColourScale?,
        in frame: TriangleFrame, _ appearances: [ClassAppearance]
    ) throws {
        try isolated {
            addPolygon(frame.corners)
            clip()
            switch layer {
            case .classes: paintClasses(painting.map, in: frame, appearances)
            case .probability(let column):
                guard let scale else { return }
                try paint(
                    painting.map.probabilities(class: column), on: painting.map.grid, scale,
                    in: frame)
            case .doubt(let field):
                guard let scale else { return }
                let fine = try painting.field(field)
                try paint(fine.values, on: fine.grid, scale, in: frame)
            }
        }
    }

    private func paintClasses(
        _ map: PhaseMap, in frame: TriangleFrame, _ appearances: [ClassAppearance]
    ) {
        let shares = map.areaShares
        var widest = 0
        for index in shares.indices where shares[index] > shares[widest] { widest = index }
        // The widest class lies below all others, so no gap can show between two areas.
        addPolygon(frame.corners)
        set(appearances[widest].area)
        fill()
        var outlines = [[[PagePoint]]]()
        for (column, outline) in map.allOutlines.enumerated() {
            let placed = outline.compactMap { frame.path($0, isClosed: true) }
            outlines.append(placed)
            guard !placed.isEmpty else { continue }
            isolated {
                for loop in placed { addPolygon(loop) }
                if column != widest {
                    set(appearances[column].area)
                    fillAndKeep()
                }
                clip()
                hatch(
                    appearances[column].hatch, over: frame.box, appearances[column].hatchColour)
            }
        }
        set(.ink)
        setLine(width: 0.5)
        for column in outlines.indices where column != widest {
            for loop in outlines[column] { addPolygon(loop) }
        }
        stroke()
    }

    private func paint(
        _ values: [Double], on grid: TernaryGrid, _ scale: ColourScale, in frame: TriangleFrame
    ) throws {
        addPolygon(frame.corners)
        set(scale.colour(0, theme))
        fill()
        // Each step is painted over the one below it, so no gap can show between two steps.
        let highest = values.max() ?? 0
        let steps = (1..<ColourScale.steps).filter { scale.start($0) <= highest }
        let areas = try Contours.areas(of: values, on: grid, atLeast: steps.map(scale.start))
        for (step, loops) in zip(steps, areas) {
            for loop in loops {
                if let path = frame.path(loop, isClosed: true) { addPolygon(path) }
            }
            set(scale.colour(step, theme))
            fill()
        }
        for (index, level) in scale.contourLevels.enumerated() where level <= highest {
            let lines = try Contours.lines(of: values, on: grid, at: level).compactMap { line in
                frame.path(line.points, isClosed: line.isClosed).map { ($0, line.isClosed) }
            }
            // A pale line below keeps the dark one apart from dark ground.
            for (colour, width, opacity) in [
                (theme.colour(.paper), 1.2, 0.5), (theme.contour, 0.6, 1),
            ] {
                for (points, isClosed) in lines {
                    if isClosed { addPolygon(points) } else { addLine(points) }
                }
                set(colour, opacity: opacity)
                setLine(width: width, dashes: opacity < 1 ? [] : scale.dashes(index))
                stroke()
            }
        }
        setLine(width: 0.6)
    }
}

extension TriangleFrame {
    /// How far a drawn curve may stray from the computed one, in points: a fiftieth of a
    /// millimetre, half a dot at 600 dots per inch.
    private static let tolerance = 0.06

    /// A curve on the page, without points that nobody could see; `nil` where it lies outside.
    func path(_ points: [TernaryPoint], isClosed: Bool) -> [PagePoint]? {
        let placed = points.map(place)
        let box = self.box
        guard let first = placed.first else { return nil }
        var low = first
        var high = first
        for point in placed {
            low = PagePoint(min(low.x, point.x), min(low.y, point.y))
            high = PagePoint(max(high.x, point.x), max(high.y, point.y))
        }
        guard high.x >= box.x, low.x <= box.x + box.width, high.y >= box.y,
            low.y <= box.y + box.height
        else { return nil }
        return Simplification.simplified(placed, isClosed: isClosed, tolerance: Self.tolerance)
    }
}
