import Basis
import Materials
import Ternary

/// Compositions drawn from the grids of a sweep, judged by a model: the places of the inverse
/// problem, where the question is what those have in common at which the model says yes.
///
/// Points are drawn uniformly over all grid points of all sections, so a share of the sample
/// stands for a share of the swept area. All places of probability are kept, of the far more
/// frequent improbable ones only some, with weights that count the others in.
struct SweptCompositions: Sendable {
    /// Below this probability a place is one of many.
    static let improbable = 0.02

    let compositions: [Composition]
    /// The model's probability of the wanted classes.
    let probabilities: [Double]
    /// How many drawn points each composition stands for.
    let weights: [Double]
    /// Chemical systems as numbers.
    let groups: [Int]
    /// The number of points drawn.
    let drawn: Int

    var isEmpty: Bool { compositions.isEmpty }

    /// - Parameters:
    ///   - planes: the sections to draw from; those with an excluded element are left out.
    ///   - count: how many points to draw; repeats of a composition count once.
    ///   - kept: how many improbable ones to keep at most.
    ///   - judge: probabilities of the wanted classes.
    init(
        from planes: [TernarySection], divisions: Int, count: Int, kept: Int,
        excluding excluded: Set<Element>, seed: UInt64,
        judge: ([Composition]) throws -> [Double]
    ) throws {
        let open = planes.filter { excluded.isDisjoint(with: $0.elements) }
        var found = [Composition]()
        var systems = [String]()
        if !open.isEmpty {
            var seen = Set<Composition>()
            var stream = RandomStream(seed: seed).child("swept compositions")
            for _ in 0..<count {
                let plane = open[stream.below(open.count)]
                let grid = try plane.grid(divisions: divisions)
                let (i, j, k) = grid.point(stream.below(grid.count))
                let composition = try plane.composition(counts: [i, j, k])
                if seen.insert(composition).inserted {
                    found.append(composition)
                    systems.append(CompoundGroups.system(composition))
                }
            }
        }
        drawn = found.count
        let all = try judge(found)
        let common = all.indices.filter { all[$0] < Self.improbable }
        // Every n-th one: the points are in random order already.
        let step = max(1, (common.count + max(1, kept) - 1) / max(1, kept))
        let sample = stride(from: 0, to: common.count, by: step).map { common[$0] }
        let share = sample.isEmpty ? 1 : Double(common.count) / Double(sample.count)
        let isKept = Set(sample)
        let rows = all.indices.filter { all[$0] >= Self.improbable || isKept.contains($0) }
        compositions = rows.map { found[$0] }
        probabilities = rows.map { all[$0] }
        weights = rows.map { all[$0] >= Self.improbable ? 1 : share }
        groups = GroupNumbers.numbers(of: rows.map { systems[$0] })
    }
}

extension SweptCompositions {
    /// The largest number of improbable places that are kept.
    private static let commonKept = 8_000

    /// A sample of the sections, judged by the whole model.
    init(
        _ section: RuleSection, model: TrainedModel, planes: [TernarySection], divisions: Int,
        threads: Int
    ) throws {
        let wanted = try section.targets.map { try model.classIndex(named: $0) }
        try self.init(
            from: planes, divisions: divisions, count: section.sampled, kept: Self.commonKept,
            excluding: section.excludedSet, seed: section.seed
        ) { compositions in
            var result = [Double]()
            result.reserveCapacity(compositions.count)
            // Descriptors of all points at once would be the largest thing in memory.
            for start in stride(from: 0, to: compositions.count, by: 4096) {
                let end = min(compositions.count, start + 4096)
                let block = Array(compositions[start..<end])
                let features = try model.featurizer.features(of: block, threads: threads).matrix
                let found = try model.predictions(block, features: features, threads: threads)
                for row in block.indices {
                    result.append(wanted.reduce(0) { $0 + found.probabilities[row, $1] })
                }
            }
            return result
        }
    }
}

/// Names of groups as numbers in alphabetical order, so that they do not depend on the order of
/// rows.
enum GroupNumbers {
    static func numbers(of names: [String]) -> [Int] {
        let order = Dictionary(
            uniqueKeysWithValues: Set(names).sorted().enumerated().map { ($1, $0) })
        return names.map { order[$0] ?? 0 }
    }
}
