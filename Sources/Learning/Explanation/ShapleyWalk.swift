/// Computes the Shapley values of trees for one row after another.
///
/// On the way to a leaf of value v, let feature j have the splits that together pass the share z_j
/// of the training weight, and o_j be 1 where the row passes them all, else 0. The leaf's part of
/// the game in which a set S of features is known is v times the product of o_j over S and of z_j
/// over the others. By Owen's formula the Shapley value of feature i is the integral over t in 0...1
/// of v (o_i - z_i) times the product over j other than i of o_j t + z_j (1 - t): a polynomial,
/// which Gauss's rule integrates exactly. Factors are positive and are multiplied and divided, never
/// subtracted, so that rounding does no harm however deep the tree.
///
/// At every point of the rule the product is carried down the tree, and sums over leaves are carried
/// up; at each split, what lies below is divided by the split's own factor. This takes
/// O(nodes * depth * outputs) steps a tree, where the recursion of Lundberg et al. takes
/// O(leaves * depth^2). The walk allocates nothing.
///
/// Sources: Lundberg et al., Nat. Mach. Intell. 2, 56 (2020), doi:10.1038/s42256-019-0138-9 (the
/// path-dependent game); Owen, Manage. Sci. 18, P64 (1972), doi:10.1287/mnsc.18.5.64; Yu et al.,
/// Linear TreeShap, NeurIPS 2022, arXiv:2209.08192 (sums carried up).
final class ShapleyWalk {
    private typealias Block = SIMD4<Double>

    /// For each group of leaves: the points t of its rule, 1 - t, -1 / (1 - t) and the weights.
    private var rules = [UnsafeMutablePointer<Block>]()
    /// By level: the products, the coefficients of the split that led here, the sums by output.
    private let products: UnsafeMutablePointer<Block>
    private let coefficients: UnsafeMutablePointer<Block>
    private let sums: UnsafeMutablePointer<Block>
    private let levels: UnsafeMutablePointer<Level>
    /// By node: whether the row passes all splits by the feature of the split that leads here.
    private let open: UnsafeMutablePointer<Bool>

    private struct Level {
        var node: Int32
        /// How many of the node's children have been looked at.
        var finished: UInt8
        /// Whether the sums hold those of a child already.
        var isFilled: Bool
        /// Whether the coefficients are not all zero.
        var contributes: Bool
    }

    /// Room for any of the trees.
    init(for trees: [ShapleyTree]) {
        let depth = (trees.map(\.depth).max() ?? 0) + 1
        let groups = (trees.compactMap(\.groups.last).max() ?? 0) + 1
        let blocks = 1 << (groups - 1)
        products = .allocate(capacity: depth * blocks)
        coefficients = .allocate(capacity: depth * blocks)
        sums = .allocate(capacity: depth * blocks * (trees.map(\.outputCount).max() ?? 1))
        levels = .allocate(capacity: depth)
        open = .allocate(capacity: trees.map(\.nodes.count).max() ?? 1)
        for group in 0..<groups {
            let blocks = 1 << group
            let rule = GaussLegendre(count: 4 * blocks)
            let table = UnsafeMutablePointer<Block>.allocate(capacity: 4 * blocks)
            for block in 0..<blocks {
                let points = Block(rule.points[4 * block..<4 * block + 4])
                table[block] = points
                table[blocks + block] = 1 - points
                table[2 * blocks + block] = -1 / (1 - points)
                table[3 * blocks + block] = Block(rule.weights[4 * block..<4 * block + 4])
            }
            rules.append(table)
        }
    }

    deinit {
        products.deallocate()
        coefficients.deallocate()
        sums.deallocate()
        levels.deallocate()
        open.deallocate()
        for rule in rules { rule.deallocate() }
    }

    /// Adds the Shapley values of one row.
    ///
    /// - Parameters:
    ///   - row: one value for each feature.
    ///   - target: where output 0 of feature 0 is added.
    ///   - stride: the distance of a feature's numbers from those of the next.
    func add(
        _ tree: ShapleyTree, row: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        tree.nodes.withUnsafeBufferPointer { nodes in
            tree.values.withUnsafeBufferPointer { values in
                guard let nodes = nodes.baseAddress, let values = values.baseAddress else { return }
                for group in tree.groups {
                    let blocks = 1 << group
                    let rule = rules[group]
                    walk(
                        Pass(
                            nodes: nodes, values: values, known: rule, unknown: rule + blocks,
                            refusal: rule + 2 * blocks, weights: rule + 3 * blocks, blocks: blocks,
                            group: 1 << UInt32(group), outputs: tree.outputCount, row: row,
                            target: target, stride: stride))
                }
            }
        }
    }

    /// One tree, one row, one group of leaves.
    private struct Pass {
        let nodes: UnsafePointer<ShapleyTree.Node>
        let values: UnsafePointer<Double>
        let known: UnsafePointer<Block>
        let unknown: UnsafePointer<Block>
        let refusal: UnsafePointer<Block>
        let weights: UnsafePointer<Block>
        let blocks: Int
        let group: UInt32
        let outputs: Int
        let row: UnsafePointer<Double>
        let target: UnsafeMutablePointer<Double>
        let stride: Int
    }

    private func walk(_ pass: Pass) {
        // A tree of one leaf has nothing to share out.
        guard pass.nodes[0].feature >= 0 else { return }
        for block in 0..<pass.blocks { products[block] = pass.weights[block] }
        levels[0] = Level(node: 0, finished: 0, isFilled: false, contributes: false)
        var level = 0
        while true {
            let current = pass.nodes[Int(levels[level].node)]
            let finished = levels[level].finished
            if finished == 2 {
                guard level > 0 else { return }
                level -= 1
                collect(pass, Int(pass.nodes[Int(levels[level].node)].feature), level)
                continue
            }
            levels[level].finished = finished + 1
            let child = finished == 0 ? current.left : current.right
            let entered = pass.nodes[Int(child)]
            guard entered.groups & pass.group != 0 else { continue }
            let goesLeft = pass.row[Int(current.feature)] <= current.threshold
            descend(pass, to: child, entered, passes: goesLeft == (finished == 0), level)
            if entered.feature >= 0 {
                level += 1
            } else {
                collectLeaf(pass, entered, Int(current.feature), level)
            }
        }
    }

    /// Multiplies the product by the child's factor; divides it by the twin's, which the child's
    /// includes.
    ///
    /// The coefficient of a split is (o - z) / (o t + z (1 - t)), less that of the twin, which its own
    /// split will add for all leaves below; the differences are simplified by hand.
    private func descend(
        _ pass: Pass, to child: Int32, _ entered: ShapleyTree.Node, passes: Bool, _ level: Int
    ) {
        let product = products + level * pass.blocks
        let next = product + pass.blocks
        let coefficient = coefficients + (level + 1) * pass.blocks
        let share = entered.share
        var isOpen = passes
        var contributes = true
        if entered.twin < 0 {
            if passes {
                let other = 1 - share
                for block in 0..<pass.blocks {
                    let factor = pass.known[block] + share * pass.unknown[block]
                    next[block] = product[block] * factor
                    coefficient[block] = other / factor
                }
            } else {
                for block in 0..<pass.blocks {
                    next[block] = product[block] * (share * pass.unknown[block])
                    coefficient[block] = pass.refusal[block]
                }
            }
        } else if open[Int(entered.twin)] {
            let above = pass.nodes[Int(entered.twin)].share
            for block in 0..<pass.blocks {
                let unknown = pass.unknown[block]
                let inverse = 1 / (pass.known[block] + above * unknown)
                if passes {
                    let factor = pass.known[block] + share * unknown
                    next[block] = product[block] * factor * inverse
                    coefficient[block] = (above - share) * inverse / factor
                } else {
                    next[block] = product[block] * (share * unknown) * inverse
                    coefficient[block] = pass.refusal[block] * inverse
                }
            }
        } else {
            isOpen = false
            contributes = false
            let factor = share / pass.nodes[Int(entered.twin)].share
            for block in 0..<pass.blocks { next[block] = product[block] * factor }
        }
        open[Int(child)] = isOpen
        levels[level + 1] = Level(
            node: child, finished: 0, isFilled: false, contributes: contributes)
    }

    /// Takes in a leaf below a node: its sums are its product times its numbers.
    private func collectLeaf(
        _ pass: Pass, _ leaf: ShapleyTree.Node, _ feature: Int, _ level: Int
    ) {
        let product = products + (level + 1) * pass.blocks
        let value = pass.values + Int(leaf.leafStart)
        if levels[level + 1].contributes {
            let coefficient = coefficients + (level + 1) * pass.blocks
            var total = Block.zero
            for block in 0..<pass.blocks { total += coefficient[block] * product[block] }
            let weight = total.sum()
            let contribution = pass.target + feature * pass.stride
            for output in 0..<pass.outputs { contribution[output] += value[output] * weight }
        }
        let isFilled = levels[level].isFilled
        levels[level].isFilled = true
        for output in 0..<pass.outputs {
            let sum = sums + (level * pass.outputs + output) * pass.blocks
            let factor = value[output]
            if !isFilled {
                for block in 0..<pass.blocks { sum[block] = product[block] * factor }
            } else if factor != 0 {
                for block in 0..<pass.blocks { sum[block] += product[block] * factor }
            }
        }
    }

    /// Takes in the sums of a child that is an inner node.
    private func collect(_ pass: Pass, _ feature: Int, _ level: Int) {
        let below = level + 1
        let coefficient = coefficients + below * pass.blocks
        let contribution = pass.target + feature * pass.stride
        let isFilled = levels[level].isFilled
        let contributes = levels[below].contributes
        levels[level].isFilled = true
        for output in 0..<pass.outputs {
            let sum = sums + (level * pass.outputs + output) * pass.blocks
            let part = sums + (below * pass.outputs + output) * pass.blocks
            if contributes {
                var total = Block.zero
                for block in 0..<pass.blocks { total += coefficient[block] * part[block] }
                contribution[output] += total.sum()
            }
            if isFilled {
                for block in 0..<pass.blocks { sum[block] += part[block] }
            } else {
                for block in 0..<pass.blocks { sum[block] = part[block] }
            }
        }
    }
}
