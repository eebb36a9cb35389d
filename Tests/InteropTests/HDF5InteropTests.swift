import HDF5
import Testing

/// What `hdf5_read.py` says about a file.
private struct Description: Decodable {
    struct Attribute: Decodable, Equatable {
        var type: String
        var values: [String]
    }
    struct Dataset: Decodable {
        var type: String
        var shape: [Int]
        var values: [String]
        var chunks: [Int]
        var filters: [String]
        var attributes: [String: Attribute]
        var scales: [[String]]
        var labels: [String]
        var isScale: Bool
    }
    var superblock: Int
    var checksumIsRight: Bool
    var attributes: [String: Attribute]
    var datasets: [String: Dataset]
    var order: [String]
}

private func describe(_ fill: (Group) throws -> Void) throws -> Description {
    let file = try File.create()
    try fill(file.root)
    return try Oracle.run("hdf5_read.py", input: file.image(), as: Description.self)
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func h5pyReadsEveryTypeThatSwiftWrites() throws {
    let found = try describe { root in
        try root.write("int8", [-128, 127] as [Int8], shape: [2])
        try root.write("int16", [.min, .max] as [Int16], shape: [2], storage: .compact)
        try root.write("int32", [.min, .max] as [Int32], shape: [1, 2])
        try root.write("int64", [.min, .max] as [Int64], shape: [2, 1, 1])
        try root.write("uint8", [255] as [UInt8], shape: [])
        try root.write("uint16", [.max] as [UInt16], shape: [1])
        try root.write("uint32", [.max] as [UInt32], shape: [1])
        try root.write("uint64", [.max] as [UInt64], shape: [1])
        try root.write("float32", [0.5, -.infinity] as [Float], shape: [2])
        try root.write("float64", [0.1, .nan], shape: [2])
        try root.write("nothing", [Double](), shape: [3, 0])
        try root.write("text", ["Al-Cu-Fe", "τ", ""], shape: [3])
    }
    #expect(found.superblock == 3)
    #expect(found.checksumIsRight)
    let names = [
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32",
        "float64",
    ]
    for name in names { #expect(found.datasets[name]?.type == name) }
    #expect(found.datasets["int8"]?.values == ["-128", "127"])
    #expect(found.datasets["int32"]?.shape == [1, 2])
    #expect(found.datasets["int64"]?.values == ["\(Int64.min)", "\(Int64.max)"])
    #expect(found.datasets["int64"]?.shape == [2, 1, 1])
    #expect(found.datasets["uint8"]?.shape == [])
    #expect(found.datasets["uint8"]?.values == ["255"])
    #expect(found.datasets["uint64"]?.values == ["\(UInt64.max)"])
    #expect(found.datasets["float32"]?.values == ["0.5", "-inf"])
    #expect(found.datasets["float64"]?.values == ["0.1", "nan"])
    #expect(found.datasets["nothing"]?.shape == [3, 0])
    #expect(found.datasets["text"]?.type == "|S8")
    #expect(found.datasets["text"]?.values == ["Al-Cu-Fe", "τ", ""])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func h5pyReadsFiltersAttributesScalesAndGroupsThatSwiftWrites() throws {
    let values = (0..<3000).map { Double($0) / 4 }
    let found = try describe { root in
        let storage = Storage(.chunked([100, 7]), shuffle: true, deflate: 4, fletcher32: true)
        let table = try root.write("table", values, shape: [300, 10], storage: storage)
        let columns = try root.write("column", (0..<10).map { Int64($0) }, shape: [10])
        try columns.makeScale(named: "column")
        try table.attachScale(columns, at: 1)
        try table.setDimensionLabel("columns", at: 1)
        try table.setAttribute("units", "Å")
        try table.setAttribute("range", [0, 1] as [Float])
        try root.setAttribute("count", Int64(-3))
        try root.setAttribute("names", ["QC", "approximant"])
        try root.createGroup("group").write("inner", [1] as [UInt8], shape: [])
        for index in 0..<12 {
            try root.write("many \(index)", [Int32(index)], shape: [1], storage: .compact)
        }
    }
    #expect(found.checksumIsRight)
    let table = try #require(found.datasets["table"])
    #expect(table.values == values.map { "\($0)" })
    #expect(table.chunks == [100, 7])
    #expect(table.filters == ["shuffle", "gzip 4", "fletcher32"])
    #expect(table.scales == [[], ["/column"]])
    #expect(table.labels == ["", "columns"])
    #expect(table.attributes["units"] == .init(type: "|S2", values: ["Å"]))
    #expect(table.attributes["range"] == .init(type: "float32", values: ["0.0", "1.0"]))
    #expect(found.datasets["column"]?.isScale == true)
    #expect(found.attributes["count"] == .init(type: "int64", values: ["-3"]))
    #expect(found.attributes["names"] == .init(type: "|S11", values: ["QC", "approximant"]))
    #expect(found.datasets["group/inner"]?.values == ["1"])
    #expect(found.datasets["many 11"]?.values == ["11"])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation), arguments: ["earliest", "v110"])
func swiftReadsWhatH5pyWrites(format: String) throws {
    let root = try File(image: Oracle.runForBytes("hdf5_write.py", [format])).root
    func expectNumbers<Value: HDF5Scalar & Numeric>(
        _ name: String, _ type: Value.Type, _ first: Value
    ) throws {
        let expected: [Value] = [first, 1, 2, 100, 5, 6]
        for prefix in ["", "big-endian "] {
            let dataset = try root.dataset(prefix + name)
            #expect(dataset.shape == [2, 3])
            #expect(try dataset.read(as: type) == expected, "\(prefix)\(name)")
        }
        #expect(try root.dataset("scalar " + name).read(as: type) == [100])
    }
    try expectNumbers("i1", Int8.self, -3)
    try expectNumbers("i2", Int16.self, -3)
    try expectNumbers("i4", Int32.self, -3)
    try expectNumbers("i8", Int64.self, -3)
    try expectNumbers("u1", UInt8.self, 0)
    try expectNumbers("u2", UInt16.self, 0)
    try expectNumbers("u4", UInt32.self, 0)
    try expectNumbers("u8", UInt64.self, 0)
    try expectNumbers("f4", Float.self, -3)
    try expectNumbers("f8", Double.self, -3)
    #expect(try root.dataset("filtered").read() == (0..<5000).map { Double($0) / 8 })
    #expect(try root.dataset("fixed text").readTexts() == ["QC", "AC", "τ"])
    #expect(try root.dataset("ascii text").readTexts() == ["Al", "Cu-Fe", ""])
    #expect(try root.dataset("resizable").read(as: Int32.self) == [1, 2, 3])
    #expect(try root.group("group").dataset("inner").read(as: Int16.self) == [7])
    #expect(try root.dataset("x").scaleName() == "position")
    #expect(try root.dataset("curve").scalePaths(at: 0) == ["/x"])
    #expect(try root.dataset("curve").dimensionLabel(at: 0) == "x axis")
    #expect(try root.attribute("number").value(as: Double.self) == 2.5)
    #expect(try root.attribute("integers").values(as: Int32.self) == [1, 2, 3])
    #expect(try root.attribute("text").text() == "fixed")
    #expect(try root.attributeNames() == ["integers", "number", "text", "variable"])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func whatSwiftDoesNotReadIsNamed() throws {
    let root = try File(image: Oracle.runForBytes("hdf5_write.py", ["earliest"])).root
    let types = [
        "variable text": "variable-length string", "truth": "enumeration",
        "half": "unusual floating point", "complex": "compound", "null": "null dataspace",
    ]
    for (name, type) in types.sorted(by: { $0.key < $1.key }) {
        let dataset = try root.dataset(name)
        #expect(dataset.elementType == .other(type))
        #expect(throws: HDF5Error.self) { try dataset.read(as: Double.self) }
        #expect(throws: HDF5Error.self) { try dataset.read(convertingTo: Double.self) }
        #expect(throws: HDF5Error.self) { try dataset.readTexts() }
    }
    #expect(throws: HDF5Error.self) { try root.attribute("variable").text() }
    for name in ["soft", "external", "virtual", "outside"] {
        #expect(throws: HDF5Error.self, "\(name)") { try root.dataset(name) }
    }
    #expect(try root.kind(of: "external") == .other)
    #expect(try root.kind(of: "soft") == .other)
}
