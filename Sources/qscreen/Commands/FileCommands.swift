import ArgumentParser
import QuasiScreen

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Says what an HDF5 file of QuasiScreen holds.",
        discussion: exitCodes)

    @Argument(help: "The file.") var file: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        try Terminal.reporting {
            let inspection = try Inspection(path: file)
            try Terminal.result(json ? JSONText.encode(inspection) : inspection.text)
        }
    }
}

struct ImportXenonPyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-xenonpy",
        abstract: "Reads the published sample data of XenonPy's hypermaterials notebook.",
        discussion: exitCodes)

    @Argument(help: "The file training_data.csv.") var file: String
    @Option(help: "The dataset folder to write.") var output: String

    func run() throws {
        try Terminal.reporting {
            let counts = try XenonPyImport.run(input: file, output: output)
            let text = counts.map { "\($0.rows) \($0.className)" }.joined(separator: ", ")
            try Terminal.result("\(output): \(text)")
        }
    }
}
