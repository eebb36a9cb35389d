import ArgumentParser
import QuasiScreen

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "Draws the phase-diagram probability map of a system.",
        discussion: """
            Layers, one panel each, are class (the predicted class), the name of a class (its \
            probability), uncertainty (the error to expect of the predicted class's probability) \
            and domain (how isolated from the training compounds a composition is). Without \
            --layers there are four: class, the target, the other rare class, uncertainty.

            A journal's column is 85 mm wide, its page 170 mm:
              qscreen map Al-Cu-Fe --layers quasicrystal --width 85 --output a.pdf
              qscreen map Al-Cu-Fe --zoom Al=50,Cu=10 --divisions 200 --output b.svg

            \(exitCodes)
            """)

    @Argument(help: "A system such as Al-Cu-Fe, or a section such as '(Al-Cu-Fe)90Mg10'.")
    var system: String
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "The file to write: .svg, .pdf or .png (repeatable).") var output: [String]
    @Option(help: "Steps along an edge: 100 is 1 at.%.") var divisions = 100
    @Option(help: "The class whose probability is shown.") var target = "quasicrystal"
    @Option(help: "Panels: class, names of classes, uncertainty, domain, separated by commas.")
    var layers: String?
    @Option(
        help: ArgumentHelp(
            "Show the part of the triangle with at least these percentages.",
            valueName: "Al=50,Cu=10"))
    var zoom: String?
    @Option(help: "Width in millimetres. The default is 170, for one panel 85.")
    var width: Double?
    @Option(help: "Size of letters in points.") var fontSize = 7.0
    @Option(help: "Pixels per inch of a .png file.") var resolution = 300.0
    @Option(help: "light or dark.") var theme = "light"
    @Option(help: "Probabilities with a contour line, separated by commas; none for no lines.")
    var contours = "0.25,0.5,0.75"
    @Flag(inversion: .prefixedNo, help: "Mark known compounds.") var known = true
    @Flag(inversion: .prefixedNo, help: "Write the names of known compounds.") var names = true

    func validate() throws {
        guard (1...1000).contains(divisions) else {
            throw ValidationError("--divisions must be 1 to 1000")
        }
        guard !output.isEmpty else { throw ValidationError("name a file with --output") }
        _ = try options()
    }

    private func options() throws -> MapOptions {
        var options = MapOptions()
        options.layers = split(layers ?? "")
        options.width = width
        options.fontSize = fontSize
        options.resolution = resolution
        guard let theme = MapOptions.theme(named: theme) else {
            throw ValidationError("--theme must be light or dark")
        }
        options.theme = theme
        options.contours =
            try contours == "none"
            ? []
            : split(contours).map { text in
                guard let level = Double(text), level > 0, level < 1 else {
                    throw ValidationError("--contours must be numbers between 0 and 1, or none")
                }
                return level
            }
        options.showsKnown = known
        options.labelsKnown = names
        return options
    }

    private func split(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingPrefix(" ").description }
    }

    func run() throws {
        try Terminal.reporting {
            try TrainedModel(path: model).drawMap(
                of: system, divisions: divisions, target: target, options: options(), zoom: zoom,
                to: output)
            try Terminal.result(output.joined(separator: "\n"))
        }
    }
}
