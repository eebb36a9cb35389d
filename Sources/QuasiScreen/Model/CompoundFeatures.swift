import Basis
import Descriptors

/// Training compounds with their descriptors: what every learning step starts from.
public struct CompoundFeatures: Sendable {
    /// The compounds that take part in training, nothing else.
    public let table: CompoundTable
    /// Shape [compounds, descriptors].
    public let features: Matrix
    public let descriptorNames: [String]

    /// Featurizes the training rows of a table.
    public init(table: CompoundTable, featurizer: Featurizer, threads: Int) throws {
        let training = table.training
        let features = try featurizer.features(of: training.compositions, threads: threads)
        self.init(
            table: training, features: features.matrix, descriptorNames: features.names)
    }

    /// Some of the compounds, in the order given.
    func selecting(rows: [Int]) -> CompoundFeatures {
        CompoundFeatures(
            table: CompoundTable(
                classNames: table.classNames, compounds: rows.map { table.compounds[$0] }),
            features: features.selecting(rows: rows), descriptorNames: descriptorNames)
    }

    init(table: CompoundTable, features: Matrix, descriptorNames: [String]) {
        self.table = table
        self.features = features
        self.descriptorNames = descriptorNames
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
