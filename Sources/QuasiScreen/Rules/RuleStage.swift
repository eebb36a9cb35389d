import Basis
import Descriptors
import Materials
import Symbolic
import Ternary
import Workflow

/// Reads formulas off the model: rules that hold together, families of rules, a sparse surrogate.
enum RuleStage {
    static let id = "rules"

    /// - Parameters:
    ///   - planes: the swept sections, from which compositions are drawn.
    ///   - divisions: of their grid.
    ///   - extent: the parameters that define them; a change of them is one of the rules.
    static func make(
        _ section: RuleSection, planes: [TernarySection], divisions: Int,
        extent: [String: String], inputs: [StageInput],
        model: @escaping @Sendable (StageContext) throws -> TrainedModel,
        outOfFold: @escaping @Sendable (StageContext) throws -> OutOfFold
    ) -> Stage {
        Stage(
            // Version 2: rules come with checks, from other descriptors. Version 3: JSON files
            // that are read again are sealed. Version 4: sums of formulas carry held-out figures,
            // and printed constants are those of the model. Version 5: so are constants within
            // formulas, and fronts say what their choices are worth when repeated.
            id: id, title: "search \(section.count) rule formulas",
            schemaVersion: 5,
            parameters: parameters(section, extent: extent), inputs: inputs
        ) { context in
            let model = try model(context)
            let outOfFold = try outOfFold(context)
            let table = try RuleTable(
                section, descriptors: section.descriptors, known: model.known,
                outOfFold: outOfFold, threads: context.threads)
            let swept = try SweptCompositions(
                section, model: model, planes: planes, divisions: divisions,
                threads: context.threads)
            try RuleReading(section: section, table: table, swept: swept).write(to: context)
            try SurrogateReading(section: section, swept: swept).write(
                rules: table, known: model.known, outOfFold: outOfFold, to: context)
        }
    }

    /// Where compositions are drawn from the swept systems, these count as well.
    static func parameters(_ section: RuleSection, extent: [String: String]) -> [String: String] {
        prefixed("rules", section.parameters)
            .merging(section.sampled > 0 ? extent : [:]) { first, _ in first }
    }
}
