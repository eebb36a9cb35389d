import Ternary

/// What a ternary map shows.
public enum TernaryLayer: Sendable, Equatable {
    /// The predicted class everywhere.
    case classes
    /// The probability of one class.
    case probability(classIndex: Int)
}

/// The steps of the probability scale.
enum ProbabilityBands {
    static let count = 20

    /// The colour of the band from index/20 to (index + 1)/20.
    static func colour(_ index: Int) -> Colour {
        ColourRamp.colour((Double(index) + 0.5) / Double(count))
    }

    /// Line style of the contours, in turn from the lowest level.
    static func dashes(_ index: Int, of count: Int) -> [Double] {
        let styles: [[Double]] = [[], [2.4, 1.4], [0.6, 1.2]]
        return styles[(count - 1 - index) % styles.count]
    }
}

extension Canvas {
    /// Paints a layer of a map into the triangle.
    func paint(
        _ map: PhaseMap, _ layer: TernaryLayer, contourLevels: [Double], in frame: TriangleFrame,
        _ appearances: [ClassAppearance]
    ) throws {
        switch layer {
        case .classes: paintClasses(map, in: frame, appearances)
        case .probability(let column):
            try paintProbability(map, column, contourLevels: contourLevels, in: frame)
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
        for column in map.classNames.indices {
            let outline = map.outlines(of: column).map { $0.map(frame.place) }
            outlines.append(outline)
            guard !outline.isEmpty else { continue }
            isolated {
                for loop in outline { addPolygon(loop) }
                if column != widest {
                    set(appearances[column].area)
                    fillAndKeep()
                }
                clip()
                hatch(
                    appearances[column].hatch, over: frame.box,
                    appearances[column].area.darkened(0.35))
            }
        }
        set(.ink)
        setLine(width: 0.5)
        for column in outlines.indices where column != widest {
            for loop in outlines[column] { addPolygon(loop) }
        }
        stroke()
    }

    private func paintProbability(
        _ map: PhaseMap, _ column: Int, contourLevels: [Double], in frame: TriangleFrame
    ) throws {
        let values = map.probabilities(class: column)
        addPolygon(frame.corners)
        set(ProbabilityBands.colour(0))
        fill()
        // Each band is painted over the one below it, so no gap can show between two bands.
        for band in 1..<ProbabilityBands.count {
            let level = Double(band) / Double(ProbabilityBands.count)
            let outline = try Contours.areas(of: values, on: map.grid, atLeast: level)
            if outline.isEmpty { break }
            for loop in outline { addPolygon(loop.map(frame.place)) }
            set(ProbabilityBands.colour(band))
            fill()
        }
        for (index, level) in contourLevels.enumerated() {
            set(.ink)
            setLine(
                width: 0.6, dashes: ProbabilityBands.dashes(index, of: contourLevels.count))
            for line in try Contours.lines(of: values, on: map.grid, at: level) {
                let points = line.points.map(frame.place)
                if line.isClosed { addPolygon(points) } else { addLine(points) }
            }
            stroke()
        }
        setLine(width: 0.6)
    }
}
