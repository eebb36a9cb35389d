import Basis
import Descriptors
import Materials

/// The compounds that formulas are searched on, with what the model says of each.
struct RuleTable: Sendable {
    /// What is left out of the search, by reason.
    struct LeftOut: Sendable, Equatable {
        /// Compounds with an excluded element, and those of the wanted class among them.
        var excluded = 0
        var excludedPositives = 0
        /// Compounds with an element that lacks a value of a used descriptor.
        var incomplete: [String] = []
    }

    let classNames: [String]
    let targets: [String]
    let compounds: [Compound]
    let descriptors: AlloyDescriptors
    let choice: RuleDescriptors
    /// One column for each descriptor.
    let columns: [[Double]]
    /// Whether each compound belongs to the wanted class, or to one of several.
    let positive: [Bool]
    /// Whether a compound is neither wanted nor ordinary: quasicrystals' kin count neither for nor
    /// against a rule.
    let neutral: [Bool]
    /// The model's out-of-fold probability of the wanted classes.
    let scores: [Double]
    let folds: [Int]
    /// Chemical systems and families as numbers.
    let groups: [Int]
    let families: [Int]
    let familyNames: [String]
    let leftOut: LeftOut

    var compositions: [Composition] { compounds.map(\.composition) }
    /// Rows that count for or against a rule.
    var judged: [Int] { compounds.indices.filter { !neutral[$0] } }

    /// - Parameter names: the descriptors that are asked for, in the order of preference.
    init(
        _ section: RuleSection, descriptors names: [String], known: CompoundTable,
        outOfFold: OutOfFold, threads: Int
    ) throws {
        let wanted = try section.targets.map { try known.classIndex(named: $0) }
        let excluded = try section.excludedSet
        let all = known.compounds
        let isWanted = all.map { wanted.contains($0.classIndex) }
        let open = all.indices.filter { excluded.isDisjoint(with: all[$0].composition.elements) }
        guard open.contains(where: { isWanted[$0] }) else {
            throw QuasiScreenError.noPositiveRows(
                className: section.targets.joined(separator: " or "))
        }
        let asked = try RuleDescriptors(
            RuleDescriptors.parse(names), compositions: open.map { all[$0].composition },
            wanted: open.map { isWanted[$0] })
        let complete = try AlloyDescriptors(asked.used)
        let rows = open.filter { complete.missingValue(of: all[$0].composition) == nil }
        let columns = try complete.columns(
            of: rows.map { all[$0].composition }, threads: threads)
        choice = try asked.withoutRepeats(columns, threads: threads)
        let kept = Set(choice.used)
        descriptors = try AlloyDescriptors(choice.used)
        self.columns = zip(asked.used, columns).filter { kept.contains($0.0) }.map(\.1)
        var leftOut = LeftOut()
        leftOut.excluded = all.count - open.count
        leftOut.excludedPositives = isWanted.count { $0 } - open.count { isWanted[$0] }
        leftOut.incomplete = Set(open).subtracting(rows).sorted().map { all[$0].formula }
        self.leftOut = leftOut
        classNames = known.classNames
        targets = section.targets
        compounds = rows.map { all[$0] }
        positive = rows.map { isWanted[$0] }
        let commonest = known.commonestClass
        neutral = rows.map {
            !isWanted[$0] && all[$0].classIndex != commonest && !wanted.contains(commonest)
        }
        scores = rows.map { row in
            wanted.reduce(0) { $0 + outOfFold.probabilities[row, $1] }
        }
        folds = rows.map { outOfFold.folds[$0] }
        groups = GroupNumbers.numbers(
            of: rows.map { CompoundGroups.system(all[$0].composition) })
        let families = rows.map { CompoundGroups.family(all[$0].composition) }
        self.families = GroupNumbers.numbers(of: families)
        familyNames = Set(families).sorted()
    }
}
