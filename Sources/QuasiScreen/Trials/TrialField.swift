import Basis
import Descriptors
import Learning
import Materials
import Ternary
import Validation

/// A system that is hidden in a round, with its compounds of the wanted class.
struct HiddenSystem: Sendable {
    let system: ChemicalSystem
    /// Where it stands among the swept systems.
    let index: Int
    /// Rows of the table.
    let rows: [Int]
}

/// One training, and what it has to find.
struct TrialRound: Sendable {
    /// Rows of the table that are trained on.
    let train: [Int]
    let hidden: [HiddenSystem]
    /// Whether each swept system takes part in the ranking: it holds no known compound of the
    /// wanted class among those that are trained on.
    let isRanked: [Bool]
    /// Positions of the observed fields whose systems are hidden.
    let fields: [Int]
    let seed: UInt64
}

/// What all rounds share: the swept systems, the compounds, the observed fields.
struct TrialField: Sendable {
    let table: CompoundTable
    let target: Int
    let sections: [TernarySection]
    let grid: TernaryGrid
    let fields: [FieldOfSystem]
    /// The system of each row.
    private let systems: [ChemicalSystem]
    private let index: [ChemicalSystem: Int]

    init(
        _ table: CompoundTable, target: String, elements: [String], divisions: Int,
        fields: [ObservedField]
    ) throws {
        self.table = table
        self.target = try table.classIndex(named: target)
        let groups = try ElementGroups(table: ElementTable.standard)
        let all = ChemicalSystem.all(ofSize: 3, from: try elements.flatMap(groups.members))
        guard !all.isEmpty else { throw QuasiScreenError.noSystems("the elements of the trial") }
        sections = try all.map { try TernarySection($0) }
        grid = try TernaryGrid(divisions: divisions)
        self.fields = try FieldOfSystem.united(fields)
        systems = table.compositions.map(\.system)
        index = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
    }

    /// Hides parts of the systems in turn.
    ///
    /// Hidden are whole systems that hold a compound of the wanted class and are swept, and those of
    /// the observed fields, with all their compounds of any class. Every system is hidden once a
    /// repeat.
    func rounds(folds: Int, repeats: Int, seed: UInt64) throws -> [TrialRound] {
        let wanted = targetRows(of: Array(table.compounds.indices))
        let candidates = Set(wanted.keys.filter { index[$0] != nil } + fields.map(\.system))
        let ordered = candidates.sorted()
        guard wanted.keys.contains(where: { index[$0] != nil }) else {
            throw QuasiScreenError.nothingToDo(
                "no swept ternary holds a compound of the class "
                    + "\"\(table.classNames[target])\"",
                remedy: "sweep more elements or choose another class with --target")
        }
        // Systems with and without the class are dealt apart, so that each part has its share.
        let labels = ordered.map { wanted[$0] == nil ? 0 : 1 }
        return try (0..<repeats).flatMap { number in
            let own =
                number == 0
                ? seed : RandomStream(seed: seed).child("repeats").child(number).seed
            let parts = try Splits.stratified(
                labels: labels, folds: min(folds, max(2, ordered.count)),
                stream: RandomStream(seed: own).child("folds").child("screening"))
            return parts.map { part in
                let hidden = Set(part.test.map { ordered[$0] })
                return round(
                    training: table.compounds.indices.filter { !hidden.contains(systems[$0]) },
                    hiding: hidden, seed: own)
            }
        }
    }

    /// Hides what became known in a year or later; rows without a year were known from the start.
    func round(before year: Int, yearOfPlace: [String: Int], seed: UInt64) throws -> TrialRound {
        let train = table.compounds.indices.filter {
            (yearOfPlace[table.compounds[$0].place] ?? .min) < year
        }
        guard Set(train.map { table.compounds[$0].classIndex }).contains(target) else {
            throw QuasiScreenError.nothingToDo(
                "no compound of the class \"\(table.classNames[target])\" was known before \(year)",
                remedy: "name later years with --years")
        }
        let known = targetRows(of: train)
        let later = targetRows(of: Array(table.compounds.indices)).keys.filter {
            known[$0] == nil
        }
        return round(training: train, hiding: Set(later), seed: seed)
    }

    private func targetRows(of rows: [Int]) -> [ChemicalSystem: [Int]] {
        var result = [ChemicalSystem: [Int]]()
        for row in rows where table.compounds[row].classIndex == target {
            result[systems[row], default: []].append(row)
        }
        return result
    }

    private func round(
        training train: [Int], hiding hidden: Set<ChemicalSystem>, seed: UInt64
    ) -> TrialRound {
        let known = targetRows(of: train)
        let all = targetRows(of: Array(table.compounds.indices))
        return TrialRound(
            train: train,
            hidden: hidden.sorted().compactMap { system in
                guard let index = index[system], let rows = all[system] else { return nil }
                return HiddenSystem(system: system, index: index, rows: rows)
            },
            isRanked: sections.map { known[$0.system] == nil },
            fields: fields.indices.filter { hidden.contains(fields[$0].system) }, seed: seed)
    }

    /// The elements of compounds and swept systems for which the forest of Liu et al. lacks a
    /// property, by atomic number.
    func elementsWithoutForest() throws -> [Element] {
        let featurizer = try Featurizer(ModelPreset.liu2021)
        let all = systems + sections.map(\.system) + fields.map(\.system)
        return Set(all.flatMap(\.elements)).sorted().filter { !featurizer.isComplete($0) }
    }

    /// One score of two: the higher, the smaller the product of the places of a system by either.
    ///
    /// Places are among the ranked systems of a round; the others come last.
    func pooled(_ first: [Double], _ second: [Double], in round: TrialRound) -> [Double] {
        func logPlaces(_ all: [Double]) -> [Double] {
            let scores = zip(all, round.isRanked).map { $1 ? $0 : -.infinity }
            let all = scores.indices.map { (index: $0, group: "") }
            return RankedItem.places(of: all, among: scores).map { Elementary.log($0.place) }
        }
        return zip(logPlaces(first), logPlaces(second)).map { -($0 + $1) }
    }

    /// The places of the hidden systems of a round by scores of all swept systems.
    func places(_ scores: [Double], in round: TrialRound) -> [RankedItem] {
        // Places among the ranked systems only.
        var position = [Int](repeating: 0, count: sections.count)
        var ranked = [Double]()
        for (index, isRanked) in round.isRanked.enumerated() {
            position[index] = ranked.count
            if isRanked { ranked.append(scores[index]) }
        }
        return RankedItem.places(
            of: round.hidden.map { (position[$0.index], $0.system.label) }, among: ranked)
    }
}
