import Basis
import Foundation
import Learning

extension Explanation {
    /// What is asked about one composition.
    struct Question: Sendable {
        let label: Int
        /// The class that log-odds compare with.
        let rival: Int
        /// How many descriptors to list; `nil` lists all.
        let top: Int?
    }

    /// Draws up the accounts of one composition from Shapley values.
    struct Accountant: Sendable {
        let model: TrainedModel
        /// The composition's descriptors, shape [1, descriptors].
        let row: Matrix
        let question: Question

        /// The account of the whole model; `nil` where its output is no sum.
        ///
        /// - Parameters:
        ///   - output: the classifier's probabilities, before calibration.
        ///   - isSum: whether the one part is the whole.
        func whole(
            _ parts: [ClassifierExplainer.PartValues], output: [Double], isSum: Bool
        ) throws -> Account? {
            let classifier = model.classifier
            if isSum, parts[0].quantity == .probability {
                return account(
                    .probability, base: parts[0].values.base[question.label],
                    contributions: parts[0].values.contributions.column(question.label),
                    output: output[question.label])
            }
            guard classifier.addsLogOdds else { return nil }
            var base = 0.0
            var contributions = [Double](repeating: 0, count: row.columns)
            for part in parts {
                let own = contrast(part.values)
                base += part.weight * own.base
                for index in contributions.indices {
                    contributions[index] += part.weight * own.contributions[index]
                }
            }
            return account(
                .logOdds, base: base, contributions: contributions, output: logOdds(output),
                isBelowFloor: try classifier.isBelowFloor(
                    row, labels: [question.label, question.rival]))
        }

        /// The accounts of the members, each on its own.
        func members(_ parts: [ClassifierExplainer.PartValues]) throws -> [Member] {
            try parts.map { part in
                let output = try model.classifier.member(part.path)
                    .probabilities(of: row, threads: 1).values
                let account: Account
                switch part.quantity {
                case .probability:
                    account = self.account(
                        .probability, base: part.values.base[question.label],
                        contributions: part.values.contributions.column(question.label),
                        output: output[question.label])
                case .logOdds:
                    let own = contrast(part.values)
                    account = self.account(
                        .logOdds, base: own.base, contributions: own.contributions,
                        output: logOdds(output))
                }
                return Member(
                    number: part.path.map { "\($0 + 1)" }.joined(separator: "."),
                    weight: part.weight, account: account)
            }
        }

        /// The class against its rival.
        private func contrast(
            _ values: ShapleyValues
        ) -> (base: Double, contributions: [Double]) {
            let (label, rival) = (question.label, question.rival)
            return (
                values.base[label] - values.base[rival],
                (0..<values.contributions.rows).map {
                    values.contributions[$0, label] - values.contributions[$0, rival]
                }
            )
        }

        private func logOdds(_ probabilities: [Double]) -> Double {
            // Boosted trees alone have no floor; a probability that underflows must stay a number.
            let logs = [question.label, question.rival].map {
                log(max(probabilities[$0], .leastNormalMagnitude))
            }
            return logs[0] - logs[1]
        }

        private func account(
            _ quantity: Account.Quantity, base: Double, contributions: [Double], output: Double,
            isBelowFloor: Bool = false
        ) -> Account {
            let order = contributions.indices.sorted {
                (-abs(contributions[$0]), $0) < (-abs(contributions[$1]), $1)
            }
            let count = min(question.top ?? order.count, order.count)
            let sum = contributions.reduce(base, +)
            return Account(
                quantity: quantity, className: model.classNames[question.label],
                against: quantity == .logOdds ? model.classNames[question.rival] : nil, base: base,
                contributions: order[..<count].map { index in
                    Contribution(
                        descriptor: model.featurizer.names[index], value: row[0, index],
                        unit: model.featurizer.units[index], contribution: contributions[index])
                },
                otherCount: order.count - count,
                otherContribution: order[count...].reduce(0) { $0 + contributions[$1] }, sum: sum,
                output: output, additivityResidual: sum - output, isBelowFloor: isBelowFloor)
        }
    }
}

extension Classifier {
    /// Whether the log-odds between two classes are a sum over trees, floors aside.
    var addsLogOdds: Bool {
        switch self {
        case .forest: return false
        case .boosted: return true
        case .blend(let blend):
            return blend.pooling == .logarithmic && blend.members.allSatisfy(\.model.addsLogOdds)
        }
    }

    /// The member of a blend, of the blend within it, and so on; an empty path is the whole.
    func member(_ path: [Int]) -> Classifier {
        path.reduce(self) { model, index in
            guard case .blend(let blend) = model else { return model }
            return blend.members[index].model
        }
    }

    /// Whether a member of a logarithmic pool gives one of the classes less than the floor.
    func isBelowFloor(_ row: Matrix, labels: [Int]) throws -> Bool {
        guard case .blend(let blend) = self else { return false }
        for member in blend.members {
            let shares = try member.model.probabilities(of: row, threads: 1).values
            if blend.pooling == .logarithmic, labels.contains(where: { shares[$0] < blend.floor }) {
                return true
            }
            if try member.model.isBelowFloor(row, labels: labels) { return true }
        }
        return false
    }
}
