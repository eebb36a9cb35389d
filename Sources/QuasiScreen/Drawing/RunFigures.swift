import Artifacts
import Basis
import Descriptors
import Figures
import Materials
import Screening
import Symbolic
import Validation

/// The overview figures of a run: how good the model is, what it found, by which laws.
struct RunFigures {
    let results: RunResults
    /// The wanted class.
    let target: String
    /// Elements whose compounds take no part in the search for rules.
    let excluded: Set<Element>
    /// Letters, resolution and ground; every figure has a width of its own.
    let style: FigureStyle
    let threads: Int

    /// Candidates in the ranking.
    private static let ranked = 30
    /// Clusters of descriptors in the figure of importance.
    private static let clusters = 15

    /// All figures by the names of their files, in the order in which a report tells them; those of
    /// which a run has nothing to show are left out.
    func all() throws -> [(name: String, figure: any Figure)] {
        let model = try results.model()
        let documents = try results.validations()
        let figures: [(String, (any Figure)?)] = [
            (Self.elements, try periodicTable(model)), (Self.ranking, try ranking()),
            (Self.precisionRecall, try precisionRecall(documents)),
            (Self.confusion, confusion(documents)),
        ]
        let reliabilities = documents.map { document in
            (Self.reliability(document.protocol), document.reliabilityFigure(style: wide))
        }
        let rest: [(String, (any Figure)?)] = [
            (Self.importance, try importance()), (Self.pareto, try pareto()),
            (Self.ruleBands, try ruleBands(model)),
        ]
        return (figures + reliabilities + rest).compactMap { name, figure in
            figure.map { (name, $0) }
        }
    }

    static let elements = "elements"
    static let ranking = "ranking"
    static let precisionRecall = "precision-recall"
    static let confusion = "confusion"
    static let importance = "importance"
    static let pareto = "pareto"
    static let ruleBands = "rule-bands"
    static func reliability(_ protocol: String) -> String { "reliability-\(`protocol`)" }

    private var wide: FigureStyle { width(FigureStyle.fullWidth) }
    private var narrow: FigureStyle { width(FigureStyle.singleColumn) }

    private func width(_ width: Double) -> FigureStyle {
        var style = style
        style.width = width
        return style
    }

    // MARK: - The sweep

    private func periodicTable(_ model: TrainedModel) throws -> PeriodicTableFigure? {
        var hits = [Element: Double]()
        for summary in try results.sweep().summaries() {
            for element in summary.section.elements { hits[element, default: 0] += 0 }
            for element in Self.holders(summary) { hits[element, default: 0] += 1 }
        }
        guard !hits.isEmpty else { return nil }
        let index = try model.classIndex(named: target)
        let known = model.known.compounds.filter { $0.classIndex == index }
        return PeriodicTableFigure(
            values: hits, valueTitle: "Systems with a predicted \(target) that holds the element",
            marked: Set(known.flatMap(\.composition.elements)),
            markName: "in a known \(target)", style: wide)
    }

    /// The elements of a system's best compositions, those outside the model's domain left out: what
    /// stands on the edge of a triangle says nothing of its third element.
    private static func holders(_ summary: SystemSummary) -> Set<Element> {
        let elements = summary.section.system.elements
        var holders = Set<Element>()
        for region in summary.regions where region.peakDomain.isInDomain {
            holders.formUnion(zip(elements, region.peakCounts).filter { $0.1 > 0 }.map(\.0))
            if let fixed = summary.section.fixed { holders.insert(fixed.element) }
        }
        return holders
    }

    private func ranking() throws -> RankingFigure? {
        let table = try DelimitedTable(
            bytes: results.read("candidates.csv", SweepStage.id),
            file: "\(SweepStage.id)/candidates.csv")
        let listed = try ListedCandidate.read(table, target: target).prefix(Self.ranked)
        let candidates = listed.filter { !$0.probability.isNaN }.map { candidate in
            let error = candidate.uncertainty ?? 0
            return RankingFigure.Candidate(
                name: candidate.formula, probability: candidate.probability,
                lower: max(0, candidate.probability - error),
                upper: min(1, candidate.probability + error),
                grade: candidate.domain?.rawValue ?? 0, distance: candidate.distance)
        }
        guard !candidates.isEmpty else { return nil }
        return RankingFigure(
            candidates: candidates, valueTitle: "Probability of \(target)", style: wide)
    }

    // MARK: - Validation

    private func precisionRecall(
        _ documents: [ValidationDocument]
    ) throws -> PrecisionRecallFigure? {
        var prevalence: Double?
        var curves = [PrecisionRecallFigure.Curve]()
        for document in documents {
            let name = "\(document.protocol).h5"
            guard results.names(ValidationStage.id).contains(name),
                let target = document.classes.firstIndex(of: target)
            else { continue }
            let file = try ArtifactSchema.validation.decode(
                results.read(name, ValidationStage.id), name: "\(ValidationStage.id)/\(name)")
            let labels = try file.int32s("truth").map { Int($0) == target }
            guard labels.contains(true) else { continue }
            func points(_ variable: String) throws -> [PrecisionRecallFigure.OperatingPoint] {
                let values = try file.doubles(variable)
                let classes = document.classes.count
                return try PrecisionRecallFigure.points(
                    scores: labels.indices.map { values[$0 * classes + target] }, labels: labels)
            }
            let baseline = "probability_reference_forest"
            prevalence = Double(labels.count { $0 }) / Double(labels.count)
            curves.append(
                PrecisionRecallFigure.Curve(
                    name: document.protocol, points: try points("probability"),
                    baseline: file.variables.contains { $0.name == baseline }
                        ? try points(baseline) : []))
        }
        guard !curves.isEmpty else { return nil }
        return PrecisionRecallFigure(
            curves: curves, prevalence: prevalence, baselineName: "Liu et al.",
            style: narrow)
    }

    private func confusion(_ documents: [ValidationDocument]) -> ConfusionFigure? {
        guard let first = documents.first else { return nil }
        return ConfusionFigure(
            classNames: first.classes,
            matrices: documents.map { .init(name: $0.protocol, counts: $0.confusionMatrix) },
            style: wide)
    }

    private func importance() throws -> BarFigure? {
        let name = ValidationStage.importanceFile
        guard results.names(ValidationStage.id).contains(name),
            let importance = try ClusterImportance(
                csv: DelimitedTable(
                    bytes: results.read(name, ValidationStage.id),
                    file: "\(ValidationStage.id)/\(name)"))
        else { return nil }
        let first = importance.clusters.prefix(Self.clusters).filter { $0.drop > 0 }
        guard !first.isEmpty else { return nil }
        return BarFigure(
            bars: first.map { cluster in
                let others = cluster.members.count - 1
                let label =
                    RuleVariable.display(cluster.representative)
                    + (others > 0 ? " (+\(others))" : "")
                return cluster.standardDeviation.map {
                    BarFigure.Bar(label: label, value: cluster.drop, spread: $0)
                } ?? BarFigure.Bar(label: label, value: cluster.drop)
            }, valueTitle: "Drop of the \(importance.metric)", decimals: 3,
            intervalName: "mean ± standard deviation over folds", style: width(120))
    }

    // MARK: - Rules

    private func pareto() throws -> ParetoFigure? {
        let front = try ParetoFront(json: results.read("pareto.json", RuleStage.id))
        guard !front.entries.isEmpty else { return nil }
        return ParetoFigure(
            points: front.entries.map {
                ParetoFigure.Point(
                    complexity: Double($0.complexity),
                    loss: $0.heldOut?.loss ?? $0.refittedLoss)
            }, chosen: front.simplestIndex,
            lossTitle: front.isValidated ? "Held-out loss" : "Refitted loss", style: narrow)
    }

    private func ruleBands(_ model: TrainedModel) throws -> RuleBandFigure? {
        let rules = try RuleSet(json: results.read("rules.json", RuleStage.id))
        guard !rules.rules.isEmpty else { return nil }
        let descriptors = try AlloyDescriptors(
            RuleDescriptors.parse(rules.variables.map(\.name)))
        let names = rules.variables.map { RuleVariable.display($0.name) }
        let compounds = model.known.compounds.filter {
            excluded.isDisjoint(with: $0.composition.elements)
                && descriptors.missingValue(of: $0.composition) == nil
        }
        let points = try Parallel.map(count: compounds.count, threads: threads) {
            try descriptors.values(of: compounds[$0].composition)
        }
        return RuleBandFigure(
            classNames: model.classNames,
            rows: rules.rules.map { rule in
                var values = [[Double]](repeating: [], count: model.classNames.count)
                for (compound, point) in zip(compounds, points) {
                    if let value = rule.expression.value(at: point) {
                        values[compound.classIndex].append(value)
                    }
                }
                let unit = try? rule.expression.unit(rules.variables)
                return RuleBandFigure.Row(
                    quantity: rule.expression.text(names), unit: unit.map { "\($0)" } ?? "",
                    lower: rule.lower, upper: rule.upper, values: values,
                    coverage: RuleBandFigure.Share(rule.coverage, rule.figures.coverageInterval),
                    precision: RuleBandFigure.Share(
                        rule.precision, rule.figures.precisionInterval))
            }, style: wide)
    }
}

extension RuleBandFigure.Share {
    fileprivate init(_ value: Double, _ interval: RuleFigures.Interval) {
        self.init(value, lower: min(value, interval.lower), upper: max(value, interval.upper))
    }
}

extension RunResults {
    /// The protocols that were run, in their order.
    func validations() throws -> [ValidationDocument] {
        try ValidationProtocol.allCases.map(\.rawValue).compactMap { name in
            try names(ValidationStage.id).contains("\(name).json")
                ? decode(ValidationDocument.self, from: "\(name).json", of: ValidationStage.id)
                : nil
        }
    }
}
