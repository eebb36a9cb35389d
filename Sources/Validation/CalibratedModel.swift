import Learning

/// A model whose probabilities pass through calibration curves; spreads stay as they are.
public struct CalibratedModel: Model {
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

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities)
        calibrate(count, probabilities)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities, spread: spread)
        calibrate(count, probabilities)
    }

    private func calibrate(_ count: Int, _ probabilities: UnsafeMutableBufferPointer<Double>) {
        for row in 0..<count {
            calibration.apply(
                to: UnsafeMutableBufferPointer(
                    rebasing: probabilities[row * classCount..<(row + 1) * classCount]))
        }
    }
}
