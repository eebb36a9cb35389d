import CCairo

/// A point of the page: points (1/72 inch) from the upper left corner, y down.
struct PagePoint: Equatable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of the page.
struct PageBox: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func overlaps(_ other: PageBox) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height
            && other.y < y + height
    }

    /// Whether any part of a straight line lies in the rectangle (Liang-Barsky clipping).
    func meets(_ from: PagePoint, _ to: PagePoint) -> Bool {
        let step = PagePoint(to.x - from.x, to.y - from.y)
        var enters = 0.0
        var leaves = 1.0
        for (move, room) in [
            (-step.x, from.x - x), (step.x, x + width - from.x), (-step.y, from.y - y),
            (step.y, y + height - from.y),
        ] {
            if move == 0 {
                if room < 0 { return false }
            } else if move < 0 {
                enters = max(enters, room / move)
            } else {
                leaves = min(leaves, room / move)
            }
        }
        return enters <= leaves
    }
}

/// Draws on a surface. cairo keeps the first error; ``check()`` reports it.
final class Canvas {
    let context: OpaquePointer
    let theme: FigureTheme
    /// Whether text is set aside instead of drawn.
    let recordsText: Bool
    private(set) var texts = [TextRecord]()
    /// What things are drawn in now, opacity aside.
    private(set) var colour = Colour.black
    private let surface: Surface

    init(_ surface: Surface, theme: FigureTheme = .light, recordsText: Bool = false) throws {
        guard let context = cairo_create(surface.pointer) else {
            throw FiguresError.cairo(operation: "start drawing", status: "no memory")
        }
        self.context = context
        self.theme = theme
        self.recordsText = recordsText
        self.surface = surface
        // Unhinted text has the same size in every format and at every resolution.
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        try check()
    }

    deinit { cairo_destroy(context) }

    func check() throws { try Surface.check(cairo_status(context), "draw the figure") }

    func fillBackground() {
        set(.paper)
        cairo_paint(context)
    }

    func scale(by factor: Double) { cairo_scale(context, factor, factor) }

    /// Runs `body` and restores colour, line style, clip and coordinates.
    func isolated(_ body: () throws -> Void) rethrows {
        cairo_save(context)
        let colour = self.colour
        defer {
            cairo_restore(context)
            self.colour = colour
        }
        try body()
    }

    func record(_ text: TextRecord) { texts.append(text) }

    func set(_ colour: Colour, opacity: Double = 1) {
        self.colour = colour
        cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
    }

    func set(_ tone: Tone, opacity: Double = 1) { set(theme.colour(tone), opacity: opacity) }

    func setLine(width: Double, dashes: [Double] = []) {
        cairo_set_line_width(context, width)
        cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    }

    // MARK: - Paths

    func addPolygon(_ points: [PagePoint]) {
        addLine(points)
        if !points.isEmpty { cairo_close_path(context) }
    }

    func addLine(_ points: [PagePoint]) {
        guard let first = points.first else { return }
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    }

    func addCircle(_ centre: PagePoint, radius: Double) {
        cairo_new_sub_path(context)
        cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
        cairo_close_path(context)
    }

    func addBox(_ box: PageBox) {
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
    }

    func fill() { cairo_fill(context) }
    func fillAndKeep() { cairo_fill_preserve(context) }
    func stroke() { cairo_stroke(context) }
    func strokeAndKeep() { cairo_stroke_preserve(context) }
    func clip() { cairo_clip(context) }

    func line(_ from: PagePoint, _ to: PagePoint) {
        addLine([from, to])
        stroke()
    }

    func fillBox(_ box: PageBox, _ colour: Colour, opacity: Double = 1) {
        set(colour, opacity: opacity)
        addBox(box)
        fill()
    }

    func fillBox(_ box: PageBox, _ tone: Tone, opacity: Double = 1) {
        fillBox(box, theme.colour(tone), opacity: opacity)
    }
}
