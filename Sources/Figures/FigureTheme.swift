/// The ground on which a figure stands.
public enum FigureTheme: String, CaseIterable, Sendable {
    /// Dark on white, for paper.
    case light
    /// Light on nearly black, for slides and screens.
    case dark
}

/// What is drawn in the colour of the theme rather than in one of its own.
enum Tone {
    /// Text, frames and outlines.
    case ink
    /// Secondary lines and text.
    case faint
    /// The ground, and rims that part things from what lies below.
    case paper
}

extension FigureTheme {
    func colour(_ tone: Tone) -> Colour {
        switch (self, tone) {
        case (.light, .ink): Colour(0x1a1a1a)
        case (.light, .faint): Colour(0x666666)
        case (.light, .paper): .white
        case (.dark, .ink): Colour(0xececec)
        case (.dark, .faint): Colour(0x9a9a9a)
        case (.dark, .paper): Colour(0x16181b)
        }
    }

    /// Contour lines: dark on any step of a light scale; on a dark one light lines would vanish on
    /// its bright end and dark ones on the ground, so they are in between.
    var contour: Colour {
        switch self {
        case .light: Colour(0x1a1a1a)
        case .dark: Colour(0x7fd4ff)
        }
    }

    /// A colour on its way to the ground: 0 leaves it, 1 is the ground.
    func faded(_ colour: Colour, _ share: Double) -> Colour {
        colour.mixed(with: self.colour(.paper), share)
    }
}
