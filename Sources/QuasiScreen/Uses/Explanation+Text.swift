import Foundation

extension Explanation {
    /// Explanations as tables for a terminal, one block for each formula.
    public static func text(_ explanations: [Explanation]) -> String {
        explanations.map(\.text).joined(separator: "\n")
    }

    /// The explanation as tables for a terminal.
    public var text: String {
        guard settledBy.isEmpty else {
            let names = settledBy.joined(separator: " and ")
            return "\(formula): \(predictedClass), settled by \(names)\n"
                + "No training compound of another class holds \(names), so the model is not "
                + "asked and there is nothing to explain.\n"
        }
        var result = "\(formula): \(Self.list(probabilities))\n"
        if let before = uncalibratedProbabilities {
            result += "before calibration, which is not explained: \(Self.list(before))\n"
        }
        if let whole {
            result += "\n" + whole.text
        } else {
            result += "The pool is no sum over its members; each is explained on its own.\n"
        }
        for member in members ?? [] {
            let weight = Decimal3.text(member.weight)
            result += "\nmember \(member.number), weight \(weight): " + member.account.text
        }
        return result
    }

    /// The most probable class first.
    private static func list(_ probabilities: [String: Double]) -> String {
        probabilities.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
            .map { "\($0.key) \(Decimal3.text($0.value))" }.joined(separator: ", ")
    }
}

extension Explanation.Account {
    private var title: String {
        switch quantity {
        case .probability: return "probability of \(className)"
        case .logOdds: return "log-odds of \(className) against \(against ?? "the rest")"
        }
    }

    var text: String {
        var table = TextTable(["descriptor", "value", "contribution"])
        table.add(["(none known)", "", Self.signed(base)])
        for entry in contributions {
            let unit = entry.unit == "1" ? "" : " \(entry.unit)"
            table.add([
                entry.descriptor, String(format: "%.5g", entry.value) + unit,
                Self.signed(entry.contribution),
            ])
        }
        if otherCount > 0 {
            let noun = otherCount == 1 ? "other" : "others"
            table.add(["(\(otherCount) \(noun))", "", Self.signed(otherContribution)])
        }
        table.add(["sum", "", Self.signed(sum)])
        return title + "\n" + table.text + closing
    }

    private var closing: String {
        let residual = String(format: "%.1e", abs(additivityResidual))
        guard isBelowFloor else {
            return "model output \(Self.signed(output)); the sum differs by \(residual)\n"
        }
        return "model output \(Self.signed(output)): a member's probability lies below the pool's "
            + "floor and counts as the floor, which the sum leaves out; it differs by "
            + "\(residual)\n"
    }

    private static func signed(_ value: Double) -> String { String(format: "%+.4f", value) }
}
