import Artifacts
import Basis
import Descriptors
import Materials
import Symbolic

/// What a set of rules says about one composition.
public struct RuleJudgement: Sendable, Encodable {
    /// One rule at this composition.
    public struct Entry: Sendable, Encodable {
        public let formula: String
        /// The value of the formula; absent where it is undefined.
        public let value: Double?
        public let lower: Double?
        public let upper: Double?
        public let met: Bool
        /// The distance to the nearest edge: positive inside, negative by how much it misses.
        public let margin: Double?
        /// The margin in standard deviations of the formula over the compounds that the rule was
        /// made for, so that rules compare.
        public let relativeMargin: Double?

        enum CodingKeys: String, CodingKey {
            case formula, value, lower, upper, met, margin
            case relativeMargin = "relative_margin"
        }
    }

    /// Whether all rules are met.
    public let all: Bool
    /// How many are met.
    public let met: Int
    public let rules: [Entry]
    /// The element and property for lack of which the rules cannot be judged.
    public let missing: String?
}

/// Rules read from a file, ready to judge compositions.
public struct RuleJudge: Sendable {
    public let rules: RuleSet
    private let descriptors: AlloyDescriptors

    /// Reads `rules.json`.
    public init(path: String) throws {
        try self.init(json: SealedJSON.open(readInput(path), path: path), file: path)
    }

    /// - Parameter file: the name for errors.
    init(json bytes: [UInt8], file path: String) throws {
        do {
            rules = try RuleSet(json: bytes)
            descriptors = try AlloyDescriptors(
                RuleDescriptors.parse(rules.variables.map(\.name)))
        } catch let error as any Diagnosable {
            throw QuasiScreenError.foreignTable(file: path, detail: error.diagnosis.what)
        }
    }

    public func judge(_ composition: Composition) throws -> RuleJudgement {
        let names = rules.variables.map(\.name)
        if let missing = descriptors.missingValue(of: composition) {
            return RuleJudgement(
                all: false, met: 0, rules: [],
                missing: "no value of \(missing.property) for \(missing.element)")
        }
        let point = try descriptors.values(of: composition)
        let entries = rules.rules.map { rule in
            RuleJudgement.Entry(
                formula: rule.expression.text(names), value: rule.expression.value(at: point),
                lower: rule.lower, upper: rule.upper, met: rule.isSatisfied(by: point),
                margin: rule.margin(at: point), relativeMargin: rule.relativeMargin(at: point))
        }
        return RuleJudgement(
            all: entries.allSatisfy(\.met), met: entries.count { $0.met }, rules: entries,
            missing: nil)
    }
}

extension RuleJudgement {
    /// Two decimals; a smaller miss is a miss all the same.
    static func miss(_ margin: Double) -> String {
        margin < 0.005 ? "less than 0.01" : Decimal2.text(margin)
    }

    /// A short text for a table: how many rules are met, and which are missed by how much.
    var summary: String {
        if let missing { return missing }
        let misses = rules.enumerated().filter { !$0.element.met }.map { number, rule in
            guard let margin = rule.relativeMargin else { return "\(number + 1) undefined" }
            return "\(number + 1) missed by \(Self.miss(-margin)) sd"
        }
        return (["\(met) of \(rules.count)"] + misses).joined(separator: ", ")
    }
}

extension RuleJudge {
    /// The rules with their numbers, and what each composition makes of them.
    public func table(_ predictions: [Prediction]) -> String {
        var text = rules.rules.enumerated().map { number, rule in
            "rule \(number + 1): \(rules.text(rule))\n"
        }.joined()
        var table = TextTable(["formula", "rules met"], alignsRight: false)
        for prediction in predictions {
            table.add([prediction.formula, prediction.rules?.summary ?? ""])
        }
        text += "\n" + table.text
        return text
    }
}
