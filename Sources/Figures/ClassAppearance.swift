/// How a class looks in a map: the colour and hatching of its area, its marker for known compounds.
struct ClassAppearance: Equatable {
    enum Hatch: CaseIterable { case none, rising, falling, crossed, level }
    enum Marker: CaseIterable { case circle, star, diamond, square, triangle }

    var area: Colour
    var marker: Colour
    var hatch: Hatch
    var shape: Marker

    static let quasicrystal = ClassAppearance(
        area: .orange, marker: .vermilion, hatch: .rising, shape: .star)
    static let approximant = ClassAppearance(
        area: .skyBlue, marker: .blue, hatch: .falling, shape: .diamond)
    static let ordinary = ClassAppearance(
        area: Colour(0xf2f2f2), marker: Colour(0x666666), hatch: .none, shape: .circle)
    private static let others = [
        ClassAppearance(
            area: Colour.bluishGreen.lightened(0.4), marker: .bluishGreen, hatch: .level,
            shape: .square),
        ClassAppearance(
            area: Colour.reddishPurple.lightened(0.3), marker: .reddishPurple.darkened(0.3),
            hatch: .crossed, shape: .triangle),
        ClassAppearance(
            area: Colour.yellow.lightened(0.2), marker: .yellow.darkened(0.5), hatch: .none,
            shape: .square),
        ClassAppearance(
            area: Colour.blue.lightened(0.4), marker: .blue.darkened(0.4), hatch: .rising,
            shape: .triangle),
    ]

    /// The appearance of each class: fixed for the three classes of the field, in turn for others.
    static func of(_ classNames: [String], theme: FigureTheme) -> [ClassAppearance] {
        var turn = 0
        return classNames.map { name in
            switch name.lowercased() {
            case "quasicrystal", "quasicrystals", "qc": return .quasicrystal.on(theme)
            case "approximant", "approximants", "ac": return .approximant.on(theme)
            case "ordinary", "other", "others", "crystal": return .ordinary.on(theme)
            default:
                turn += 1
                return others[(turn - 1) % others.count].on(theme)
            }
        }
    }

    /// The same class on another ground: areas recede towards it, markers stand out from it.
    private func on(_ theme: FigureTheme) -> ClassAppearance {
        guard theme == .dark else { return self }
        var look = self
        look.area = self == .ordinary ? Colour(0x2a2e33) : area.mixed(with: Colour(0x16181b), 0.3)
        look.marker = self == .ordinary ? Colour(0xa8a8a8) : marker.lightened(0.25)
        return look
    }

    /// The colour of the lines that hatch the area.
    var hatchColour: Colour { area.darkened(0.35) }
}

extension Canvas {
    /// Hatches the whole of a box; the caller clips.
    func hatch(_ hatch: ClassAppearance.Hatch, over box: PageBox, _ colour: Colour) {
        set(colour)
        setLine(width: 0.45)
        let step = 3.6
        let diagonal = step * 2.0.squareRoot()
        if hatch == .level {
            var y = (box.y / step).rounded(.up) * step
            while y < box.y + box.height {
                addLine([PagePoint(box.x, y), PagePoint(box.x + box.width, y)])
                y += step
            }
        }
        if hatch == .falling || hatch == .crossed {
            addDiagonals(box, from: box.x - box.y - box.height, step: diagonal, direction: 1)
        }
        if hatch == .rising || hatch == .crossed {
            addDiagonals(box, from: box.x + box.y, step: diagonal, direction: -1)
        }
        stroke()
    }

    /// Lines x - direction * y = constant across the box, at multiples of `step`.
    private func addDiagonals(
        _ box: PageBox, from lowest: Double, step: Double, direction: Double
    ) {
        var constant = (lowest / step).rounded(.up) * step
        while constant < lowest + box.width + box.height {
            addLine([
                PagePoint(constant + direction * box.y, box.y),
                PagePoint(constant + direction * (box.y + box.height), box.y + box.height),
            ])
            constant += step
        }
    }

    /// Draws a marker with a white rim that keeps it apart from what lies below.
    ///
    /// - Parameter isFilled: an open marker has the colour of the class as its line. The default is
    ///   filled.
    func marker(
        _ appearance: ClassAppearance, at centre: PagePoint, radius: Double, isFilled: Bool = true
    ) {
        switch appearance.shape {
        case .circle: addCircle(centre, radius: radius * 0.8)
        case .star: addPolygon(Canvas.spikes(centre, radius, count: 5, inner: 0.45))
        case .diamond: addPolygon(Canvas.spikes(centre, radius * 1.1, count: 2, inner: 0.7))
        case .triangle: addPolygon(Canvas.spikes(centre, radius, count: 3, inner: 0.5))
        case .square:
            addBox(
                PageBox(
                    x: centre.x - radius * 0.75, y: centre.y - radius * 0.75,
                    width: radius * 1.5, height: radius * 1.5))
        }
        set(.paper)
        setLine(width: 1.3)
        strokeAndKeep()
        guard isFilled else {
            set(.paper)
            fillAndKeep()
            set(appearance.marker)
            setLine(width: 0.9)
            stroke()
            return
        }
        set(appearance.marker)
        fillAndKeep()
        set(.ink)
        setLine(width: 0.35)
        stroke()
    }
}
