import Basis
import Descriptors
import Materials

/// Computes descriptors of compositions and writes them to a file.
public struct Featurizing: Sendable {
    private let featurizer: Featurizer

    /// - Parameters:
    ///   - properties: names of element properties; `nil` takes the method's 58.
    ///   - statistics: names such as "ave"; `nil` takes the method's four.
    public init(properties: [String]?, statistics: [String]?, missing: MissingPolicy) throws {
        let names = Statistic.allCases.map(\.rawValue)
        let chosen = try statistics?.map { name in
            guard let statistic = Statistic(rawValue: name) else {
                throw Failure(
                    .usage, "no statistic \"\(name)\"",
                    remedy: (Suggestion.question(for: name, among: names).map { $0 + " " } ?? "")
                        + "the statistics are \(names.joined(separator: ", "))")
            }
            return statistic
        }
        featurizer = try Featurizer(
            table: ElementTable.standard,
            descriptors: DescriptorSet(
                properties: properties ?? DescriptorSet.liu2021.properties,
                statistics: chosen ?? DescriptorSet.liu2021.statistics),
            missing: missing)
    }

    /// Writes one row a composition; the ending of the path says whether HDF5 or CSV.
    ///
    /// - Returns: the extent, and one line for every missing property that was masked or imputed.
    public func write(
        _ rows: [(text: String, composition: Composition)], to path: String, threads: Int
    ) throws -> (rows: Int, columns: Int, missing: [String]) {
        let features = try featurizer.features(of: rows.map(\.composition), threads: threads)
        if path.hasSuffix(".h5") {
            try ResultFile.write(
                FeatureStore.encode(features, labels: nil, configuration: featurizer.configuration),
                to: path)
        } else if path.hasSuffix(".csv") {
            var writer = DelimitedWriter(columns: ["formula"] + features.names)
            for (index, row) in rows.enumerated() {
                writer.append(
                    [row.text]
                        + features.matrix.row(index).map { "\(ComputedValues.settled($0))" })
            }
            try ResultFile.write(writer.bytes, to: path)
        } else {
            throw QuasiScreenError.unknownOutputFormat(path: path, known: [".h5", ".csv"])
        }
        return (
            rows.count, features.names.count,
            features.missing.entries.map { entry in
                "\(entry.property) of \(entry.element.symbol) in \(entry.compositions) compositions"
            }
        )
    }
}
