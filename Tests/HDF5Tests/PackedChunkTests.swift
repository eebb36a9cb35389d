import HDF5
import Testing

/// Writes slices that are packed outside libhdf5 and lets libhdf5 read them.
private func roundTrip<Value: HDF5Scalar & FixedWidthInteger>(
    _ slices: [[Value]], shape: [Int]
) throws -> [Value] {
    let file = try File.create()
    try file.root.write(
        "values", packed: slices.map { try PackedChunk($0) }, of: Value.self, shape: shape)
    let dataset = try File(image: file.image()).root.dataset("values")
    #expect(dataset.shape == shape)
    return try dataset.read(as: Value.self)
}

@Suite struct PackedChunkTests {
    /// A slope with noise in the low bits, as in a phase map.
    private func slice<Value: FixedWidthInteger>(_ seed: Int, _ count: Int) -> [Value] {
        (0..<count).map { Value(truncatingIfNeeded: $0 * 31 + ($0 &* 2_654_435_761 &* seed) >> 9) }
    }

    @Test(arguments: [1, 2, 7, 719, 720, 721, 15_453, 300_000])
    func libhdf5ReadsWhatWasPackedWithoutIt(count: Int) throws {
        let wide: [[UInt16]] = (1...3).map { slice($0, count) }
        #expect(try roundTrip(wide, shape: [3, count]) == wide.flatMap { $0 })
        let narrow: [[UInt8]] = (1...3).map { slice($0, count) }
        #expect(try roundTrip(narrow, shape: [3, count]) == narrow.flatMap { $0 })
        let signed: [[Int32]] = (1...2).map { slice($0, count) }
        #expect(try roundTrip(signed, shape: [2, count]) == signed.flatMap { $0 })
    }

    @Test func constantSlicesAndExtremesSurvive() throws {
        for value in [UInt16.min, .max, 255, 256] {
            let slice = [UInt16](repeating: value, count: 6000)
            #expect(try roundTrip([slice, slice], shape: [2, 2000, 3]) == slice + slice)
        }
    }

    @Test func equalValuesGiveEqualBytes() throws {
        let values: [UInt16] = slice(5, 4000)
        #expect(try PackedChunk(values) == PackedChunk(values))
        #expect(try PackedChunk(values).storedSize < 2 * values.count)
    }

    @Test func aFlippedBitIsFound() throws {
        let values: [UInt16] = slice(5, 40_000)
        let file = try File.create()
        try file.root.write(
            "values", packed: [PackedChunk(values)], of: UInt16.self, shape: [1, 40_000])
        var image = try file.image()
        // The middle of the file lies in the low bytes, which are stored as they are.
        image[image.count / 2] ^= 4
        #expect(throws: HDF5Error.self) {
            try File(image: image).root.dataset("values").read(as: UInt16.self)
        }
    }

    @Test func chunksThatDoNotFitAreRefused() throws {
        let file = try File.create()
        let chunk = try PackedChunk([UInt16](repeating: 3, count: 6))
        #expect(throws: HDF5Error.self) {
            try file.root.write("a", packed: [chunk], of: UInt16.self, shape: [2, 6])
        }
        #expect(throws: HDF5Error.self) {
            try file.root.write("b", packed: [chunk], of: UInt16.self, shape: [1, 7])
        }
        #expect(throws: HDF5Error.self) {
            try file.root.write("c", packed: [chunk], of: UInt8.self, shape: [1, 6])
        }
    }
}
