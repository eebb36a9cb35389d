import Basis
import Descriptors
import Materials
import Screening
import Ternary
import Validation

/// Says how far a model may be trusted at compositions.
struct DomainJudge: Sendable {
    private let featurizer: Featurizer
    private let range: FeatureRange
    private let space: ApplicabilityDomain
    private let elements: ElementDomain
    private let gate: ElementGate
    /// The positions of the positive classes: all but the commonest.
    private let positives: [Int]
    /// The name of the commonest class.
    let commonest: String
    /// By atomic number the first positive compound of the element that was not trained on.
    private let examples: [String?]

    init(_ model: TrainedModel) throws {
        featurizer = model.featurizer
        range = model.range
        space = model.space
        gate = model.gate
        let commonest = model.known.commonestClass
        self.commonest = model.classNames[commonest]
        positives = model.classNames.indices.filter { $0 != commonest }
        var examples = [String?](repeating: nil, count: Element.allCases.count + 1)
        for compound in model.untrained where compound.classIndex != commonest {
            for element in compound.composition.elements
            where examples[element.atomicNumber] == nil {
                examples[element.atomicNumber] =
                    "\(compound.formula) (\(compound.standing(in: model.classNames)))"
            }
        }
        self.examples = examples
        elements = try ElementDomain(
            compositions: model.known.compositions,
            positive: model.known.labels.map { $0 != commonest },
            properties: model.featurizer.descriptors.properties)
    }

    /// Compositions whose descriptors are held at a time.
    private static let blockRows = 4096

    /// The assessments of compositions, in order; the same at any number of threads.
    func assess(_ compositions: [Composition], threads: Int) throws -> [DomainAssessment] {
        var result = [DomainAssessment]()
        result.reserveCapacity(compositions.count)
        for start in stride(from: 0, to: compositions.count, by: Self.blockRows) {
            let block = Array(
                compositions[start..<min(compositions.count, start + Self.blockRows)])
            result += try assess(block, threads: threads) { open in
                try featurizer.features(of: open.map { block[$0] }, threads: threads).matrix
            }
        }
        return result
    }

    /// The assessments of compositions whose descriptors (shape [compositions, descriptors]) are
    /// at hand.
    func assess(
        _ compositions: [Composition], features: Matrix, threads: Int
    ) throws -> [DomainAssessment] {
        try assess(compositions, threads: threads) { open in
            open.count == compositions.count ? features : features.selecting(rows: open)
        }
    }

    /// - Parameter features: gives the descriptors of those that the gate leaves open. Looking
    ///   for neighbours is most of the work, and of most systems the gate settles every point.
    private func assess(
        _ compositions: [Composition], threads: Int, features: ([Int]) throws -> Matrix
    ) throws -> [DomainAssessment] {
        var result = compositions.map { composition in
            // The rule asks for no compound nearby: only an unknown element speaks against it.
            DomainAssessment(
                isolation: 0, distance: 0, positiveDistance: nil,
                unseenElements: elements.unseen(in: composition))
        }
        let open = compositions.indices.filter { !gate.settles(compositions[$0]) }
        guard !open.isEmpty else { return result }
        let features = try features(open)
        let isolations = try space.isolations(of: features, threads: threads)
        for (row, index) in open.enumerated() {
            let isolation = isolations[row]
            let nearest = positives.map { isolation.nearestByClass[$0] }.min()
            result[index] = withoutNeighbours(compositions[index], Array(features.row(row)))
            result[index].isolation = isolation.percentile
            result[index].distance = isolation.distance
            result[index].positiveDistance = nearest.flatMap { $0.isFinite ? $0 : nil }
        }
        return result
    }

    /// All of an assessment that needs no training compound nearby.
    private func withoutNeighbours(
        _ composition: Composition, _ descriptors: [Double]
    ) -> DomainAssessment {
        DomainAssessment(
            isolation: 0, distance: 0, positiveDistance: nil,
            unseenElements: elements.unseen(in: composition),
            elementsWithoutPositive: elements.withoutPositive(in: composition),
            imputedShare: elements.imputedShare(of: composition),
            descriptorsOutside: range.violations(of: descriptors).count)
    }

    /// Whether the grades of compositions are this one or a better one: as ``assess(_:threads:)``
    /// would say, with no more work than it takes.
    ///
    /// - Parameter features: their descriptors, shape [compositions, descriptors].
    func areWithin(
        _ grade: DomainGrade, _ compositions: [Composition], features: Matrix, threads: Int
    ) throws -> [Bool] {
        guard grade < .outside else { return compositions.map { _ in true } }
        let isSettled = compositions.map(gate.settles)
        var result = compositions.indices.map { row in
            let composition = compositions[row]
            if isSettled[row] { return elements.unseen(in: composition).isEmpty }
            return withoutNeighbours(composition, Array(features.row(row))).grade <= grade
        }
        // Neighbours last, as looking for them is most of the work.
        let open = compositions.indices.filter { result[$0] && !isSettled[$0] }
        let isBeyond = try space.areBeyondLimit(features.selecting(rows: open), threads: threads)
        for (index, isBeyond) in zip(open, isBeyond) where isBeyond { result[index] = false }
        return result
    }

    /// The plain-language notes of an assessment, with the first descriptor out of range named.
    func notes(_ assessment: DomainAssessment, descriptors row: [Double]) -> [String] {
        let outside = assessment.descriptorsOutside > 0 ? range.violations(of: row) : []
        return assessment.notes(
            outside: outside.map { featurizer.names[$0] }, commonest: commonest,
            example: { examples[$0.atomicNumber] })
    }
}

extension CompoundTable {
    /// The position of the class with most compounds; the first of several.
    var commonestClass: Int {
        let counts = classCounts
        return counts.firstIndex(of: counts.max() ?? 0) ?? 0
    }
}

extension ApplicabilityDomain {
    /// The descriptor space of training compounds, with chemical systems as groups.
    init(of data: CompoundFeatures, threads: Int) throws {
        try self.init(
            fitting: data.features, labels: data.table.labels,
            classCount: data.table.classNames.count,
            groups: data.table.compositions.map(CompoundGroups.system), threads: threads)
    }
}
