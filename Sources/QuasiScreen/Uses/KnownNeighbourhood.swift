import Materials

/// All compounds of a model's table, kept out of training or not, for looking up what is near.
struct KnownNeighbourhood: Sendable {
    private let compounds: [Compound]
    private let classNames: [String]
    private let likeness: ChemicalIndex
    private let atoms: CompositionIndex

    init(of model: TrainedModel) {
        compounds = model.everyCompound
        classNames = model.classNames
        let compositions = compounds.map(\.composition)
        likeness = ChemicalIndex(compositions)
        atoms = CompositionIndex(compositions)
    }

    /// The chemically nearest, nearest first.
    func chemically(_ composition: Composition, count: Int = 1) -> [Prediction.KnownNeighbour] {
        likeness.nearest(to: composition, count: count).map { found in
            neighbour(found.index, found.distance, found.chemicalDistance)
        }
    }

    /// Those from which fewest atoms have to be exchanged, nearest first; of those equally near
    /// the one that stands first in the table.
    func byAtoms(_ composition: Composition, count: Int = 1) -> [Prediction.KnownNeighbour] {
        atoms.nearest(to: composition, count: count).map { found in
            neighbour(
                found.index, (found.distance * 1e9).rounded() / 1e9,
                found.distance == 0
                    ? 0
                    : ChemicalScale.standard.distance(
                        composition, compounds[found.index].composition))
        }
    }

    private func neighbour(
        _ index: Int, _ distance: Double, _ chemicalDistance: Double
    ) -> Prediction.KnownNeighbour {
        Prediction.KnownNeighbour(
            compounds[index], className: classNames[compounds[index].classIndex],
            distance: distance, chemicalDistance: chemicalDistance)
    }
}
