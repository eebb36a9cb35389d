import Artifacts
import Basis
import Descriptors
import Foundation
import Learning
import Materials
import Screening

/// A trained model as HDF5.
///
/// `parameters` (JSON) says what the classifier is: a forest, boosted trees, or a blend of members.
/// Its tree ensembles stand one behind the other along `ensemble`, their trees along `tree`, the
/// nodes of the trees along `node`; child and leaf numbers count within a tree. Leaf values are
/// whole numbers: class shares in units of 2^-30 in a forest, log-odds of the tree's one class in
/// units of 2^-20 in boosted trees, where tree t of an ensemble belongs to class t mod classes.
enum ModelStore {
    /// The SHA-256 of the element table; a model serves only the table that it was trained with.
    static let elementTableDigest = Digest(of: ElementTable.standard.canonicalBytes).hex

    static func encode(_ model: TrainedModel) throws -> [UInt8] {
        let descriptors = model.featurizer.descriptors
        var file = ArtifactSchema.model.file(model.parameters.canonical)
        file.set("parameters", .text(try model.parameters.json()))
        file.set("properties", .texts(descriptors.properties))
        file.set("statistics", .texts(descriptors.statistics.map(\.rawValue)))
        file.set("missing", .text(model.featurizer.missingPolicy.rawValue))
        file.set("element_table_sha256", .text(elementTableDigest))
        CompoundStore.write(model.known, to: &file, dimension: "compound")
        file.addDimension("feature", labels: model.featurizer.names, "descriptor")
        file.add("importance", ["feature"], .float64(model.importances), "share in what was learnt")
        file.add("lower", ["feature"], .float64(model.range.lower), "smallest training value")
        file.add("upper", ["feature"], .float64(model.range.upper), "largest training value")
        write(model.space, to: &file)
        ClassifierStore.write(model.classifier, to: &file)
        return try file.encoded()
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> TrainedModel {
        let file = try ArtifactSchema.model.decode(bytes, name: name)
        guard try file.text("element_table_sha256") == elementTableDigest else {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "the model was trained with another element table")
        }
        let statistics = try file.textList("statistics").map { text in
            guard let statistic = Statistic(rawValue: text) else {
                throw QuasiScreenError.modelMismatch(
                    file: name, detail: "unknown statistic \"\(text)\"")
            }
            return statistic
        }
        guard let policy = MissingPolicy(rawValue: try file.text("missing")) else {
            throw QuasiScreenError.modelMismatch(file: name, detail: "unknown missing policy")
        }
        let featurizer = try Featurizer(
            table: ElementTable.standard,
            descriptors: DescriptorSet(
                properties: try file.textList("properties"), statistics: statistics),
            missing: policy)
        let known = try CompoundStore.read(file, dimension: "compound", name: name)
        let parameters = try parameters(file.text("parameters"), name: name)
        let classifier = try ClassifierStore.read(
            file, parameters: parameters, features: featurizer.names.count,
            classes: known.classNames.count)
        let lower = try file.doubles("lower")
        let upper = try file.doubles("upper")
        return try TrainedModel(
            classNames: known.classNames, featurizer: featurizer, classifier: classifier,
            parameters: parameters, importances: file.doubles("importance"),
            range: FeatureRange(lower: lower, upper: upper),
            space: readSpace(file, known: known), known: known)
    }

    private static func parameters(_ text: String, name: String) throws -> LearnerParameters {
        do {
            return try JSONDecoder().decode(LearnerParameters.self, from: Data(text.utf8))
        } catch {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "the parameters cannot be read")
        }
    }
}
