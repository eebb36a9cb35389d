import HDF5
import Testing

/// Writes one dataset, takes the image, opens it and reads the dataset back.
private func roundTrip<Value: HDF5Scalar>(
    _ values: [Value], shape: [Int], storage: Storage
) throws -> [Value] {
    let file = try File.create()
    try file.root.write("values", values, shape: shape, storage: storage)
    let dataset = try File(image: file.image()).root.dataset("values")
    #expect(dataset.shape == shape)
    #expect(dataset.elementType == Value.elementType)
    return try dataset.read(as: Value.self)
}

private func expectExtremesSurvive<Value: HDF5Scalar & FixedWidthInteger>(
    _ type: Value.Type
) throws {
    let values: [Value] = [.min, .max, 0, 1, 42, .max / 2]
    for storage in [.contiguous, .compact, Storage(.chunked([4]), shuffle: true, deflate: 4)] {
        #expect(try roundTrip(values, shape: [6], storage: storage) == values)
    }
}

@Test func integersOfEveryWidthSurvive() throws {
    try expectExtremesSurvive(Int8.self)
    try expectExtremesSurvive(Int16.self)
    try expectExtremesSurvive(Int32.self)
    try expectExtremesSurvive(Int64.self)
    try expectExtremesSurvive(UInt8.self)
    try expectExtremesSurvive(UInt16.self)
    try expectExtremesSurvive(UInt32.self)
    try expectExtremesSurvive(UInt64.self)
}

@Test func floatingPointSurvivesBitForBit() throws {
    let doubles: [Double] = [
        .pi, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .nan,
    ]
    let floats = doubles.map { Float($0) }
    let storage = Storage(.chunked([3]), shuffle: true, deflate: 9, fletcher32: true)
    #expect(
        try roundTrip(doubles, shape: [7], storage: storage).map(\.bitPattern)
            == doubles.map(\.bitPattern))
    #expect(
        try roundTrip(floats, shape: [7], storage: storage).map(\.bitPattern)
            == floats.map(\.bitPattern))
}

@Test(arguments: [[], [5], [3, 4], [2, 3, 4], [2, 3, 2, 2], [0], [3, 0], [0, 4, 2]])
func everyRankSurvives(shape: [Int]) throws {
    let values = (0..<Int32(shape.reduce(1, *))).map { $0 &* 7 &- 3 }
    #expect(try roundTrip(values, shape: shape, storage: .contiguous) == values)
    let automatic = Storage.automatic(shape: shape, elementSize: 4)
    #expect(try roundTrip(values, shape: shape, storage: automatic) == values)
}

@Test func textSurvivesAtItsOwnLength() throws {
    let texts = ["Al-Cu-Fe", "", "τ²-inflation", "  spaces  ", "日本"]
    let file = try File.create()
    try file.root.write("texts", texts, shape: [5])
    try file.root.write("none", [String](), shape: [0])
    try file.root.write("one", ["Ho\u{308}"], shape: [])
    let root = try File(image: file.image()).root
    #expect(try root.dataset("texts").elementType == .string(length: 14))
    #expect(try root.dataset("texts").readTexts() == texts)
    #expect(try root.dataset("none").readTexts() == [])
    #expect(try root.dataset("one").readTexts() == ["Ho\u{308}"])
}

@Test func chunkOfAutomaticStorageHoldsWholeRows() {
    #expect(Storage.automatic(shape: [10], elementSize: 8) == .compact)
    #expect(Storage.automatic(shape: [], elementSize: 8) == .compact)
    #expect(Storage.automatic(shape: [0, 5], elementSize: 8) == .contiguous)
    let checked = Storage(.chunked([141, 232]), shuffle: true, deflate: 4, fletcher32: true)
    #expect(Storage.automatic(shape: [10_000, 232], elementSize: 8) == checked)
    let wide = Storage.automatic(shape: [3, 100_000], elementSize: 8)
    #expect(wide.layout == .chunked([1, 32_768]))
}

@Test func attributesOfEveryKindSurvive() throws {
    let file = try File.create()
    let root = file.root
    try root.setAttribute("number", 1.5)
    try root.setAttribute("numbers", [1, -2, 3] as [Int16])
    try root.setAttribute("none", [Float]())
    try root.setAttribute("text", "Å")
    try root.setAttribute("empty", "")
    try root.setAttribute("texts", ["QC", "approximant", ""])
    try root.setAttribute("no texts", [String]())
    let dataset = try root.write("values", [1.0], shape: [1])
    try dataset.setAttribute("units", "K")
    try dataset.setAttribute("units", "GPa")

    let read = try File(image: file.image()).root
    #expect(
        try read.attributeNames()
            == ["number", "numbers", "none", "text", "empty", "texts", "no texts"])
    #expect(try read.attribute("number").value(as: Double.self) == 1.5)
    #expect(try read.attribute("number").shape == [])
    #expect(try read.attribute("numbers").values(as: Int16.self) == [1, -2, 3])
    #expect(try read.attribute("none").values(as: Float.self) == [])
    #expect(try read.attribute("text").text() == "Å")
    #expect(try read.attribute("empty").text() == "")
    #expect(try read.attribute("texts").texts() == ["QC", "approximant", ""])
    #expect(try read.attribute("no texts").texts() == [])
    #expect(try read.dataset("values").attribute("units").text() == "GPa")
    #expect(try read.dataset("values").attributeNames() == ["units"])
}

@Test func manyAttributesAndALargeOneKeepTheirOrder() throws {
    let file = try File.create()
    let names = (0..<40).map { "attribute \(39 - $0)" }
    for (index, name) in names.enumerated() { try file.root.setAttribute(name, Int64(index)) }
    let large = String(repeating: "configuration ", count: 10_000)
    try file.root.setAttribute("large", large)
    let root = try File(image: file.image()).root
    #expect(try root.attributeNames() == names + ["large"])
    #expect(try root.attribute("attribute 0").value(as: Int64.self) == 39)
    #expect(try root.attribute("large").text() == large)
}

@Test func membersAreListedInTheOrderOfMaking() throws {
    let file = try File.create()
    let names = (0..<20).map { "member \(($0 * 7) % 20)" }
    for name in names { try file.root.write(name, [Int32(1)], shape: [1]) }
    let group = try file.root.createGroup("group")
    try group.write("inside", [UInt8(9)], shape: [])
    let root = try File(image: file.image()).root
    #expect(try root.memberNames() == names + ["group"])
    #expect(try root.kind(of: "group") == .group)
    #expect(try root.kind(of: "member 0") == .dataset)
    #expect(try root.group("group").memberNames() == ["inside"])
    #expect(try root.group("group").dataset("inside").path == "/group/inside")
    #expect(try root.contains("absent") == false)
}

@Test func scalesAreReadBack() throws {
    let file = try File.create()
    let rows = try file.root.write("sample", [10, 20, 30] as [Int64], shape: [3])
    let columns = try file.root.write("class", ["QC", "AC"], shape: [2])
    try rows.makeScale(named: "sample")
    try columns.makeScale()
    let table = try file.root.write("table", [Float](repeating: 1, count: 6), shape: [3, 2])
    try table.attachScale(rows, at: 0)
    try table.attachScale(columns, at: 1)
    try table.setDimensionLabel("rows", at: 0)

    let root = try File(image: file.image()).root
    let read = try root.dataset("table")
    #expect(try read.scalePaths(at: 0) == ["/sample"])
    #expect(try read.scalePaths(at: 1) == ["/class"])
    #expect(try read.dimensionLabel(at: 0) == "rows")
    #expect(try read.dimensionLabel(at: 1) == "")
    #expect(try read.isScale() == false)
    #expect(try root.dataset("sample").isScale())
    #expect(try root.dataset("sample").scaleName() == "sample")
    #expect(try root.dataset("class").scaleName() == "")
}

@Test func compressionMakesRegularDataSmaller() throws {
    let values = (0..<100_000).map { Double($0 / 100) }
    let file = try File.create()
    let storage = Storage.automatic(shape: [100_000], elementSize: 8)
    try file.root.write("values", values, shape: [100_000], storage: storage)
    let image = try file.image()
    let dataset = try File(image: image).root.dataset("values")
    #expect(try dataset.storedSize() < 80_000)
    #expect(image.count < 90_000)
    #expect(try dataset.read(as: Double.self) == values)
}
