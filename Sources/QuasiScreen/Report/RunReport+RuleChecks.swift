import Reporting
import Symbolic

/// Tables on how rules and surrogate stand up to checks.
extension RunReport {
    func checkTable(_ study: RuleStudy) throws -> ReportTable {
        var rows = [[ReportCell]]()
        func add(_ what: String, _ figures: RuleFigures) {
            rows.append([
                .text(what), .number(figures.coverage), .number(figures.precision),
                .number(figures.precisionInterval.lower), .number(figures.precisionInterval.upper),
                .number(figures.lift),
            ])
        }
        for validation in study.validations {
            let name = validation.kind == .conjunction ? "the rules" : "one of several families"
            add("\(name), on the compounds they were found on", validation.training)
            for (number, figures) in validation.crossValidated.enumerated() {
                add(
                    "\(name), search repeated without each fold of systems, division "
                        + "\(number + 1)", figures)
            }
            for null in validation.nulls {
                let labels =
                    null.null == .shuffledLabels
                    ? "labels shuffled" : "groups of similar systems labelled at random"
                rows.append([
                    .text(
                        "\(name) against \(null.searches) searches with \(labels): their median "
                            + "and 95 % quantile, p = \(null.precision.pValue)"),
                    .missing, .number(null.precision.median), .missing,
                    .number(null.precision.high), .missing,
                ])
            }
        }
        for criterion in study.criteria {
            add("\(criterion.name): \(criterion.text)", criterion.figures)
        }
        return try ReportTable(
            id: "rule-checks",
            caption: "The rules on the compounds they were found on and with the search repeated "
                + "without each fold, beside chance and the criteria of the field",
            columns: [
                ReportColumn("What", .text), ReportColumn("Coverage", .number(decimals: 3)),
                ReportColumn("Precision", .number(decimals: 3)),
                ReportColumn("Precision, from", .number(decimals: 3), summary: "Wilson, 95 %."),
                ReportColumn("to", .number(decimals: 3)),
                ReportColumn("Lift", .number(decimals: 1)),
            ], rows: rows, isFilterable: false)
    }

    func familyTable(_ study: RuleStudy) throws -> ReportTable? {
        guard let families = study.validation(.conjunction)?.families else { return nil }
        let names = try results.account().familyNames
        func row(
            _ name: String, _ positives: Int?, _ values: [Double]
        ) -> [ReportCell] {
            [.text(name), positives.map { .number(Double($0)) } ?? .missing]
                + values.map { .number($0) }
        }
        return try ReportTable(
            id: "rule-families",
            caption:
                "Rules found without the family that they judge (family: the majority element)",
            columns: [
                ReportColumn("Family left out", .text),
                ReportColumn("Wanted", .number(decimals: 0)),
                ReportColumn("Coverage", .number(decimals: 3)),
                ReportColumn(
                    "Others passed", .number(decimals: 4),
                    summary: "Share of the family's ordinary compounds that meet all rules."),
                ReportColumn(
                    "Coverage, widened", .number(decimals: 3),
                    summary: "All bands widened alike until 3 % of the other families' ordinary "
                        + "compounds pass."),
                ReportColumn("Others passed, widened", .number(decimals: 4)),
            ],
            rows: families.families.map { family in
                row(
                    names.indices.contains(family.family) ? names[family.family] : "?",
                    family.positives,
                    [
                        family.coverage, family.passed, family.relaxedCoverage,
                        family.relaxedPassed,
                    ])
            } + [
                row(
                    "all", nil,
                    [
                        families.coverage, families.passed, families.relaxedCoverage,
                        families.relaxedPassed,
                    ])
            ], isFilterable: false)
    }

    func stabilityTable(_ study: RuleStudy) throws -> ReportTable? {
        guard let stability = study.validation(.conjunction)?.stability else { return nil }
        return try ReportTable(
            id: "rule-stability",
            caption: "How often a quantity recurs among the rules of \(stability.bootstraps) "
                + "searches on resampled chemical systems",
            columns: [
                ReportColumn("Quantity", .text), ReportColumn("Searches", .number(decimals: 0)),
            ],
            rows: stability.properties.filter { $0.count > 0 }.prefix(12).map {
                [.text(RuleVariable.display($0.name)), .number(Double($0.count))]
            }, isFilterable: false)
    }

    func surrogateTable(_ set: ConjunctionSet) throws -> ReportTable {
        try ReportTable(
            id: "surrogate", caption: "How well few terms follow the model",
            columns: [
                ReportColumn("Terms", .number(decimals: 0)),
                ReportColumn("Conditions", .number(decimals: 0)),
                ReportColumn("R\u{b2}, training", .number(decimals: 3)),
                ReportColumn("R\u{b2}, held out", .number(decimals: 3)),
                ReportColumn(
                    "AUC, held out", .number(decimals: 3), summary: "Against the true labels."),
                ReportColumn("Average precision, held out", .number(decimals: 3)),
            ],
            rows: set.models.map { model in
                let held = model.heldOut
                func cell(_ value: Double?) -> ReportCell { value.map { .number($0) } ?? .missing }
                return [
                    .number(Double(model.terms.count)),
                    .number(Double(model.terms.reduce(0) { $0 + $1.bands.count })),
                    .number(model.rSquaredTraining), cell(held?.rSquared),
                    cell(held?.areaUnderCurve),
                    cell(held?.averagePrecision),
                ]
            }, isFilterable: false)
    }

    func conditionTable(_ set: ConjunctionSet) throws -> ReportTable {
        let rows = set.models.last.map { model -> [[ReportCell]] in
            [[.text("\(model.intercept)"), .text("everywhere")]]
                + model.terms.map { term in
                    let conditions = term.bands.map {
                        set.text($0, name: RuleVariable.display(set.variables[$0.variable].name))
                    }
                    return [
                        .text("\(term.coefficient)"), .text(conditions.joined(separator: " and ")),
                    ]
                }
        }
        return try ReportTable(
            id: "surrogate-terms", caption: "The largest surrogate, added to the logit where",
            columns: [
                ReportColumn("Coefficient", .text),
                ReportColumn("Conditions", .text),
            ], rows: rows ?? [], isFilterable: false)
    }
}
