import Basis
import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
    import FoundationXML
#endif

private func text(_ bytes: [UInt8]) throws -> String {
    try #require(String(validating: bytes, as: UTF8.self))
}

private func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

/// The title of an SVG document, which must be well-formed and free of scripts.
private final class SVGReader: NSObject, XMLParserDelegate {
    var title = ""
    var elements = Set<String>()
    private var isInTitle = false

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements.insert(name)
        isInTitle = name == "title"
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        isInTitle = false
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if isInTitle { title += string }
    }
}

@Test(arguments: FigureFormat.allCases)
func renderingTwiceGivesTheSameBytes(format: FigureFormat) throws {
    for figure in try Samples.all(label: "Al-Cu-Fe") {
        let first = try figure.rendered(as: format)
        #expect(try figure.rendered(as: format) == first)
        #expect(first.count > 1000)
    }
}

@Test func renderingOnSeveralThreadsGivesTheSameBytes() throws {
    let figure = Samples.panel(
        map: try Samples.map(divisions: 8), known: Samples.known, classIndex: 0)
    for format in [FigureFormat.svg, .pdf] {
        let expected = try figure.rendered(as: format)
        let found = try Parallel.map(count: 8, threads: 4) { _ in try figure.rendered(as: format) }
        #expect(found.allSatisfy { $0 == expected })
    }
}

@Test(arguments: ["Al-Cu-Fe", "a & b < c", Samples.hostile, String(repeating: "long ", count: 400)])
func svgIsWellFormedWhateverTheText(label: String) throws {
    for figure in try Samples.all(label: label) {
        let bytes = try figure.rendered(as: .svg)
        let reader = SVGReader()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.title == PlainText.line(label))
        #expect(reader.elements.contains("path") && !reader.elements.contains("script"))
        #expect(try text(bytes).contains("width=\""))
    }
}

@Test func everyReferenceInAnSVGIsDefinedOnce() throws {
    for figure in try Samples.all(label: "Al-Cu-Fe") {
        let document = try text(figure.rendered(as: .svg))
        let identifiers = document.matches(of: /id="([^"]+)"/).map { String($0.1) }
        #expect(Set(identifiers).count == identifiers.count)
        let references = document.matches(of: /href="#([^"]+)"|url\(#([^)]+)\)/)
            .compactMap { $0.1 ?? $0.2 }.map { String($0) }
        if document.contains("clip-path=") { #expect(!references.isEmpty) }
        #expect(Set(references).isSubset(of: Set(identifiers)))
    }
}

@Test func pngHasTheSignatureSizeAndResolutionAskedFor() throws {
    let style = FigureStyle(width: 50.8, fontSize: 7, resolution: 100)
    let figure = TernaryFigure(map: try Samples.map(divisions: 3), style: style)
    let bytes = try figure.rendered(as: .png)
    #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    #expect(bigEndian(bytes[16..<20]) == 200)
    #expect(Array(bytes[37..<41]) == Array("pHYs".utf8))
    #expect(bigEndian(bytes[41..<45]) == 3937)
    let tail = Array(bytes.suffix(12))
    #expect(Array(tail[4..<8]) == Array("IEND".utf8))
}

@Test func checksumIsTheOneOfThePNGStandard() {
    // The check value of CRC-32/ISO-HDLC, and the well-known checksum of an empty IEND chunk.
    #expect(PNGData.checksum(Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(PNGData.checksum(Array("IEND".utf8)) == 0xae42_6082)
}

@Test func pdfHasHeaderEndAndNoPresentTime() throws {
    for figure in try Samples.all(label: "Al-Cu-Fe") {
        let bytes = try figure.rendered(as: .pdf)
        #expect(bytes.starts(with: "%PDF-1.".utf8))
        #expect(bytes.suffix(6).elementsEqual("%%EOF\n".utf8))
        let plain = String(decoding: bytes, as: UTF8.self)
        #expect(plain.contains("/Producer") && !plain.contains("Date"))
    }
}

@Test(arguments: [
    ("M 1.234 0.005 L 100.996 -7.5", "M1.23 .01l99.77-7.51"),
    ("M 12 0.1 L -0.304 5.004 L -0.304 6 Z M 12 0.1 ", "M12 .1l-12.3 4.9 0 1z"),
    ("M 0 0 L 1 0 Z M 0 0 M 5 5 C 5 6 7 8 9 10 L 9 11", "M0 0l1 0zM5 5c0 1 2 3 4 5l0 1"),
    ("M 0 0 L 1 0 Z L 2 2", "M0 0l1 0zM0 0l2 2"), ("", ""),
    // What is not understood stays.
    ("M 1 1 A 1 1 0 0 1 2 2", "M 1 1 A 1 1 0 0 1 2 2"), ("M 1 1 L 1", "M 1 1 L 1"),
])
func pathsAreWrittenInFewLetters(path: String, expected: String) throws {
    let document = "<svg width=\"1.2345\"><g id=\"surface17\"><path d=\"\(path)\"/></g></svg>"
    let result = try text(SVGText.normalised(Array(document.utf8), title: "a<b"))
    #expect(
        result == "<svg width=\"1.2345\">\n<title>a&lt;b</title><g id=\"item0\">"
            + "<path d=\"\(expected)\"/></g></svg>")
}

@Test func smoothMapsAtOneAtomicPercentStaySmall() throws {
    let figure = Samples.panel(
        map: try Samples.map(divisions: 100, ripple: 0.03), known: Samples.known, classIndex: 0)
    #expect(try figure.rendered(as: .svg).count < 400_000)
    #expect(try figure.rendered(as: .pdf).count < 400_000)
}
