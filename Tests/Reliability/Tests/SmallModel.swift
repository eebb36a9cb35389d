import Basis
import Descriptors
import Learning
import Materials

/// A forest on three properties, to see what a missing value does to probabilities.
struct SmallModel {
    private let properties: [String]
    private let forest: RandomForest
    /// Descriptors where nothing is missing.
    private let whole: Featurizer

    private static let formulas = [
        "Al80Mn20", "Al70Pd21Mn9", "Cu3Al", "Mg2Cu", "YbCu2", "PdAl", "Mg", "Yb3Pd2", "CuPd",
        "MnAl6",
        "Mg3Yb",
    ]

    init(_ table: ElementTable, properties: [String]) throws {
        self.properties = properties
        let whole = try Self.featurizer(table, properties, .error)
        // Extra properties have gaps.
        let compositions = try Self.formulas.map { try Composition($0) }.filter {
            $0.elements.allSatisfy(whole.isComplete)
        }
        let features = try whole.features(of: compositions).matrix
        self.whole = whole
        forest = try ForestLearner(ForestParameters(trees: 5)).fit(
            TrainingSet(
                features: features, labels: compositions.indices.map { $0 % 3 }, classCount: 3),
            threads: 1
        ).model
    }

    private static func featurizer(
        _ table: ElementTable, _ properties: [String], _ policy: MissingPolicy
    ) throws -> Featurizer {
        try Featurizer(
            table: table,
            descriptors: DescriptorSet(
                properties: properties, statistics: [.mean, .variance, .maximum, .minimum]),
            missing: policy)
    }

    /// What is wrong with descriptors and probabilities where a table lacks one value.
    func complaint(
        without property: String, of element: Element, in table: ElementTable
    ) throws -> String? {
        // An element that lacks nothing; extra properties have gaps.
        guard let other = table.elements.first(where: { $0 != element && whole.isComplete($0) })
        else { return nil }
        let partner = try Composition(other.symbol)
        let binary = try Composition("\(element)3\(other)2")
        let pure = try Composition(element.symbol)
        for policy in MissingPolicy.allCases {
            let featurizer = try Self.featurizer(table, properties, policy)
            guard try featurizer.features(of: partner) == whole.features(of: partner) else {
                return "\(policy): other descriptors of \(partner)"
            }
            let wrong: String?
            switch policy {
            case .error:
                wrong = refusal(
                    of: binary, by: featurizer,
                    as: .missingValue(
                        MissingValue(element: element, property: property),
                        formula: binary.formula))
            case .mask:
                wrong =
                    try refusal(
                        of: pure, by: featurizer,
                        as: .nothingToPool(property: property, formula: pure.formula))
                    ?? complaint(
                        about: featurizer, [binary, partner],
                        MissingReport.Entry(element: element, property: property, compositions: 1))
                    ?? difference(
                        featurizer, binary, of: property, from: featurizer.features(of: partner))
            case .impute:
                wrong = try complaint(
                    about: featurizer, [binary, partner, pure],
                    MissingReport.Entry(element: element, property: property, compositions: 2))
            }
            if let wrong { return "\(policy): \(wrong)" }
        }
        return nil
    }

    private func refusal(
        of composition: Composition, by featurizer: Featurizer, as expected: DescriptorError
    ) -> String? {
        for compositions in [[composition], [composition, composition]] {
            do {
                _ = try featurizer.features(of: compositions)
                return "\(composition) is accepted"
            } catch let error as DescriptorError where error == expected {
                continue
            } catch {
                return "\(error), not \(expected)"
            }
        }
        return nil
    }

    /// The report names the cell and nothing else; descriptors and probabilities are numbers.
    private func complaint(
        about featurizer: Featurizer, _ compositions: [Composition], _ entry: MissingReport.Entry
    ) throws -> String? {
        let features = try featurizer.features(of: compositions)
        guard features.missing.entries == [entry] else { return "\(features.missing.entries)" }
        guard features.matrix.firstNonFinite == nil else { return "\(features.matrix.values)" }
        let predictions = try forest.predictions(of: features.matrix, threads: 1)
        for row in compositions.indices {
            let shares = predictions.probabilities.row(row)
            guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(shares.reduce(0, +) - 1) < 1e-12,
                predictions.spread.row(row).allSatisfy(\.isFinite)
            else { return "probabilities \(Array(shares)) of \(compositions[row])" }
        }
        return nil
    }

    /// Masked, a property is pooled over the elements that have it: as if the others were absent.
    private func difference(
        _ featurizer: Featurizer, _ composition: Composition, of property: String,
        from expected: [Double]
    ) throws -> String? {
        let features = try featurizer.features(of: composition)
        for (index, name) in featurizer.names.enumerated() where name.hasSuffix(":" + property) {
            guard abs(features[index] - expected[index]) <= 1e-9 * abs(expected[index]) else {
                return "\(name) of \(composition) is \(features[index]), not \(expected[index])"
            }
        }
        return nil
    }
}
