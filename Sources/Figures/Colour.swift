import Foundation

/// A colour in sRGB, each part from 0 to 1.
struct Colour: Sendable, Hashable {
    var red: Double
    var green: Double
    var blue: Double

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init(_ hex: UInt32) {
        red = Double(hex >> 16 & 0xff) / 255
        green = Double(hex >> 8 & 0xff) / 255
        blue = Double(hex & 0xff) / 255
    }

    static let white = Colour(0xffffff)
    static let black = Colour(0x000000)

    // The palette of Okabe and Ito, "Color Universal Design" (2008), made for readers with any
    // kind of colour vision.
    static let orange = Colour(0xe69f00)
    static let skyBlue = Colour(0x56b4e9)
    static let bluishGreen = Colour(0x009e73)
    static let yellow = Colour(0xf0e442)
    static let blue = Colour(0x0072b2)
    static let vermilion = Colour(0xd55e00)
    static let reddishPurple = Colour(0xcc79a7)

    /// Relative luminance, from 0 (black) to 1 (white), as WCAG 2 defines it.
    var luminance: Double {
        0.2126 * Colour.linear(red) + 0.7152 * Colour.linear(green) + 0.0722 * Colour.linear(blue)
    }

    /// Black or white, whichever stands out better from this colour.
    var contrasting: Colour {
        (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05 ? .black : .white
    }

    /// The colour on its way to another: 0 leaves it, 1 is the other.
    func mixed(with other: Colour, _ share: Double) -> Colour {
        Colour(
            red: red + (other.red - red) * share, green: green + (other.green - green) * share,
            blue: blue + (other.blue - blue) * share)
    }

    /// The colour mixed with white; 0 leaves it, 1 is white.
    func lightened(_ share: Double) -> Colour { mixed(with: .white, share) }

    /// The colour mixed with black; 0 leaves it, 1 is black.
    func darkened(_ share: Double) -> Colour { mixed(with: .black, share) }

    /// Six hexadecimal digits behind a `#`, as style sheets have it.
    var hex: String {
        let parts = [red, green, blue].map { part -> String in
            let byte = Int((part * 255).rounded())
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "#" + parts.joined()
    }

    private static func linear(_ part: Double) -> Double {
        part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
}
