extension RuleStudy {
    private static let schema = "quasiscreen.rule-study"
    private static let version = 1

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var rules: RuleSetBody?
        var alternatives: [RuleSetBody]?
        var alternativesFigures: RuleFigures?
        var validations: [RuleValidation]
        var criteria: [RuleEvaluation]
        var formulas: Int
        var enumerated: Int
        var parameters: RuleParameters
        var plan: RuleStudyPlan
    }

    /// All results as JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: RuleStudy.schema, schemaVersion: RuleStudy.version,
                rules: rules.map(RuleSetBody.init),
                alternatives: alternatives?.branches.map(RuleSetBody.init),
                alternativesFigures: alternatives?.figures, validations: validations,
                criteria: criteria, formulas: formulas, enumerated: enumerated,
                parameters: parameters, plan: plan))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document.
    public init(json: [UInt8]) throws {
        try ExportText.check(json: json, schema: RuleStudy.schema, version: RuleStudy.version)
        let document = try ExportText.decode(Document.self, json: json)
        var alternatives: RuleAlternatives?
        if let branches = document.alternatives {
            guard let figures = document.alternativesFigures else {
                throw SymbolicError.unreadable(reason: "\"alternatives_figures\" is missing")
            }
            alternatives = RuleAlternatives(
                branches: try branches.map { try $0.ruleSet() }, figures: figures)
        }
        self.init(
            rules: try document.rules?.ruleSet(), alternatives: alternatives,
            validations: document.validations, criteria: document.criteria,
            formulas: document.formulas, enumerated: document.enumerated,
            parameters: document.parameters, plan: document.plan)
    }
}
