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
    /// units. Results are the same at any thread count.
    ///
    /// - Parameter progress: called on the calling thread with the finished share, 0...1.
    /// - Throws: ``SymbolicError`` for a flawed table or parameter.
    public static func fit(
        _ problem: SurrogateProblem, parameters: SurrogateParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> ParetoFront {
        let search = try SurrogateSearch(problem, parameters, threads: threads)
        let models = try search.run(progress)
        progress?(1)
        return search.front(models)
    }

    /// The whole search without each fold, judged on that fold.
    ///
    /// Unlike ``SurrogateModel/heldOutLoss`` this repeats the choice of formulas, edges and constants
    /// too. The search without a fold holds out the other folds one by one to choose among models.
    ///
    /// - Throws: ``SymbolicError`` for a flawed table or parameter, and with fewer than three folds.
    public static func validate(
        _ problem: SurrogateProblem, parameters: SurrogateParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> SurrogateValidation {
        try problem.check(loss: parameters.loss)
        let folds = Set(problem.folds).sorted()
        guard folds.count > 2 else { throw SymbolicError.tooFewFolds(folds.count) }
        var validation = ValidationBuilder(problem: problem, parameters: parameters, folds: folds)
        for (position, fold) in folds.enumerated() {
            let kept = problem.folds.indices.filter { problem.folds[$0] != fold }
            let training = problem.rows(kept)
            let search = try SurrogateSearch(training, parameters, threads: threads)
            let models = try search.run { share in
                progress?((Double(position) + share) / Double(folds.count))
            }
            validation.judge(models, search.front(models), training: training, fold: fold)
        }
        progress?(1)
        return validation.result
    }
}
