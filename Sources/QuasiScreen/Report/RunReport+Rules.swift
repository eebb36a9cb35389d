import Foundation
import Reporting
import Symbolic

extension RunReport {
    func ruleSection() throws -> ReportSection {
        let rules = try RuleSet(json: results.read("rules.json", RuleStage.id))
        let study = try RuleStudy(json: results.read("checks.json", RuleStage.id))
        let front = try ParetoFront(json: results.read("pareto.json", RuleStage.id))
        let surrogate = try ConjunctionSet(json: results.read("surrogate.json", RuleStage.id))
        let account = try results.account()
        return ReportSection(
            id: "rules", title: "Rules that a person can read",
            blocks: [
                .paragraph([
                    .text(
                        "Each rule is a necessary condition: a band on one quantity that most known "
                            + "compounds of the wanted class meet. A composition that meets all of "
                            + "them is not therefore one of that class; the precision says how "
                            + "often it is, among the wanted class and the ordinary compounds of "
                            + "metals. \u{27e8}q\u{27e9} is the mean of q over the atoms, "
                            + "\u{3c3}(q) its standard deviation, \u{3b4}(q) the latter over the "
                            + "former, x(...) an atomic fraction.")
                ])
            ] + ruleBlocks(rules)
                + (try figure(
                    RunFigures.ruleBands, id: "rule-bands-figure",
                    alternative: "Bands of the rules over the known compounds of each class",
                    caption: [
                        .text(
                            "Where the known compounds of each class lie, as shares of the class, "
                                + "and the band of each rule (grey). A rule that says much has the "
                                + "wanted class inside and the others outside.")
                    ])) + [
                    .table(try ruleTable(rules)),
                    .paragraph(account.sentences().map { .text($0) }),
                    .heading("How far the rules can be trusted"),
                    .table(try checkTable(study)),
                ] + (try familyTable(study).map { [.table($0)] } ?? [])
                + (try stabilityTable(study).map { [.table($0)] } ?? []) + [
                    .heading("A sparse surrogate of the model"),
                    .paragraph([
                        .text(
                            "The logit of the model's out-of-fold probability as a constant and a few "
                                + "terms; a term is its coefficient times the degrees to which all its "
                                + "conditions hold. A condition is 1 where it holds and 0 outside; "
                                + "across a~b it changes in a straight line. Held-out figures "
                                + "repeat the search without each fold of chemical systems. "
                                + HeldOutMeaning.sentence(HeldOutMeaning.surrogate))
                    ]),
                    .table(try surrogateTable(surrogate)), .table(try conditionTable(surrogate)),
                    .heading("Sums of formulas"),
                ]
                + (try figure(
                    RunFigures.pareto, id: "pareto-figure",
                    alternative: "\(lossTitle(front)) against complexity",
                    caption: [
                        .text(
                            "Each point is the best formula of its complexity; marked is the "
                                + "simplest within one standard error of the best.")
                    ])) + [
                    .paragraph(front.notes.map { .text($0 + " ") }),
                    .table(try paretoTable(front)),
                    .paragraph(
                        [
                            .text("For other programs: ")
                        ] + downloads()),
                ])
    }

    private func ruleBlocks(_ rules: RuleSet) -> [ReportBlock] {
        let names = rules.variables.map { RuleVariable.display($0.name) }
        let latexNames = rules.variables.map { $0.latex ?? $0.name }
        return rules.rules.map { rule in
            .formula(
                ReportFormula(
                    math: MathNode(rule, names: names), latex: rule.expression.latex(latexNames),
                    plain: rules.text(rule)))
        }
    }

    private func ruleTable(_ rules: RuleSet) throws -> ReportTable {
        func row(_ name: String, _ figures: RuleFigures) -> [ReportCell] {
            [
                .text(name), .number(figures.coverage), .number(figures.precision),
                .number(figures.precisionInterval.lower), .number(figures.precisionInterval.upper),
                .number(figures.lift), .number(Double(figures.positivesInside)),
                .number(Double(figures.rowsInside)),
            ]
        }
        return try ReportTable(
            id: "rules-table",
            caption: "How well each rule and all of them together separate, on the compounds that "
                + "they were found on",
            columns: [
                ReportColumn("Rule", .text),
                ReportColumn(
                    "Coverage", .number(decimals: 3),
                    summary: "Share of the wanted class that meets the rule."),
                ReportColumn(
                    "Precision", .number(decimals: 3),
                    summary: "Share of the wanted class among what meets the rule."),
                ReportColumn("Precision, from", .number(decimals: 3), summary: "Wilson, 95 %."),
                ReportColumn("to", .number(decimals: 3)),
                ReportColumn(
                    "Lift", .number(decimals: 1), summary: "Precision over the class's share."),
                ReportColumn("Wanted inside", .number(decimals: 0)),
                ReportColumn("All inside", .number(decimals: 0)),
            ],
            rows: rules.rules.map { row(rules.text($0), $0.figures) }
                + [row("all together", rules.conjunction)],
            isFilterable: false)
    }

    private func lossTitle(_ front: ParetoFront) -> String {
        front.isValidated ? "Held-out loss" : "Refitted loss"
    }

    private func paretoTable(_ front: ParetoFront) throws -> ReportTable {
        let held = front.isValidated
        return try ReportTable(
            id: "pareto", caption: "Complexity against \(lossTitle(front).lowercased())",
            columns: [
                ReportColumn(
                    "Formula", .text,
                    summary:
                        "The numbers of the model; pareto.symbols.csv says which column a name is."),
                ReportColumn(
                    "Complexity", .number(decimals: 0), summary: "Nodes of the expression."),
            ]
                + (held
                    ? [
                        ReportColumn(
                            "Loss", .number(decimals: 5), summary: "Held-out mean squared error."),
                        ReportColumn(
                            "R\u{b2}", .number(decimals: 3),
                            summary: "Held out: the search repeated without each fold."),
                        ReportColumn(
                            "R\u{b2}, choice repeated", .text,
                            summary: "Of the named choices, made without the fold judged too."),
                    ] : []) + [
                    ReportColumn(
                        "Loss, refitted", .number(decimals: 5),
                        summary: "Formula chosen on all rows, coefficients without the fold."),
                    ReportColumn("R\u{b2}, refitted", .number(decimals: 3)),
                    ReportColumn("Choice", .text),
                ],
            rows: front.entries.enumerated().map { index, model in
                let choice = front.choices(index).map {
                    $0 == "simplest" ? "simplest within one standard error" : $0
                }
                var cells: [ReportCell] = [
                    .text(front.text(model)), .number(Double(model.complexity)),
                ]
                if held {
                    cells += [model.heldOut?.loss, model.heldOut?.rSquared].map {
                        $0.map { .number($0) } ?? .missing
                    }
                    let own = front.repeatedFigures(index) { String(format: "%.3f", $0) }
                    cells.append(own.map { .text($0) } ?? .missing)
                }
                return cells + [
                    .number(model.refittedLoss), .number(model.rSquaredRefitted),
                    .text(choice.joined(separator: ", ")),
                ]
            }, isFilterable: false)
    }

    private func downloads() -> [Inline] {
        results.names(RuleStage.id).flatMap { name in
            [.reference(name, address: "../\(RuleStage.id)/\(name)"), .text(" ")]
        }
    }
}
