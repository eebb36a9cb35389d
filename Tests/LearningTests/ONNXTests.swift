import Basis
import Testing

@testable import Learning

@Suite struct ONNXTests {
    @Test func variableLengthIntegersEqualTheirDefinition() {
        // 300 = 0b10_0101100, as in the encoding guide of Protocol Buffers.
        let cases: [(UInt64, [UInt8])] = [
            (0, [0]), (1, [1]), (127, [0x7f]), (128, [0x80, 1]), (150, [0x96, 1]),
            (300, [0xac, 2]), (16384, [0x80, 0x80, 1]),
            (.max, [UInt8](repeating: 0xff, count: 9) + [1]),
        ]
        for (value, bytes) in cases {
            var writer = ProtobufWriter()
            writer.varint(value)
            #expect(writer.bytes == bytes)
        }
    }

    @Test func fieldsBeginWithNumberAndWireType() {
        var writer = ProtobufWriter()
        writer.integer(1, 150)
        writer.string(2, "testing")
        writer.message(3) { $0.integer(1, 150) }
        writer.packed(6, [3, 270, 86942])
        writer.packed(7, [])
        writer.integer(20, -1)
        var expected: [UInt8] = [0x08, 0x96, 0x01]
        expected += [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]
        expected += [0x1a, 0x03, 0x08, 0x96, 0x01]
        expected += [0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]
        // Field 20 needs two bytes: 20 << 3 = 160; a negative number takes ten.
        expected += [0xa0, 0x01] + [UInt8](repeating: 0xff, count: 9) + [0x01]
        #expect(writer.bytes == expected)
    }

    @Test func tensorsHoldLittleEndianDoubles() {
        var writer = ProtobufWriter()
        ONNX.Tensor(name: "x", shape: [1], elements: .double([1])).write(to: &writer)
        // dims packed, data_type 11, raw_data 3ff0000000000000, name.
        let dims: [UInt8] = [0x0a, 1, 1]
        let type: [UInt8] = [0x10, 11]
        let data: [UInt8] = [0x4a, 8, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]
        #expect(writer.bytes == dims + type + data + [0x42, 1, 0x78])
    }

    @Test func roundedThresholdsDecideAlikeForEverySingle() {
        var stream = RandomStream(seed: 3)
        var thresholds = [0.0, -0.0, 1e-50, -1e-50, 1e300, -1e300, 0.1, -0.1, 1, 1e-42, -1e-42]
        thresholds.append(Double(Float.greatestFiniteMagnitude).nextUp)
        for _ in 0..<2000 { thresholds.append(Double(bitPattern: stream.next())) }
        for _ in 0..<2000 { thresholds.append(stream.unit() - 0.5) }
        for threshold in thresholds where threshold.isFinite {
            let rounded = ONNXTreeEnsemble.singleAtMost(threshold)
            #expect(Double(rounded) <= threshold)
            #expect(Double(rounded.nextUp) > threshold)
            let near = Float(threshold)
            for value in [near, near.nextUp, near.nextDown, near.nextDown.nextDown]
            where value.isFinite {
                #expect((value <= rounded) == (Double(value) <= threshold))
            }
        }
    }

    @Test func piecesAddUpAndFitSinglePrecision() {
        var stream = RandomStream(seed: 4)
        for trees in [1, 2, 3, 200, 500, 512, 513, 100_000, 1_000_000] {
            let bits = Limbs.bits(trees: trees)
            #expect(trees << bits <= 1 << 24)
            #expect(bits == 1 || trees << (bits + 1) > 1 << 24)
            for count in 1...(31 + bits - 1) / bits {
                let bound = min(Int64(Int32.max), 1 << Int64(count * bits))
                var values = [0, 1, -1, bound, -bound]
                for _ in 0..<50 { values.append(Int64(stream.below(Int(bound))) - bound / 2) }
                for value in values {
                    var sum: Int64 = 0
                    for limb in 0..<count {
                        let part = Limbs.part(limb, of: value, bits: bits, last: count - 1)
                        #expect(part.magnitude <= 1 << UInt64(bits))
                        sum += part << Int64(limb * bits)
                    }
                    #expect(sum == value)
                }
            }
        }
    }

    @Test func aSmallForestHasTheExpectedParts() throws {
        let set = try Fixture.column([1, 2, 3, 4], [0, 0, 1, 1])
        let forest = try Fixture.forest(set, ForestParameters(trees: 2))
        let model = try ONNXModel(
            .forest(forest), classNames: ["soft", "hard"],
            metadata: [("schema", "x"), ("units", "1")])
        // ir_version 8, then the producer.
        #expect(Array(model.bytes.prefix(4)) == [0x08, 8, 0x12, 11])
        let text = String(decoding: model.bytes, as: UTF8.self)
        for name in [
            "features", "label", "probabilities", "TreeEnsembleClassifier", "ai.onnx.ml", "soft",
            "hard", "schema", "units", "BRANCH_LEQ", "LEAF", "nodes_values_as_tensor",
        ] {
            #expect(text.contains(name), "\(name) is missing")
        }
        let again = try ONNXModel(
            .forest(forest), classNames: ["soft", "hard"],
            metadata: [("schema", "x"), ("units", "1")])
        #expect(model.bytes == again.bytes)
    }

    @Test func namesCurvesAndMetadataAreChecked() throws {
        let model = try Fixture.model(
            Fixture.column([1, 2], [0, 1]), .forest(ForestParameters(trees: 1)))
        #expect(
            throws: LearningError.countMismatch(what: "class names", found: 1, expected: 2)
        ) {
            try ONNXModel(model, classNames: ["a"])
        }
        #expect(
            throws: LearningError.badParameter(
                name: "metadata", value: "k", allowed: "every key once")
        ) {
            try ONNXModel(model, classNames: ["a", "b"], metadata: [("k", "1"), ("k", "2")])
        }
        func calibrated(_ curves: [ONNXModel.Calibration.Curve?], _ floor: Double) throws {
            _ = try ONNXModel(
                model, classNames: ["a", "b"],
                calibration: ONNXModel.Calibration(curves: curves, floor: floor))
        }
        #expect(
            throws: LearningError.countMismatch(
                what: "calibration curves", found: 1, expected: 2)
        ) {
            try calibrated([nil], 1e-6)
        }
        #expect(
            throws: LearningError.badParameter(
                name: "floor", value: "0.5", allowed: "between 0 and 0.5")
        ) {
            try calibrated([nil, nil], 0.5)
        }
    }
}
