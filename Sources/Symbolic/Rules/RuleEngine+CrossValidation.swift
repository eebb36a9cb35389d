import Basis

extension RuleEngine {
    /// Which rows are inside the rules that a search without their fold finds.
    func heldOut(
        _ kind: RuleKind, _ task: RuleTask, folds: [Int], threads: Int
    ) throws -> [Bool] {
        let numbers = Set(folds).sorted()
        let parts = try Parallel.map(count: numbers.count, threads: threads) { index in
            var training = task
            for row in folds.indices where folds[row] == numbers[index] {
                training.weights[row] = 0
            }
            return try model(kind, training, threads: 1).inside(problem.columns)
        }
        return folds.indices.map { row in
            guard let place = numbers.firstIndex(of: folds[row]) else { return false }
            return parts[place][row]
        }
    }

    /// The figures over all rows, each judged by rules of a search without its fold.
    func crossValidated(
        _ kind: RuleKind, _ task: RuleTask, folds: Int, stream: RandomStream, threads: Int
    ) throws -> RuleFigures {
        let assigned = GroupFolds.assign(
            groups: task.groups, positive: task.positive, weights: task.weights, folds: folds,
            stream: stream)
        return RuleFigures(
            inside: try heldOut(kind, task, folds: assigned, threads: threads),
            positive: task.positive, weights: task.weights)
    }
}
