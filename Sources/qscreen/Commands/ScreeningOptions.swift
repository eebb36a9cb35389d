import ArgumentParser
import QuasiScreen

/// What `validate` judges: predictions of rows, or a screening.
enum JudgedProtocol: ExpressibleByArgument {
    case rows(ValidationProtocol)
    case screening

    init?(argument: String) {
        if argument == "screening" {
            self = .screening
        } else if let known = ValidationProtocol(rawValue: argument) {
            self = .rows(known)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] {
        ValidationProtocol.allCases.map(\.rawValue) + ["screening"]
    }
}

/// The settings of the screening protocol.
struct ScreeningOptions: ParsableArguments {
    @Option(help: "Screening: the wanted class. The default is quasicrystal.")
    var target: String?

    @Option(
        help: ArgumentHelp(
            "Screening: sweep every ternary of these elements and groups.",
            discussion: "The default is 62 metals and metalloids: 37,820 ternaries.",
            valueName: "Al,Cu,TM,..."))
    var elements: String?

    @Option(help: "Screening: steps along an edge of a triangle. The default is 50, 2 at.%.")
    var divisions: Int?

    @Option(
        help: ArgumentHelp(
            "Screening: a table of observed phase fields to compare with.",
            discussion: """
                Columns system, phase_class and box, such as Zn:55-62;Mg:28-36;Y:7.5-11 in at.%; \
                the class none stands for systems that are known to hold no such phase.
                """, valueName: "CSV"))
    var fields: String?

    @Option(
        help: ArgumentHelp(
            "Screening: also train on what was known before these years and look for the rest.",
            discussion: """
                The dataset needs a column year; rows without one count as known from the start.
                """, valueName: "1995,2000,..."))
    var years: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Screening: judge the forest of Liu et al. on the same sweep. The default is to.")
    var forest: Bool?

    func validate() throws {
        if let divisions, !(5...200).contains(divisions) {
            throw ValidationError("--divisions must be 5 to 200")
        }
        if let years, years.listed.isEmpty || years.listed.contains(where: { Int($0) == nil }) {
            throw ValidationError("--years needs years such as 1995,2000, found \"\(years)\"")
        }
    }

    /// The options that were given.
    var given: [String] {
        [
            target.map { _ in "--target" }, elements.map { _ in "--elements" },
            divisions.map { _ in "--divisions" }, fields.map { _ in "--fields" },
            years.map { _ in "--years" }, forest.map { $0 ? "--forest" : "--no-forest" },
        ].compactMap { $0 }
    }

    func set(_ trial: inout ScreeningTrial) {
        trial.target = target ?? trial.target
        trial.elements = elements?.listed ?? trial.elements
        trial.divisions = divisions ?? trial.divisions
        trial.fields = fields
        trial.years = years?.listed.compactMap { Int($0) } ?? []
        trial.comparesForest = forest ?? true
    }
}
