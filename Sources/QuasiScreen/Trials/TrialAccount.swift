import Basis
import Validation

/// What all rounds of a trial found, by who took part.
struct TrialAccount: Sendable {
    /// What one ranking of systems did in the rounds of the hidden systems or of one year.
    struct Standing: Sendable {
        let name: String
        /// `nil` for the rounds that hide systems in turn.
        let year: Int?
        var rounds = 0
        var places = [RankedItem]()
        /// Empty for rankings without a model.
        var finds = [HiddenFind]()
        var rankedPeaks = [[Double]]()
        var picks = [PickedShare]()
        var fields = [ComparedField]()
        var fieldsInSample = [ComparedField]()
    }

    let field: TrialField
    private(set) var standings = [Standing]()
    private let stream: RandomStream

    init(field: TrialField, seed: UInt64) {
        self.field = field
        stream = RandomStream(seed: seed).child("screening").child("intervals")
    }

    mutating func add(
        _ result: RoundResult, by name: String, year: Int? = nil
    ) {
        let index = position(of: name, year)
        standings[index].rounds += 1
        standings[index].places += result.places
        standings[index].finds += result.finds
        standings[index].rankedPeaks.append(result.rankedPeaks)
        standings[index].picks.append(result.picks)
        standings[index].fields += result.fields
    }

    mutating func add(_ places: [RankedItem], by name: String, year: Int? = nil) {
        let index = position(of: name, year)
        standings[index].rounds += 1
        standings[index].places += places
    }

    mutating func add(inSample fields: [ComparedField], by name: String) {
        standings[position(of: name, nil)].fieldsInSample += fields
    }

    private mutating func position(of name: String, _ year: Int?) -> Int {
        if let found = standings.firstIndex(where: { $0.name == name && $0.year == year }) {
            return found
        }
        standings.append(Standing(name: name, year: year))
        return standings.count - 1
    }

    /// The figures of the hidden systems or of one year, in the order of those who took part.
    func figures(year: Int? = nil) -> [(standing: Standing, figures: ScreeningFigures)] {
        standings.filter { $0.year == year }.map {
            ($0, ScreeningFigures($0, stream: stream))
        }
    }
}
