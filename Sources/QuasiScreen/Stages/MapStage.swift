import Ternary
import Workflow

/// Draws the maps of the best systems and of those asked for.
enum MapStage {
    static let id = "maps"

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let section = configuration.maps
        let divisions = configuration.sweep.divisions
        let asked = try section.systems.map {
            try SweepSection.plane($0, divisions: divisions)
        }
        let target = configuration.sweep.target
        return Stage(
            id: id, title: "draw maps", schemaVersion: 3,
            parameters: prefixed("maps", section.parameters),
            inputs: [.stage(ModelStage.id), .stage(SweepStage.id)]
        ) { context in
            let model = try ModelStage.model(from: context)
            let classIndex = try model.classIndex(named: target)
            let sweep = try SweepReader(
                bytes: context.read("systems.h5", from: SweepStage.id),
                name: "\(SweepStage.id)/systems.h5")
            let best = try sweep.summaries().lazy.filter { !$0.isBounded }
                .prefix(section.top).map(\.section)
            let systems = best + asked.filter { !best.contains($0) }
            let drawing = try MapDrawing(
                model, target: classIndex, options: section.options, threads: context.threads)
            for (position, system) in systems.enumerated() {
                let figure = try drawing.figure(of: system, divisions: divisions)
                for format in section.formats {
                    try context.write(
                        figure.rendered(as: format.figure), as: "\(system).\(format.rawValue)")
                }
                context.report(
                    fraction: Double(position + 1) / Double(systems.count), "\(system)")
            }
        }
    }
}
