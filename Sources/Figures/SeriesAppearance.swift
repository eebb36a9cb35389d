/// How one of several curves looks: told apart by colour and by marker.
enum SeriesAppearance {
    private static let colours: [Colour] = [
        .blue, .vermilion, .bluishGreen, .reddishPurple, .orange, Colour(0x666666),
    ]

    /// The appearance of a curve by its place in the legend; colour and marker come back together
    /// only after 30 curves.
    static func of(_ index: Int, theme: FigureTheme) -> ClassAppearance {
        let colour = colours[index % colours.count]
        let own = theme == .dark ? colour.lightened(0.3) : colour
        let shapes: [ClassAppearance.Marker] = [.circle, .square, .diamond, .triangle, .star]
        return ClassAppearance(
            area: own, marker: own, hatch: .none, shape: shapes[index % shapes.count])
    }
}

extension FigureTheme {
    /// One of the palette's colours as lines and marks are drawn: lighter on dark ground.
    func strong(_ colour: Colour) -> Colour { self == .dark ? colour.lightened(0.25) : colour }
}
