import Reporting

extension RunReport {
    /// Why the default model is what it is; `nil` for a run with another.
    func choiceSection(_ recipe: ModelRecipe) throws -> ReportSection? {
        guard recipe == ModelRecipe.standard.seeded(recipe.seed) else { return nil }
        return ReportSection(
            id: "choice", title: "What did not help",
            blocks: [
                .paragraph([
                    .text(
                        "The default model was chosen among the following. No prototype is best in "
                            + "every column; the default was taken for its figures with families "
                            + "left out, so those are the best of several and flatter it. These are not figures of this run: they are of "
                            + "prototypes (scikit-learn 1.9, LightGBM 4.7) on the "
                            + "data of Liu et al., under cross-validation grouped by chemical "
                            + "system and by left-out family, with three seeds or fewer. "
                            + "Differences of about a hundredth are within the spread between "
                            + "seeds. F1 and AP: the mean F1 of the classes and the average "
                            + "precision, 1 is perfect.")
                ]),
                .table(
                    try ReportTable(
                        id: "choice-table", caption: "Prototypes of models, out of sample",
                        columns: [
                            ReportColumn("Prototype", .text),
                            ReportColumn(
                                "System F1", .number(decimals: 3),
                                summary: "Macro-F1 with chemical systems left out."),
                            ReportColumn(
                                "System AP", .number(decimals: 3),
                                summary: "Average precision of quasicrystals and approximants, "
                                    + "taken as one, with chemical systems left out."),
                            ReportColumn(
                                "Family F1", .number(decimals: 3),
                                summary: "Macro-F1 with families left out."),
                            ReportColumn(
                                "Family AP", .number(decimals: 3),
                                summary: "The same average precision with families left out."),
                        ],
                        rows: Self.prototypes.map { name, figures in
                            [.text(name)] + figures.map(ReportCell.number)
                        }, isFilterable: false)),
                .list([
                    [
                        .text(
                            "A forest added to the pool of boosters lowered the family F1 by "
                                + "0.045.")
                    ],
                    [
                        .text(
                            "Platt curves on the pool raised its log-loss from 0.0173 to 0.0185; "
                                + "they are used where out-of-fold results say that they help.")
                    ],
                ]),
            ])
    }

    /// System F1, system AP, family F1, family AP.
    private static let prototypes: [(String, [Double])] = [
        (
            "pool of two boosters, one with homologue copies (the default)",
            [0.857, 0.943, 0.705, 0.822]
        ),
        ("boosters without homologue copies", [0.863, 0.945, 0.595, 0.817]),
        (
            "two stages with copies: ordinary or not, then which",
            [0.829, 0.935, 0.701, 0.821]
        ),
        ("bagging of positives against unlabelled", [0.848, 0.932, 0.669, 0.752]),
        ("kernel-mean descriptors alone", [0.781, 0.884, 0.520, 0.519]),
        ("Gaussian process", [0.738, 0.840, 0.609, 0.556]),
        ("logistic regression", [0.652, 0.695, 0.563, 0.327]),
    ]
}
