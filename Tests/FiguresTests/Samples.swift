import Basis
import Materials
import Ternary

@testable import Figures

/// Figures made up for the tests.
enum Samples {
    static let classNames = ["quasicrystal", "approximant", "ordinary"]

    /// A map whose first class is sure at the first corner, and so on; `ripple` makes it uneven.
    static func map(divisions: Int, ripple: Double = 0) throws -> PhaseMap {
        let grid = try TernaryGrid(divisions: divisions)
        var stream = RandomStream(seed: 5)
        var values = [Double]()
        for index in 0..<grid.count {
            let point = grid.fractions(index)
            let row = [point.a, point.b, point.c].map { $0 * $0 + ripple * stream.unit() }
            let sum = row.reduce(0, +)
            values += row.map { $0 / sum }
        }
        return try PhaseMap(
            system: ChemicalSystem("Al-Cu-Fe"), grid: grid, classNames: classNames,
            probabilities: values)
    }

    /// A map where one class is certain everywhere.
    static func certain(_ column: Int, names: [String] = classNames) throws -> PhaseMap {
        let grid = try TernaryGrid(divisions: 5)
        let row = names.indices.map { $0 == column ? 1.0 : 0 }
        return try PhaseMap(
            system: ChemicalSystem("Al-Cu-Fe"), grid: grid, classNames: names,
            probabilities: (0..<grid.count).flatMap { _ in row })
    }

    static let known = [
        KnownPoint(
            fractions: TernaryPoint(0.63, 0.25, 0.12), className: "quasicrystal",
            label: "Al63Cu25Fe12"),
        KnownPoint(fractions: TernaryPoint(1, 0, 0), className: "ordinary", label: "Al"),
        KnownPoint(fractions: TernaryPoint(0.5, 0, 0.5), className: "B2", label: "AlFe"),
    ]

    /// The map beside the probability of a class, and what nobody is sure of.
    static func panel(
        map: PhaseMap, known: [KnownPoint] = [], classIndex: Int, title: String = "",
        veil: MapVeil? = nil, style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) -> TernaryFigure {
        let field = TernaryField(
            name: "Uncertainty", label: "Error to expect", grid: map.grid,
            values: (0..<map.grid.count).map { map.grid.fractions($0).b / 2 }, highest: 0.5)
        return TernaryFigure(
            map: map, known: known,
            layers: [.classes, .probability(classIndex: classIndex), .doubt(field)],
            title: title, veil: veil, style: style)
    }

    /// Mostly near 0, as the curve of a rare class is.
    static func curve(_ name: String) -> ReliabilityFigure.Curve {
        ReliabilityFigure.Curve(
            name: name,
            points: [
                .init(
                    predicted: 0, observed: 0, lower: 0, upper: 0.002, positives: 0, rows: 2000),
                .init(
                    predicted: 0.02, observed: 0.01, lower: 0.004, upper: 0.03, positives: 3,
                    rows: 300),
                .init(predicted: 0.9, observed: 1, lower: 0.72, upper: 1, positives: 10, rows: 10),
            ])
    }

    static let hostile = "<script>alert('x')</script>\n\u{0}\u{202E}& \"quoted\" ]]> \u{FFFE}"

    /// One figure of each kind, all with this title and label.
    static func all(label: String) throws -> [any Figure] {
        let map = try map(divisions: 12, ripple: 0.1)
        let names = [label, "approximant", "ordinary"]
        let named = try PhaseMap(
            system: map.system, grid: map.grid, classNames: names,
            probabilities: map.probabilities)
        let points = [
            KnownPoint(
                fractions: TernaryPoint(0.25, 0.25, 0.5), className: label, label: label)
        ]
        return try [
            TernaryFigure(map: named, known: points, title: label),
            TernaryFigure(
                map: named, known: points, layers: [.probability(classIndex: 0)], title: label),
            panel(
                map: named, known: points, classIndex: 0, title: label,
                veil: MapVeil(
                    grid: named.grid,
                    covered: (0..<named.grid.count).map { $0 % 3 == 0 }, name: label)),
            ParetoFigure(
                points: [.init(complexity: 1, loss: 2), .init(complexity: 3, loss: 0.5)],
                chosen: 1, complexityTitle: label, lossTitle: label, title: label),
            ConfusionFigure(
                classNames: names, counts: [[5, 1, 0], [2, 3, 1], [0, 0, 0]], title: label),
            BarFigure(
                bars: [.init(label: label, value: 0.9), .init(label: "Al-Cu-Fe", value: 0)],
                valueTitle: label, title: label),
            ReliabilityFigure(curves: [curve(label), curve("ordinary")], title: label),
        ] + overviews(label: label)
    }
}
