import Basis
import Descriptors
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
    /// The wanted classes, none twice.
    var classNames: [String] { classes.map { model.classNames[$0] } }
    private let classifier: CompiledModel
    private let windows: AlloyDescriptors?
    /// Compounds of the wanted classes that were trained on.
    let wantedCompounds: [Compound]
    private let wanted: CompositionIndex

    init(
        _ section: DesignSection, model: TrainedModel, rules: RuleJudge?, threads: Int
    ) throws {
        self.section = section
        self.model = model
        self.rules = rules
        self.threads = threads
        let classes = try model.classIndices(named: section.targets)
        self.classes = classes
        classifier = CompiledModel(try model.calibrated)
        windows =
            section.windows.isEmpty
            ? nil : try AlloyDescriptors(RuleDescriptors.parse(section.windows.map(\.name)))
        judge = try DomainJudge(model)
        wantedCompounds = model.known.compounds.filter { classes.contains($0.classIndex) }
        // Those kept out of training are no news either.
        wanted = CompositionIndex(
            model.everyCompound.filter { classes.contains($0.classIndex) }.map(\.composition))
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

    /// Alloys that are judged together.
    private static let blockSize = 256

    /// The logarithms of probability^sharpness; minus infinity where a condition is not met.
    ///
    /// Cheap conditions first: what one rules out is asked nothing more.
    func logLikelihoods(_ alloys: [Alloy]) throws -> [Double] {
        let size = Self.blockSize
        return try Parallel.map(
            count: (alloys.count + size - 1) / size, threads: threads
        ) { block in
            try logLikelihoods(alloys[block * size..<min(alloys.count, (block + 1) * size)])
        }.flatMap { $0 }
    }

    private func logLikelihoods(_ alloys: ArraySlice<Alloy>) throws -> [Double] {
        let compositions = alloys.map(\.composition)
        let open = try compositions.indices.filter { try meetsConditions(compositions[$0]) }
        var result = [Double](repeating: -.infinity, count: alloys.count)
        let found = try classifier.probabilities(
            of: model.featurizer.features(of: open.map { compositions[$0] }).matrix, threads: 1)
        for (row, index) in open.enumerated() {
            let probability = classes.reduce(0) { $0 + found[row, $1] }
            result[index] = section.sharpness * Elementary.log(probability)
        }
        return result
    }

    /// Whether the model may be trusted there.
    func isAllowed(_ alloys: [Alloy]) throws -> [Bool] {
        if section.domain == .outside { return alloys.map { _ in true } }
        let compositions = alloys.map(\.composition)
        return try judge.areWithin(
            section.domain, compositions,
            features: model.featurizer.features(of: compositions, threads: threads).matrix,
            threads: threads)
    }

    private func meetsConditions(_ composition: Composition) throws -> Bool {
        if section.distance > 0, wanted.hasEntry(closerThan: section.distance, to: composition) {
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
