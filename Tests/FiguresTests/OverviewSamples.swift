import Materials

@testable import Figures

extension Samples {
    /// Amounts of some elements of every block, one far above the others.
    static let amounts: [Element: Double] = {
        var amounts = [Element: Double]()
        for (index, symbol) in ["Al", "Cu", "Fe", "Zn", "Yb", "U", "Ac", "Mg"].enumerated() {
            guard let element = Element(symbol: symbol) else { continue }
            amounts[element] = index == 0 ? 250 : Double(index)
        }
        return amounts
    }()

    /// Ranked candidates of all three grades.
    static func candidates(_ count: Int, name: String) -> [RankingFigure.Candidate] {
        (0..<count).map { index in
            let probability = 0.98 - 0.9 * Double(index) / Double(count)
            return RankingFigure.Candidate(
                name: index == 0 ? name : "Al62.\(index)Cu25.5Fe(B2)3",
                probability: probability, lower: max(0, probability - 0.1),
                upper: min(1, probability + 0.1), grade: index % 3,
                distance: index == 1 ? nil : Double(index))
        }
    }

    /// A band over three classes, one of them without compounds, with values far outside.
    static func band(_ quantity: String, unit: String = "e/atom") -> RuleBandFigure.Row {
        let ordinary = (0..<2000).map { Double($0 % 500) / 100 } + [1e6]
        return RuleBandFigure.Row(
            quantity: quantity, unit: unit, lower: 1.9, upper: 2.2,
            values: [(0..<100).map { 1.85 + Double($0) / 250 }, [], ordinary],
            coverage: .init(0.9, lower: 0.85, upper: 0.95),
            precision: .init(0.02, lower: 0.01, upper: 0.03))
    }

    static func precisionRecall(_ name: String) throws -> PrecisionRecallFigure.Curve {
        let labels = (0..<60).map { $0 % 7 == 0 }
        let scores = labels.enumerated().map { row, isPositive in
            Double((row * 37) % 50 + (isPositive ? 20 : 0))
        }
        let plain = (0..<60).map { Double(($0 * 11) % 9) }
        return PrecisionRecallFigure.Curve(
            name: name, points: try PrecisionRecallFigure.points(scores: scores, labels: labels),
            baseline: try PrecisionRecallFigure.points(scores: plain, labels: labels))
    }

    /// Overviews of a run, all with this title and label.
    static func overviews(
        label: String, style: FigureStyle = FigureStyle(width: FigureStyle.fullWidth)
    ) throws -> [any Figure] {
        let names = [label, "approximant", "ordinary"]
        let periodic = PeriodicTableFigure(
            values: amounts, valueTitle: label,
            marked: Set(Element(symbol: "Mg").map { [$0] } ?? []),
            markName: label, absenceName: label, title: label, style: style)
        let ranking = RankingFigure(
            candidates: candidates(14, name: label),
            gradeNames: [label, "at its edge", "outside"], valueTitle: label,
            distanceTitle: label, named: 9, title: label, style: style)
        let curves = PrecisionRecallFigure(
            curves: [try precisionRecall(label), try precisionRecall("system")],
            prevalence: 0.15, baselineName: label, title: label, style: style)
        let counts = [[50_000, 1, 0], [2, 3, 1], [0, 0, 0]]
        let confusion = ConfusionFigure(
            classNames: names,
            matrices: [label, "composition", "system", "family"].map {
                ConfusionFigure.Matrix(name: $0, counts: counts)
            }, title: label, style: style)
        let bars = BarFigure(
            bars: [
                BarFigure.Bar(label: label, value: 0.9, spread: 0.4),
                BarFigure.Bar(label: "Al-Cu-Fe", value: -0.2, interval: -0.5...0.1),
                BarFigure.Bar(label: "Al-Cu", value: 0),
            ], valueTitle: label, mark: .dot, intervalName: label, title: label, style: style)
        let losses = (1...30).map { complexity -> ParetoFigure.Point in
            let scale = complexity * complexity * (complexity % 3 + 1)
            return ParetoFigure.Point(complexity: Double(complexity), loss: 1 / Double(scale))
        }
        let pareto = ParetoFigure(
            points: losses, chosen: 29, chosenLabel: label, complexityTitle: label,
            lossTitle: label, title: label, style: style)
        let rules = RuleBandFigure(
            classNames: names, rows: [band(label, unit: label), band("mean valence")],
            title: label, style: style)
        let reliability = ReliabilityFigure(
            curves: [curve(label), curve("ordinary"), curve("B2")], title: label, style: style)
        return [periodic, ranking, curves, confusion, bars, pareto, rules, reliability]
    }
}
