import CCairo

/// A cairo surface that collects its file in memory.
final class Surface {
    private enum Kind { case stream, image }

    let pointer: OpaquePointer
    private let kind: Kind
    private let sink: ByteSink
    private var isFinished = false

    /// An SVG document; lengths in points.
    convenience init(svg width: Double, by height: Double) throws {
        let sink = ByteSink()
        let pointer = cairo_svg_surface_create_for_stream(
            ByteSink.write, sink.address, width, height)
        try self.init(pointer, .stream, sink, "create an SVG document")
        cairo_svg_surface_restrict_to_version(self.pointer, CAIRO_SVG_VERSION_1_1)
    }

    /// A PDF document of one page; lengths in points.
    convenience init(pdf width: Double, by height: Double, title: String) throws {
        let sink = ByteSink()
        let pointer = cairo_pdf_surface_create_for_stream(
            ByteSink.write, sink.address, width, height)
        try self.init(pointer, .stream, sink, "create a PDF document")
        cairo_pdf_surface_set_metadata(self.pointer, CAIRO_PDF_METADATA_TITLE, title)
        // Left alone, cairo writes the present time and the bytes differ from run to run; an empty
        // date leaves the entry out.
        cairo_pdf_surface_set_metadata(self.pointer, CAIRO_PDF_METADATA_CREATE_DATE, "")
    }

    /// An opaque image; lengths in pixels.
    convenience init(image width: Int, by height: Int) throws {
        let pointer = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        try self.init(pointer, .image, ByteSink(), "create an image")
    }

    private init(
        _ pointer: OpaquePointer?, _ kind: Kind, _ sink: ByteSink, _ operation: String
    ) throws {
        guard let pointer else {
            throw FiguresError.cairo(operation: operation, status: "no memory")
        }
        self.pointer = pointer
        self.kind = kind
        self.sink = sink
        try Surface.check(cairo_surface_status(pointer), operation)
    }

    deinit { cairo_surface_destroy(pointer) }

    /// The bytes of the finished file; nothing can be drawn afterwards.
    func finished() throws -> [UInt8] {
        if kind == .image, !isFinished {
            cairo_surface_flush(pointer)
            try Surface.check(
                cairo_surface_write_to_png_stream(pointer, ByteSink.write, sink.address),
                "write a PNG image")
        }
        isFinished = true
        cairo_surface_finish(pointer)
        try Surface.check(cairo_surface_status(pointer), "finish the figure")
        return sink.bytes
    }

    static func check(_ status: cairo_status_t, _ operation: String) throws {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let text = cairo_status_to_string(status).map { String(cString: $0) } ?? "\(status)"
        throw FiguresError.cairo(operation: operation, status: text)
    }
}

/// Collects what cairo writes. The surface owns it and so outlives every call of `write`.
private final class ByteSink {
    var bytes = [UInt8]()

    // cairo keeps a bare pointer; the owning surface keeps the object alive.
    var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let write: cairo_write_func_t = { address, data, length in
        guard let address else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<ByteSink>.fromOpaque(address).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}
