/// What cairo leaves out of a PNG file.
enum PNGData {
    /// The image with its resolution noted (a pHYs chunk after the header chunk), so that other
    /// programs place it at its true size.
    static func marked(_ image: [UInt8], pixelsPerInch: Double) -> [UInt8] {
        // Eight bytes of signature; the header chunk has 4 + 4 + 13 + 4 bytes.
        let headerEnd = 8 + 25
        let perMetre = UInt32((pixelsPerInch / 0.0254).rounded())
        var content = Array("pHYs".utf8)
        content += bytes(perMetre) + bytes(perMetre) + [1]
        let chunk = bytes(UInt32(content.count - 4)) + content + bytes(checksum(content))
        return image[..<headerEnd] + chunk + image[headerEnd...]
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// CRC-32 as the PNG specification defines it (ISO 3309).
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 {
                register = register & 1 == 1 ? 0xedb8_8320 ^ (register >> 1) : register >> 1
            }
        }
        return ~register
    }
}
