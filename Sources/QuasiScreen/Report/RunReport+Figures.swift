import Reporting

extension RunReport {
    /// A picture that a stage has drawn, with links to its other formats; nothing where the run has
    /// no such picture that a page can show.
    func figure(
        _ name: String, of stage: String = FigureStage.id, id: String, alternative: String,
        caption: [Inline]
    ) throws -> [ReportBlock] {
        let names = results.names(stage)
        let image: ReportFigure.Image
        if names.contains("\(name).svg") {
            image = .svg(try results.read("\(name).svg", stage))
        } else if names.contains("\(name).png") {
            image = .png(try results.read("\(name).png", stage))
        } else {
            return []
        }
        let downloads = try MapFormat.allCases.map(\.rawValue)
            .filter { names.contains("\(name).\($0)") }
            .map { ending in
                ReportFigure.Download(
                    ending.uppercased(), to: try LinkTarget("../\(stage)/\(name).\(ending)"))
            }
        return [
            .figure(
                ReportFigure(
                    id: id, alternative: alternative, caption: caption, image: image,
                    downloads: downloads))
        ]
    }
}
