import Basis
import Materials

extension TrainedModel {
    /// Draws the map of a system or section into files; their endings say in which formats.
    ///
    /// - Parameters:
    ///   - label: such as `Al-Cu-Fe` or `(Al-Cu-Fe)90Mg10`.
    ///   - zoom: the part of the triangle to show, such as `Al=50`; `nil` shows all.
    public func drawMap(
        of label: String, divisions: Int, target: String, options: MapOptions = MapOptions(),
        zoom: String? = nil, to paths: [String], threads: Int = Parallel.availableThreads
    ) throws {
        let formats = try paths.map { path in
            let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
            guard let format = MapFormat(rawValue: ending) else {
                throw QuasiScreenError.unknownOutputFormat(
                    path: path, known: MapFormat.allCases.map { "." + $0.rawValue })
            }
            return format
        }
        let figure = try MapDrawing(
            self, target: classIndex(named: target), options: options, threads: threads
        ).figure(
            of: SweepSection.plane(label, divisions: divisions), divisions: divisions, zoom: zoom)
        for (format, path) in zip(formats, paths) {
            try ResultFile.write(figure.rendered(as: format.figure), to: path)
        }
    }
}
