import Basis

/// What recurs among rules found on bootstraps over groups.
public struct RuleStability: Sendable, Equatable, Codable {
    /// In how many bootstraps a variable is used.
    public struct Property: Sendable, Equatable, Codable {
        public var name: String
        public var count: Int
    }

    /// In how many bootstraps a formula occurs; formulas with the same or reversed order of rows
    /// are one.
    public struct Form: Sendable, Equatable, Codable {
        public var expression: Expression
        public var text: String
        public var kind: FormulaKind
        public var count: Int
        public var lower: Edges?
        public var upper: Edges?
    }

    /// Where an edge of one formula stands over the bootstraps that have it.
    public struct Edges: Sendable, Equatable, Codable {
        public var count: Int
        public var smallest: Double
        public var median: Double
        public var largest: Double

        init?(_ values: [Double]) {
            let sorted = values.sorted()
            guard let first = sorted.first, let last = sorted.last else { return nil }
            count = sorted.count
            smallest = first
            largest = last
            median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        }
    }

    /// In how many bootstraps a kind of formula occurs.
    public struct Kind: Sendable, Equatable, Codable {
        public var kind: FormulaKind
        public var count: Int
    }

    /// Bootstraps in which rules were found.
    public var bootstraps: Int
    /// The most frequent first, like the lists below.
    public var properties: [Property]
    public var forms: [Form]
    public var kinds: [Kind]

    init(_ models: [RuleModel], variables: [Variable]) {
        let found = models.filter { !$0.branches.isEmpty }
        bootstraps = found.count
        var uses = [Int](repeating: 0, count: variables.count)
        var forms = [Int: (bands: [ValueBand], count: Int)]()
        var kinds = [FormulaKind: Int]()
        for model in found {
            let bands = model.branches.flatMap { $0 }
            for index in Set(bands.flatMap(\.expression.variables)) { uses[index] += 1 }
            for kind in Set(bands.map { FormulaKind($0.expression) }) {
                kinds[kind, default: 0] += 1
            }
            for formula in Set(bands.map(\.formula)) { forms[formula, default: ([], 0)].count += 1 }
            for band in bands { forms[band.formula]?.bands.append(band) }
        }
        properties = uses.indices.filter { uses[$0] > 0 }
            .sorted { (-uses[$0], $0) < (-uses[$1], $1) }
            .map { Property(name: variables[$0].name, count: uses[$0]) }
        let names = variables.map(\.name)
        self.forms = forms.keys.sorted().compactMap { forms[$0] }
            .sorted { $0.count > $1.count }
            .compactMap { entry in
                guard let expression = entry.bands.first?.expression else { return nil }
                return Form(
                    expression: expression, text: expression.text(names),
                    kind: FormulaKind(expression), count: entry.count,
                    lower: Edges(entry.bands.compactMap(\.lower)),
                    upper: Edges(entry.bands.compactMap(\.upper)))
            }
        self.kinds = FormulaKind.allCases.compactMap { kind in
            kinds[kind].map { Kind(kind: kind, count: $0) }
        }.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element)
    }
}

extension RuleEngine {
    /// Searches on bootstraps: as many groups as there are, drawn with replacement.
    func stability(
        _ kind: RuleKind, bootstraps: Int, stream: RandomStream, threads: Int
    ) throws -> RuleStability {
        let task = problem.task
        let groups = Set(task.groups).sorted()
        let place = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        let places = task.groups.map { place[$0] ?? 0 }
        let models = try Parallel.map(count: bootstraps, threads: threads) { index in
            var stream = stream.child(index)
            var draws = [Double](repeating: 0, count: groups.count)
            for _ in groups { draws[stream.below(groups.count)] += 1 }
            var drawn = task
            for row in places.indices { drawn.weights[row] *= draws[places[row]] }
            return try model(kind, drawn, threads: 1)
        }
        return RuleStability(models, variables: problem.variables)
    }
}
