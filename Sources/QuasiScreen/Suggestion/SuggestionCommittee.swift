import Basis
import Learning
import Materials
import Validation

/// Models of one recipe that know the same compounds but weigh them differently: where they
/// disagree, the compounds do not say enough.
///
/// The first member weighs all compounds alike. Those after it draw a weight for each compound from
/// the exponential distribution of mean 1 and have learners with seeds of their own.
///
/// Source: the Bayesian bootstrap, Rubin, Ann. Stat. 9, 130 (1981), doi:10.1214/aos/1176345338.
struct SuggestionCommittee: Sendable {
    let table: LearningTable
    private let members: [FittedModel]
    private let calibration: ModelCalibration?

    /// Trains on a model's compounds and on outcomes, by the model's recipe.
    init(
        _ model: TrainedModel, knowing compounds: CompoundTable, count: Int, stream: RandomStream,
        threads: Int
    ) throws {
        let data = try CompoundFeatures(
            table: compounds, featurizer: model.featurizer, threads: threads)
        let table = try LearningTable(
            data, recipe: model.recipe, featurizer: model.featurizer, threads: threads)
        self.table = table
        calibration = model.calibration
        let rows = Array(data.table.compounds.indices)
        // Members side by side: each fit is sequential, and all of them together fill the cores.
        members = try Parallel.map(count: count, threads: threads) { number in
            guard number > 0 else { return try table.fit(rows: rows, threads: 1) }
            let own = stream.child(number)
            var weights = own.child("weights")
            let factors = rows.map { _ in max(1e-6, -Elementary.log(1 - weights.unit())) }
            return try table.with(model.recipe.seeded(own.child("recipe").seed)).fit(
                rows: rows, factors: factors, threads: 1)
        }
    }

    /// The probability of any of the classes by each member, shape [members, compositions].
    func probabilities(
        of compositions: [Composition], features: Matrix, classes: [Int], threads: Int
    ) throws -> Matrix {
        var values = [Double]()
        values.reserveCapacity(members.count * compositions.count)
        for member in members {
            let shares = try member.probabilities(
                of: compositions, features: features, curves: calibration?.curves, threads: threads)
            for row in compositions.indices {
                values.append(min(1, classes.reduce(0) { $0 + shares[row, $1] }))
            }
        }
        return Matrix(rows: members.count, columns: compositions.count, values: values)
    }
}

extension FittedModel {
    /// Class probabilities, gate and curves included.
    fileprivate func probabilities(
        of compositions: [Composition], features: Matrix, curves: PlattCalibration?, threads: Int
    ) throws -> Matrix {
        var shares = try CompiledModel(classifier.calibrated(by: curves)).probabilities(
            of: features, threads: threads)
        gate.settle(&shares, of: compositions)
        return shares
    }
}
