import Foundation

/// A node of the page: data can enter it only as text or as an attribute's value.
///
/// Names of elements and attributes are literals of the program, and scripts and styles are
/// embedded files, so no string of data can ever turn into markup.
indirect enum HTMLNode {
    case text(String)
    case element(StaticString, [HTMLAttribute], [HTMLNode])
    /// An element that has no content and no closing tag, such as `img`.
    case void(StaticString, [HTMLAttribute])
    case asset(ReportAsset)
    /// Bytes for the script, a line of base64 each, in a data block: browsers do not run it.
    case data([[UInt8]])

    static func element(_ name: StaticString, _ children: [HTMLNode]) -> HTMLNode {
        .element(name, [], children)
    }
}

/// An attribute of an element; the value is escaped when it is written.
struct HTMLAttribute {
    let name: StaticString
    let value: String

    init(_ name: StaticString, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension HTMLNode {
    /// Appends the markup as UTF-8 that both HTML and XML parsers read alike.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text):
            HTMLEscaping.append(text, to: &bytes)
        case .element(let name, let attributes, let children):
            HTMLNode.open(name, attributes, to: &bytes)
            bytes.append(0x3e)
            for child in children { child.write(to: &bytes) }
            bytes.append(contentsOf: [0x3c, 0x2f])
            HTMLNode.append(name, to: &bytes)
            bytes.append(0x3e)
        case .void(let name, let attributes):
            HTMLNode.open(name, attributes, to: &bytes)
            bytes.append(contentsOf: [0x2f, 0x3e])
        case .asset(let asset):
            bytes.append(contentsOf: asset.element)
        case .data(let lines):
            // Neither HTML nor XML parsers see anything but letters in base64.
            bytes.append(contentsOf: "<script type=\"application/octet-stream\">\n".utf8)
            for line in lines {
                bytes.append(contentsOf: Data(line).base64EncodedData())
                bytes.append(0x0a)
            }
            bytes.append(contentsOf: "</script>".utf8)
        }
    }

    private static func open(
        _ name: StaticString, _ attributes: [HTMLAttribute], to bytes: inout [UInt8]
    ) {
        bytes.append(0x3c)
        append(name, to: &bytes)
        for attribute in attributes {
            bytes.append(0x20)
            append(attribute.name, to: &bytes)
            bytes.append(contentsOf: [0x3d, 0x22])
            HTMLEscaping.append(attribute.value, to: &bytes, inAttribute: true)
            bytes.append(0x22)
        }
    }

    private static func append(_ name: StaticString, to bytes: inout [UInt8]) {
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
