import Artifacts
import Basis
import Descriptors
import Foundation
import Learning
import Materials
import Screening

/// A trained model as HDF5.
///
/// The trees stand one behind the other: `tree_start` and `leaf_start` say where the nodes and the
/// leaves of each tree begin, child and leaf numbers count within the tree. Leaf shares are whole
/// numbers; those of one leaf add up to 2^30.
enum ModelStore {
    /// The SHA-256 of the element table; a model serves only the table that it was trained with.
    static let elementTableDigest = Digest(of: ElementTable.standard.canonicalBytes).hex

    static func encode(_ model: TrainedModel) throws -> [UInt8] {
        let forest = model.forest
        let descriptors = model.featurizer.descriptors
        var file = ArtifactSchema.model.file(forest.parameters.canonical)
        file.set("parameters", .text(try parameterText(forest.parameters)))
        file.set("properties", .texts(descriptors.properties))
        file.set("statistics", .texts(descriptors.statistics.map(\.rawValue)))
        file.set("missing", .text(model.featurizer.missingPolicy.rawValue))
        file.set("element_table_sha256", .text(elementTableDigest))
        CompoundStore.write(model.known, to: &file, dimension: "compound")
        file.addDimension("feature", labels: model.featurizer.names, "descriptor")
        file.add("importance", ["feature"], .float64(forest.importances), "decrease in impurity")
        file.add("lower", ["feature"], .float64(model.range.lower), "smallest training value")
        file.add("upper", ["feature"], .float64(model.range.upper), "largest training value")
        write(model.space, to: &file)
        writeTrees(forest, to: &file)
        return try file.encoded()
    }

    private static func writeTrees(_ forest: RandomForest, to file: inout LabelledFile) {
        let trees = forest.trees
        file.addDimension("tree", length: trees.count, "tree")
        file.addDimension("node", length: trees.reduce(0) { $0 + $1.nodeCount }, "node")
        file.addDimension("leaf", length: trees.reduce(0) { $0 + $1.leafCount }, "leaf")
        file.add(
            "node_count", ["tree"], .int32(trees.map { Int32($0.nodeCount) }), "nodes of the tree")
        file.add(
            "leaf_count", ["tree"], .int32(trees.map { Int32($0.leafCount) }), "leaves of the tree")
        file.add(
            "split_feature", ["node"], .int32(trees.flatMap(\.feature)),
            "position in the feature dimension; -1 marks a leaf")
        file.add(
            "threshold", ["node"], .float64(trees.flatMap(\.threshold)),
            "rows with at most this value go left")
        file.add("left", ["node"], .int32(trees.flatMap(\.left)), "left child within the tree")
        file.add("right", ["node"], .int32(trees.flatMap(\.right)), "right child within the tree")
        file.add(
            "leaf_start", ["node"], .int32(trees.flatMap(\.leafStart)),
            "where the leaf's shares begin within the tree; -1 marks an inner node")
        file.add(
            "leaf_share", ["leaf", "class"], .uint32(trees.flatMap(\.leafValues)),
            "class share of the leaf, in units of 2^-30")
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
        let forest = try RandomForest(
            parameters: parameters(try file.text("parameters"), name: name),
            trees: trees(file, features: featurizer.names.count, classes: known.classNames.count),
            featureCount: featurizer.names.count, classCount: known.classNames.count,
            importances: try file.doubles("importance"))
        let lower = try file.doubles("lower")
        let upper = try file.doubles("upper")
        return try TrainedModel(
            classNames: known.classNames, featurizer: featurizer, forest: forest,
            range: FeatureRange(lower: lower, upper: upper),
            space: readSpace(file, known: known), known: known)
    }

    private static func trees(
        _ file: LabelledFile, features: Int, classes: Int
    ) throws -> [DecisionTree] {
        let nodeCounts = try file.int32s("node_count").map(Int.init)
        let leafCounts = try file.int32s("leaf_count").map(Int.init)
        let feature = try file.int32s("split_feature")
        let threshold = try file.doubles("threshold")
        let left = try file.int32s("left")
        let right = try file.int32s("right")
        let leafStart = try file.int32s("leaf_start")
        let shares = try file.uint32s("leaf_share")
        var node = 0
        var share = 0
        return try zip(nodeCounts, leafCounts).map { nodes, leaves in
            let nodeRange = node..<(node + nodes)
            let shareRange = share..<(share + leaves * classes)
            guard nodes > 0, leaves > 0, nodeRange.upperBound <= feature.count,
                shareRange.upperBound <= shares.count
            else { throw LearningError.damagedForest("tree sizes that do not fit the nodes") }
            node = nodeRange.upperBound
            share = shareRange.upperBound
            return try DecisionTree(
                featureCount: features, classCount: classes, feature: Array(feature[nodeRange]),
                threshold: Array(threshold[nodeRange]), left: Array(left[nodeRange]),
                right: Array(right[nodeRange]), leafStart: Array(leafStart[nodeRange]),
                leafValues: Array(shares[shareRange]))
        }
    }

    private static func parameterText(_ parameters: ForestParameters) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(parameters), as: UTF8.self)
    }

    private static func parameters(_ text: String, name: String) throws -> ForestParameters {
        do {
            return try JSONDecoder().decode(ForestParameters.self, from: Data(text.utf8))
        } catch {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "the forest's parameters cannot be read")
        }
    }
}
