import Basis
import Figures
import Materials
import Screening
import Ternary
import Workflow

/// The endings of map files.
public enum MapFormat: String, CaseIterable, Sendable {
    case svg, pdf, png

    var figure: FigureFormat {
        switch self {
        case .svg: return .svg
        case .pdf: return .pdf
        case .png: return .png
        }
    }
}

/// Draws the maps of the best systems and of those asked for.
enum MapStage {
    static let id = "maps"

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let section = configuration.maps
        let asked = try section.systems.map(SweepSection.ternary)
        let divisions = configuration.sweep.divisions
        let target = configuration.sweep.target
        return Stage(
            id: id, title: "draw maps", parameters: prefixed("maps", section.parameters),
            inputs: [.stage(ModelStage.id), .stage(SweepStage.id)]
        ) { context in
            let model = try ModelStage.model(from: context)
            let classIndex = try model.classIndex(named: target)
            let sweep = try SweepReader(
                bytes: context.read("systems.h5", from: SweepStage.id),
                name: "\(SweepStage.id)/systems.h5")
            let best = try sweep.summaries().lazy.filter { !$0.isBounded }
                .prefix(section.top).map(\.system)
            let systems = best + asked.filter { !best.contains($0) }
            let grid = try TernaryGrid(divisions: divisions)
            let judge = try DomainJudge(model)
            for (position, system) in systems.enumerated() {
                let panel = try model.panel(
                    of: system, grid: grid, classIndex: classIndex, judge: judge,
                    threads: context.threads)
                for format in section.formats {
                    try context.write(
                        panel.rendered(as: format.figure), as: "\(system).\(format.rawValue)")
                }
                context.report(
                    fraction: Double(position + 1) / Double(systems.count), "\(system)")
            }
        }
    }
}

extension TrainedModel {
    /// The two-panel figure of a system: predicted classes and the probability of one class, with
    /// the known compounds of the system and a veil where the model is out of its domain.
    func panel(
        of system: ChemicalSystem, grid: TernaryGrid, classIndex: Int, judge: DomainJudge,
        threads: Int
    ) throws -> TernaryPanel {
        let screened = try screener().screen(system, grid: grid)
        // A finer veil could not be told apart on paper; a search at each of 500,000 points could.
        let veilGrid = try TernaryGrid(divisions: min(grid.divisions, Self.veilDivisions))
        let veil = MapVeil(
            grid: veilGrid,
            covered: try judge.outside(system, grid: veilGrid, threads: threads),
            name: "outside the domain")
        return TernaryPanel(
            map: screened.map, known: knownPoints(in: system), classIndex: classIndex,
            title: "\(system)", veil: veil)
    }

    /// The finest grid on which a map's domain is looked at.
    private static let veilDivisions = 100

    /// Known compounds whose elements all belong to the system. Compounds of the commonest class
    /// get no name: there are many, and the rarer ones are what a reader looks for.
    func knownPoints(in system: ChemicalSystem) -> [KnownPoint] {
        let members = Set(system.elements)
        let commonest = known.commonestClass
        return known.compounds.filter { members.isSuperset(of: $0.composition.elements) }
            .map { compound in
                let shares = system.elements.map { compound.composition.fraction(of: $0) }
                return KnownPoint(
                    fractions: TernaryPoint(shares[0], shares[1], shares[2]),
                    className: classNames[compound.classIndex],
                    label: compound.classIndex == commonest ? "" : compound.formula)
            }
    }

    /// Draws the map of a system into a file; the ending says in which format.
    public func drawMap(
        of label: String, divisions: Int, target: String, to path: String,
        threads: Int = Parallel.availableThreads
    ) throws {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard let format = MapFormat(rawValue: ending) else {
            throw QuasiScreenError.unknownOutputFormat(
                path: path, known: MapFormat.allCases.map { "." + $0.rawValue })
        }
        let panel = try panel(
            of: SweepSection.ternary(label), grid: TernaryGrid(divisions: divisions),
            classIndex: classIndex(named: target), judge: DomainJudge(self), threads: threads)
        try ResultFile.write(panel.rendered(as: format.figure), to: path)
    }
}
