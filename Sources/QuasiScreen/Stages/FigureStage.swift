import Workflow

/// Draws the overview figures of a run.
enum FigureStage {
    static let id = "figures"

    private static let sources = [
        ValidationStage.id, ModelStage.id, SweepStage.id, RuleStage.id,
    ]

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let formats = configuration.maps.formats
        let style = configuration.maps.options.style
        let target = configuration.sweep.target
        let excluded = try configuration.rules.excludedSet
        let parameters = configuration.maps.parameters.filter {
            ["formats", "theme", "font_size", "resolution"].contains($0.key)
        }
        return Stage(
            id: id, title: "draw overview figures",
            parameters: prefixed("maps", parameters).merging([
                "sweep.target": target,
                "rules.excluded_elements": excluded.map(\.symbol).sorted().joined(separator: ", "),
            ]) { $1 }, inputs: sources.map { .stage($0) }
        ) { context in
            let figures = try RunFigures(
                results: RunResults(context), target: target, excluded: excluded, style: style,
                threads: context.threads
            ).all()
            for (position, (name, figure)) in figures.enumerated() {
                for format in formats {
                    try context.write(
                        figure.rendered(as: format.figure), as: "\(name).\(format.rawValue)")
                }
                context.report(fraction: Double(position + 1) / Double(figures.count), name)
            }
        }
    }
}
