import Foundation

/// A picture with its caption and links to files of the same picture.
public struct ReportFigure: Sendable {
    /// The bytes of a picture; they go into the page as they are.
    public enum Image: Sendable, Equatable {
        case svg([UInt8])
        case png([UInt8])
    }

    /// A file of the figure that the reader can open, such as the PDF for a paper.
    public struct Download: Sendable, Equatable {
        public var label: String
        public var target: LinkTarget

        public init(_ label: String, to target: LinkTarget) {
            self.label = label
            self.target = target
        }
    }

    public var id: String
    /// What the picture shows, for those who cannot see it.
    public var alternative: String
    public var caption: [Inline]
    public var image: Image
    public var downloads: [Download]

    public init(
        id: String, alternative: String, caption: [Inline], image: Image,
        downloads: [Download] = []
    ) {
        self.id = id
        self.alternative = alternative
        self.caption = caption
        self.image = image
        self.downloads = downloads
    }
}

extension ReportFigure {
    /// The picture is an `img` with a data address: ids inside an SVG cannot clash with the page's,
    /// and browsers run no script in it and load nothing for it.
    func node(anchor: String) -> HTMLNode {
        let picture = HTMLNode.void(
            "img",
            [HTMLAttribute("src", image.address), HTMLAttribute("alt", alternative)])
        var description = caption.nodes
        if !downloads.isEmpty {
            var links = [HTMLNode]()
            for download in downloads {
                if !links.isEmpty { links.append(.text(" ")) }
                links.append(download.target.node(download.label))
            }
            description.append(.element("span", [HTMLAttribute("class", "downloads")], links))
        }
        return .element(
            "figure", [HTMLAttribute("id", anchor)],
            [picture, .element("figcaption", description)])
    }
}

extension ReportFigure.Image {
    fileprivate var address: String {
        switch self {
        case .svg(let bytes): "data:image/svg+xml;base64," + Data(bytes).base64EncodedString()
        case .png(let bytes): "data:image/png;base64," + Data(bytes).base64EncodedString()
        }
    }
}
