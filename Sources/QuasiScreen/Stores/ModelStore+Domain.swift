import Artifacts
import Basis
import Validation

/// The descriptor space of the training compounds as part of a model file.
extension ModelStore {
    /// Adds the space; the file has its `compound` and `feature` dimensions by then.
    static func write(_ space: ApplicabilityDomain, to file: inout LabelledFile) {
        let components = space.components
        file.addDimension(
            "learnt_compound", length: space.labels.count,
            "compounds that the classifier has seen: those without an element of the gate")
        file.addDimension("component", length: components.count, "whitened principal component")
        file.add(
            "domain_mean", ["feature"], .float64(components.means),
            "mean of the descriptor over the training compounds")
        file.add(
            "domain_axis", ["feature", "component"], .float64(components.axes.values),
            "weight of the descriptor, less its mean, in the coordinate")
        file.add(
            "domain_variance_share", ["component"], .float64(components.varianceShares),
            "share of the variance of the standardised descriptors", unit: "1")
        file.add(
            "domain_coordinate", ["learnt_compound", "component"], .float32(space.coordinates),
            "coordinate of the training compound", unit: "1")
        file.add(
            "domain_distance", ["learnt_compound"], .float32(space.trainingDistances),
            "mean distance to the nearest training compounds of other chemical systems",
            unit: "1")
    }

    static func readSpace(
        _ file: LabelledFile, known: CompoundTable
    ) throws -> ApplicabilityDomain {
        try file.require("domain_mean", over: ["feature"])
        let means = try file.doubles("domain_mean")
        let shares = try file.doubles("domain_variance_share")
        let axes = try file.doubles("domain_axis")
        guard axes.count == means.count * shares.count else {
            throw ValidationError.countMismatch(
                what: "axis weights", found: axes.count, expected: means.count * shares.count)
        }
        return try ApplicabilityDomain(
            components: PrincipalComponents(
                means: means,
                axes: Matrix(rows: means.count, columns: shares.count, values: axes),
                varianceShares: shares),
            coordinates: try file.floats("domain_coordinate"), labels: known.labels,
            classCount: known.classNames.count,
            trainingDistances: try file.floats("domain_distance"))
    }
}
