import ArgumentParser
import QuasiScreen

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a model for other tools.",
        discussion: """
            The ONNX file takes descriptors (float32[rows, descriptors], in the order of its \
            metadata entry descriptor_names) and gives a label and the class probabilities, \
            calibration included. It does not compute descriptors, and it does not know the \
            element gate: a composition with one of the gate_elements of the metadata must be given \
            the gate_class without asking it. Thresholds are numbers of single precision and keep \
            clear of the descriptors of the training compounds, so that rounding to single \
            precision takes none of these across; elsewhere a descriptor can by chance lie nearer \
            to a threshold than a part in ten million, and the probabilities then differ a little \
            from those of predict.

            \(exitCodes)
            """)

    @Option(help: "The ONNX file to write.") var onnx: String
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        try Terminal.reporting {
            let export = try TrainedModel(path: model).exportONNX(to: onnx)
            try Terminal.result(json ? JSONText.encode(export) : export.text)
        }
    }
}
