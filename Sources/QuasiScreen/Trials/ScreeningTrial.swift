import Basis
import Learning
import Materials
import Ternary
import Validation

/// Judges a recipe by what it is for: whole chemical systems are hidden, all ternaries of many
/// elements are swept by a model that never saw them, and the places of the hidden ones in the
/// ranking are looked up.
public struct ScreeningTrial: Sendable {
    public var preset: ModelPreset
    public var recipe: ModelRecipe
    /// The wanted class. The default is "quasicrystal".
    public var target = PhaseClass.quasicrystal.rawValue
    /// Every ternary of these elements and groups is swept. The default is ``metals``.
    public var elements = Self.metals
    /// Steps along an edge of a swept triangle. The default is 50, 2 at.%.
    public var divisions = 50
    /// Parts of the systems that are hidden in turn. The default is 4.
    public var folds = 4
    /// How often all parts are hidden, each time with other parts and another seed of the model.
    public var repeats = 1
    /// A table of observed fields; see ``ObservedField``. The default is `nil`: none is compared.
    public var fields: String?
    /// Years before which a compound has to be known to be trained on, each in a trial of its own.
    /// The default is none.
    public var years = [Int]()
    /// Whether the forest of Liu et al. is judged on the same rounds. The default is true.
    public var comparesForest = true

    public static let defaultFolds = 4

    public init(preset: ModelPreset, recipe: ModelRecipe) {
        self.preset = preset
        self.recipe = recipe
    }

    /// The 62 metals and metalloids that alloys are made of.
    public static let metals = [
        "Li", "Be", "Na", "Mg", "Al", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni",
        "Cu", "Zn", "Ga", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd",
        "In", "Sn", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er",
        "Tm", "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi",
        "Si", "Ge",
    ]

    /// Reads a dataset and judges on it. The result does not depend on the number of threads.
    ///
    /// - Parameter progress: called with the share that is done and with what is being done.
    public func run(
        dataset path: String, rules: DatasetRules, threads: Int,
        progress: @Sendable (Double, String) -> Void = { _, _ in }
    ) throws -> (document: ScreeningDocument, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let years = self.years.isEmpty ? [:] : try RowYears.read(dataset: path, rules: rules)
        let fields = try self.fields.map { try ObservedField.read(path: $0) } ?? []
        return (
            try judge(
                table.training, fields: fields, yearOfPlace: years, threads: threads,
                progress: progress), findings
        )
    }

    /// Judges on compounds that are already read.
    ///
    /// - Parameters:
    ///   - fields: observed extents; those of other classes are passed over.
    ///   - yearOfPlace: by the place of a compound, the year from which it was known.
    func judge(
        _ table: CompoundTable, fields: [ObservedField], yearOfPlace: [String: Int], threads: Int,
        progress: @Sendable (Double, String) -> Void = { _, _ in }
    ) throws -> ScreeningDocument {
        let field = try TrialField(
            table, target: target, elements: elements, divisions: divisions,
            fields: fields.filter { $0.className == target || $0.className == ObservedField.none })
        let hidden = try field.rounds(folds: folds, repeats: repeats, seed: recipe.seed)
        let later = try years.map { year in
            (
                year: year,
                round: try field.round(before: year, yearOfPlace: yearOfPlace, seed: recipe.seed)
            )
        }
        var entrants = [
            try TrialEntrant("model", table, preset: preset, recipe: recipe, threads: threads)
        ]
        var notes = [String]()
        if comparesForest, preset != .liu2021 {
            let lacking = try field.elementsWithoutForest()
            if lacking.isEmpty {
                entrants.append(
                    try TrialEntrant(
                        "reference_forest", table, preset: .liu2021,
                        recipe: ModelRecipe.liu2021.seeded(recipe.seed), threads: threads))
            } else {
                notes.append(
                    "the forest of Liu et al. is left out: it has not every property of "
                        + lacking.map(\.symbol).joined(separator: ", "))
            }
        }
        let rounds = hidden.map { (year: Int?.none, round: $0) } + later.map { ($0.year, $0.round) }
        var account = TrialAccount(field: field, seed: recipe.seed)
        let steps = (rounds.count + (field.fields.isEmpty ? 0 : 1)) * entrants.count
        var done = 0
        /// Of the model, by round.
        var scores = [[Double]]()
        for (number, entrant) in entrants.enumerated() {
            for (part, (year, round)) in rounds.enumerated() {
                let what =
                    year.map { "known before \($0)" } ?? "part \(part + 1) of \(hidden.count)"
                progress(Double(done) / Double(steps), "\(entrant.name), \(what)")
                let result = try entrant.result(of: round, on: field, threads: threads)
                if number == 0 { scores.append(result.scores) }
                account.add(result, by: entrant.name, year: year)
                done += 1
            }
            guard !field.fields.isEmpty else { continue }
            progress(Double(done) / Double(steps), "\(entrant.name), fields in sample")
            account.add(
                inSample: try entrant.fieldsInSample(of: field, threads: threads),
                by: entrant.name)
            done += 1
        }
        for ranker in try SimpleRanker.all() {
            progress(1, ranker.name)
            for (part, (year, round)) in rounds.enumerated() {
                let own = try ranker.scores(in: round, on: field, threads: threads)
                account.add(field.places(own, in: round), by: ranker.name, year: year)
                guard ranker.name == SimpleRanker.replacement else { continue }
                let pooled = field.pooled(scores[part], own, in: round)
                account.add(
                    field.places(pooled, in: round), by: ScreeningDocument.pool, year: year)
            }
        }
        return ScreeningDocument(account, trial: self, notes: notes)
    }
}
