import Artifacts
import Symbolic

/// Rules and the compounds that they were found on, as HDF5.
enum RuleStore {
    static func encode(
        _ rules: RuleSet, _ rows: RuleTable, _ configuration: [String: String]
    ) throws -> [UInt8] {
        let points = rows.compounds.indices.map { row in rows.columns.map { $0[row] } }
        let names = rules.variables.map(\.name)
        var file = ArtifactSchema.rules.file(configuration)
        file.set("coverage", .number(rules.conjunction.coverage))
        file.set("precision", .number(rules.conjunction.precision))
        file.addDimension(
            "sample", labels: rows.compounds.map(\.formula), "formula as given")
        file.addDimension(
            "rule", labels: rules.rules.map { $0.expression.text(names) }, "formula of the rule")
        let bounds = rules.rules
        file.add(
            "lower", ["rule"], .float64(bounds.map { $0.lower ?? -.infinity }),
            "smallest value that meets the rule; -inf where there is no bound")
        file.add(
            "upper", ["rule"], .float64(bounds.map { $0.upper ?? .infinity }),
            "largest value that meets the rule; inf where there is no bound")
        file.add(
            "rule_coverage", ["rule"], .float64(bounds.map(\.coverage)),
            "share of the wanted class that meets the rule", unit: "1")
        file.add(
            "rule_precision", ["rule"], .float64(bounds.map(\.precision)),
            "share of the wanted class among what meets the rule", unit: "1")
        file.add(
            "meets", ["sample", "rule"],
            .uint8(points.flatMap { rules.satisfied(by: $0).map { $0 ? 1 : 0 } }),
            "1 where the compound meets the rule")
        file.add(
            "wanted", ["sample"], .uint8(rows.positive.map { $0 ? 1 : 0 }),
            "1 where the compound belongs to the wanted class")
        file.add(
            "probability", ["sample"], .float64(rows.scores),
            "out-of-fold probability of the wanted class", unit: "1")
        return try file.encoded()
    }
}
