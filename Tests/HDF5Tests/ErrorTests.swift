import HDF5
import Testing

private func thrown(_ body: () throws -> Void) -> HDF5Error? {
    do {
        try body()
        return nil
    } catch {
        return error as? HDF5Error
    }
}

private func reopened(_ fill: (Group) throws -> Void) throws -> Group {
    let file = try File.create()
    try fill(file.root)
    return try File(image: file.image()).root
}

@Test func readingAsAnotherTypeIsAnErrorThatNamesBoth() throws {
    let root = try reopened { try $0.write("counts", [1, 2] as [Int32], shape: [2]) }
    let error = thrown { _ = try root.dataset("counts").read(as: Double.self) }
    #expect(error?.reason == .wrongType(stored: .int32, requested: "Double"))
    #expect(error?.description == "/counts: H5Dread: holds Int32, not Double")
    let text = thrown { _ = try root.dataset("counts").readTexts() }
    #expect(text?.reason == .wrongType(stored: .int32, requested: "fixed-length string"))
}

@Test func convertingReadIsExactOrAnError() throws {
    let root = try reopened {
        try $0.write("counts", [1, -2] as [Int32], shape: [2])
        try $0.write("large", [1, (1 << 53) + 1] as [Int64], shape: [2])
        try $0.write("fractions", [0.5, .nan, .infinity], shape: [3])
    }
    #expect(try root.dataset("counts").read(convertingTo: Double.self) == [1, -2])
    #expect(
        thrown { _ = try root.dataset("counts").read(convertingTo: UInt16.self) }?.reason
            == .inexact(index: 1, value: "-2", requested: "UInt16"))
    #expect(
        thrown { _ = try root.dataset("large").read(convertingTo: Double.self) }?.reason
            == .inexact(index: 1, value: "9007199254740993", requested: "Double"))
    let floats = try root.dataset("fractions").read(convertingTo: Float.self)
    #expect(floats[0] == 0.5 && floats[1].isNaN && floats[2] == .infinity)
    #expect(
        thrown { _ = try root.dataset("fractions").read(convertingTo: Int64.self) }?.reason
            == .inexact(index: 0, value: "0.5", requested: "Int64"))
}

@Test func wrongNumberOfValuesIsRefused() throws {
    let file = try File.create()
    let dataset = try file.root.createDataset("a", of: Double.self, shape: [2, 3])
    let error = thrown { try dataset.write([1.0, 2.0]) }
    #expect(error?.reason == .wrongCount(shape: [2, 3], count: 2))
    #expect(thrown { try dataset.write([Float](repeating: 0, count: 6)) }?.call == "H5Dwrite")
}

@Test func textWithNULOrTooLongIsRefused() throws {
    let file = try File.create()
    let embedded = thrown { try file.root.write("a", ["ok", "a\0b"], shape: [2]) }
    #expect(embedded?.reason == .invalidText(index: 1, "contains NUL"))
    #expect(
        thrown { try file.root.setAttribute("note", "\0") }?.reason
            == .invalidText(index: 0, "contains NUL"))
    let narrow = try file.root.createTextDataset("narrow", length: 2, shape: [1])
    #expect(
        thrown { try narrow.write(["abc"]) }?.reason
            == .invalidText(index: 0, "takes 3 bytes, there is room for 2"))
}

@Test(arguments: ["", ".", "a/b", "a\0b"])
func namesThatAreNoNamesAreRefused(name: String) throws {
    let file = try File.create()
    #expect(
        thrown { try file.root.write(name, [1.0], shape: []) }?.reason == .invalidName(name))
    #expect(thrown { _ = try file.root.dataset(name) }?.reason == .invalidName(name))
}

@Test func absentMembersAndAttributesAreNamed() throws {
    let root = try File.create().root
    #expect(thrown { _ = try root.dataset("absent") }?.reason == .notFound("absent"))
    #expect(thrown { _ = try root.group("absent") }?.reason == .notFound("absent"))
    #expect(thrown { _ = try root.attribute("absent") }?.reason == .notFound("absent"))
}

@Test func failedCallCarriesTheErrorStack() throws {
    let file = try File.create()
    try file.root.write("a", [1.0], shape: [1])
    let error = try #require(thrown { try file.root.write("a", [2.0], shape: [1]) })
    #expect(error.reason == .callFailed)
    #expect(error.call == "H5Dcreate2")
    #expect(error.path == "/a")
    let first = try #require(error.stack.first)
    #expect(first.function == "H5Dcreate2")
    #expect(first.major == "Dataset")
    #expect(error.stack.contains { $0.summary.contains("name already exists") })
    #expect(error.description.hasPrefix("/a: H5Dcreate2: failed: H5Dcreate2: "))
}

@Test func errorStackOfAnEarlierFailureDoesNotLeakIntoTheNext() throws {
    let file = try File.create()
    try file.root.write("a", [1.0], shape: [1])
    let first = try #require(thrown { try file.root.write("a", [2.0], shape: [1]) })
    let group = try #require(thrown { _ = try file.root.group("a") })
    #expect(group.call == "H5Gopen2")
    #expect(!group.stack.contains { $0.function == "H5Dcreate2" })
    let again = try #require(thrown { try file.root.write("a", [2.0], shape: [1]) })
    #expect(again == first)
}

@Test func useAfterCloseThrows() throws {
    let file = try File.create()
    let dataset = try file.root.write("a", [1.0], shape: [1])
    let other = try file.root.write("b", [1.0], shape: [1])
    try dataset.close()
    try dataset.close()
    #expect(thrown { try dataset.write([2.0]) }?.reason == .closed)
    #expect(try other.read(as: Double.self) == [1])
    _ = try file.image()
    #expect(thrown { _ = try other.read(as: Double.self) }?.reason == .closed)
    #expect(thrown { _ = try file.root.memberNames() }?.reason == .closed)
    #expect(thrown { _ = try file.image() }?.reason == .closed)
    try other.close()
    try file.close()
}

@Test func datasetKeepsItsFileOpen() throws {
    let file = try File.create()
    try file.root.write("a", [3.0], shape: [])
    let image = try file.image()
    func dataset() throws -> Dataset { try File(image: image).root.dataset("a") }
    #expect(try dataset().read(as: Double.self) == [3])
}

@Test func openedFileIsReadOnly() throws {
    let root = try reopened { try $0.write("a", [1.0], shape: [1]) }
    #expect(thrown { try root.dataset("a").write([2.0]) }?.call == "H5Dwrite")
    #expect(thrown { try root.setAttribute("a", 1.0) }?.call == "H5Acreate2")
    #expect(thrown { try root.write("b", [2.0], shape: [1]) }?.call == "H5Dcreate2")
}

@Test func impossibleShapesAndStoragesAreRefused() throws {
    let root = try File.create().root
    func refusal(_ shape: [Int], _ storage: Storage = .contiguous) -> HDF5Error? {
        thrown { _ = try root.createDataset("a", of: Double.self, shape: shape, storage: storage) }
    }
    #expect(refusal([-1])?.reason == .invalidShape([.max]))
    #expect(refusal([Int.max, 3])?.reason == .invalidShape([UInt64(Int.max), 3]))
    #expect(refusal([Int](repeating: 1, count: 33))?.call == "H5Screate_simple")
    #expect(refusal([4], Storage(.chunked([5])))?.call == "H5Pset_chunk")
    #expect(refusal([4], Storage(.chunked([2, 2])))?.call == "H5Pset_chunk")
    #expect(refusal([4], Storage(.chunked([2]), deflate: 10))?.call == "H5Pset_deflate")
    #expect(refusal([4], Storage(.contiguous, fletcher32: true))?.call == "H5Pset_filter")
    #expect(refusal([10_000], .compact)?.reason == .callFailed)
    #expect(try root.memberNames() == [])
}
