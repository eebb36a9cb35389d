import Basis
import Learning
import Materials
import Screening
import Validation

/// What was learnt from compounds with their chemical system left out, and from compounds with
/// their whole family left out.
struct CalibrationResult: Sendable {
    let calibration: ModelCalibration
    /// The results of the system protocol as the model's curves leave them.
    let used: ValidationOutcome
    /// The uncertainty of each prediction of the system protocol, from other folds.
    let stated: [Double]
    /// Stated uncertainty against realised error.
    let strata: [UncertaintyStratum]
}

extension ValidationBench {
    /// The group whose conformal sets each compound belongs to: the family of its main element;
    /// `nil` for a compound of a non-metal that no rarer class holds.
    ///
    /// Such compounds are next to never wrong: where they count, they supply the coverage that is
    /// promised for alloys.
    var kinds: [String?] {
        let gate = calibrationGate
        return data.table.compounds.map {
            gate.settles($0.composition) ? nil : CompoundGroups.family($0.composition)
        }
    }

    /// Lets through what calibration rests on, whether or not the recipe has a gate; everything
    /// where a class would be left without compounds.
    private var calibrationGate: ElementGate {
        let table = data.table
        let gate = ElementGate(
            candidates: Element.nonMetals, compositions: table.compositions, labels: table.labels,
            commonest: self.table.commonest)
        let open = table.compounds.filter { !gate.settles($0.composition) }
        let isWhole = Set(open.map(\.classIndex)) == Set(table.labels)
        return isWhole ? gate : ElementGate(elements: [], classIndex: self.table.commonest)
    }

    /// Calibrates on results of the system protocol.
    func calibration(of run: Run, seed: UInt64) throws -> CalibrationResult {
        let chosen = try ModelCalibration.chosen(from: run.outcome, recipe: recipe)
        let kinds = self.kinds
        let compositions = data.table.compositions
        let open = kinds.indices.filter { kinds[$0] != nil }
        let space = try ApplicabilityDomain(
            of: data.selecting(rows: open), threads: threads)
        var passes = [
            Pass(
                leftOut: "system", run: run, errors: chosen.used,
                isolations: try space.isolationsOfTraining(withoutGroups: nil, threads: threads))
        ]
        if let families = try familyRun(open: open, seed: seed) {
            let errors = try chosen.curves.map {
                try families.outcome.replacing(
                    probabilities: $0.apply(to: families.outcome.probabilities))
            }
            let groups = open.map { CompoundGroups.family(compositions[$0]) }
            passes.append(
                Pass(
                    leftOut: "family", run: families, errors: errors ?? families.outcome,
                    isolations: try space.isolationsOfTraining(
                        withoutGroups: groups, threads: threads)))
        }
        var place = [Int?](repeating: nil, count: kinds.count)
        for (position, row) in open.enumerated() { place[row] = position }
        var doubts = [Doubt]()
        var marks = [(leftOut: String, grade: DomainGrade, isUnseen: Bool, isWrong: Bool)]()
        for (number, pass) in passes.enumerated() {
            let grounds = try pass.run.folds.map {
                try FoldGround($0, data, commonest: table.commonest, open)
            }
            for (position, prediction) in pass.errors.predictions.enumerated() {
                guard let place = place[prediction.row] else { continue }
                let ground = grounds[prediction.fold]
                let assessment = ground.assessment(
                    compositions[prediction.row],
                    Array(data.features.row(prediction.row)), isolation: pass.isolations[place])
                doubts.append(
                    Doubt(
                        row: prediction.row, pass: number, fold: prediction.fold,
                        spread: pass.run.spreads[position],
                        isolation: assessment.effectiveIsolation,
                        ground: Ground(assessment.grade), isFamilyOut: pass.leftOut == "family",
                        squaredError: pass.errors.squaredError(of: prediction)))
                marks.append(
                    (
                        pass.leftOut, assessment.grade, !assessment.unseenElements.isEmpty,
                        prediction.predicted != prediction.truth
                    ))
            }
        }
        let calibration = try ModelCalibration(chosen, kinds: kinds, doubts: doubts)
        let fitted = try IsolatedUncertainty.crossFitted(doubts)
        let uncertainties = fitted.indices.map {
            marks[$0].isUnseen ? calibration.uncertainty.widest : fitted[$0]
        }
        var stated = [Double](repeating: 0, count: kinds.count)
        for (doubt, uncertainty) in zip(doubts, uncertainties) where doubt.pass == 0 {
            stated[doubt.row] = uncertainty
        }
        return CalibrationResult(
            calibration: calibration, used: chosen.used,
            stated: chosen.used.predictions.map { stated[$0.row] },
            strata: Self.strata(doubts, marks, uncertainties))
    }

    /// One way of leaving compounds out.
    private struct Pass {
        let leftOut: String
        let run: Run
        /// The run's outcome as the model's curves leave it.
        let errors: ValidationOutcome
        /// Of the open rows, in order.
        let isolations: [Double]
    }

    private static func strata(
        _ doubts: [Doubt],
        _ marks: [(leftOut: String, grade: DomainGrade, isUnseen: Bool, isWrong: Bool)],
        _ uncertainties: [Double]
    ) -> [UncertaintyStratum] {
        ["system", "family"].flatMap { leftOut in
            DomainGrade.allCases.compactMap { grade in
                UncertaintyStratum(
                    leftOut: leftOut, domain: grade.name,
                    stated: doubts.indices.filter {
                        marks[$0].leftOut == leftOut && marks[$0].grade == grade
                    }.map {
                        (uncertainties[$0], doubts[$0].squaredError, marks[$0].isWrong)
                    })
            }
        }
    }

    /// The recipe with one family after the other left out, each with a compound of a rarer class;
    /// `nil` where there are not two.
    ///
    /// All main elements without a family of their own are not left out: they are most of the
    /// table and no family.
    private func familyRun(open: [Int], seed: UInt64) throws -> Run? {
        let families = data.table.compositions.map(CompoundGroups.family)
        let labels = data.table.labels
        var wanted = Set<String>()
        for row in open where labels[row] != table.commonest {
            wanted.insert(families[row])
        }
        let names = CompoundGroups.families.filter(wanted.contains)
        guard names.count >= 2 else { return nil }
        let folds = names.map { name in
            Fold(
                name: name, train: families.indices.filter { families[$0] != name },
                test: open.filter { families[$0] == name })
        }.filter { fold in Set(fold.train.map { labels[$0] }).count >= 2 }
        guard folds.count >= 2 else { return nil }
        return try run(folds, .family, seed, recipe)
    }
}

/// What a fold's training rows are ground for.
private struct FoldGround {
    private let elements: ElementDomain
    private let range: FeatureRange

    init(_ fold: Fold, _ data: CompoundFeatures, commonest: Int, _ open: [Int]) throws {
        let table = data.table
        elements = try ElementDomain(
            compositions: fold.train.map { table.compounds[$0].composition },
            positive: fold.train.map { table.compounds[$0].classIndex != commonest },
            properties: [])
        let isTraining = Set(fold.train)
        range = FeatureRange(of: data.features.selecting(rows: open.filter(isTraining.contains)))
    }

    func assessment(
        _ composition: Composition, _ descriptors: [Double], isolation: Double
    ) -> DomainAssessment {
        DomainAssessment(
            isolation: isolation, distance: 0, positiveDistance: nil,
            unseenElements: elements.unseen(in: composition),
            elementsWithoutPositive: elements.withoutPositive(in: composition),
            descriptorsOutside: range.violations(of: descriptors).count)
    }
}

extension Ground {
    init(_ grade: DomainGrade) {
        switch grade {
        case .inside: self = .inside
        case .edge: self = .edge
        case .outside: self = .outside
        }
    }
}

extension DomainAssessment {
    /// The isolation to calibrate errors by: a descriptor value that training did not show is as
    /// isolated as can be.
    var effectiveIsolation: Double { descriptorsOutside > 0 ? 1 : isolation }
}
