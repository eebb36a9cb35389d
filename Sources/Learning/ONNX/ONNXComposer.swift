/// Builds the graph of a model step by step; steps give the name of what they make.
struct ONNXComposer {
    private(set) var graph = ONNX.Graph(name: "classifier")
    let classCount: Int
    /// The features as doubles.
    private let features = "features_double"

    init(featureCount: Int, classCount: Int) {
        self.classCount = classCount
        graph.inputs = [ONNX.Value(name: "features", type: .float, width: featureCount)]
        cast("features", to: .double, as: features)
    }

    /// A forest as one classifier node over all trees.
    ///
    /// Leaves hold shares in units of 2^-30, exact as doubles, and so are the sums over the trees.
    /// Their rounding to single precision and that of the quotient are off by a factor of at most
    /// 1 + 2^-24 each. The operator's own labels are left aside: onnxruntime's for two classes ask
    /// whether the second sum exceeds one half.
    mutating func addClassifier(_ forest: RandomForest, classNames: [String]) {
        var ensemble = ONNXTreeEnsemble()
        for tree in forest.trees {
            ensemble.append(tree) { start, add in
                for index in 0..<classCount {
                    let share = tree.leafValues[start + index]
                    // Runtimes take two classes of which one never occurs for a single score.
                    if share != 0 || classCount == 2 { add(index, Double(share) * 0x1p-30) }
                }
            }
        }
        graph.nodes.append(
            ensemble.classifier(
                input: features, label: "votes_label", scores: "votes", classNames: classNames))
        let count = constant("trees", [Double(forest.trees.count)])
        let votes = cast("votes", to: .double, as: "votes_double")
        finish(apply("Div", [votes, count], as: "means"), classNames: classNames)
    }

    /// The probabilities of a model as doubles.
    ///
    /// - Parameter name: a prefix for the names in the graph.
    mutating func probabilities(of model: Classifier, name: String) -> String {
        switch model {
        case .forest(let forest): return probabilities(of: forest, name: name)
        case .boosted(let boosted): return probabilities(of: boosted, name: name)
        case .blend(let blend): return probabilities(of: blend, name: name)
        }
    }

    /// Sums over the full sum: bit for bit ours.
    private mutating func probabilities(of forest: RandomForest, name: String) -> String {
        let sums = sums(over: forest, name: name)
        let full = constant("\(name)_full", [Double(forest.fullSum)])
        return apply("Div", [sums, full], as: "\(name)_probabilities")
    }

    private mutating func probabilities(of boosted: BoostedTrees, name: String) -> String {
        let sums = sums(over: boosted, name: name)
        let base = constant("\(name)_base", boosted.base.map { Double($0) })
        let total = apply("Add", [sums, base], as: "\(name)_total")
        let unit = constant("\(name)_unit", [BoostedTrees.unit])
        let scores = apply("Mul", [total, unit], as: "\(name)_log_odds")
        return softmax(scores, as: "\(name)_probabilities")
    }

    private mutating func probabilities(of blend: Blend, name: String) -> String {
        let terms = blend.members.enumerated().map { index, member in
            let own = "\(name)_member_\(index)"
            var term = probabilities(of: member.model, name: own)
            if blend.pooling == .logarithmic {
                let floor = constant("\(own)_floor", [blend.floor])
                let raised = apply("Max", [term, floor], as: "\(own)_raised")
                term = apply("Log", [raised], as: "\(own)_logarithms")
            }
            let weight = constant("\(own)_weight", [member.weight])
            return apply("Mul", [term, weight], as: "\(own)_weighted")
        }
        let pooled = apply("Sum", terms, as: "\(name)_pooled")
        switch blend.pooling {
        case .linear: return shares(of: pooled, name: name)
        case .logarithmic: return softmax(pooled, as: "\(name)_probabilities")
        }
    }

    /// Probabilities after the calibration's curves.
    mutating func calibrate(
        _ probabilities: String, with calibration: ONNXModel.Calibration
    ) -> String {
        let low = constant("calibration_low", [calibration.floor], shape: [])
        let high = constant("calibration_high", [1 - calibration.floor], shape: [])
        let one = constant("calibration_one", [1])
        let clipped = apply("Clip", [probabilities, low, high], as: "calibration_clipped")
        let rest = apply("Sub", [one, clipped], as: "calibration_rest")
        let odds = apply("Div", [clipped, rest], as: "calibration_odds")
        let logit = apply("Log", [odds], as: "calibration_logit")
        let slopes = constant("calibration_slopes", calibration.curves.map { $0?.slope ?? 1 })
        let scaled = apply("Mul", [logit, slopes], as: "calibration_scaled")
        let intercepts = constant(
            "calibration_intercepts", calibration.curves.map { $0?.intercept ?? 0 })
        let score = apply("Add", [scaled, intercepts], as: "calibration_score")
        let curve = apply("Sigmoid", [score], as: "calibration_curve")
        // Classes without a curve keep their probability.
        let has = constant("calibration_has_curve", calibration.curves.map { $0 == nil ? 0 : 1 })
        let hasNot = constant("calibration_no_curve", calibration.curves.map { $0 == nil ? 1 : 0 })
        let bent = apply("Mul", [curve, has], as: "calibration_bent")
        let kept = apply("Mul", [probabilities, hasNot], as: "calibration_kept")
        let both = apply("Add", [bent, kept], as: "calibration_both")
        return shares(of: both, name: "calibration")
    }

    /// The sums over trees as doubles, exact whatever the order of summation.
    ///
    /// The operator's results are of single precision, 24 bits. So every leaf value is cut into
    /// limbs short enough for their sums to fit, each limb is a target of its own, and a matrix
    /// product puts the sums together again.
    private mutating func sums<Ensemble: AdditiveTrees>(
        over model: Ensemble, name: String
    ) -> String {
        let bits = Limbs.bits(trees: model.trees.count)
        let limbs = Limbs.count(of: model.trees, bits: bits)
        var ensemble = ONNXTreeEnsemble()
        for (index, tree) in model.trees.enumerated() {
            let first = model.firstClass(ofTree: index)
            ensemble.append(tree) { start, add in
                for offset in 0..<tree.outputCount {
                    let value = Int64(tree.leafValues[start + offset])
                    for limb in 0..<limbs {
                        let part = Limbs.part(limb, of: value, bits: bits, last: limbs - 1)
                        // One number at least: a leaf without any is not well formed.
                        guard part != 0 || limb == 0 && offset == 0 else { continue }
                        add((first + offset) * limbs + limb, Double(part))
                    }
                }
            }
        }
        let targets = classCount * limbs
        graph.nodes.append(
            ensemble.regressor(input: features, output: "\(name)_limbs", targets: targets))
        var scales = [Double](repeating: 0, count: targets * classCount)
        for label in 0..<classCount {
            for limb in 0..<limbs {
                scales[(label * limbs + limb) * classCount + label] =
                    Double(sign: .plus, exponent: limb * bits, significand: 1)
            }
        }
        let doubles = cast("\(name)_limbs", to: .double, as: "\(name)_limbs_double")
        let matrix = constant("\(name)_scales", scales, shape: [targets, classCount])
        return apply("MatMul", [doubles, matrix], as: "\(name)_sums")
    }

    private mutating func softmax(_ input: String, as output: String) -> String {
        apply("Softmax", [input], as: output, [ONNX.Attribute("axis", .int(1))])
    }

    /// Each row divided by its sum.
    private mutating func shares(of input: String, name: String) -> String {
        graph.constants.append(
            ONNX.Tensor(name: "\(name)_axes", shape: [1], elements: .int64([1])))
        let total = apply("ReduceSum", [input, "\(name)_axes"], as: "\(name)_row_sum")
        return apply("Div", [input, total], as: "\(name)_probabilities")
    }

    /// Adds the outputs: probabilities rounded to single precision, and for each row the name of
    /// the class with the largest of them, the first among equals.
    mutating func finish(_ probabilities: String, classNames: [String]) {
        cast(probabilities, to: .float, as: "probabilities")
        graph.constants.append(
            ONNX.Tensor(
                name: "class_names", shape: [classNames.count], elements: .string(classNames)))
        let index = apply(
            "ArgMax", [probabilities], as: "class_index",
            [ONNX.Attribute("axis", .int(1)), ONNX.Attribute("keepdims", .int(0))])
        apply("Gather", ["class_names", index], as: "label")
        graph.outputs = [
            ONNX.Value(name: "label", type: .string, width: nil),
            ONNX.Value(name: "probabilities", type: .float, width: classCount),
        ]
    }

    /// Adds a standard operator with one result.
    @discardableResult
    mutating func apply(
        _ operation: String, _ inputs: [String], as output: String,
        _ attributes: [ONNX.Attribute] = []
    ) -> String {
        graph.nodes.append(
            ONNX.Node(
                operation: operation, inputs: inputs, outputs: [output], attributes: attributes))
        return output
    }

    @discardableResult
    mutating func cast(_ input: String, to type: ONNX.ElementType, as output: String) -> String {
        apply("Cast", [input], as: output, [ONNX.Attribute("to", .int(type.rawValue))])
    }

    /// Adds a constant; without a shape it is one row, which goes with every row.
    mutating func constant(_ name: String, _ values: [Double], shape: [Int]? = nil) -> String {
        graph.constants.append(
            ONNX.Tensor(name: name, shape: shape ?? [values.count], elements: .double(values)))
        return name
    }
}
