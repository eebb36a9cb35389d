import Learning
import Screening

/// A model written for other tools, and what its file takes and gives.
///
/// The file holds the classifier and its calibration. It does not hold the descriptors, which its
/// metadata name in the order of the input, nor the element gate, which the metadata describe.
public struct ModelExport: Sendable, Encodable {
    /// A tensor that goes in or comes out.
    public struct Tensor: Sendable, Encodable {
        public let name: String
        /// float32 or string.
        public let type: String
        /// Extents; names stand for those that are free.
        public let shape: [String]

        var text: String { "\(name) \(type)[\(shape.joined(separator: ", "))]" }
    }

    public let file: String
    public let format: String
    public let bytes: Int
    public let inputs: [Tensor]
    public let outputs: [Tensor]
    /// The classes of the output `probabilities`, in order.
    public let classNames: [String]
    /// The descriptors of the input, in order.
    public let descriptorNames: [String]
    /// Whether the curves of the calibration are part of the file.
    public let isCalibrated: Bool
    /// Elements that must settle the class before the file is asked.
    public let gateElements: [String]

    enum CodingKeys: String, CodingKey {
        case file, format, bytes, inputs, outputs
        case classNames = "class_names"
        case descriptorNames = "descriptor_names"
        case isCalibrated = "calibrated"
        case gateElements = "gate_elements"
    }

    /// One line for a terminal.
    public var text: String {
        "\(file): inputs \(inputs.map(\.text).joined(separator: ", ")); "
            + "outputs \(outputs.map(\.text).joined(separator: ", ")); \(bytes) bytes"
    }
}

extension TrainedModel {
    /// The version of the metadata of ONNX files.
    static let onnxSchemaVersion = 1

    /// The classifier with its calibration as an ONNX file. Equal models give equal bytes.
    func onnx() throws -> ONNXModel {
        let calibration = calibration?.curves.map { curves in
            ONNXModel.Calibration(
                curves: curves.fitted.indices.map { label in
                    curves.fitted[label]
                        ? ONNXModel.Calibration.Curve(
                            slope: curves.slopes[label], intercept: curves.intercepts[label])
                        : nil
                }, floor: curves.floor)
        }
        return try ONNXModel(
            classifier, classNames: classNames, metadata: onnxMetadata, calibration: calibration)
    }

    /// What a user of the file needs to know besides the graph.
    private var onnxMetadata: [(String, String)] {
        get throws {
            let settled = classNames[gate.classIndex]
            return [
                ("schema", "quasiscreen.onnx"), ("schema_version", "\(Self.onnxSchemaVersion)"),
                ("software", QuasiScreenVersion.software),
                ("class_names", try JSONText.compact(classNames)),
                ("descriptor_names", try JSONText.compact(featurizer.names)),
                ("descriptor_units", try JSONText.compact(featurizer.units)),
                ("missing", featurizer.missingPolicy.rawValue),
                ("gate_elements", try JSONText.compact(gate.elements.map(\.symbol))),
                ("gate_class", settled),
                (
                    "gate_meaning",
                    "A composition with one of the gate_elements is given class \(settled) before "
                        + "the model is asked; this graph itself does not know the gate."
                ),
                ("element_table_sha256", ModelStore.elementTableDigest),
            ]
        }
    }

    /// Writes the model as an ONNX file, complete or not at all.
    public func exportONNX(to path: String) throws -> ModelExport {
        let bytes = try onnx().bytes
        try ResultFile.write(bytes, to: path)
        return ModelExport(
            file: path, format: "onnx", bytes: bytes.count,
            inputs: [
                ModelExport.Tensor(
                    name: "features", type: "float32", shape: ["rows", "\(featurizer.count)"])
            ],
            outputs: [
                ModelExport.Tensor(name: "label", type: "string", shape: ["rows"]),
                ModelExport.Tensor(
                    name: "probabilities", type: "float32",
                    shape: ["rows", "\(classNames.count)"]),
            ], classNames: classNames, descriptorNames: featurizer.names,
            isCalibrated: calibration?.curves?.fitted.contains(true) ?? false,
            gateElements: gate.elements.map(\.symbol))
    }
}
