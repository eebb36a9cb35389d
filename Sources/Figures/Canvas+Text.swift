import CCairo
import Foundation

/// Size and weight of a piece of text.
struct TextFont: Equatable {
    var size: Double
    var isBold = false
}

/// Where the given place lies in a piece of text.
enum TextAlignment: Double {
    case left = 0
    case centre = 0.5
    case right = 1
}

extension Canvas {
    private func select(_ font: TextFont) {
        cairo_select_font_face(
            context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
            font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, font.size)
    }

    /// The advance width of a text.
    func width(of text: String, _ font: TextFont) -> Double {
        select(font)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    func width(of text: RichText, _ font: TextFont) -> Double {
        text.runs.reduce(0) { $0 + width(of: $1.text, Self.font(of: $1, in: font)) }
    }

    private static func font(of run: RichText.Run, in font: TextFont) -> TextFont {
        run.isLowered
            ? TextFont(size: font.size * RichText.loweredSize, isBold: font.isBold) : font
    }

    /// The height of a capital letter.
    func capHeight(_ font: TextFont) -> Double {
        select(font)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, "H", &extents)
        return extents.height
    }

    /// The text, made one plain line and cut with an ellipsis where it is wider than `limit`.
    func fitted(_ text: String, _ font: TextFont, within limit: Double) -> String {
        fitted(text, within: limit) { width(of: $0, font) }
    }

    /// The formula with lowered amounts, cut with an ellipsis where it is wider than `limit`.
    func fitted(formula: String, _ font: TextFont, within limit: Double) -> RichText {
        RichText(
            formula: fitted(formula, within: limit) { width(of: RichText(formula: $0), font) })
    }

    private func fitted(
        _ text: String, within limit: Double, width: (String) -> Double
    ) -> String {
        let plain = PlainText.line(text)
        if width(plain) <= limit { return plain }
        let letters = Array(plain)
        var fits = 0
        var tooLong = letters.count
        while tooLong - fits > 1 {
            let middle = (fits + tooLong) / 2
            if width(String(letters[..<middle]) + "…") <= limit {
                fits = middle
            } else {
                tooLong = middle
            }
        }
        return String(letters[..<fits]) + "…"
    }

    /// Draws a text in the current colour; `place.y` is the middle of its capital letters.
    ///
    /// `angle` turns it about `place`, in radians clockwise.
    func draw(
        _ text: String, _ font: TextFont, at place: PagePoint, _ alignment: TextAlignment = .left,
        angle: Double = 0
    ) {
        draw(RichText(text), font, at: place, alignment, angle: angle)
    }

    func draw(
        _ text: RichText, _ font: TextFont, at place: PagePoint,
        _ alignment: TextAlignment = .left, angle: Double = 0
    ) {
        let drop = capHeight(font) / 2
        if recordsText {
            // The base line's own place, turned with the text.
            let base = PagePoint(place.x - drop * sin(angle), place.y + drop * cos(angle))
            record(
                TextRecord(
                    text: text, font: font, place: base, alignment: alignment, angle: angle,
                    colour: colour))
            return
        }
        let shift = -width(of: text, font) * alignment.rawValue
        isolated {
            cairo_translate(context, place.x, place.y)
            if angle != 0 { cairo_rotate(context, angle) }
            cairo_move_to(context, shift, drop)
            for run in text.runs {
                select(Self.font(of: run, in: font))
                let lowered = run.isLowered ? font.size * RichText.loweredDrop : 0
                cairo_rel_move_to(context, 0, lowered)
                cairo_show_text(context, run.text)
                cairo_rel_move_to(context, 0, -lowered)
            }
        }
        cairo_new_path(context)
    }
}
