import InverseDesign
import Materials

/// Known compounds of the wanted classes with one element replaced, as a search would judge them.
///
/// A search spreads over all that the model finds likely; most compounds that turn out to exist are
/// near relatives of known ones. Looking at all of these costs less than one step of a search.
struct DesignRelatives: Sendable {
    let alloys: [Alloy]
    let logLikelihoods: [Double]
    /// The formula that each comes from.
    let origins: [String]

    static let none = DesignRelatives(alloys: [], logLikelihoods: [], origins: [])
}

extension DesignRelatives {
    /// - Throws: what the target throws.
    init(of target: DesignTarget, in space: AlloySpace) throws {
        let compounds = target.wantedCompounds
        let replacements = Replacements(of: compounds.map(\.composition), in: space)
        self.init(
            alloys: replacements.alloys,
            logLikelihoods: try target.logLikelihoods(replacements.alloys),
            origins: replacements.origins.map { compounds[$0].formula })
    }
}
