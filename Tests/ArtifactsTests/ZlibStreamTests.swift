import Artifacts
import Testing

@Suite struct ZlibStreamTests {
    @Test(arguments: [0, 1, 5, 100_000]) func theStreamEndsWithTheSumOfTheContent(count: Int) throws
    {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 7) }
        let stream = try ZlibStream(packing: content).bytes
        // RFC 1950: deflate with a window of 32 kB, the header a multiple of 31, Adler-32 behind.
        #expect(stream[0] == 0x78)
        #expect((Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0)
        #expect(stream.suffix(4).reduce(0) { $0 << 8 | UInt32($1) } == adler32(content))
        #expect(stream.count < 1_000)
        #expect(try ZlibStream(packing: content).bytes == stream)
    }

    private func adler32(_ bytes: [UInt8]) -> UInt32 {
        var first: UInt32 = 1
        var second: UInt32 = 0
        for byte in bytes {
            first = (first + UInt32(byte)) % 65_521
            second = (second + first) % 65_521
        }
        return second << 16 | first
    }
}
