import Basis
import Descriptors
import Foundation
import Materials
import Symbolic
import Workflow

/// Fits sparse surrogates to the model's logit, on the known compounds and on swept compositions,
/// and writes them in every form.
struct SurrogateReading {
    let section: RuleSection
    let swept: SweptCompositions

    /// Folds of the swept compositions, whole chemical systems in each.
    private static let folds = 5

    /// - Parameter rules: the table of the rules, whose descriptors the sums of formulas use.
    func write(
        rules: RuleTable, known: CompoundTable, outOfFold: OutOfFold, to context: StageContext
    ) throws {
        let table = try RuleTable(
            section, descriptors: section.surrogateDescriptors, known: known,
            outOfFold: outOfFold, threads: context.threads)
        let variables = try RuleDescriptors.variables(table.descriptors)
        let problem = SurrogateProblem(
            variables: variables, columns: table.columns, target: table.scores.map(logit),
            weights: [Double](repeating: 1, count: table.scores.count), folds: table.folds,
            labels: table.positive)
        let (set, validation) = try fit(problem, context, from: 0.6, to: 0.8)
        var text = explanation(table.scores)
        text += "\(set.markdown)\n"
        text += failures(of: validation, problem, table)
        for (name, bytes) in try set.files() where name != "surrogate.md" {
            try context.write(bytes, as: name)
        }
        if let onSwept = try sweptProblem(table.descriptors, variables, context) {
            let (set, _) = try fit(onSwept, context, from: 0.8, to: 0.9)
            text += "\n## On swept compositions\n\nWhat the places have in common at which the "
            text += "model says yes; labels are probabilities of one half or more. "
            text += "\(HeldOutMeaning.sentence(HeldOutMeaning.swept))\n\n"
            text += set.markdown
            for (name, bytes) in try set.files() where name != "surrogate.md" {
                try context.write(bytes, as: "swept-\(name)")
            }
        }
        try context.write(Array(text.utf8), as: "surrogate.md")
        try writeFront(rules, to: context)
    }

    /// The logarithm of the odds, of probabilities within the floor.
    private func logit(_ probability: Double) -> Double {
        let inside = min(1 - section.floor, max(section.floor, probability))
        return log(inside / (1 - inside))
    }

    private func fit(
        _ problem: SurrogateProblem, _ context: StageContext, from: Double, to: Double
    ) throws -> (ConjunctionSet, ConjunctionValidation) {
        var parameters = ConjunctionParameters()
        parameters.maximumTerms = section.maximumTerms
        parameters.maximumBands = section.maximumConditions
        let models = try ConjunctionSurrogate.fit(
            problem, parameters: parameters, threads: context.threads)
        let validation = try ConjunctionSurrogate.validate(
            problem, positive: problem.labels, parameters: parameters, threads: context.threads
        ) { context.report(fraction: from + (to - from) * $0, "surrogate") }
        let set = try ConjunctionSet(
            variables: problem.variables, models: validation.annotated(models))
        return (set, validation)
    }

    private func explanation(_ scores: [Double]) -> String {
        let atFloor = scores.count { $0 <= section.floor }
        var text = "The target is the logit of the model's probability of "
        text +=
            "\(section.targets.map(Markdown.text).joined(separator: " or ")), out of fold by chemical system, "
        text += "with probabilities held between \(section.floor) and \(1 - section.floor): "
        text += "\(atFloor) of \(scores.count) compounds lie at the lower end. All count alike. "
        text += "Held-out figures repeat the search, its choice of descriptors and edges included, "
        text += "without each fold; AUC and average precision are against the true labels. "
        text += "\(HeldOutMeaning.sentence(HeldOutMeaning.surrogate)) "
        text += "\(HeldOutMeaning.sentence(HeldOutMeaning.descriptors))\n\n"
        return text
    }

    /// The chemical systems in which the surrogate strays most from the model.
    private func failures(
        of validation: ConjunctionValidation, _ problem: SurrogateProblem, _ table: RuleTable
    ) -> String {
        guard let predictions = validation.predictions.last else { return "" }
        var sums = [String: (error: Double, count: Int, model: Double, surrogate: Double)]()
        for row in predictions.indices {
            let system = CompoundGroups.system(table.compounds[row].composition)
            var entry = sums[system] ?? (0, 0, 0, 0)
            entry.error += abs(predictions[row] - problem.target[row])
            entry.count += 1
            entry.model += problem.target[row]
            entry.surrogate += predictions[row]
            sums[system] = entry
        }
        let worst = sums.map { (system: $0.key, entry: $0.value) }.sorted {
            ($1.entry.error / Double($1.entry.count), $0.system)
                < ($0.entry.error / Double($0.entry.count), $1.system)
        }.prefix(10)
        var text = "Where it fails: the systems with the largest mean error of the logit.\n\n"
        text += "| System | Compounds | Mean error | Model's logit | Surrogate's |\n"
        text += "|---|---|---|---|---|\n"
        for (system, entry) in worst {
            let count = Double(entry.count)
            text += "| \(system) | \(entry.count) | \(Decimal2.text(entry.error / count)) "
            text += "| \(Decimal2.text(entry.model / count)) "
            text += "| \(Decimal2.text(entry.surrogate / count)) |\n"
        }
        return text
    }

    private func sweptProblem(
        _ descriptors: AlloyDescriptors, _ variables: [Variable], _ context: StageContext
    ) throws -> SurrogateProblem? {
        let rows = swept.compositions.indices.filter {
            descriptors.missingValue(of: swept.compositions[$0]) == nil
        }
        let groups = Set(rows.map { swept.groups[$0] })
        let yes = rows.count { swept.probabilities[$0] >= 0.5 }
        // A handful of places has nothing in common that could be told from chance.
        guard groups.count >= Self.folds, yes >= 20, yes < rows.count else { return nil }
        let target = rows.map { logit(swept.probabilities[$0]) }
        return SurrogateProblem(
            variables: variables,
            columns: try descriptors.columns(
                of: rows.map { swept.compositions[$0] }, threads: context.threads),
            target: target, weights: rows.map { swept.weights[$0] },
            folds: rows.map { swept.groups[$0] % Self.folds },
            labels: rows.map { swept.probabilities[$0] >= 0.5 })
    }

    /// Sums of formulas by screening and exact selection, on the descriptors of the rules.
    private func writeFront(_ table: RuleTable, to context: StageContext) throws {
        var parameters = SurrogateParameters()
        parameters.maximumTerms = min(3, section.maximumTerms)
        parameters.screened = 30
        parameters.winsorise = 0.01
        // Roots, squares and inverses have a meaning for the quantities of the field; cubes and
        // exponentials of means have none that a reader could check.
        parameters.unaryOperators = [.squareRoot, .square, .inverse]
        let problem = SurrogateProblem(
            variables: try RuleDescriptors.variables(table.descriptors), columns: table.columns,
            target: table.scores.map(logit),
            weights: [Double](repeating: 1, count: table.scores.count), folds: table.folds,
            labels: table.positive)
        let searches = Double(Set(table.folds).count + 1)
        var front = try Surrogate.fit(
            problem, parameters: parameters, threads: context.threads
        ) { context.report(fraction: 0.9 + 0.1 * $0 / searches, "formulas") }
        front.remarks = [HeldOutMeaning.surrogate, HeldOutMeaning.descriptors]
        let validation = try Surrogate.validate(
            problem, of: front, parameters: parameters, threads: context.threads
        ) {
            context.report(
                fraction: 0.9 + 0.1 * (1 + $0 * (searches - 1)) / searches,
                "formulas without each fold")
        }
        for (name, bytes) in try validation.annotated(front).sealedDocuments() {
            try context.write(bytes, as: name)
        }
    }
}
