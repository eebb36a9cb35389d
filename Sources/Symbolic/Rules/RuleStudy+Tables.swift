import Basis

extension RuleStudy {
    /// Coverage, precision and lift of each product by each check, and of the given criteria.
    public var figuresCSV: String {
        var writer = DelimitedWriter(columns: ["subject", "rows_judged"] + RuleFigures.header)
        for validation in validations {
            let kind = validation.kind.rawValue
            writer.append([kind, "training"] + validation.training.cells)
            for (index, figures) in validation.crossValidated.enumerated() {
                writer.append([kind, "held out \(index + 1)"] + figures.cells)
            }
        }
        for criterion in criteria {
            writer.append([ExportText.cell(criterion.name), "all"] + criterion.figures.cells)
        }
        return writer.text
    }

    /// Each family judged by rules found without it, and by the given criteria.
    ///
    /// - Parameter familyName: what a family's number stands for.
    public func familiesCSV(familyName: (Int) -> String = { "\($0)" }) -> String {
        var writer = DelimitedWriter(columns: [
            "subject", "family", "positives", "others", "coverage", "passed", "relaxed_coverage",
            "relaxed_passed",
        ])
        for validation in validations {
            guard let summary = validation.families else { continue }
            let kind = validation.kind.rawValue
            for family in summary.families {
                writer.append([
                    kind, ExportText.cell(familyName(family.family)), "\(family.positives)",
                    "\(family.others)", "\(family.coverage)", "\(family.passed)",
                    "\(family.relaxedCoverage)", "\(family.relaxedPassed)",
                ])
            }
            writer.append([
                kind, "all", "\(summary.families.reduce(0) { $0 + $1.positives })",
                "\(summary.families.reduce(0) { $0 + $1.others })", "\(summary.coverage)",
                "\(summary.passed)", "\(summary.relaxedCoverage)", "\(summary.relaxedPassed)",
            ])
        }
        for criterion in criteria {
            for family in criterion.families {
                writer.append([
                    ExportText.cell(criterion.name), ExportText.cell(familyName(family.family)),
                    "\(family.positives)", "", "\(family.coverage)", "\(family.passed)", "", "",
                ])
            }
        }
        return writer.text
    }

    /// How often properties, formulas and kinds of formula recur over bootstraps.
    public var stabilityCSV: String {
        var writer = DelimitedWriter(columns: [
            "subject", "what", "name", "kind", "count", "bootstraps", "lower_smallest",
            "lower_median", "lower_largest", "upper_smallest", "upper_median", "upper_largest",
        ])
        func cells(_ edges: RuleStability.Edges?) -> [String] {
            [edges?.smallest, edges?.median, edges?.largest].map(ExportText.number)
        }
        for validation in validations {
            guard let stability = validation.stability else { continue }
            let kind = validation.kind.rawValue
            let all = "\(stability.bootstraps)"
            for property in stability.properties {
                writer.append(
                    [
                        kind, "property", ExportText.cell(property.name), "", "\(property.count)",
                        all,
                    ]
                        + cells(nil) + cells(nil))
            }
            for form in stability.forms {
                writer.append(
                    [
                        kind, "form", form.text, form.kind.rawValue,
                        "\(form.count)", all,
                    ] + cells(form.lower) + cells(form.upper))
            }
            for entry in stability.kinds {
                writer.append(
                    [kind, "kind", "", entry.kind.rawValue, "\(entry.count)", all] + cells(nil)
                        + cells(nil))
            }
        }
        return writer.text
    }

    /// The observed figures beside what the search finds without a law.
    public var nullsCSV: String {
        var writer = DelimitedWriter(columns: [
            "subject", "null", "statistic", "observed", "null_5", "null_50", "null_95", "p",
            "searches", "without_rules",
        ])
        for validation in validations {
            for null in validation.nulls {
                let statistics = [
                    ("precision", null.precision), ("harmonic mean", null.harmonicMean),
                    ("held-out precision", null.heldOutPrecision),
                    ("held-out harmonic mean", null.heldOutHarmonicMean),
                ]
                for (name, statistic) in statistics {
                    guard let statistic else { continue }
                    writer.append([
                        validation.kind.rawValue, null.null.rawValue, name,
                        "\(statistic.observed)", "\(statistic.low)", "\(statistic.median)",
                        "\(statistic.high)", "\(statistic.pValue)", "\(null.searches)",
                        "\(null.withoutRules)",
                    ])
                }
            }
        }
        return writer.text
    }
}
