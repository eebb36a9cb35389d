import Basis
import Descriptors
import Foundation
import Materials
import Symbolic

/// What the rules were searched on, what was left out, and what they say beyond the known
/// compounds.
struct RuleAccount: Codable, Sendable, Equatable {
    static let name = "account.json"

    /// How the rules do on compositions that a sweep has judged.
    struct Swept: Codable, Sendable, Equatable {
        /// Points drawn, and those kept for the sample.
        var drawn: Int
        var kept: Int
        /// The share of the swept area where the model says yes, probability one half or more.
        var predicted: Double
        /// The share of that area where all rules are met.
        var coverage: Double
        /// The share of the area where all rules are met in which the model says yes.
        var precision: Double
    }

    var targets: [String]
    var compounds: Int
    var positives: Int
    /// Compounds of kin classes, which count neither for nor against, and the share of them that
    /// meets all rules.
    var neutral: Int
    var neutralPassed: Double
    var excluded: Int
    var excludedPositives: Int
    /// Formulas of compounds with an element that lacks a value.
    var incomplete: [String]
    var descriptorsAsked: Int
    var descriptorsUsed: Int
    /// By number.
    var familyNames: [String]
    /// Absent where nothing was swept.
    var swept: Swept?

    enum CodingKeys: String, CodingKey {
        case targets, compounds, positives, neutral, excluded, incomplete, swept
        case neutralPassed = "neutral_passed"
        case excludedPositives = "excluded_positives"
        case descriptorsAsked = "descriptors_asked"
        case descriptorsUsed = "descriptors_used"
        case familyNames = "family_names"
    }

    init(
        _ section: RuleSection, table: RuleTable, rules: RuleSet, swept: SweptCompositions,
        threads: Int
    ) throws {
        let kin = table.compounds.indices.filter { table.neutral[$0] }
        let passed = kin.count { row in
            rules.satisfied(by: table.columns.map { $0[row] }).allSatisfy { $0 }
        }
        targets = section.targets
        compounds = table.judged.count
        positives = table.positive.count { $0 }
        neutral = kin.count
        neutralPassed = kin.isEmpty ? 0 : Double(passed) / Double(kin.count)
        excluded = table.leftOut.excluded
        excludedPositives = table.leftOut.excludedPositives
        incomplete = table.leftOut.incomplete
        descriptorsAsked = table.choice.fates.count
        descriptorsUsed = table.choice.used.count
        familyNames = table.familyNames
        guard !swept.isEmpty else { return }
        let meets = try Parallel.map(count: swept.compositions.count, threads: threads) { row in
            let composition = swept.compositions[row]
            guard table.descriptors.missingValue(of: composition) == nil else { return false }
            let point = try table.descriptors.values(of: composition)
            return rules.satisfied(by: point).allSatisfy { $0 }
        }
        let figures = RuleFigures(
            inside: meets, positive: swept.probabilities.map { $0 >= 0.5 },
            weights: swept.weights)
        let all = swept.weights.reduce(0, +)
        let yes = zip(swept.probabilities, swept.weights).reduce(0) {
            $1.0 >= 0.5 ? $0 + $1.1 : $0
        }
        self.swept = Swept(
            drawn: swept.drawn, kept: swept.compositions.count, predicted: yes / all,
            coverage: figures.coverage, precision: figures.precision)
    }

    /// The account for a person to read.
    ///
    /// - Parameter className: how the name of a class is written.
    func sentences(className: (String) -> String = { $0 }) -> [String] {
        let wanted = targets.map(className).joined(separator: " or ")
        var result = [
            "Searched on \(compounds) compounds of metals and metalloids, \(positives) of them "
                + "\(wanted), with \(descriptorsUsed) of \(descriptorsAsked) descriptors. ",
            "Left out: \(excluded) compounds with an element that settles the class "
                + "(\(excludedPositives) wanted ones), \(incomplete.count) with an element that "
                + "lacks a value. ",
        ]
        result.append("\(HeldOutMeaning.sentence(HeldOutMeaning.descriptors)) ")
        if neutral > 0 {
            result.append(
                "\(neutral) compounds of kin classes count neither for nor against; "
                    + "\(Percent.text(neutralPassed)) of them meet all rules. ")
        }
        if let swept {
            result.append(
                "Of the swept area the model calls \(Percent.text(swept.predicted)) \(wanted) "
                    + "(probability one half or more; \(swept.drawn) compositions drawn); the "
                    + "rules hold in \(Percent.text(swept.coverage)) of it, and where they hold "
                    + "the model agrees on \(Percent.text(swept.precision)). ")
        }
        return result
    }

    /// The beginning of the page on the rules.
    var markdown: String {
        "# Rules for \(targets.map(Markdown.text).joined(separator: " or "))\n\n"
            + sentences(className: Markdown.text).joined(separator: "\n") + "\n\n"
    }
}

/// Shares as percent with one decimal.
enum Percent {
    static func text(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
