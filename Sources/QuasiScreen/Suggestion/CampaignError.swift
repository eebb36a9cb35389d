import Basis

/// What can go wrong in a campaign.
public enum CampaignError: Diagnosable, Equatable {
    case noCampaign(folder: String)
    case otherCampaign(folder: String, difference: String)
    case noCandidates(file: String, known: Int)
    case unknownOutcome(String, known: [String], place: String)
    case contradiction(formula: String, outcome: String, earlier: String, place: String)
    case againstTraining(formula: String, outcome: String, known: String, place: String)
    case foreignFile(path: String, what: String)
    case budgetUsedUp(Int, folder: String)
    case budgetBelow(Int, suggested: Int)

    public var diagnosis: Diagnosis {
        switch self {
        case .noCampaign(let folder):
            return Diagnosis(
                .noInput, "no campaign in this folder", place: folder,
                remedy: "start one with --candidates and --output")
        case .otherCampaign(let folder, let difference):
            return Diagnosis(
                .cannotCreate, "the folder holds another campaign: \(difference)", place: folder,
                remedy: "continue it by its folder alone, or choose another --output")
        case .noCandidates(let file, let known):
            return Diagnosis(
                .badData,
                known > 0
                    ? "all \(known) candidates are known to the model" : "there is no candidate",
                place: file, remedy: "give a list with compositions that nobody has made")
        case .unknownOutcome(let name, let known, let place):
            return Diagnosis(
                .badData, "no class \(TextForm.quoted(name))", place: place,
                remedy: Suggestion.question(for: name, among: known)
                    ?? "the classes are \(known.joined(separator: ", "))")
        case .contradiction(let formula, let outcome, let earlier, let place):
            return Diagnosis(
                .badData, "\(formula) is \(outcome) here and \(earlier) before", place: place,
                remedy: "mend the table; an outcome stands once it is taken in")
        case .againstTraining(let formula, let outcome, let known, let place):
            return Diagnosis(
                .badData,
                "\(formula) is \(outcome) here and \(known) among the model's compounds",
                place: place, remedy: "remove the row, or train the model without that compound")
        case .foreignFile(let path, let what):
            return Diagnosis(
                .badData, "\(what) is not the one that the campaign started from", place: path,
                remedy: "restore a copy, or start the campaign again in another folder")
        case .budgetUsedUp(let budget, let folder):
            return Diagnosis(
                .usage, "the budget of \(budget) suggestions is used up", place: folder,
                remedy: "raise it with --budget")
        case .budgetBelow(let budget, let suggested):
            return Diagnosis(
                .usage, "--budget \(budget) is less than the \(suggested) suggestions made",
                remedy: "give a larger number")
        }
    }
}
