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

    init(_ model: TrainedModel) throws {
        featurizer = model.featurizer
        range = model.range
        space = model.space
        gate = model.gate
        let commonest = model.known.commonestClass
        self.commonest = model.classNames[commonest]
        positives = model.classNames.indices.filter { $0 != commonest }
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
            let features = try featurizer.features(of: block, threads: threads).matrix
            result += try assess(block, features: features, threads: threads)
        }
        return result
    }

    /// The assessments of compositions whose descriptors (shape [compositions, descriptors]) are
    /// at hand.
    func assess(
        _ compositions: [Composition], features: Matrix, threads: Int
    ) throws -> [DomainAssessment] {
        let isolations = try space.isolations(of: features, threads: threads)
        return compositions.indices.map { row in
            let composition = compositions[row]
            if gate.settles(composition) {
                // The rule asks for no compound nearby: only an unknown element speaks against it.
                return DomainAssessment(
                    isolation: 0, distance: 0, positiveDistance: nil,
                    unseenElements: elements.unseen(in: composition))
            }
            let isolation = isolations[row]
            let nearest = positives.map { isolation.nearestByClass[$0] }.min()
            return DomainAssessment(
                isolation: isolation.percentile, distance: isolation.distance,
                positiveDistance: nearest.flatMap { $0.isFinite ? $0 : nil },
                unseenElements: elements.unseen(in: composition),
                elementsWithoutPositive: elements.withoutPositive(in: composition),
                imputedShare: elements.imputedShare(of: composition),
                descriptorsOutside: range.violations(of: Array(features.row(row))).count)
        }
    }

    /// The plain-language notes of an assessment, with the first descriptor out of range named.
    func notes(_ assessment: DomainAssessment, descriptors row: [Double]) -> [String] {
        let outside = assessment.descriptorsOutside > 0 ? range.violations(of: row) : []
        return assessment.notes(
            outside: outside.map { featurizer.names[$0] }, commonest: commonest)
    }

    /// Whether each point of the grid of a system or section is out of domain.
    func outside(
        _ section: TernarySection, grid: TernaryGrid, threads: Int
    ) throws -> [Bool] {
        let compositions = try (0..<grid.count).map { index in
            let point = grid.point(index)
            return try section.composition(counts: [point.i, point.j, point.k])
        }
        return try assess(compositions, threads: threads).map { !$0.isInDomain }
    }

    func outside(
        _ system: ChemicalSystem, grid: TernaryGrid, threads: Int
    ) throws -> [Bool] {
        try outside(TernarySection(system), grid: grid, threads: threads)
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
