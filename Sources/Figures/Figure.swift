/// A file format that figures are rendered in.
public enum FigureFormat: String, CaseIterable, Sendable {
    case svg, pdf, png
}

/// Size and resolution of a figure.
public struct FigureStyle: Sendable, Equatable {
    /// The width of a column in most journals, 85 mm.
    public static let singleColumn = 85.0
    /// The width of a page in most journals, 170 mm.
    public static let fullWidth = 170.0

    /// Width of the whole figure in millimetres, from 50 to 500. The default is 85.
    public var width: Double
    /// Size of plain text in points, from 4 to 20 and at most 1/18 of the width (1/36 where two
    /// maps stand side by side). The default is 7.
    public var fontSize: Double
    /// Pixels per inch of PNG images, from 36 to 1200. The default is 300.
    public var resolution: Double
    /// The default is light.
    public var theme: FigureTheme

    public init(
        width: Double = FigureStyle.singleColumn, fontSize: Double = 7, resolution: Double = 300,
        theme: FigureTheme = .light
    ) {
        self.width = width
        self.fontSize = fontSize
        self.resolution = resolution
        self.theme = theme
    }

    var widthInPoints: Double { width * 72 / 25.4 }

    /// `letters` is the least width of the figure in font sizes.
    func check(letters: Double) throws {
        let limits = [
            ("width", width, 50.0, 500.0),
            ("font size", fontSize, 4, min(20, widthInPoints / letters)),
            ("resolution", resolution, 36, 1200),
        ]
        for (property, value, lowest, highest) in limits
        where !(value >= lowest && value <= highest) {
            throw FiguresError.style(
                property: property, value: value, lowest: lowest, highest: highest)
        }
    }
}

/// Something that can be rendered into the bytes of a file.
///
/// Rendering touches no disk, and the same figure gives the same bytes each time in the same
/// environment (the fonts and the version of cairo are part of it).
public protocol Figure: Sendable {
    var title: String { get }
    var style: FigureStyle { get }

    /// The bytes of a whole file.
    /// - Throws: ``FiguresError`` where the data or the style cannot be drawn.
    func rendered(as format: FigureFormat) throws -> [UInt8]
}

/// A figure seen from inside: how high it is and how it is drawn. Lengths are in points.
protocol FigureContent: Figure {
    /// The least width in font sizes at which the figure can be laid out.
    var lettersAcross: Double { get }
    func check() throws
    /// The height at the style's width; `ruler` measures text.
    func height(ruler: Canvas) throws -> Double
    func draw(on canvas: Canvas) throws
}

extension FigureContent {
    var lettersAcross: Double { 18 }

    func bytes(as format: FigureFormat) throws -> [UInt8] {
        try style.check(letters: lettersAcross)
        try check()
        let ruler = try Canvas(Surface(image: 1, by: 1), theme: style.theme)
        let width = style.widthInPoints
        let height = try self.height(ruler: ruler)
        switch format {
        case .svg:
            let surface = try Surface(svg: width, by: height)
            let texts = try draw(on: surface, scale: 1, recordsText: true).texts
            return SVGText.normalised(
                try surface.finished(), title: PlainText.line(title), texts: texts)
        case .pdf:
            let surface = try Surface(pdf: width, by: height, title: PlainText.line(title))
            _ = try draw(on: surface, scale: 1)
            return try surface.finished()
        case .png:
            let scale = style.resolution / 72
            let pixels = ((width * scale).rounded(.up), (height * scale).rounded(.up))
            guard max(pixels.0, pixels.1) <= 32_767 else {
                throw FiguresError.tooLarge(width: pixels.0, height: pixels.1)
            }
            let surface = try Surface(image: Int(pixels.0), by: Int(pixels.1))
            _ = try draw(on: surface, scale: scale)
            return PNGData.marked(try surface.finished(), pixelsPerInch: style.resolution)
        }
    }

    private func draw(
        on surface: Surface, scale: Double, recordsText: Bool = false
    ) throws -> Canvas {
        let canvas = try Canvas(surface, theme: style.theme, recordsText: recordsText)
        canvas.fillBackground()
        canvas.scale(by: scale)
        try draw(on: canvas)
        try canvas.check()
        return canvas
    }
}
