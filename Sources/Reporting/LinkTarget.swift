/// An address that a report may link to: a relative path, `https:`, a DOI, or one of its sections.
///
/// The address is checked and encoded once, when the value is made, so nothing else (such as
/// `javascript:` or `//host/path`) can become a link.
public struct LinkTarget: Sendable, Equatable {
    /// The value of the `href` attribute, in ASCII.
    public let reference: String

    private init(reference: String) { self.reference = reference }

    /// Reads an address.
    ///
    /// `https://host/path`, `doi:10.x/y` and `10.x/y` go to the web, `#id` to the section with that
    /// id, anything else is a file's path relative to the report.
    ///
    /// - Throws: ``ReportingError/unsafeLink(_:)`` for another scheme, an absolute path, a user
    ///   name in a host, spaces or control characters in a web address.
    public init(_ address: String) throws {
        guard let reference = LinkTarget.reference(for: address) else {
            throw ReportingError.unsafeLink(address)
        }
        self.init(reference: reference)
    }

    /// The section, table or figure of the same report with this id.
    public static func section(_ id: String) -> LinkTarget {
        LinkTarget(reference: "#" + Anchors.anchor(for: id))
    }

    /// The report's ``TernaryViewer`` at the system with this label.
    ///
    /// - Parameter percent: the contents of the three corner elements in at.%; the nearest grid
    ///   point is opened. The default, `nil`, opens the whole map.
    public static func viewer(system: String, atPercent percent: [Double]? = nil) -> LinkTarget {
        let label = encoded(system, keeping: "-._~()")
        let point = (percent ?? []).map(NumberText.exact).joined(separator: ",")
        return LinkTarget(reference: "#viewer=" + label + (point.isEmpty ? "" : "@" + point))
    }

    private static func reference(for address: String) -> String? {
        if address.hasPrefix("#") { return "#" + Anchors.anchor(for: String(address.dropFirst())) }
        if address.lowercased().hasPrefix("https://") { return webReference(address) }
        if let name = digitalObjectIdentifier(address) {
            return "https://doi.org/" + encoded(name, keeping: "/:;()-._~")
        }
        return pathReference(address)
    }

    private static func webReference(_ address: String) -> String? {
        let rest = address.dropFirst("https://".count)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !host.isEmpty, host.utf8.allSatisfy(isHostByte),
            address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != 0x5c })
        else { return nil }
        return "https://" + encoded(String(rest), keeping: "-._~:/?#[]@!$&'()*+,;=%")
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == 0x2e || byte == 0x2d || byte == 0x3a
    }

    private static func digitalObjectIdentifier(_ address: String) -> String? {
        let name = address.lowercased().hasPrefix("doi:") ? address.dropFirst(4) : address[...]
        let parts = name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, parts[0].hasPrefix("10."), parts[0].count >= 7,
            parts[0].dropFirst(3).utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }),
            name.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f })
        else { return nil }
        return String(name)
    }

    /// A colon in the first part would make it a scheme, a leading slash an absolute path.
    private static func pathReference(_ path: String) -> String? {
        guard let first = path.split(separator: "/", omittingEmptySubsequences: false).first,
            !first.isEmpty, !first.utf8.contains(0x3a),
            path.unicodeScalars.allSatisfy({
                $0.value >= 0x20 && $0.value != 0x5c && !(0x7f...0x9f).contains($0.value)
            })
        else { return nil }
        return encoded(path, keeping: "/-._~")
    }

    private static func encoded(_ text: String, keeping kept: String) -> String {
        let kept = Array(kept.utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes = [UInt8]()
        for byte in text.utf8 {
            if isLetterOrDigit(byte) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
