import Basis
import InverseDesign
import Learning
import Materials
import Validation

extension TrainedModel {
    /// The positions of classes, none twice; an error for a name that is none.
    func classIndices(named names: [String]) throws -> [Int] {
        Array(Set(try names.map(classIndex))).sorted()
    }

    /// The model's compounds and outcomes beside them.
    func known(
        with outcomes: [(formula: String, composition: Composition, classIndex: Int)]
    )
        -> CompoundTable
    {
        CompoundTable(
            classNames: known.classNames,
            compounds: known.compounds
                + outcomes.enumerated().map { number, outcome in
                    Compound(
                        formula: outcome.formula, composition: outcome.composition,
                        classIndex: outcome.classIndex, place: "outcome \(number + 1)",
                        exclusion: nil)
                })
    }

    /// How far and how strongly outcomes act on their neighbours, fitted to the model's compounds:
    /// each fifth of them is judged by a model that has seen the others.
    ///
    /// Compounds that the gate settles take no part, as there is nothing to correct about them.
    func localEvidence(classes: [Int], threads: Int) throws -> LocalEvidence {
        let data = try CompoundFeatures(table: known, featurizer: featurizer, threads: threads)
        let labels = data.table.labels
        guard labels.count >= 2 * Validating.defaultFolds else { return .none }
        let folds = try Splits.stratified(
            labels: labels, folds: Validating.defaultFolds,
            stream: RandomStream(seed: recipe.seed).child("evidence"))
        let table = try LearningTable(
            data, recipe: recipe, featurizer: featurizer, threads: threads)
        let compositions = data.table.compositions
        let judged = try Parallel.map(count: folds.count, threads: threads) { number in
            let fitted = try table.fit(rows: folds[number].train, threads: 1)
            let open = folds[number].test.filter { !fitted.gate.settles(compositions[$0]) }
            let shares = try CompiledModel(fitted.classifier).probabilities(
                of: data.features.selecting(rows: open), threads: 1)
            return open.enumerated().map { position, row in
                (row: row, share: min(1, classes.reduce(0) { $0 + shares[position, $1] }))
            }
        }.flatMap { $0 }.sorted { $0.row < $1.row }
        return try LocalEvidence(
            fitting: judged.map(\.share), isHit: judged.map { classes.contains(labels[$0.row]) },
            compositions: judged.map { compositions[$0.row] }, threads: threads)
    }
}
