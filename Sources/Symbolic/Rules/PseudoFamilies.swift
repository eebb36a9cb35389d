import Basis

/// Draws labels that are as clustered as the true ones and mean nothing.
///
/// Each pseudo-family starts at a random group and takes the groups that are most like it, whole,
/// until it has as many rows as a true family has positives. Rules find such clusters more easily
/// than scattered rows, so this null asks more of them than shuffled labels do.
struct PseudoFamilies: Sendable {
    private let task: RuleTask
    /// The rows with weight of each group, by ascending group number.
    private let members: [[Int]]
    /// The groups' mean standardised columns.
    private let means: [[Double]]
    private let neighbours: [[Int]]?
    private let sizes: [Int]

    init(_ problem: RuleProblem, plan: RuleStudyPlan) {
        let task = problem.task
        self.task = task
        let rows = task.positive.indices.filter { task.weights[$0] > 0 }
        let numbers = Set(task.groups).sorted()
        let place = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        var members = [[Int]](repeating: [], count: numbers.count)
        for row in rows { members[place[task.groups[row]] ?? 0].append(row) }
        self.members = members
        neighbours = plan.neighbours
        let standard = problem.columns.map { PseudoFamilies.standardised($0, rows) }
        means =
            plan.neighbours == nil
            ? members.map { group in
                standard.map { column in
                    group.isEmpty ? 0 : group.reduce(0) { $0 + column[$1] } / Double(group.count)
                }
            } : []
        let positives = rows.filter { task.positive[$0] }
        if let clusters = plan.clusters {
            let count = min(clusters, positives.count)
            sizes = (0..<count).map {
                positives.count * ($0 + 1) / count - positives.count * $0 / count
            }
        } else {
            var counts = [Int: Int]()
            for row in positives { counts[problem.families[row], default: 0] += 1 }
            sizes = counts.keys.sorted().compactMap { counts[$0] }
        }
    }

    private static func standardised(_ column: [Double], _ rows: [Int]) -> [Double] {
        let mean = rows.reduce(0) { $0 + column[$1] } / Double(rows.count)
        let squares = rows.reduce(0) { $0 + (column[$1] - mean) * (column[$1] - mean) }
        let deviation = (squares / Double(rows.count)).squareRoot()
        return column.map { deviation > 0 ? ($0 - mean) / deviation : 0 }
    }

    /// The task with pseudo-families for positives. Scores go along: those of true positives to
    /// pseudo-positives, the others' to the rest, each in random order.
    func draw(_ stream: RandomStream) -> RuleTask {
        var stream = stream
        var result = task
        let rows = task.positive.indices.filter { task.weights[$0] > 0 }
        var taken = [Bool](repeating: false, count: members.count)
        var chosen = Set<Int>()
        for size in sizes {
            var missing = size
            while missing > 0 {
                let free = members.indices.filter { !taken[$0] && !members[$0].isEmpty }
                guard !free.isEmpty else { break }
                for group in alike(free[stream.below(free.count)]) where !taken[group] {
                    taken[group] = true
                    let part = members[group].prefix(missing)
                    chosen.formUnion(part)
                    missing -= part.count
                    if missing == 0 { break }
                }
            }
        }
        for row in rows { result.positive[row] = chosen.contains(row) }
        for label in [true, false] {
            var scores = rows.filter { task.positive[$0] == label }.map { task.scores[$0] }
            stream.shuffle(&scores)
            for (row, score) in zip(rows.filter { result.positive[$0] == label }, scores) {
                result.scores[row] = score
            }
        }
        return result
    }

    /// The group and the others by how much they are like it.
    private func alike(_ seed: Int) -> [Int] {
        if let neighbours { return [seed] + neighbours[seed] }
        let distances = means.map { other in
            zip(other, means[seed]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        return [seed]
            + means.indices.filter { $0 != seed }
            .sorted { (distances[$0], $0) < (distances[$1], $1) }
    }
}
