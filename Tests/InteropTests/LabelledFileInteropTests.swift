import Artifacts
import Testing

/// What `hdf5_xarray.py` says about a file.
private struct Described: Decodable {
    struct Array: Decodable {
        var type: String
        var dimensions: [String]
        var values: [String]
        var attributes: [String: [String]]
    }
    var sizes: [String: Int]
    var coordinates: [String: Array]
    var variables: [String: Array]
    var attributes: [String: [String]]
}

private func labelled() -> LabelledFile {
    LabelledFile(
        schema: "quasiscreen.test", schemaVersion: 2, software: "qscreen 1.0",
        configurationDigest: "ab12",
        attributes: [
            .init("title", .text("Al–Cu–Fe")), .init("seed", .integer(7)),
            .init("temperature", .number(1.5)), .init("classes", .texts(["QC", "AC"])),
            .init("edges", .numbers([0, 0.5])), .init("counts", .integers([1, 2])),
        ],
        dimensions: [
            .init("sample", labels: .texts(["Al65Cu20Fe15", "Cd6Yb", "Å"])),
            .init("wavelength", labels: .numbers([0.5, 1]), units: "nm", longName: "Wavelength"),
            .init("feature", labels: .integers([10, 20, 30])),
            .init("point", length: 4),
            .init("nothing", length: 0),
        ],
        variables: [
            .init(
                "spectrum", dimensions: ["sample", "wavelength"],
                values: .float64([1, 2, 3, 4, 5, 6]), units: "K", longName: "Spectrum"),
            .init(
                "class", dimensions: ["sample"],
                values: .text(["quasicrystal", "approximant", "τ"])),
            .init(
                "probability", dimensions: ["point"], values: .uint16([0, 1, 2, 65534]),
                attributes: [
                    .init("scale_factor", .number(0.5)), .init("add_offset", .number(1)),
                ]),
            .init("square", dimensions: ["feature", "feature"], values: .int32([Int32](1...9))),
            .init("flag", dimensions: ["point"], values: .int8([0, 1, -1, 127])),
            .init("scalar", dimensions: [], values: .int64([42])),
            .init("empty", dimensions: ["nothing", "point"], values: .float32([])),
        ])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func xarrayShowsLabelledData() throws {
    let found = try Oracle.run(
        "hdf5_xarray.py", input: labelled().encoded(), as: Described.self)
    #expect(
        found.sizes == ["sample": 3, "wavelength": 2, "feature": 3, "point": 4, "nothing": 0])
    #expect(found.coordinates.keys.sorted() == ["feature", "sample", "wavelength"])
    #expect(found.coordinates["sample"]?.values == ["Al65Cu20Fe15", "Cd6Yb", "Å"])
    #expect(found.coordinates["wavelength"]?.values == ["0.5", "1.0"])
    #expect(found.coordinates["wavelength"]?.attributes["units"] == ["nm"])
    #expect(found.coordinates["wavelength"]?.attributes["long_name"] == ["Wavelength"])
    #expect(found.coordinates["feature"]?.values == ["10", "20", "30"])
    let spectrum = try #require(found.variables["spectrum"])
    #expect(spectrum.dimensions == ["sample", "wavelength"])
    #expect(spectrum.type == "float64")
    #expect(spectrum.values == ["1.0", "2.0", "3.0", "4.0", "5.0", "6.0"])
    #expect(spectrum.attributes == ["units": ["K"], "long_name": ["Spectrum"]])
    #expect(found.variables["class"]?.values == ["quasicrystal", "approximant", "τ"])
    #expect(found.variables["probability"]?.values == ["1.0", "1.5", "2.0", "32768.0"])
    #expect(found.variables["square"]?.dimensions == ["feature", "feature"])
    #expect(found.variables["flag"]?.type == "int8")
    #expect(found.variables["scalar"]?.dimensions == [])
    #expect(found.variables["scalar"]?.values == ["42"])
    #expect(found.variables["empty"]?.values == [])
    #expect(found.attributes["schema"] == ["quasiscreen.test"])
    #expect(found.attributes["schema_version"] == ["2"])
    #expect(found.attributes["software"] == ["qscreen 1.0"])
    #expect(found.attributes["configuration_sha256"] == ["ab12"])
    #expect(found.attributes["title"] == ["Al–Cu–Fe"])
    #expect(found.attributes["seed"] == ["7"])
    #expect(found.attributes["temperature"] == ["1.5"])
    #expect(found.attributes["classes"] == ["QC", "AC"])
    #expect(found.attributes["edges"] == ["0.0", "0.5"])
    #expect(found.attributes["counts"] == ["1", "2"])
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func xarrayReadsACompressedTable() throws {
    let values = (0..<30_000).map { Double($0 % 977) / 8 }
    let file = LabelledFile(
        schema: "quasiscreen.features", schemaVersion: 1, software: "qscreen",
        configurationDigest: "0",
        dimensions: [
            .init("sample", labels: .texts((0..<1000).map { "sample \($0)" })),
            .init("feature", labels: .texts((0..<30).map { "feature \($0)" })),
        ],
        variables: [
            .init("table", dimensions: ["sample", "feature"], values: .float64(values))
        ])
    let found = try Oracle.run("hdf5_xarray.py", input: file.encoded(), as: Described.self)
    #expect(found.variables["table"]?.values == values.map { "\($0)" })
    #expect(found.coordinates["sample"]?.values.last == "sample 999")
}

@Test func decodingAndEncodingGivesTheSameBytes() throws {
    var file = labelled()
    file.variables.append(
        .init(
            "document", dimensions: [], values: .text([String(repeating: "long ", count: 20_000)])))
    for index in 0..<40 {
        file.variables.append(
            .init("many \(39 - index)", dimensions: ["point"], values: .uint8([1, 2, 3, 4])))
    }
    let bytes = try file.encoded()
    let decoded = try LabelledFile(decoding: bytes, expecting: "quasiscreen.test", name: "a.h5")
    #expect(decoded == file)
    #expect(try decoded.encoded() == bytes)
}

@Test func typedValuesAreReadByNameAndType() throws {
    let file = try LabelledFile(decoding: labelled().encoded(), name: "a.h5")
    #expect(try file.doubles("spectrum") == [1, 2, 3, 4, 5, 6])
    #expect(try file.texts("class") == ["quasicrystal", "approximant", "τ"])
    #expect(try file.int32s("square") == [Int32](1...9))
    #expect(try file.shape(of: file.variable("spectrum")) == [3, 2])
    #expect(try file.dimension("feature").labels == .integers([10, 20, 30]))
    #expect(file.attribute("seed") == .integer(7))
    #expect(file.attribute("absent") == nil)
}

private func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing was thrown"
    } catch {
        return "\(error)"
    }
}

@Test func errorsSayWhatWhereAndWhatToDo() throws {
    let file = labelled()
    let bytes = try file.encoded()
    #expect(
        message {
            _ = try LabelledFile(decoding: bytes, expecting: "quasiscreen.model", name: "m.h5")
        }
            == "m.h5: the file holds \"quasiscreen.test\", not \"quasiscreen.model\"; give a file "
            + "of the schema \"quasiscreen.model\"")
    #expect(
        message { _ = try LabelledFile(decoding: bytes, upToVersion: 1, name: "m.h5") }
            == "m.h5: version 2 of the schema \"quasiscreen.test\" (written by qscreen 1.0) is newer "
            + "than version 1, the last that this program reads; update the program, or make the "
            + "file again with this one")
    #expect(
        message { _ = try LabelledFile(decoding: [], name: "m.h5") }
            == "m.h5: the file is damaged or is not HDF5 (/: open: not an HDF5 file: it is empty); "
            + "make it again, or restore a copy")
    #expect(
        message { _ = try file.doubles("spectrums") }
            == "quasiscreen.test: there is no variable \"spectrums\"; did you mean \"spectrum\"?")
    #expect(
        message { _ = try file.doubles("flag") }
            == "quasiscreen.test: the variable \"flag\" holds int8, not float64")
    #expect(
        message { _ = try file.dimension("x") }
            == "quasiscreen.test: there is no dimension \"x\"; there is sample, wavelength, "
            + "feature, point, nothing")
}

@Test func contradictionsAreNotWritten() throws {
    func refusal(_ change: (inout LabelledFile) -> Void) -> LabelledFileError? {
        var file = labelled()
        change(&file)
        do {
            _ = try file.encoded()
            return nil
        } catch {
            return error as? LabelledFileError
        }
    }
    let schema = "quasiscreen.test"
    #expect(
        refusal { $0.variables[0].values = .float64([1]) }
            == .inconsistent(schema: schema, name: "spectrum", "has 1 values for a shape of 6"))
    #expect(
        refusal { $0.variables[0].name = "sample" }
            == .inconsistent(
                schema: schema, name: "sample", "is the name of another variable or dimension too"))
    #expect(
        refusal { $0.dimensions[0].length = 4 }
            == .inconsistent(schema: schema, name: "sample", "has the length 4 and 3 labels"))
    #expect(
        refusal { $0.variables[0].attributes = [.init("units", .text("K"))] }
            == .inconsistent(
                schema: schema, name: "spectrum",
                "has the attribute \"units\" twice, or it is a reserved name"))
    guard case .unknownDimension = refusal({ $0.variables[0].dimensions[1] = "wave" }) else {
        Issue.record("an unknown dimension was written")
        return
    }
    guard case .unwritable = refusal({ $0.variables[0].name = "a/b" }) else {
        Issue.record("a name with a slash was written")
        return
    }
}

@Test func flippedBitsOfALabelledFileFailCleanlyOrChangeNothing() throws {
    let file = labelled()
    let bytes = try file.encoded()
    var failures = 0
    for trial in 0..<400 {
        var damaged = bytes
        let bit = trial * 7919 % (bytes.count * 8)
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        do {
            let decoded = try LabelledFile(decoding: damaged, name: "damaged.h5")
            #expect(decoded == file, "the flipped bit \(bit) went unnoticed")
        } catch is LabelledFileError {
            failures += 1
        }
    }
    #expect(failures > 100)
}
