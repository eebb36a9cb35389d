import Foundation

/// The colour scale of probabilities: the ground at 0, through yellow and red to dark violet on
/// light ground, through violet and red to light yellow on dark.
///
/// Lightness runs in equal steps (0.98 to 0.35 in Oklab, 0.24 to 0.96 on dark ground), so that equal
/// differences look equal, the scale reads the same in grey, and no colour vision is needed for
/// the order.
/// Oklab: Ottosson, https://bottosson.github.io/posts/oklab/ (2020).
enum ColourRamp: Equatable {
    /// Warm colours.
    case probability
    /// Cold colours, so that no doubt is taken for a probability.
    case doubt

    /// The colour of a value from 0 to 1, rounded to 8 bits.
    func colour(_ value: Double, _ theme: FigureTheme) -> Colour {
        let t = min(max(value, 0), 1)
        // From yellow to violet by way of red, or from green to blue; full chroma in the middle.
        let (start, turn, chroma) =
            switch self {
            case .probability: (100.0, -155.0, 0.17)
            case .doubt: (120.0, 140.0, 0.12)
            }
        let way = theme == .light ? t : 1 - t
        let lightness = theme == .light ? 0.98 - 0.63 * t : 0.24 + 0.72 * t
        let fullness = sin(.pi * (theme == .light ? 0.03 + 0.75 * t : 0.05 + 0.75 * t))
        let angle = (start + turn * way) * .pi / 180
        return Self.sRGB(
            lightness, chroma * fullness * cos(angle), chroma * fullness * sin(angle))
    }

    private static func sRGB(_ lightness: Double, _ a: Double, _ b: Double) -> Colour {
        func cube(_ value: Double) -> Double { value * value * value }
        let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
        let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
        let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
        return Colour(
            red: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            green: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            blue: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
    }

    /// Gamma-encoded, in range, and rounded to 8 bits so that the last bit of `pow` cannot show.
    private static func encoded(_ linear: Double) -> Double {
        let clipped = min(max(linear, 0), 1)
        let part = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * pow(clipped, 1 / 2.4) - 0.055
        return (part * 255).rounded() / 255
    }
}
