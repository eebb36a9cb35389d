import Foundation

/// The colour scale of probabilities: nearly white at 0, through yellow and red, dark violet at 1.
///
/// Lightness falls in equal steps (0.98 to 0.35 in Oklab), so that equal differences look equal,
/// the scale reads the same in grey, and no colour vision is needed for the order.
/// Oklab: Ottosson, https://bottosson.github.io/posts/oklab/ (2020).
enum ColourRamp {
    static let lightest = 0.98
    static let darkest = 0.35

    /// The colour of a value from 0 to 1, rounded to 8 bits.
    static func colour(_ value: Double) -> Colour {
        let t = min(max(value, 0), 1)
        let lightness = lightest + (darkest - lightest) * t
        // Yellow (100°) by way of red to violet (-55°); full chroma in the middle.
        let hue = (100 - 155 * t) * .pi / 180
        let chroma = 0.17 * sin(.pi * (0.03 + 0.75 * t))
        return sRGB(lightness, chroma * cos(hue), chroma * sin(hue))
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
