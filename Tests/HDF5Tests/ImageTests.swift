import HDF5
import Testing

/// A small generator of seeded numbers (SplitMix64, doi:10.1145/2660193.2660195).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

private let table = (0..<600).map { Double(($0 * 37) % 101) / 7 }
private let labels = (0..<60).map { "sample \($0)" }

/// A file with every kind of content, all of it under a checksum.
private func makeImage() throws -> [UInt8] {
    let file = try File.create()
    try file.root.setAttribute("schema", "quasiscreen.test")
    let samples = try file.root.write(
        "sample", labels, shape: [60], storage: .automatic(shape: [60], elementSize: 9))
    try samples.makeScale(named: "sample")
    let values = try file.root.write(
        "table", table, shape: [60, 10],
        storage: Storage(.chunked([16, 10]), shuffle: true, deflate: 4, fletcher32: true))
    try values.attachScale(samples, at: 0)
    let group = try file.root.createGroup("group")
    for index in 0..<12 {
        try group.write("\(index)", [Int32(index)], shape: [], storage: .compact)
    }
    return try file.image()
}

/// Everything in the file of ``makeImage()``, as one comparable text.
private func contents(of image: [UInt8]) throws -> String {
    let file = try File(image: image)
    let root = file.root
    var parts = [try root.attribute("schema").text()]
    for name in try root.memberNames() { parts.append("\(name) \(try root.kind(of: name))") }
    parts += try root.dataset("sample").readTexts()
    parts.append("\(try root.dataset("table").read(as: Double.self))")
    let group = try root.group("group")
    for name in try group.memberNames() {
        parts.append("\(name) \(try group.dataset(name).read(as: Int32.self))")
    }
    try file.close()
    return parts.joined(separator: "\n")
}

@Test func sameContentGivesTheSameBytesASecondLater() async throws {
    let first = try makeImage()
    try await Task.sleep(for: .milliseconds(1100))
    #expect(try makeImage() == first)
}

@Test func sameBytesComeFromManyThreads() async throws {
    let expected = try makeImage()
    let images = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<16 { group.addTask { try makeImage() } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(images.allSatisfy { $0 == expected })
}

@Test func superblockIsOfVersion3AndEndsWhereTheImageEnds() throws {
    let image = try makeImage()
    #expect(image[8] == 3)
    #expect(image[11] == 0)
    let end = image[28..<36].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(end == image.count)
}

@Test func flippedBitsFailCleanlyOrChangeNothing() throws {
    let image = try makeImage()
    let expected = try contents(of: image)
    var generator = SeededGenerator(state: 20_210_719)
    var failures = 0
    // The superblock and the root's header decide how the rest is read, so they get their share.
    for trial in 0..<600 {
        let range = trial % 3 == 0 ? 0..<min(600, image.count) : 0..<image.count
        var damaged = image
        damaged[Int.random(in: range, using: &generator)] ^=
            1
            << UInt8.random(
                in: 0...7, using: &generator)
        do {
            let read = try contents(of: damaged)
            #expect(read == expected, "a flipped bit went unnoticed in trial \(trial)")
        } catch is HDF5Error {
            failures += 1
        }
    }
    #expect(failures > 300)
}

@Test func everyBitOfTheSuperblockMatters() throws {
    let image = try makeImage()
    let expected = try contents(of: image)
    for bit in 0..<48 * 8 {
        var damaged = image
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        do {
            #expect(try contents(of: damaged) == expected, "bit \(bit)")
        } catch let error as HDF5Error {
            #expect(!error.description.isEmpty)
        }
    }
}

@Test func truncatedImagesFailCleanly() throws {
    let image = try makeImage()
    for length in stride(from: 0, to: image.count, by: 97) {
        #expect(throws: HDF5Error.self) { try contents(of: Array(image[..<length])) }
    }
    #expect(throws: HDF5Error.self) { try contents(of: Array(image.dropLast())) }
}

@Test func randomBytesFailCleanly() throws {
    var generator = SeededGenerator(state: 7)
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    for trial in 0..<200 {
        let noise = (0..<(trial * 13)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(throws: HDF5Error.self) { try contents(of: noise) }
        #expect(throws: HDF5Error.self) { try contents(of: signature + noise) }
    }
}

@Test func shapeBeyondTheFileIsRefusedBeforeMemoryIsTaken() throws {
    let file = try File.create()
    // Never written, so the file stays small whatever the shape.
    _ = try file.root.createDataset(
        "huge", of: Double.self, shape: [1 << 30, 1 << 20],
        storage: Storage(.chunked([1024, 1024])))
    _ = try file.root.createDataset(
        "overflowing", of: Double.self, shape: [1 << 40, 1 << 22],
        storage: Storage(.chunked([1024, 1024])))
    let image = try file.image()
    let root = try File(image: image).root
    let huge = try root.dataset("huge")
    do {
        _ = try huge.read(as: Double.self)
        Issue.record("the shape was taken")
    } catch let error as HDF5Error {
        #expect(
            error.reason
                == .implausibleSize(
                    shape: [1 << 30, 1 << 20], bytes: 1 << 53, limit: image.count * 1032))
    }
    #expect(throws: HDF5Error.self) { try root.dataset("overflowing").read(as: Double.self) }
}

@Test func formatsWithoutChecksumsCanBeRefused() throws {
    let image = try makeImage()
    _ = try File(image: image, requiringChecksums: true).root.dataset("table")
    var older = image
    older[8] = 0
    #expect(throws: HDF5Error.self) { try File(image: older, requiringChecksums: true) }
}
