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
        let divisions = configuration.sweep.divisions
        let asked = try section.systems.map {
            try SweepSection.plane($0, divisions: divisions)
        }
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
                .prefix(section.top).map(\.section)
            let systems = best + asked.filter { !best.contains($0) }
            let judge = try DomainJudge(model)
            let screener = try model.sweep()
            for (position, system) in systems.enumerated() {
                let panel = try model.panel(
                    of: system, divisions: divisions, classIndex: classIndex, judge: judge,
                    sweep: screener, threads: context.threads)
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
    /// The two-panel figure of a system or section: predicted classes and the probability of one
    /// class, with the known compounds in it and a veil where the model is out of its domain.
    func panel(
        of section: TernarySection, divisions: Int, classIndex: Int, judge: DomainJudge,
        sweep: TernarySweep, threads: Int
    ) throws -> TernaryPanel {
        let screened = try sweep.screen(section, grid: section.grid(divisions: divisions))
        let (coarse, grid) = try section.veil(divisions: divisions)
        let veil = MapVeil(
            grid: grid, covered: try judge.outside(coarse, grid: grid, threads: threads),
            name: "outside the domain")
        return TernaryPanel(
            map: screened.map, known: knownPoints(in: section), classIndex: classIndex,
            title: "\(section)", veil: veil)
    }

    /// Known compounds whose elements all belong to the system; in a section, those with its
    /// content of the fixed element to half a percent. Compounds of the commonest class get no
    /// name: there are many, and the rarer ones are what a reader looks for.
    func knownPoints(in section: TernarySection) -> [KnownPoint] {
        let members = Set(section.elements)
        let commonest = known.commonestClass
        return known.compounds.filter { members.isSuperset(of: $0.composition.elements) }
            .compactMap { compound in
                let shares = section.system.elements.map { compound.composition.fraction(of: $0) }
                var scale = 1.0
                if let fixed = section.fixed {
                    let content = compound.composition.fraction(of: fixed.element)
                    scale = shares.reduce(0, +)
                    guard abs(content - fixed.fraction) <= 0.005, scale > 0 else { return nil }
                }
                return KnownPoint(
                    fractions: TernaryPoint(
                        shares[0] / scale, shares[1] / scale, shares[2] / scale),
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
            of: SweepSection.plane(label, divisions: divisions), divisions: divisions,
            classIndex: classIndex(named: target), judge: DomainJudge(self), sweep: sweep(),
            threads: threads)
        try ResultFile.write(panel.rendered(as: format.figure), to: path)
    }
}

extension TernarySection {
    /// The finest grid on which a map's domain is looked at.
    private static let veilDivisions = 100

    /// The section and grid of a veil: a finer one could not be told apart on paper, and a search
    /// at each of 500,000 points would take its time. A section whose content is not a whole
    /// number of the coarser steps keeps its own.
    fileprivate func veil(divisions: Int) throws -> (TernarySection, TernaryGrid) {
        guard divisions > Self.veilDivisions else { return (self, try grid(divisions: divisions)) }
        guard let fixed else { return (self, try TernaryGrid(divisions: Self.veilDivisions)) }
        let steps = fixed.parts * Self.veilDivisions
        guard steps.isMultiple(of: fixed.total) else {
            return (self, try grid(divisions: divisions))
        }
        let coarse = try TernarySection(
            system, fixed: fixed.element, parts: steps / fixed.total, of: Self.veilDivisions)
        return (coarse, try coarse.grid(divisions: Self.veilDivisions))
    }
}
