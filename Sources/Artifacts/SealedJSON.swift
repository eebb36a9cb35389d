/// JSON documents that carry a digest of themselves, so that damage shows outside a run folder too.
///
/// The last member of the object, `sha256`, is the SHA-256 of the document without that member. A
/// document without it is taken as it is: a person wrote or changed it and took the seal away.
public enum SealedJSON {
    /// The document with its seal. One that does not end in the brace of an object that has
    /// members comes back unchanged.
    public static func seal(_ document: [UInt8]) -> [UInt8] {
        guard let body = body(of: document) else { return document }
        return body + seal(of: document)
    }

    /// The document without its seal.
    ///
    /// - Throws: ``ArtifactsError/damaged(path:_:)`` where it is not what was sealed.
    public static func open(_ bytes: [UInt8], path: String) throws(ArtifactsError) -> [UInt8] {
        let length = seal(of: []).count
        guard bytes.count > length else { return bytes }
        let document = Array(bytes.dropLast(length)) + end
        let found = bytes.suffix(length)
        let hex = found.dropFirst(start.count).dropLast(finish.count)
        guard found.starts(with: start), found.suffix(finish.count).elementsEqual(finish),
            let expected = Digest(hex: String(decoding: hex, as: UTF8.self))
        else { return bytes }
        let digest = Digest(of: document)
        guard digest == expected else {
            throw .damaged(path: path, .digest(expected: expected, found: digest))
        }
        return document
    }

    private static let start = Array(",\n  \"sha256\" : \"".utf8)
    private static let finish = Array("\"\n}\n".utf8)
    private static let end = Array("\n}\n".utf8)

    private static func seal(of document: [UInt8]) -> [UInt8] {
        start + Array(Digest(of: document).hex.utf8) + finish
    }

    private static func body(of document: [UInt8]) -> [UInt8]? {
        guard document.suffix(end.count).elementsEqual(end),
            let last = document.dropLast(end.count).last, last != UInt8(ascii: "{")
        else { return nil }
        return Array(document.dropLast(end.count))
    }
}
