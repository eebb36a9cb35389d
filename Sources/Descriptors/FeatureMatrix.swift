import Basis
import Materials

/// Descriptors of many compositions, shape [samples, features].
public struct FeatureMatrix: Sendable, Equatable {
    /// One row for each sample, one column for each name; finite.
    public var matrix: Matrix
    /// Names of the columns, such as `ave:atomic_radius`.
    public var names: [String]
    /// Units of the columns.
    public var units: [String]
    /// The compositions of the rows.
    public var samples: [Composition]
    /// What was masked or imputed.
    public var missing: MissingReport

    public init(
        matrix: Matrix, names: [String], units: [String], samples: [Composition],
        missing: MissingReport = MissingReport()
    ) {
        precondition(
            matrix.columns == names.count && matrix.columns == units.count
                && matrix.rows == samples.count,
            "names, units and samples must match the matrix")
        self.matrix = matrix
        self.names = names
        self.units = units
        self.samples = samples
        self.missing = missing
    }

    /// The exact formulas of the rows.
    public var sampleNames: [String] { samples.map(\.formula) }
}
