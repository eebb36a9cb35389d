import Artifacts
import Basis
import Descriptors
import Foundation
import Learning
import Materials
import Screening

/// A trained model as HDF5.
///
/// `recipe` (JSON) says what the classifier is: a forest, boosted trees, or a blend of members.
/// Its tree ensembles stand one behind the other along `ensemble`, their trees along `tree`, the
/// nodes of the trees along `node`; child and leaf numbers count within a tree. Leaf values are
/// whole numbers: class shares in units of 2^-30 in a forest, log-odds of the tree's one class in
/// units of 2^-20 in boosted trees, where tree t of an ensemble belongs to class t mod classes.
enum ModelStore {
    /// The SHA-256 of the element table; a model serves only the table that it was trained with.
    static let elementTableDigest = Digest(of: ElementTable.standard.canonicalBytes).hex

    static func encode(_ model: TrainedModel) throws -> [UInt8] {
        let descriptors = model.featurizer.descriptors
        var file = ArtifactSchema.model.file(model.recipe.canonical)
        file.set("recipe", .text(try JSONText.compact(model.recipe)))
        if let calibration = model.calibration {
            file.set("calibration", .text(try JSONText.compact(calibration)))
        }
        file.set("gate_elements", .text(model.gate.elements.map(\.symbol).joined(separator: " ")))
        file.set("properties", .texts(descriptors.properties))
        file.set("statistics", .text(descriptors.statistics.map(\.rawValue).joined(separator: " ")))
        file.set(
            "stoichiometry", .text(descriptors.stoichiometry.map(\.rawValue).joined(separator: " "))
        )
        file.set("missing", .text(model.featurizer.missingPolicy.rawValue))
        file.set("element_table_sha256", .text(elementTableDigest))
        CompoundStore.write(model.known, to: &file, dimension: "compound")
        CompoundStore.writeUntrained(model.untrained, to: &file)
        file.addDimension("feature", labels: model.featurizer.names, "descriptor")
        file.add("importance", ["feature"], .float64(model.importances), "share in what was learnt")
        file.add("lower", ["feature"], .float64(model.range.lower), "smallest training value")
        file.add("upper", ["feature"], .float64(model.range.upper), "largest training value")
        write(model.space, to: &file)
        ClassifierStore.write(model.classifier, to: &file)
        return try file.encoded()
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> TrainedModel {
        try ArtifactSchema.model.read(bytes, name: name) { try decode($0, name: name) }
    }

    private static func decode(_ file: LabelledFile, name: String) throws -> TrainedModel {
        guard try file.text("element_table_sha256") == elementTableDigest else {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "the model was trained with another element table")
        }
        guard let policy = MissingPolicy(rawValue: try file.text("missing")) else {
            throw QuasiScreenError.modelMismatch(file: name, detail: "unknown missing policy")
        }
        let featurizer = try Featurizer(
            table: ElementTable.standard,
            descriptors: DescriptorSet(
                properties: try file.textList("properties"),
                statistics: try names(file, "statistics", name),
                stoichiometry: try names(file, "stoichiometry", name)),
            missing: policy)
        let known = try CompoundStore.read(file, dimension: "compound", name: name)
        let recipe = try decoded(ModelRecipe.self, file.text("recipe"), name)
        try recipe.learner.validate()
        let calibration =
            try file.attribute("calibration") != nil
            ? decoded(ModelCalibration.self, file.text("calibration"), name) : nil
        try calibration?.check(classCount: known.classNames.count)
        let gate = ElementGate(
            elements: try words(file, "gate_elements").map { symbol in
                guard let element = Element(symbol: symbol) else {
                    throw QuasiScreenError.modelMismatch(
                        file: name, detail: "unknown element \"\(symbol)\"")
                }
                return element
            }, classIndex: known.commonestClass)
        let range = FeatureRange(
            lower: try columns(file, "lower", featurizer),
            upper: try columns(file, "upper", featurizer))
        return try TrainedModel(
            classNames: known.classNames, featurizer: featurizer, recipe: recipe, gate: gate,
            classifier: ClassifierStore.read(
                file, parameters: recipe.learner, features: featurizer.names.count,
                classes: known.classNames.count),
            calibration: calibration, importances: columns(file, "importance", featurizer),
            range: range, space: readSpace(file, known: gate.open(known)), known: known,
            untrained: CompoundStore.readUntrained(
                file, classCount: known.classNames.count, name: name))
    }

    /// A finite number for each descriptor.
    private static func columns(
        _ file: LabelledFile, _ variable: String, _ featurizer: Featurizer
    ) throws -> [Double] {
        let values = try file.doubles(variable)
        guard values.count == featurizer.count, values.allSatisfy(\.isFinite) else {
            throw LearningError.damagedForest(
                "\"\(variable)\" is not a number for each of \(featurizer.count) descriptors")
        }
        return values
    }

    /// The words of an attribute, separated by spaces; there may be none.
    private static func words(_ file: LabelledFile, _ attribute: String) throws -> [String] {
        try file.text(attribute).split(separator: " ").map(String.init)
    }

    /// Names of an enumeration in an attribute.
    private static func names<Name: RawRepresentable>(
        _ file: LabelledFile, _ attribute: String, _ name: String
    ) throws -> [Name] where Name.RawValue == String {
        try words(file, attribute).map { text in
            guard let value = Name(rawValue: text) else {
                throw QuasiScreenError.modelMismatch(
                    file: name, detail: "unknown name \"\(text)\" in \"\(attribute)\"")
            }
            return value
        }
    }

    private static func decoded<Value: Decodable>(
        _ type: Value.Type, _ text: String, _ name: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "the \(type) in it cannot be read")
        }
    }
}
