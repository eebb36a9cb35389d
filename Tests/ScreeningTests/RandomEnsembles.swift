import Basis
import Descriptors
import Learning
import Materials
import Screening
import Ternary

/// Ensembles of random trees whose thresholds are chosen to be hard: often exactly a value of
/// the descriptor at a grid point, or its neighbour among the floating-point numbers.
struct RandomEnsembles {
    var random: RandomStream
    let featurizer: Featurizer
    let classCount: Int

    init(seed: Int, featurizer: Featurizer, classCount: Int) {
        random = RandomStream(seed: UInt64(seed)).child("ensembles")
        self.featurizer = featurizer
        self.classCount = classCount
    }

    /// - Parameter values: rows of descriptors that thresholds are taken from.
    mutating func forest(_ values: Matrix, trees: Int, depth: Int) throws -> RandomForest {
        let classes = classCount
        let grown = try (0..<trees).map { _ in
            try tree(values, depth: depth, outputs: classes) { random in
                // Few different leaves, so that some trees collapse.
                LeafShares.rounding((0..<classes).map { _ in Double(random.below(3)) + 0.01 })
            }
        }
        return try RandomForest(
            parameters: ForestParameters(trees: trees), trees: grown,
            featureCount: values.columns, classCount: classes,
            importances: [Double](repeating: 0, count: values.columns))
    }

    mutating func boosted(_ values: Matrix, rounds: Int, depth: Int) throws -> BoostedTrees {
        let grown = try (0..<rounds * classCount).map { _ in
            try tree(values, depth: depth, outputs: 1) { [Int32($0.below(1 << 21)) - 1 << 20] }
        }
        return try BoostedTrees(
            parameters: BoostingParameters(rounds: rounds), trees: grown,
            featureCount: values.columns, classCount: classCount,
            base: (0..<classCount).map { Int32($0) * 1000 },
            importances: [Double](repeating: 0, count: values.columns))
    }

    private mutating func tree(
        _ values: Matrix, depth: Int, outputs: Int, leaf: (inout RandomStream) -> [Int32]
    ) throws -> DecisionTree {
        var feature = [Int32]()
        var threshold = [Double]()
        var left = [Int32]()
        var right = [Int32]()
        var leafStart = [Int32]()
        var leafValues = [Int32]()
        func add() -> Int {
            feature.append(-1)
            threshold.append(0)
            left.append(-1)
            right.append(-1)
            leafStart.append(-1)
            return feature.count - 1
        }
        var open = [(node: add(), depth: 0)]
        while let (node, level) = open.popLast() {
            if level == depth || (level > 0 && random.below(5) == 0) {
                leafStart[node] = Int32(leafValues.count)
                leafValues += leaf(&random)
                continue
            }
            let column = random.below(values.columns)
            feature[node] = Int32(column)
            threshold[node] = pick(values, column)
            for side in 0..<2 {
                let child = add()
                if side == 0 { left[node] = Int32(child) } else { right[node] = Int32(child) }
                open.append((child, level + 1))
            }
        }
        return try DecisionTree(
            featureCount: values.columns, outputCount: outputs, feature: feature,
            threshold: threshold, left: left, right: right, leafStart: leafStart,
            leafValues: leafValues, cover: [Double](repeating: 1, count: feature.count))
    }

    private mutating func pick(_ values: Matrix, _ column: Int) -> Double {
        let value = values[random.below(values.rows), column]
        switch random.below(6) {
        case 0, 1: return value
        case 2: return value.nextUp
        case 3: return value.nextDown
        case 4: return value + (values[random.below(values.rows), column] - value) * random.unit()
        default: return value * (1 + 1e-13 * (random.unit() - 0.5))
        }
    }

    /// A ternary system or a section, with its grid.
    mutating func section(divisions: Int) throws -> (section: TernarySection, grid: TernaryGrid) {
        var members = ElementTable.standard.elements
        random.shuffle(&members)
        let corners = try ChemicalSystem(Array(members.prefix(3)))
        if divisions > 1, random.below(3) == 0 {
            let section = try TernarySection(
                corners, fixed: members[3], parts: 1 + random.below(divisions - 1), of: divisions)
            return (section, try section.grid(divisions: divisions))
        }
        return (try TernarySection(corners), try TernaryGrid(divisions: divisions))
    }

    /// The descriptors at every point.
    func values(_ section: TernarySection, _ grid: TernaryGrid) throws -> Matrix {
        let compositions = try (0..<grid.count).map { index in
            let point = grid.point(index)
            return try section.composition(counts: [point.i, point.j, point.k])
        }
        return try featurizer.features(of: compositions).matrix
    }
}
