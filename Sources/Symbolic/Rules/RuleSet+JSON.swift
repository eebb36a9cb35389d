/// A rule set as it stands in JSON documents.
struct RuleSetBody: Codable {
    struct Texts: Codable {
        var text: String
        var sympy: String
        var latex: String
    }

    struct Symbol: Codable {
        var name: String
        var identifier: String
    }

    var variables: [Variable]
    var rules: [Rule]
    var conjunction: RuleFigures
    var constantColumns: [String]
    /// For readers; reading back goes by `rules`.
    var texts: [Texts]
    var symbols: [Symbol]

    init(_ set: RuleSet) {
        let branches = set.asBranches
        let table = branches.symbols
        let latexNames = LaTeX.names(set.variables)
        variables = set.variables
        rules = set.rules
        conjunction = set.conjunction
        constantColumns = set.constantColumns
        texts = set.rules.map { rule in
            Texts(
                text: branches.text(rule), sympy: rule.expression.sympy(table.identifiers),
                latex: rule.expression.latex(latexNames))
        }
        symbols = table.entries.map { Symbol(name: $0.name, identifier: $0.identifier) }
    }

    /// - Throws: ``SymbolicError`` where a formula names a variable that is not there, a rule has
    ///   no bound or a spread is no yardstick.
    func ruleSet() throws -> RuleSet {
        for (number, rule) in rules.enumerated() {
            if let last = rule.expression.variables.last, last >= variables.count {
                throw SymbolicError.unreadable(
                    reason: "rule \(number + 1) uses variable \(last), which is not there")
            }
            guard rule.lower != nil || rule.upper != nil else {
                throw SymbolicError.unreadable(reason: "rule \(number + 1) has no bound")
            }
            guard rule.spread > 0 else {
                throw SymbolicError.unreadable(
                    reason: "rule \(number + 1) has the spread \(rule.spread), not above 0")
            }
        }
        return RuleSet(
            variables: variables, rules: rules, conjunction: conjunction,
            constantColumns: constantColumns)
    }
}

extension RuleSet {
    private static let schema = "quasiscreen.rules"
    private static let version = 2

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var set: RuleSetBody
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: RuleSet.schema, schemaVersion: RuleSet.version, set: RuleSetBody(self)))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document or a formula names a
    ///   variable that is not there.
    public init(json: [UInt8]) throws {
        try ExportText.check(json: json, schema: RuleSet.schema, version: RuleSet.version)
        self = try ExportText.decode(Document.self, json: json).set.ruleSet()
    }
}

extension RuleAlternatives {
    private static let schema = "quasiscreen.rule-alternatives"
    private static let version = 1

    private struct Document: Codable {
        var schema: String
        var schemaVersion: Int
        var branches: [RuleSetBody]
        var figures: RuleFigures
    }

    /// JSON that ``init(json:)`` reads back; keys sorted, UTF-8.
    public func json() throws -> [UInt8] {
        try ExportText.json(
            Document(
                schema: RuleAlternatives.schema, schemaVersion: RuleAlternatives.version,
                branches: branches.map(RuleSetBody.init), figures: figures))
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Throws: ``SymbolicError`` where the bytes are no such document.
    public init(json: [UInt8]) throws {
        try ExportText.check(
            json: json, schema: RuleAlternatives.schema, version: RuleAlternatives.version)
        let document = try ExportText.decode(Document.self, json: json)
        self.init(
            branches: try document.branches.map { try $0.ruleSet() }, figures: document.figures)
    }
}
