import Basis
import Figures
import Materials
import Screening
import Ternary

/// Draws the maps of one model; what systems have in common is made once.
struct MapDrawing: Sendable {
    let model: TrainedModel
    let options: MapOptions
    private let layers: [String]
    private let sweep: TernarySweep
    private let judge: DomainJudge
    private let threads: Int

    init(_ model: TrainedModel, target: Int, options: MapOptions, threads: Int) throws {
        self.model = model
        self.options = options
        self.threads = threads
        layers = try options.layers(model, target: target)
        sweep = try model.sweep()
        judge = try DomainJudge(model)
    }

    /// The figure of a system or section, with the known compounds in it and a veil where the
    /// model is out of its domain.
    ///
    /// - Parameter zoom: the part of the triangle to show, such as `Al=50`; `nil` shows all.
    func figure(
        of section: TernarySection, divisions: Int, zoom: String? = nil
    ) throws -> TernaryFigure {
        let grid = try section.grid(divisions: divisions)
        let window = try zoom.map {
            try TernaryWindow(zoom: $0, corners: section.system.elements.map(\.symbol))
        }
        let doubt = try Doubt(
            of: section, divisions: divisions, judge: judge, threads: threads)
        return TernaryFigure(
            map: try sweep.screen(section, grid: grid).map,
            known: options.showsKnown ? model.knownPoints(in: section) : [],
            layers: try layers.map { try layer($0, section, divisions: divisions, doubt) },
            contourLevels: options.contours, labelsKnown: options.labelsKnown,
            window: window ?? .whole, title: "\(section)", veil: doubt.veil, style: options.style)
    }

    private func layer(
        _ name: String, _ section: TernarySection, divisions: Int, _ doubt: Doubt
    ) throws -> TernaryLayer {
        switch name {
        case MapOptions.classLayer: return .classes
        case MapOptions.domainLayer: return .doubt(doubt.isolation)
        case MapOptions.uncertaintyLayer:
            let (section, grid) = try section.coarse(divisions: divisions)
            return .doubt(
                TernaryField(
                    name: "Uncertainty", label: "Error to expect of the class's probability",
                    grid: grid,
                    values: try model.uncertainties(
                        on: grid, of: section, judge: judge, threads: threads),
                    highest: 0.5))
        default: return .probability(classIndex: try model.classIndex(named: name))
        }
    }

    /// How far the model may be trusted at the points of a map.
    private struct Doubt {
        let veil: MapVeil
        let isolation: TernaryField

        init(
            of section: TernarySection, divisions: Int, judge: DomainJudge, threads: Int
        ) throws {
            let (section, grid) = try section.coarse(divisions: divisions)
            let domains = try judge.assess(
                try section.compositions(on: grid), threads: threads)
            veil = MapVeil(
                grid: grid, doubts: domains.map { $0.isInDomain ? $0.isolation : 1 },
                limit: DomainAssessment.isolationLimit, name: "outside the domain")
            isolation = TernaryField(
                name: "Isolation", label: "Share of training compounds that are less isolated",
                grid: grid, values: domains.map(\.isolation), highest: 1)
        }
    }
}

extension TrainedModel {
    /// Known compounds, trained on or not, whose elements all belong to the system; in a section, those with its
    /// content of the fixed element to half a percent. Compounds of the commonest class get no
    /// name: there are many, and the rarer ones are what a reader looks for.
    func knownPoints(in section: TernarySection) -> [KnownPoint] {
        let members = Set(section.elements)
        let commonest = known.commonestClass
        return everyCompound.filter { members.isSuperset(of: $0.composition.elements) }
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
                    label: compound.classIndex == commonest ? "" : compound.formula,
                    isTrained: compound.exclusion == nil)
            }
    }

    /// The error to expect of the predicted class's probability at each point of a grid.
    func uncertainties(
        on grid: TernaryGrid, of section: TernarySection, judge: DomainJudge, threads: Int
    ) throws -> [Double] {
        let compositions = try section.compositions(on: grid)
        let features = try featurizer.features(of: compositions, threads: threads).matrix
        let predictions = try predictions(compositions, features: features, threads: threads)
        let domains = try judge.assess(compositions, features: features, threads: threads)
        return compositions.indices.map { row in
            let shares = predictions.probabilities.row(row)
            var best = 0
            for (column, share) in shares.enumerated()
            where share > shares[shares.startIndex + best] { best = column }
            return uncertainty(predictions.spread[row, best], compositions[row], domains[row])
        }
    }
}

extension TernarySection {
    /// The finest grid on which doubts are looked at.
    private static let coarseDivisions = 50

    /// The section and grid of a layer of doubt, 2 at.% or coarser: doubts are worked out point by
    /// point, which takes a hundred times as long as a probability, and nobody reads them to the
    /// third digit. A section whose content is not a whole number of the coarser steps keeps its
    /// own grid.
    fileprivate func coarse(divisions: Int) throws -> (TernarySection, TernaryGrid) {
        guard divisions > Self.coarseDivisions else {
            return (self, try grid(divisions: divisions))
        }
        guard let fixed else { return (self, try TernaryGrid(divisions: Self.coarseDivisions)) }
        let steps = fixed.parts * Self.coarseDivisions
        guard steps.isMultiple(of: fixed.total) else {
            return (self, try grid(divisions: divisions))
        }
        let coarse = try TernarySection(
            system, fixed: fixed.element, parts: steps / fixed.total, of: Self.coarseDivisions)
        return (coarse, try coarse.grid(divisions: Self.coarseDivisions))
    }

    /// The compositions of a grid of this section, in grid order.
    func compositions(on grid: TernaryGrid) throws -> [Composition] {
        try (0..<grid.count).map { index in
            let point = grid.point(index)
            return try composition(counts: [point.i, point.j, point.k])
        }
    }
}
