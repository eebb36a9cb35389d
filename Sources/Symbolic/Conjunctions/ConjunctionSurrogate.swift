/// Sums of soft conjunctions that reproduce a target: "where all of these conditions hold, add so
/// much".
///
/// Related to the patient rule induction of Friedman and Fisher, Stat. Comput. 9, 123 (1999),
/// doi:10.1023/A:1008894516817, and to the products of hinges of Friedman, Ann. Stat. 19, 1 (1991),
/// doi:10.1214/aos/1176347963; here the factors are trapezoids and the terms are fitted back.
public enum ConjunctionSurrogate {
    /// The models of one, two, ... terms; fewer than asked for where a further term gains nothing.
    ///
    /// Rows of weight zero count as absent, and a weight counts as that many copies of the row.
    /// Results are the same at any thread count.
    ///
    /// - Parameter progress: called on the calling thread with the finished share, 0...1.
    /// - Throws: ``SymbolicError`` for a flawed table or parameter, or if no variable explains
    ///   anything.
    public static func fit(
        _ problem: SurrogateProblem, parameters: ConjunctionParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> [ConjunctionModel] {
        try problem.check()
        try parameters.check()
        let rows = problem.target.indices.filter { problem.weights[$0] > 0 }
        let models = try models(
            problem, rows: rows, parameters: parameters, threads: threads, progress: progress)
        guard !models.isEmpty else { throw SymbolicError.noCandidate }
        progress?(1)
        return models
    }

    /// The search on some rows; empty where nothing gains.
    static func models(
        _ problem: SurrogateProblem, rows: [Int], parameters: ConjunctionParameters, threads: Int,
        progress: ((Double) -> Void)?
    ) throws -> [ConjunctionModel] {
        let columns = problem.columns.map { column in rows.map { column[$0] } }
        let target = rows.map { problem.target[$0] }
        let weights = rows.map { problem.weights[$0] }
        let library = BandLibrary(
            columns: columns, target: target, weights: weights, bins: parameters.bins,
            hotShare: parameters.hotShare)
        let search = ConjunctionSearch(
            library: library, target: target, weights: weights, parameters: parameters,
            threads: threads)
        let fitting = ConjunctionFitting(
            columns: columns, target: target, weights: weights, parameters: parameters)
        return try search.run(progress: progress).compactMap { fitting.model($0) }
    }
}
