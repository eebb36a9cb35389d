import Basis
import Descriptors

/// Training compounds with their descriptors: what every learning step starts from.
public struct CompoundFeatures: Sendable {
    /// The compounds that take part in training, nothing else.
    public let table: CompoundTable
    /// Shape [compounds, descriptors].
    public let features: Matrix
    public let descriptorNames: [String]
    /// The rows of the table that take no part in training: known all the same.
    let untrained: [Compound]

    /// Featurizes the training rows of a table.
    public init(table: CompoundTable, featurizer: Featurizer, threads: Int) throws {
        let training = table.training
        let features = try featurizer.features(of: training.compositions, threads: threads)
        self.init(
            table: training, features: features.matrix, descriptorNames: features.names,
            untrained: table.untrained)
    }

    /// Some of the compounds, in the order given.
    func selecting(rows: [Int]) -> CompoundFeatures {
        CompoundFeatures(
            table: CompoundTable(
                classNames: table.classNames, compounds: rows.map { table.compounds[$0] }),
            features: features.selecting(rows: rows), descriptorNames: descriptorNames)
    }

    /// The same with other compounds that are known without taking part.
    func knowing(_ untrained: [Compound]) -> CompoundFeatures {
        CompoundFeatures(
            table: table, features: features, descriptorNames: descriptorNames,
            untrained: untrained)
    }

    init(
        table: CompoundTable, features: Matrix, descriptorNames: [String],
        untrained: [Compound] = []
    ) {
        self.table = table
        self.features = features
        self.descriptorNames = descriptorNames
        self.untrained = untrained
    }
}

extension Featurizer {
    /// The settings as canonical text, for stage keys and files.
    var configuration: [String: String] {
        [
            "properties": descriptors.properties.joined(separator: ", "),
            "statistics": descriptors.statistics.map(\.rawValue).joined(separator: ", "),
            "stoichiometry": descriptors.stoichiometry.map(\.rawValue).joined(separator: ", "),
            "missing": missingPolicy.rawValue,
        ]
    }
}
