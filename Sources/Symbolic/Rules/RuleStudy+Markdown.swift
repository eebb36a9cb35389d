extension RuleStudy {
    /// The rules, their figures by every check and the criteria, for a person to read.
    ///
    /// - Parameter familyName: what a family's number stands for.
    public func markdown(familyName: (Int) -> String = { "\($0)" }) -> String {
        var text = "\(formulas) formulas searched of \(enumerated) made.\n\n"
        for validation in validations {
            switch validation.kind {
            case .conjunction: text += "## Rules that hold together\n\n\(rules?.markdown ?? "")"
            case .disjunction:
                text += "## One of several families\n\n\(alternatives?.markdown ?? "")"
            }
            text += RuleStudy.checks(validation, familyName)
        }
        guard !criteria.isEmpty else { return text }
        text +=
            "## Fixed criteria\n\n| Criterion | Condition | Coverage (%) | Precision (%) | Lift |"
        text += "\n|---|---|---|---|---|\n"
        for criterion in criteria {
            let figures = criterion.figures
            text += "| \(Markdown.text(criterion.name)) | \(RuleBranches.code(criterion.text)) "
            text += "| \(RuleBranches.percent(figures.coverage)) "
            text += "| \(RuleBranches.percent(figures.precision)) "
            text += "| \(RuleBranches.short(figures.lift)) |\n"
        }
        return text + "\n"
    }

    private static func checks(
        _ validation: RuleValidation, _ familyName: (Int) -> String
    ) -> String {
        var text = "- On the rows they were found on: \(validation.training.sentence).\n"
        let held = validation.crossValidated
        if held.count > 1 {
            func mean(_ share: (RuleFigures) -> Double) -> String {
                RuleBranches.percent(held.reduce(0) { $0 + share($1) } / Double(held.count))
            }
            text += "- Held out, search repeated without each fold of groups, mean of "
            text += "\(held.count) divisions: coverage \(mean(\.coverage)) %, precision "
            text += "\(mean(\.precision)) %, lift "
            text += RuleBranches.short(held.reduce(0) { $0 + $1.lift } / Double(held.count))
            text += ". The first: \(held[0].sentence).\n"
        } else if let only = held.first {
            text += "- Held out, search repeated without each fold of groups: \(only.sentence).\n"
        }
        if let families = validation.families {
            text += "- Found without the family judged: coverage "
            text += "\(RuleBranches.percent(families.coverage)) %, of other rows "
            text += "\(RuleBranches.percent(families.passed)) % pass; widened, coverage "
            text += "\(RuleBranches.percent(families.relaxedCoverage)) %, "
            text += "\(RuleBranches.percent(families.relaxedPassed)) % pass.\n"
        }
        for null in validation.nulls {
            let name = null.null == .shuffledLabels ? "shuffled labels" : "pseudo-families"
            let rows = null.heldOutPrecision == nil ? "on their own rows" : "held out"
            text += "- Against \(name) (\(null.searches) searches), \(rows): precision "
            text += "\(sentence(null.heldOutPrecision ?? null.precision)); harmonic mean "
            text += "\(sentence(null.heldOutHarmonicMean ?? null.harmonicMean)).\n"
        }
        text += "\n"
        if let families = validation.families {
            text += "| Family left out | Positives | Coverage (%) | Others passed (%) "
            text += "| Coverage widened (%) | Others passed (%) |\n|---|---|---|---|---|---|\n"
            for family in families.families {
                text += "| \(Markdown.text(familyName(family.family))) | \(family.positives) "
                for share in [
                    family.coverage, family.passed, family.relaxedCoverage, family.relaxedPassed,
                ] { text += "| \(RuleBranches.percent(share)) " }
                text += "|\n"
            }
            text += "\n"
        }
        if let stability = validation.stability, stability.bootstraps > 0 {
            text += "| Recurs over \(stability.bootstraps) bootstraps | Times |\n|---|---|\n"
            for property in stability.properties.prefix(10) {
                text += "| property \(Markdown.text(property.name)) | \(property.count) |\n"
            }
            for form in stability.forms.prefix(10) {
                text += "| formula \(RuleBranches.code(form.text)) | \(form.count) |\n"
            }
            for kind in stability.kinds {
                text += "| kind \(kind.kind.rawValue) | \(kind.count) |\n"
            }
            text += "\n"
        }
        return text
    }

    private static func sentence(_ statistic: NullStatistic) -> String {
        "\(RuleBranches.percent(statistic.observed)) % beside "
            + "\(RuleBranches.percent(statistic.median)) % "
            + "(\(RuleBranches.percent(statistic.low)) to "
            + "\(RuleBranches.percent(statistic.high))), p = "
            + RuleBranches.short(statistic.pValue)
    }
}
