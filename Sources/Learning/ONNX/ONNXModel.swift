/// A classifier as an ONNX file, for onnxruntime and other tools.
///
/// Input `features`, single precision, shape [rows, features], finite. Outputs `probabilities`,
/// single precision, shape [rows, classes], classes in the order of their names, and `label`, for
/// each row the name of the class with the largest of them, the first among equals. For every row
/// of single precision each tree takes the very decisions that it takes here, and probabilities
/// differ by less than 1e-6.
///
/// The file needs operator set 17 with `ai.onnx.ml` 3, as onnxruntime 1.16 and later have them. Equal
/// models give equal bytes. Trees become the operators `TreeEnsembleClassifier` (forests) and
/// `TreeEnsembleRegressor`.
///
/// Source: Open Neural Network Exchange, https://onnx.ai/onnx/operators/.
public struct ONNXModel: Sendable {
    /// Platt's logistic curves, which bend the probabilities at the end of the graph.
    ///
    /// A class with a curve gets q = 1 / (1 + exp(-(slope * logit(p) + intercept))), with p clipped
    /// to [floor, 1 - floor]; another keeps p. Then each row is divided by its sum.
    ///
    /// Source: Platt, Advances in Large Margin Classifiers, 61 (MIT Press, 1999).
    public struct Calibration: Sendable, Equatable {
        /// The curve of one class.
        public struct Curve: Sendable, Equatable {
            public var slope: Double
            public var intercept: Double

            public init(slope: Double, intercept: Double) {
                self.slope = slope
                self.intercept = intercept
            }
        }

        /// One for each class; `nil` where the class keeps its probability.
        public var curves: [Curve?]
        /// Above 0 and below one half.
        public var floor: Double

        public init(curves: [Curve?], floor: Double) {
            self.curves = curves
            self.floor = floor
        }
    }

    /// The content of the file.
    public let bytes: [UInt8]

    /// Writes a model.
    ///
    /// - Parameters:
    ///   - classNames: one for each class.
    ///   - metadata: keys and values that the file carries along; no key twice.
    ///   - calibration: curves to apply to the model's probabilities. The default is none.
    /// - Throws: ``LearningError`` for a wrong number of names or curves, for a repeated key and
    ///   for a floor out of range.
    public init(
        _ model: Classifier, classNames: [String], metadata: [(String, String)] = [],
        calibration: Calibration? = nil
    ) throws {
        let classCount = model.classCount
        try ONNXModel.check(classNames, metadata, calibration, classCount: classCount)
        let calibration = calibration.flatMap { given in
            given.curves.contains { $0 != nil } ? given : nil
        }
        var composer = ONNXComposer(featureCount: model.featureCount, classCount: classCount)
        // A classifier node with one class has no agreed meaning.
        if case .forest(let forest) = model, calibration == nil, classCount > 1 {
            composer.addClassifier(forest, classNames: classNames)
        } else {
            var probabilities = composer.probabilities(of: model, name: "model")
            if let calibration {
                probabilities = composer.calibrate(probabilities, with: calibration)
            }
            composer.finish(probabilities, classNames: classNames)
        }
        bytes = ONNX.file(composer.graph, metadata: metadata)
    }

    private static func check(
        _ classNames: [String], _ metadata: [(String, String)], _ calibration: Calibration?,
        classCount: Int
    ) throws {
        guard classNames.count == classCount else {
            throw LearningError.countMismatch(
                what: "class names", found: classNames.count, expected: classCount)
        }
        if let calibration {
            guard calibration.curves.count == classCount else {
                throw LearningError.countMismatch(
                    what: "calibration curves", found: calibration.curves.count,
                    expected: classCount)
            }
            guard calibration.floor > 0, calibration.floor < 0.5 else {
                throw LearningError.badParameter(
                    name: "floor", value: "\(calibration.floor)", allowed: "between 0 and 0.5")
            }
        }
        var keys = Set<String>()
        for (key, _) in metadata where !keys.insert(key).inserted {
            throw LearningError.badParameter(
                name: "metadata", value: key, allowed: "every key once")
        }
    }
}
