import Basis
import CScreening
import Descriptors
import Learning
import Materials

/// The trees of a model and the range of its descriptors, laid out for the strip kernel.
///
/// Thresholds of one descriptor are sorted, so that what they mean for a system is found by
/// halving; children stand side by side; leaves with equal numbers are one. Standard deviations are
/// cut where their variances are.
final class StripProgram: @unchecked Sendable {
    // Unchecked: everything is written in `init` and only read afterwards.

    /// Trees that are deeper than this are left to plain evaluation: the walk is recursive.
    static let deepest = 2000

    let pointer: UnsafePointer<qs_program>
    /// Columns of sums: one for each class of each ensemble.
    let columnCount: Int
    let classCount: Int
    /// Columns that follow from the others of their ensemble: the shares of a forest's leaf add up
    /// to the same in every leaf.
    let remainders: [Remainder]
    /// The descriptors of the fractions, which are the last ones.
    let stoichiometry: [StoichiometryDescriptor]
    private let propertyCount: Int
    private let elementValues: UnsafePointer<Double>
    private let memory: FixedArrays

    /// The values of an element that descriptors are pooled from.
    func properties(of element: Element) -> UnsafePointer<Double> {
        elementValues + element.atomicNumber * propertyCount
    }

    struct Remainder {
        let column: Int
        let others: Range<Int>
        /// What all columns of the ensemble add up to.
        let total: Int64
    }

    /// `nil` where the kernel does not serve the model: too deep trees, too many classes.
    init?(ensembles: [any AdditiveTrees], featurizer: Featurizer, range: FeatureRange) {
        guard let first = ensembles.first, first.classCount <= Int(qs_most_lanes),
            ensembles.allSatisfy({ $0.trees.allSatisfy { $0.depth <= Self.deepest } })
        else { return nil }
        let descriptors = featurizer.descriptors
        let features = StripFeatures(descriptors)
        let memory = FixedArrays()
        classCount = first.classCount
        columnCount = ensembles.count * first.classCount

        // Every threshold of every feature, sorted, each once.
        var thresholds = [[Double]](repeating: [], count: features.kinds.count)
        for tree in ensembles.flatMap(\.trees) {
            for (node, feature) in tree.feature.enumerated() where feature >= 0 {
                let feature = Int(feature)
                thresholds[feature].append(features.threshold(tree.threshold[node], feature))
            }
        }
        for feature in thresholds.indices {
            thresholds[feature] = Self.distinct(thresholds[feature])
        }
        // Nodes hold features and positions of thresholds in 16 bits.
        guard features.kinds.count < Int(UInt16.max),
            thresholds.allSatisfy({ $0.count < Int(UInt16.max) })
        else { return nil }
        var starts: [UInt32] = [0]
        for own in thresholds { starts.append(starts[starts.count - 1] + UInt32(own.count)) }

        var layout = NodeLayout(thresholds: thresholds, features: features)
        var groups = [qs_tree_group]()
        var remainders = [Remainder]()
        for (position, ensemble) in ensembles.enumerated() {
            let column = position * classCount
            if let forest = ensemble as? RandomForest {
                let lanes = max(1, classCount - 1)
                groups.append(
                    layout.group(forest.trees, lanes: lanes, column: column, memory: memory))
                if classCount > 1 {
                    remainders.append(
                        Remainder(
                            column: column + lanes, others: column..<column + lanes,
                            total: forest.fullSum))
                }
                continue
            }
            let targets = ensemble.trees.indices.map { ensemble.firstClass(ofTree: $0) }
            for target in 0..<classCount {
                let trees = zip(ensemble.trees, targets).filter { $0.1 == target }.map(\.0)
                guard let lanes = trees.first?.outputCount else { continue }
                guard trees.allSatisfy({ $0.outputCount == lanes }), target + lanes <= classCount
                else { return nil }
                groups.append(
                    layout.group(trees, lanes: lanes, column: column + target, memory: memory))
            }
        }
        self.remainders = remainders

        var program = qs_program()
        program.nodes = memory.keep(layout.nodes)
        program.roots = memory.keep(layout.roots + [UInt32(layout.nodes.count)])
        program.largest_tree = layout.largestTree
        program.groups = memory.keep(groups)
        program.group_count = groups.count
        program.column_count = columnCount
        program.feature_count = features.kinds.count
        program.kinds = memory.keep(features.kinds.map { UInt8($0.rawValue) })
        program.properties = memory.keep(features.properties)
        program.property_count = descriptors.properties.count
        program.cut_starts = memory.keep(starts)
        program.cuts = memory.keep(
            thresholds.enumerated().flatMap { feature, own in
                own.map { qs_threshold(threshold: $0, feature: UInt32(feature)) }
            })
        // A value is out of range up to the first number and above the second.
        program.range_lower = memory.keep(
            range.lower.indices.map { features.threshold(range.allowed($0).low.nextDown, $0) })
        program.range_upper = memory.keep(
            range.upper.indices.map { features.threshold(range.allowed($0).high, $0) })
        pointer = memory.keep([program])
        stoichiometry = descriptors.stoichiometry
        propertyCount = descriptors.properties.count
        elementValues = memory.keep(featurizer.elementValues)
        self.memory = memory
    }

    private static func distinct(_ values: [Double]) -> [Double] {
        var result = [Double]()
        for value in values.sorted() where result.last != value { result.append(value) }
        return result
    }
}

/// Puts trees into one array of nodes.
private struct NodeLayout {
    let thresholds: [[Double]]
    let features: StripFeatures
    var nodes = [qs_node]()
    var roots = [UInt32]()
    var largestTree = 0

    init(thresholds: [[Double]], features: StripFeatures) {
        self.thresholds = thresholds
        self.features = features
    }

    mutating func group(
        _ trees: [DecisionTree], lanes: Int, column: Int, memory: FixedArrays
    ) -> qs_tree_group {
        var group = qs_tree_group()
        group.first_tree = UInt32(roots.count)
        group.tree_count = UInt32(trees.count)
        group.lanes = UInt32(lanes)
        group.column = UInt32(column)
        var leaves = [[Int32]: UInt32]()
        var values = [Int32]()
        for tree in trees {
            largestTree = max(largestTree, tree.nodeCount)
            let root = nodes.count
            roots.append(UInt32(root))
            nodes.append(leaf(0))
            var open = [(node: 0, place: root)]
            var visited = 0
            // Level by level: what most walks pass lies together.
            while visited < open.count {
                let (node, place) = open[visited]
                visited += 1
                let feature = Int(tree.feature[node])
                guard feature >= 0 else {
                    let start = Int(tree.leafStart[node])
                    let own = Array(tree.leafValues[start..<start + lanes])
                    let index = leaves[own] ?? UInt32(leaves.count)
                    if leaves.updateValue(index, forKey: own) == nil { values += own }
                    nodes[place] = leaf(index)
                    continue
                }
                let next = nodes.count
                nodes += [leaf(0), leaf(0)]
                nodes[place] = qs_node(
                    feature: UInt16(feature),
                    rank: UInt16(position(of: tree.threshold[node], feature)),
                    next: UInt32(next))
                open.append((Int(tree.left[node]), next))
                open.append((Int(tree.right[node]), next + 1))
            }
        }
        group.values = memory.keep(values)
        group.leaf_count = UInt32(leaves.count)
        return group
    }

    /// A leaf asks for the feature behind the last.
    private func leaf(_ position: UInt32) -> qs_node {
        qs_node(feature: UInt16(thresholds.count), rank: 0, next: position)
    }

    private func position(of threshold: Double, _ feature: Int) -> Int {
        let wanted = features.threshold(threshold, feature)
        return thresholds[feature].lowerBound(of: wanted)
    }
}

/// Arrays at fixed addresses, freed together.
final class FixedArrays {
    private var blocks = [UnsafeMutableRawPointer]()

    func keep<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
        let block = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        block.initialize(from: elements, count: elements.count)
        blocks.append(UnsafeMutableRawPointer(block))
        return UnsafePointer(block)
    }

    deinit {
        for block in blocks { block.deallocate() }
    }
}
