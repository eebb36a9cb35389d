import Basis
import Descriptors
import Foundation
import InverseDesign
import Learning
import Materials
import Screening

/// What makes an alloy likely in a search: the model's probability of the wanted classes, and
/// conditions that are met or not.
struct DesignTarget: AlloyTarget, Sendable {
    let section: DesignSection
    let model: TrainedModel
    let rules: RuleJudge?
    let judge: DomainJudge
    let threads: Int
    /// Positions of the wanted classes.
    private let classes: [Int]
    private let classifier: any Model
    private let windows: AlloyDescriptors?
    /// Known compounds of the wanted classes.
    private let wanted: CompositionIndex

    init(
        _ section: DesignSection, model: TrainedModel, rules: RuleJudge?, threads: Int
    ) throws {
        self.section = section
        self.model = model
        self.rules = rules
        self.threads = threads
        let classes = try section.targets.map { try model.classIndex(named: $0) }
        self.classes = classes
        classifier = try model.calibrated
        windows =
            section.windows.isEmpty
            ? nil : try AlloyDescriptors(RuleDescriptors.parse(section.windows.map(\.name)))
        judge = try DomainJudge(model)
        wanted = CompositionIndex(
            model.known.compounds.filter { classes.contains($0.classIndex) }.map(\.composition))
    }

    func prior(over space: AlloySpace, similarity: ElementSimilarity) -> AlloyPrior {
        AlloyPrior(
            space: space,
            affinity: section.prior == .uniform
                ? nil
                : ElementAffinity(
                    of: space.elements, in: model.known.compositions, similarity: similarity),
            concentration: section.concentration)
    }

    /// The logarithms of probability^sharpness; minus infinity where a condition is not met.
    ///
    /// Cheap conditions first: what one rules out is asked nothing more.
    func logLikelihoods(_ alloys: [Alloy]) throws -> [Double] {
        let compositions = try Parallel.map(count: alloys.count, threads: threads) {
            try alloys[$0].composition
        }
        let isOpen = try Parallel.map(count: alloys.count, threads: threads) {
            try meetsConditions(compositions[$0])
        }
        let open = alloys.indices.filter { isOpen[$0] }
        var result = [Double](repeating: -.infinity, count: alloys.count)
        guard !open.isEmpty else { return result }
        let features = try model.featurizer.features(
            of: open.map { compositions[$0] }, threads: threads
        ).matrix
        let found = try classifier.probabilities(of: features, threads: threads)
        for (row, index) in open.enumerated() {
            let probability = classes.reduce(0) { $0 + found[row, $1] }
            result[index] = section.sharpness * log(probability)
        }
        return result
    }

    /// Whether the model may be trusted there.
    func isAllowed(_ alloys: [Alloy]) throws -> [Bool] {
        if section.domain == .outside { return alloys.map { _ in true } }
        return try judge.assess(alloys.map { try $0.composition }, threads: threads).map {
            $0.grade <= section.domain
        }
    }

    private func meetsConditions(_ composition: Composition) throws -> Bool {
        if section.distance > 0, let nearest = wanted.nearest(to: composition).first,
            nearest.distance < section.distance
        {
            return false
        }
        if let windows {
            guard windows.missingValue(of: composition) == nil else { return false }
            let values = try windows.values(of: composition)
            guard zip(section.windows, values).allSatisfy({ $0.contains($1) }) else { return false }
        }
        return try rules?.judge(composition).all ?? true
    }
}

extension DesignSection {
    /// The elements that a search may use: those asked for that are not excluded, have their
    /// properties and do not settle the class, and, unless extrapolation is accepted, occur in
    /// training.
    ///
    /// - Throws: ``QuasiScreenError/tooFewElements(found:needed:)``.
    func space(of model: TrainedModel) throws -> AlloySpace {
        let groups = try ElementGroups(table: .standard)
        let asked = try elements.flatMap { name in
            try name == "all" ? ElementTable.standard.elements : groups.members(of: name)
        }
        let excluded = try exclusions.rules(of: groups)
        let seen = Set(model.known.compositions.flatMap(\.elements))
        let usable = Set(asked).sorted().filter { element in
            !excluded.contains { $0.elements.contains(element) }
                && !model.gate.holds(element) && model.featurizer.isComplete(element)
                && (domain == .outside || seen.contains(element))
        }
        guard usable.count >= sizes.upperBound else {
            throw QuasiScreenError.tooFewElements(
                found: usable.map(\.symbol), needed: sizes.upperBound)
        }
        return AlloySpace(elements: usable, sizes: sizes, total: parts)
    }
}
