import Basis

/// Sparse sums of formulas that reproduce a target: screening of very many features, then exact
/// selection among the few that survive, iterated on residuals.
///
/// Source: Ouyang et al., Phys. Rev. Mater. 2, 083802 (2018),
/// doi:10.1103/PhysRevMaterials.2.083802.
public enum Surrogate {
    /// The trade-off between complexity and held-out loss.
    ///
    /// Iteration t screens against the residuals y - p of the best models with t - 1 terms and adds
    /// to the subspace; all sizes are then selected over the final subspace, and constants within
    /// the chosen formulas are moved to lower the training loss. Formulas are in the variables' own
    /// units, and their constants have the digits that the fit needs, so that what is printed is the
    /// model. Results are the same at any thread count.
    ///
    /// - Parameter progress: called on the calling thread with the finished share, 0...1.
    /// - Throws: ``SymbolicError`` for a flawed table or parameter.
    public static func fit(
        _ problem: SurrogateProblem, parameters: SurrogateParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> ParetoFront {
        let search = try SurrogateSearch(problem, parameters, threads: threads)
        let found = try search.run(progress)
        progress?(1)
        var front = search.front(found.models).rounded(on: problem)
        front.account = SearchAccount(
            candidates: found.screened, rows: problem.weights.count { $0 > 0 })
        return front
    }

    /// The whole search without each fold, judged on that fold.
    ///
    /// Unlike ``SurrogateModel/refittedLoss`` this repeats the choice of formulas, edges and constants
    /// too. The search without a fold refits on the other folds one by one to choose among models;
    /// which complexity a choice takes is decided by the held-out losses of the other folds.
    ///
    /// - Parameter front: the front whose models are to be judged, each by what the searches find
    ///   with at most as many nodes; `nil` judges all complexities that the searches find.
    /// - Throws: ``SymbolicError`` for a flawed table or parameter, with fewer than three folds, and
    ///   where a fold holds all that varies.
    public static func validate(
        _ problem: SurrogateProblem, of front: ParetoFront? = nil,
        parameters: SurrogateParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> SurrogateValidation {
        try check(problem, loss: parameters.loss, validates: true)
        let folds = Set(problem.folds).sorted()
        var validation = ValidationBuilder(problem: problem, parameters: parameters, folds: folds)
        for (position, fold) in folds.enumerated() {
            let kept = problem.folds.indices.filter { problem.folds[$0] != fold }
            let search = try SurrogateSearch(problem.rows(kept), parameters, threads: threads)
            let models = try search.run { share in
                progress?((Double(position) + share) / Double(folds.count))
            }.models
            validation.judge(models, search.front(models))
        }
        progress?(1)
        return validation.result(front?.entries.map(\.complexity))
    }

    /// Throws what a search, and if `validates` its validation, would throw for a flawed table.
    public static func check(
        _ problem: SurrogateProblem, loss: SurrogateLoss = .squared, validates: Bool
    ) throws {
        try problem.check(loss: loss)
        guard validates else { return }
        let folds = Set(problem.folds).sorted()
        guard folds.count > 2 else { throw SymbolicError.tooFewFolds(folds.count) }
        for fold in folds {
            let rest = problem.target.indices.filter {
                problem.weights[$0] > 0 && problem.folds[$0] != fold
            }
            guard let first = rest.first else { throw SymbolicError.emptyTrainingFold(fold) }
            guard rest.contains(where: { problem.target[$0] != problem.target[first] }) else {
                throw SymbolicError.constantWithoutFold(fold)
            }
        }
    }
}
