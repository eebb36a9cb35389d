import Artifacts
import Learning

/// The trees of a classifier in a model file.
enum ClassifierStore {
    static func write(_ classifier: Classifier, to file: inout LabelledFile) {
        let ensembles = classifier.ensembles
        let trees = ensembles.flatMap(\.trees)
        file.addDimension("ensemble", length: ensembles.count, "additive ensemble of trees")
        file.addDimension("tree", length: trees.count, "tree")
        file.addDimension("node", length: trees.reduce(0) { $0 + $1.nodeCount }, "node")
        file.addDimension(
            "leaf_number", length: trees.reduce(0) { $0 + $1.leafValues.count },
            "numbers of all leaves")
        file.add(
            "tree_count", ["ensemble"], .int32(ensembles.map { Int32($0.trees.count) }),
            "trees of the ensemble")
        file.add(
            "ensemble_importance", ["ensemble", "feature"],
            .float64(ensembles.flatMap(\.importances)), "share in what the ensemble learnt")
        file.add(
            "base_score", ["ensemble", "class"], .int32(ensembles.flatMap(baseScores)),
            "where the sum of boosted trees starts, in units of 2^-20; 0 for forests")
        file.add(
            "node_count", ["tree"], .int32(trees.map { Int32($0.nodeCount) }), "nodes of the tree")
        file.add(
            "leaf_number_count", ["tree"], .int32(trees.map { Int32($0.leafValues.count) }),
            "numbers in the leaves of the tree")
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
            "where the leaf's numbers begin within the tree; -1 marks an inner node")
        file.add(
            "leaf_value", ["leaf_number"], .int32(trees.flatMap(\.leafValues)),
            "class shares in units of 2^-30 (forest) or log-odds in units of 2^-20 (boosted)")
        file.add(
            "cover", ["node"], .float64(trees.flatMap(\.cover)),
            "summed weight of the training rows that reached the node")
    }

    private static func baseScores(_ ensemble: any AdditiveTrees) -> [Int32] {
        (ensemble as? BoostedTrees)?.base
            ?? [Int32](repeating: 0, count: ensemble.classCount)
    }

    static func read(
        _ file: LabelledFile, parameters: LearnerParameters, features: Int, classes: Int
    ) throws -> Classifier {
        var reader = try EnsembleReader(file, features: features, classes: classes)
        let classifier = try reader.classifier(parameters)
        guard reader.isAtEnd else {
            throw LearningError.damagedForest("more trees than the parameters ask for")
        }
        return classifier
    }
}

/// Takes one ensemble after the other out of the arrays of a file.
private struct EnsembleReader {
    private let features: Int
    private let classes: Int
    private let treeCounts: [Int]
    private let importances: [Double]
    private let bases: [Int32]
    private let trees: [DecisionTree]
    private var ensemble = 0
    private var tree = 0

    var isAtEnd: Bool { ensemble == treeCounts.count && tree == trees.count }

    init(_ file: LabelledFile, features: Int, classes: Int) throws {
        self.features = features
        self.classes = classes
        try file.require("tree_count", over: ["ensemble"])
        try file.require("node_count", "leaf_number_count", over: ["tree"])
        try file.require(
            "split_feature", "threshold", "left", "right", "leaf_start", "cover", over: ["node"])
        treeCounts = try file.int32s("tree_count").map(Int.init)
        importances = try file.doubles("ensemble_importance")
        bases = try file.int32s("base_score")
        guard importances.count == treeCounts.count * features,
            bases.count == treeCounts.count * classes
        else { throw LearningError.damagedForest("ensembles whose arrays differ in length") }
        trees = try Self.trees(file, features)
    }

    mutating func classifier(_ parameters: LearnerParameters) throws -> Classifier {
        switch parameters {
        case .forest(let parameters):
            let (trees, importances, _) = try next(parameters.trees)
            return .forest(
                try RandomForest(
                    parameters: parameters, trees: trees, featureCount: features,
                    classCount: classes, importances: importances))
        case .boosting(let parameters):
            let (trees, importances, base) = try next(parameters.rounds * classes)
            return .boosted(
                try BoostedTrees(
                    parameters: parameters, trees: trees, featureCount: features,
                    classCount: classes, base: base, importances: importances))
        case .blend(let parameters):
            let weights = parameters.normalisedWeights
            var members = [Blend.Member]()
            for (member, weight) in zip(parameters.members, weights) {
                members.append(
                    Blend.Member(model: try classifier(member.learner), weight: weight))
            }
            return .blend(
                try Blend(
                    members: members, pooling: parameters.pooling, floor: parameters.floor))
        }
    }

    private mutating func next(
        _ expected: Int
    ) throws -> (trees: [DecisionTree], importances: [Double], base: [Int32]) {
        guard ensemble < treeCounts.count, treeCounts[ensemble] == expected,
            tree + expected <= trees.count
        else { throw LearningError.damagedForest("ensembles that do not fit the parameters") }
        let own = trees[tree..<tree + expected]
        let shares = importances[ensemble * features..<(ensemble + 1) * features]
        let base = bases[ensemble * classes..<(ensemble + 1) * classes]
        tree += expected
        ensemble += 1
        return (Array(own), Array(shares), Array(base))
    }

    private static func trees(_ file: LabelledFile, _ features: Int) throws -> [DecisionTree] {
        let nodeCounts = try file.int32s("node_count").map(Int.init)
        let numberCounts = try file.int32s("leaf_number_count").map(Int.init)
        let feature = try file.int32s("split_feature")
        let threshold = try file.doubles("threshold")
        let left = try file.int32s("left")
        let right = try file.int32s("right")
        let leafStart = try file.int32s("leaf_start")
        let values = try file.int32s("leaf_value")
        let cover = try file.doubles("cover")
        var node = 0
        var value = 0
        return try zip(nodeCounts, numberCounts).map { nodes, numbers in
            // A tree of n nodes has (n + 1) / 2 leaves, each of as many numbers.
            let leaves = (nodes + 1) / 2
            guard nodes > 0, numbers > 0, node + nodes <= feature.count,
                value + numbers <= values.count, numbers % leaves == 0
            else { throw LearningError.damagedForest("tree sizes that do not fit the nodes") }
            let nodeRange = node..<(node + nodes)
            let valueRange = value..<(value + numbers)
            node += nodes
            value += numbers
            return try DecisionTree(
                featureCount: features, outputCount: numbers / leaves,
                feature: Array(feature[nodeRange]), threshold: Array(threshold[nodeRange]),
                left: Array(left[nodeRange]), right: Array(right[nodeRange]),
                leafStart: Array(leafStart[nodeRange]), leafValues: Array(values[valueRange]),
                cover: Array(cover[nodeRange]))
        }
    }
}
