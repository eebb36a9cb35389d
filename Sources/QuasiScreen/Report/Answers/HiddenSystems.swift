import Materials
import Validation

/// What the model said of each compound it has learned from while the compound's chemical system
/// was hidden from it.
struct HiddenSystems {
    private let known: CompoundTable
    private let tested: OutOfFold
    private let isCorrected: Bool

    /// `nil` where the run holds no such results, or not those of the model's own compounds.
    init?(_ results: RunResults, model: TrainedModel) throws {
        let name = "system.h5"
        guard results.names(ValidationStage.id).contains(name) else { return nil }
        let tested = try ValidationStore.decode(
            results.read(name, ValidationStage.id), name: "\(ValidationStage.id)/\(name)")
        self.init(tested, known: model.known, isCorrected: model.calibration?.curves != nil)
    }

    /// - Parameter isCorrected: whether the model corrects its probabilities.
    init?(_ tested: OutOfFold, known: CompoundTable, isCorrected: Bool) {
        guard tested.classNames == known.classNames, tested.truth == known.labels else {
            return nil
        }
        self.known = known
        self.tested = tested
        self.isCorrected = isCorrected
    }

    /// By family of the main element.
    func families(_ target: String) -> [String: TargetFigures] {
        let classes = known.classNames.indices
        let empty = classes.map { _ in classes.map { _ in 0 } }
        var matrices = [String: [[Int]]]()
        for (row, compound) in known.compounds.enumerated() {
            let predicted =
                classes.max { tested.probabilities[row, $0] < tested.probabilities[row, $1] } ?? 0
            let family = CompoundGroups.family(compound.composition)
            matrices[family, default: empty][compound.classIndex][predicted] += 1
        }
        return matrices.compactMapValues {
            TargetFigures($0, classes: known.classNames, target: target)
        }
    }

    /// What a probability of the class is worth, of the kind that the model gives: corrected
    /// where it corrects.
    func reliability(of target: String) throws -> ReliabilityCurve? {
        let outcome = try tested.outcome
        return try ReliabilityCurve.detailed(
            of: isCorrected ? outcome.crossCalibrated() : outcome
        ).first { $0.target == target }
    }
}
