import Artifacts
import Basis
import Descriptors
import Materials
import Symbolic
import Workflow

/// Searches the rules, checks them and writes them in every form.
struct RuleReading {
    let section: RuleSection
    let table: RuleTable
    let swept: SweptCompositions

    func write(to context: StageContext) throws {
        let problem = try table.problem
        var study = try RuleStudy(
            problem, parameters: section.search, plan: section.plan, threads: context.threads
        ) { context.report(fraction: 0.6 * $0, $1) }
        study.criteria = try criteria(on: problem, threads: context.threads)
        guard let rules = study.rules else { throw SymbolicError.noCandidate }
        let account = try RuleAccount(
            section, table: table, rules: rules, swept: swept, threads: context.threads)
        try context.write(RuleStore.encode(rules, table, section.parameters), as: "rules.h5")
        try context.write(SealedJSON.seal(rules.json()), as: "rules.json")
        try context.write(study.json(), as: "checks.json")
        if let alternatives = study.alternatives {
            try context.write(alternatives.json(), as: "alternatives.json")
            try context.write(Array(alternatives.csv.utf8), as: "alternatives.csv")
            try context.write(Array(alternatives.python.utf8), as: "alternatives.py")
        }
        for (name, text) in [
            ("rules.csv", rules.csv), ("rules.tex", rules.latex), ("rules.py", rules.python),
            ("rules.sympy.txt", rules.sympy),
            ("rules.md", account.markdown + study.markdown(familyName: familyName)),
            ("checks.csv", study.figuresCSV),
            ("families.csv", study.familiesCSV(familyName: familyName)),
            ("stability.csv", study.stabilityCSV), ("nulls.csv", study.nullsCSV),
            ("descriptors.csv", table.choice.csv),
        ] { try context.write(Array(text.utf8), as: name) }
        try context.write(Array(JSONText.encode(account).utf8 + [0x0a]), as: RuleAccount.name)
    }

    private func familyName(_ number: Int) -> String {
        table.familyNames.indices.contains(number) ? table.familyNames[number] : "\(number)"
    }

    private func criteria(on problem: RuleProblem, threads: Int) throws -> [RuleEvaluation] {
        let compositions = table.judged.map { table.compounds[$0].composition }
        return try ClassicalCriterion.all.map { criterion in
            RuleEvaluation(
                name: criterion.name, text: criterion.text,
                inside: try criterion.isMet(by: compositions, threads: threads), on: problem)
        }
    }
}

extension RuleTable {
    /// The compounds that count for or against a rule, as a problem of the engine.
    var problem: RuleProblem {
        get throws {
            let rows = judged
            return RuleProblem(
                variables: try RuleDescriptors.variables(descriptors),
                columns: columns.map { column in rows.map { column[$0] } },
                positive: rows.map { positive[$0] },
                scores: rows.map { min(1, max(0, scores[$0])) }, groups: rows.map { groups[$0] },
                families: rows.map { families[$0] })
        }
    }
}

extension RuleSection {
    var search: RuleParameters {
        var search = RuleParameters(count: count, minimumCoverage: minimumCoverage)
        search.minimumConjunctionCoverage = conjunctionCoverage
        search.beta = coverageWeight
        search.rungs = rungs
        // A well-studied system has many near-copies among the known compounds.
        search.balancesGroups = true
        // Labels decide; where the model sees more, the swept compositions say so.
        search.scoreWeight = 0
        return search
    }

    var plan: RuleStudyPlan {
        var plan = RuleStudyPlan()
        // One division into folds says little where the wanted compounds are few.
        plan.repeats = 5
        plan.bootstraps = bootstraps
        plan.shuffles = nulls
        plan.pseudoFamilies = nulls
        plan.seed = seed
        return plan
    }
}
