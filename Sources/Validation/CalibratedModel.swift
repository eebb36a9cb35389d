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

    public func bounds(
        lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>
    ) -> ProbabilityBounds {
        let raw = model.bounds(lowest: lowest, highest: highest)
        // Curves never fall.
        let labels = Array(0..<classCount)
        let curved = ProbabilityBounds(
            normalising: (
                labels.map { calibration.curve(raw.lower[$0], ofClass: $0) },
                labels.map { calibration.curve(raw.upper[$0], ofClass: $0) }
            ))
        // Where all curves can be 0, probabilities may stay as they are.
        if labels.contains(where: { calibration.curve(raw.lower[$0], ofClass: $0) > 0 }) {
            return curved
        }
        return ProbabilityBounds(
            lower: zip(raw.lower, curved.lower).map(min),
            upper: zip(raw.upper, curved.upper).map(max))
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
