import Basis
import Descriptors
import Materials
import Symbolic
import Workflow

/// Reads formulas off the model: a sparse surrogate and a set of rules.
enum RuleStage {
    static let id = "rules"

    static func make(
        _ section: RuleSection, inputs: [StageInput],
        model: @escaping @Sendable (StageContext) throws -> TrainedModel,
        outOfFold: @escaping @Sendable (StageContext) throws -> OutOfFold
    ) -> Stage {
        Stage(
            id: id, title: "search \(section.count) rule formulas",
            parameters: prefixed("rules", section.parameters), inputs: inputs
        ) { context in
            let rows = try RuleRows(
                section, model: model(context), outOfFold: outOfFold(context),
                threads: context.threads)
            var surrogate = SurrogateParameters()
            surrogate.maximumTerms = section.maximumTerms
            surrogate.unaryOperators = RuleSection.unaryOperators
            let front = try Surrogate.fit(
                rows.surrogateProblem, parameters: surrogate, threads: context.threads
            ) { context.report(fraction: 0.6 * $0, "surrogate") }
            var search = RuleParameters(
                count: section.count, minimumCoverage: section.minimumCoverage)
            search.unaryOperators = RuleSection.unaryOperators
            let rules = try RuleSearch.discover(
                rows.ruleProblem, parameters: search, threads: context.threads)
            try context.write(
                RuleStore.encode(rules, rows, configuration: section.parameters), as: "rules.h5")
            try context.write(Array(rules.csv.utf8), as: "rules.csv")
            try context.write(rules.json(), as: "rules.json")
            try context.write(Array(rules.latex.utf8), as: "rules.tex")
            try context.write(Array(rules.sympy.utf8), as: "rules.sympy.txt")
            try context.write(Array(rules.python.utf8), as: "rules.py")
            for (name, bytes) in try front.files() { try context.write(bytes, as: name) }
        }
    }
}

/// The compounds that rules are searched on, with the columns that formulas may use.
struct RuleRows: Sendable {
    let compounds: [Compound]
    let variables: [Variable]
    let columns: [[Double]]
    /// Whether each compound belongs to the wanted class.
    let positive: [Bool]
    /// The model's out-of-fold probability of that class.
    let scores: [Double]
    let folds: [Int]
    /// Chemical systems as numbers.
    let groups: [Int]
    /// Compounds left out because they hold an excluded element, and those of the wanted class
    /// among them.
    let leftOut: (rows: Int, positives: Int)

    init(
        _ section: RuleSection, model: TrainedModel, outOfFold: OutOfFold, threads: Int
    ) throws {
        let target = try model.classIndex(named: section.target)
        let excluded = Set(
            try section.excludedElements.map { symbol in
                guard let element = Element(symbol: symbol) else {
                    throw QuasiScreenError.unknownSystemGroup(
                        symbol, known: ElementTable.standard.elements.map(\.symbol))
                }
                return element
            })
        let all = model.known.compounds
        let kept = all.indices.filter { excluded.isDisjoint(with: all[$0].composition.elements) }
        compounds = kept.map { all[$0] }
        positive = compounds.map { $0.classIndex == target }
        guard positive.contains(true) else {
            throw QuasiScreenError.noPositiveRows(className: section.target)
        }
        leftOut = (
            all.count - kept.count,
            all.count { $0.classIndex == target } - positive.count { $0 }
        )
        scores = kept.map { outOfFold.probabilities[$0, target] }
        folds = kept.map { outOfFold.folds[$0] }
        let systems = compounds.map { CompoundGroups.system($0.composition) }
        let numbers = Dictionary(
            uniqueKeysWithValues: Set(systems).sorted().enumerated().map { ($1, $0) })
        groups = systems.map { numbers[$0] ?? 0 }
        let featurizer = try Featurizer(
            table: ElementTable.standard,
            descriptors: DescriptorSet(
                properties: section.properties, statistics: section.statistics))
        let compositions = compounds.map(\.composition)
        let features = try featurizer.features(of: compositions, threads: threads)
        variables =
            try zip(features.names, features.units).map {
                Variable(name: $0, unit: try Unit($1), latex: RuleVariable.latex($0))
            }
            + [RuleVariable.elementCount, RuleVariable.largestFraction].map {
                Variable(name: $0, unit: try Unit(""), latex: RuleVariable.latex($0))
            }
        columns =
            features.names.indices.map { features.matrix.column($0) } + [
                compositions.map { Double($0.elements.count) },
                compositions.map { $0.fractions.max() ?? 0 },
            ]
    }

    /// Both sides of the question weigh the same: compounds of the wanted class are few, and a
    /// surrogate of the plain mean would describe the others only.
    private var balancedWeights: [Double] {
        let positives = Double(positive.count { $0 })
        let others = Double(positive.count) - positives
        return positive.map { 0.5 / ($0 ? positives : max(1, others)) }
    }

    var surrogateProblem: SurrogateProblem {
        SurrogateProblem(
            variables: variables, columns: columns, target: scores, weights: balancedWeights,
            folds: folds)
    }

    var ruleProblem: RuleProblem {
        RuleProblem(
            variables: variables, columns: columns, positive: positive, scores: scores,
            groups: groups)
    }
}

extension ParetoFront {
    /// The front in every form, by file name.
    func files() throws -> [(name: String, bytes: [UInt8])] {
        [
            ("pareto.csv", Array(csv.utf8)), ("pareto.json", try json()),
            ("pareto.tex", Array(latex.utf8)), ("pareto.sympy.txt", Array(sympy.utf8)),
        ]
    }
}
