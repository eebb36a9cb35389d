import Basis
import Descriptors
import Learning
import Materials
import Screening

/// The compounds as a recipe learns from them: encoded once, with the homologue copies of every
/// compound of a rarer class behind them, for any number of fits on subsets.
struct LearningTable: Sendable {
    private(set) var recipe: ModelRecipe
    let data: CompoundFeatures
    let commonest: Int
    private let encoded: EncodedFeatures
    /// Of compounds, then of copies.
    private let labels: [Int]
    private let weights: [Double]
    private let isCopy: [Bool]
    private let copies: [Copy]
    /// The first compound of the same composition, by compound.
    private let twins: [Int]

    private struct Copy: Sendable {
        /// The compound that it was made from.
        let parent: Int
        /// The first compound of the same composition.
        let twin: Int?
    }

    init(
        _ data: CompoundFeatures, recipe: ModelRecipe, featurizer: Featurizer, threads: Int
    ) throws {
        self.recipe = recipe
        self.data = data
        let table = data.table
        commonest = table.commonestClass
        var first = CompositionMap<Int>()
        let isCopying = recipe.homologueWeight > 0
        twins =
            isCopying
            ? table.compositions.enumerated().map { first.value(of: $1, orNew: $0) } : []
        var copies = [Copy]()
        var compositions = [Composition]()
        var weights = [Double](repeating: 1, count: table.compounds.count)
        if isCopying {
            for (row, compound) in table.compounds.enumerated()
            where compound.classIndex != commonest {
                let made = Homologues.copies(of: compound.composition)
                for composition in made {
                    copies.append(Copy(parent: row, twin: first[composition]))
                    compositions.append(composition)
                    weights.append(recipe.homologueWeight / Double(made.count))
                }
            }
        }
        var features = data.features
        if !copies.isEmpty {
            let extra = try featurizer.features(of: compositions, threads: threads).matrix
            features = Matrix(
                rows: features.rows + extra.rows, columns: features.columns,
                values: features.values + extra.values)
        }
        self.copies = copies
        self.weights = weights
        labels = table.labels + copies.map { table.compounds[$0.parent].classIndex }
        isCopy = table.labels.map { _ in false } + copies.map { _ in true }
        encoded = try EncodedFeatures(features, threads: threads)
    }

    /// The same compounds and copies under a recipe that differs in the learner only.
    func with(_ recipe: ModelRecipe) -> LearningTable {
        var table = self
        table.recipe.learner = recipe.learner
        return table
    }

    /// Trains on some of the compounds; nothing else of the table takes part.
    ///
    /// Copies of the chosen compounds join them, less those that equal one of them.
    ///
    /// - Parameter factors: by compound, what its weight and that of its copies is multiplied with;
    ///   the default is 1.
    func fit(rows: [Int], factors: [Double]? = nil, threads: Int) throws -> FittedModel {
        let table = data.table
        let gate = gate(from: rows)
        let open = gate.openRows(rows, of: table)
        let copyRows = copyRows(of: open)
        var weights = self.weights
        if let factors {
            for row in table.compounds.indices { weights[row] *= factors[row] }
            for (position, copy) in copies.enumerated() {
                weights[table.compounds.count + position] *= factors[copy.parent]
            }
        }
        let result = try ClassifierLearner(recipe.learner, supplement: isCopy).fit(
            encoded, rows: open + copyRows, labels: labels,
            classCount: table.classNames.count, weights: weights, threads: threads)
        return FittedModel(
            gate: gate, classifier: result.model, importances: result.importances,
            trainingRows: open)
    }

    /// The compounds that a gate learnt from others lets through to the classifier, with that gate.
    ///
    /// - Parameter others: what the gate is learnt from; the default is the compounds themselves.
    func open(_ rows: [Int], gateFrom others: [Int]? = nil) -> (gate: ElementGate, rows: [Int]) {
        let gate = gate(from: others ?? rows)
        return (gate, rows.filter { !gate.settles(data.table.compounds[$0].composition) })
    }

    private func gate(from rows: [Int]) -> ElementGate {
        ElementGate(
            candidates: recipe.gatesNonMetals ? Element.nonMetals : [],
            compositions: rows.map { data.table.compounds[$0].composition },
            labels: rows.map { labels[$0] }, commonest: commonest)
    }

    private func copyRows(of rows: [Int]) -> [Int] {
        guard !copies.isEmpty else { return [] }
        var isChosen = [Bool](repeating: false, count: data.table.compounds.count)
        for row in rows { isChosen[row] = true }
        var isKnown = [Bool](repeating: false, count: data.table.compounds.count)
        for row in rows { isKnown[twins[row]] = true }
        let first = data.table.compounds.count
        return copies.indices.filter {
            isChosen[copies[$0].parent] && !(copies[$0].twin.map { isKnown[$0] } ?? false)
        }.map { first + $0 }
    }
}

/// A classifier with the gate before it.
struct FittedModel: Sendable {
    let gate: ElementGate
    let classifier: Classifier
    let importances: [Double]
    /// The compounds that the classifier has seen.
    let trainingRows: [Int]
}
