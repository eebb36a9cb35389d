import Artifacts
import Basis
import Descriptors
import Materials

/// Descriptors as HDF5, shape [sample, feature].
enum FeatureStore {
    /// Values are written in the digits that are not rounding.
    ///
    /// - Parameters:
    ///   - labels: the compounds of the rows, where they have classes.
    ///   - configuration: the settings that led to the descriptors.
    static func encode(
        _ features: FeatureMatrix, labels: CompoundTable?, configuration: [String: String]
    ) throws -> [UInt8] {
        var file = ArtifactSchema.features.file(configuration)
        file.addDimension("sample", labels: features.sampleNames, "normalised composition, exact")
        file.addDimension("feature", labels: features.names, "descriptor")
        file.add(
            "descriptor", ["sample", "feature"],
            .float64(features.matrix.values.map(ComputedValues.settled)),
            "descriptor value in the unit of its feature")
        file.add("feature_unit", ["feature"], .text(features.units), "unit of the descriptor")
        if let labels {
            file.addDimension("class", labels: labels.classNames, "phase class")
            file.add(
                "class_index", ["sample"], .int32(labels.labels.map { Int32($0) }),
                "position in the class dimension")
        }
        return try file.encoded()
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> FeatureMatrix {
        try ArtifactSchema.features.read(bytes, name: name) { file in
            let samples = try file.labels(of: "sample")
            let names = try file.labels(of: "feature")
            try file.require("descriptor", over: ["sample", "feature"])
            try file.require("feature_unit", over: ["feature"])
            return FeatureMatrix(
                matrix: Matrix(
                    rows: samples.count, columns: names.count,
                    values: try file.doubles("descriptor")),
                names: names, units: try file.texts("feature_unit"),
                samples: try samples.map { try Composition($0) })
        }
    }
}
