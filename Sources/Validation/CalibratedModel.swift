import Learning

/// A model whose probabilities pass through calibration curves; spreads stay as they are.
public struct CalibratedModel: SummedModel {
    public let model: Classifier
    public let calibration: PlattCalibration

    /// - Throws: ``ValidationError/countMismatch(what:found:expected:)`` unless there is one curve
    ///   for each class.
    public init(_ model: Classifier, calibration: PlattCalibration) throws {
        guard calibration.slopes.count == model.classCount else {
            throw ValidationError.countMismatch(
                what: "calibration curves", found: calibration.slopes.count,
                expected: model.classCount)
        }
        self.model = model
        self.calibration = calibration
    }

    public var featureCount: Int { model.featureCount }
    public var classCount: Int { model.classCount }

    public var ensembles: [any AdditiveTrees] { model.ensembles }

    public func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int
    ) {
        model.combine(sums: sums, probabilities: probabilities, count: count, stride: stride)
        calibration.apply(toColumns: probabilities, count: count, stride: stride)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities, spread: spread)
        guard let start = probabilities.baseAddress else { return }
        calibration.apply(toRows: start, count: count)
    }
}
