import Crypto

/// A SHA-256 digest (FIPS 180-4).
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hex: String

    /// The digest of the bytes.
    public init(of bytes: [UInt8]) {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        self = hasher.finish()
    }

    /// The digest of named values, in any order.
    ///
    /// The fields are sorted by the bytes of their names and each text carries its length, so two
    /// different sets of fields never give the same bytes to the digest. A name may occur once.
    public init(of fields: [(name: String, value: String)]) {
        let sorted = fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var text = ""
        for (name, value) in sorted {
            text += "\(name.utf8.count):\(name)=\(value.utf8.count):\(value)\n"
        }
        self.init(of: Array(text.utf8))
    }

    /// A digest written as 64 lower-case hexadecimal digits; `nil` for any other text.
    public init?(hex: String) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
        guard hex.utf8.count == 64,
            hex.utf8.allSatisfy({ digits.contains($0) || letters.contains($0) })
        else { return nil }
        self.hex = hex
    }

    fileprivate init(_ bytes: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        var text = [UInt8]()
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        hex = String(decoding: text, as: UTF8.self)
    }

    public var description: String { hex }

    /// The first twelve digits, for messages.
    public var short: String { String(hex.prefix(12)) }

    /// Computes a digest piece by piece.
    public struct Hasher {
        private var state = SHA256()

        public init() {}

        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            state.update(bufferPointer: bytes)
        }

        public func finish() -> Digest { Digest(state.finalize()) }
    }
}
