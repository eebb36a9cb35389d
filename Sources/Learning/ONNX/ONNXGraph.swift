/// The parts of the ONNX format that models of trees need, each able to write itself.
///
/// Numbers of fields and types are those of `onnx.proto`.
/// Source: Open Neural Network Exchange, https://onnx.ai/onnx/repo-docs/IR.html.
enum ONNX {
    enum ElementType: Int64 {
        case float = 1
        case int64 = 7
        case string = 8
        case double = 11
    }

    struct Tensor {
        enum Elements {
            case int64([Int64])
            case double([Double])
            case string([String])
        }

        var name = ""
        var shape: [Int]
        var elements: Elements

        func write(to writer: inout ProtobufWriter) {
            writer.packed(1, shape.map { Int64($0) })
            switch elements {
            case .int64(let values):
                writer.integer(2, ElementType.int64.rawValue)
                writer.data(9, Tensor.littleEndian(values.map { UInt64(bitPattern: $0) }))
            case .double(let values):
                writer.integer(2, ElementType.double.rawValue)
                writer.data(9, Tensor.littleEndian(values.map(\.bitPattern)))
            case .string(let values):
                writer.integer(2, ElementType.string.rawValue)
                for value in values { writer.string(6, value) }
            }
            if !name.isEmpty { writer.string(8, name) }
        }

        private static func littleEndian(_ values: [UInt64]) -> [UInt8] {
            var bytes = [UInt8]()
            bytes.reserveCapacity(values.count * 8)
            for value in values {
                for shift in stride(from: UInt64(0), to: 64, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: value >> shift))
                }
            }
            return bytes
        }
    }

    struct Attribute {
        enum Value {
            case int(Int64)
            case string(String)
            case tensor(Tensor)
            case ints([Int64])
            case strings([String])
        }

        var name: String
        var value: Value

        init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(1, name)
            switch value {
            case .int(let value):
                writer.integer(3, value)
                writer.integer(20, 2)
            case .string(let value):
                writer.string(4, value)
                writer.integer(20, 3)
            case .tensor(let tensor):
                writer.message(5, tensor.write)
                writer.integer(20, 4)
            case .ints(let values):
                writer.packed(8, values)
                writer.integer(20, 7)
            case .strings(let values):
                for value in values { writer.string(9, value) }
                writer.integer(20, 8)
            }
        }
    }

    struct Node {
        var operation: String
        var domain = ""
        var inputs: [String]
        var outputs: [String]
        var attributes: [Attribute] = []

        func write(to writer: inout ProtobufWriter) {
            for name in inputs { writer.string(1, name) }
            for name in outputs { writer.string(2, name) }
            // A node is called after what it makes, which is unique in the graph.
            if let name = outputs.first { writer.string(3, name) }
            writer.string(4, operation)
            for attribute in attributes { writer.message(5, attribute.write) }
            if !domain.isEmpty { writer.string(7, domain) }
        }
    }

    /// An input or output of the graph: rows of `width` values, or one value a row.
    struct Value {
        var name: String
        var type: ElementType
        var width: Int?

        func write(to writer: inout ProtobufWriter) {
            writer.string(1, name)
            writer.message(2) { type in
                type.message(1) { tensor in
                    tensor.integer(1, self.type.rawValue)
                    tensor.message(2) { shape in
                        shape.message(1) { $0.string(2, "N") }
                        if let width { shape.message(1) { $0.integer(1, Int64(width)) } }
                    }
                }
            }
        }
    }

    struct Graph {
        var name: String
        var nodes: [Node] = []
        var constants: [Tensor] = []
        var inputs: [Value] = []
        var outputs: [Value] = []

        func write(to writer: inout ProtobufWriter) {
            for node in nodes { writer.message(1, node.write) }
            writer.string(2, name)
            for tensor in constants { writer.message(5, tensor.write) }
            for value in inputs { writer.message(11, value.write) }
            for value in outputs { writer.message(12, value.write) }
        }
    }

    /// Old enough for every runtime of the last years; `ai.onnx.ml` 3 is the first with doubles.
    static let formatVersion: Int64 = 8
    static let operatorSets: [(domain: String, version: Int64)] = [("", 17), ("ai.onnx.ml", 3)]

    /// The bytes of a whole model file.
    static func file(_ graph: Graph, metadata: [(String, String)]) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.integer(1, formatVersion)
        writer.string(2, "QuasiScreen")
        writer.message(7, graph.write)
        for set in operatorSets {
            writer.message(8) { entry in
                entry.string(1, set.domain)
                entry.integer(2, set.version)
            }
        }
        for (key, value) in metadata {
            writer.message(14) { entry in
                entry.string(1, key)
                entry.string(2, value)
            }
        }
        return writer.bytes
    }
}
