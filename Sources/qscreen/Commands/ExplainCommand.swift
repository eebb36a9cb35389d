import ArgumentParser
import QuasiScreen

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says what each descriptor adds to what a model says about compositions.",
        discussion: """
            Contributions are exact Shapley values of the trees. Forests share out the \
            probability of the class. Boosted trees and logarithmic pools of them share out \
            the log-odds of the class against the most probable other one; the sum is exact unless \
            a member's probability lies below the pool's floor, which is said. Other pools are \
            no sums: there each member is explained on its own.

            Calibration is not part of an explanation: it is the model's output before \
            calibration that is shared out. Nor is the element gate: where an element settles \
            the class, it is named, and nothing is explained. Contributions say what the model \
            has learnt, not what causes a phase.

            \(exitCodes)
            """)

    @Argument(help: "Formulas such as Al63Cu25Fe12.") var formulas: [String]
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(
        help: """
            Descriptors to list, those that contribute most; the others are added up. 0 lists \
            all.
            """)
    var top = 10
    @Option(
        name: .customLong("class"),
        help: "The class to explain. The default is the predicted one of each composition.")
    var className: String?
    @Flag(help: "Explain each member of a pool, too.") var members = false
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard top >= 0 else { throw ValidationError("--top must be 0 or more") }
    }

    func run() throws {
        try Terminal.reporting {
            let rows = try TrainedModel.parse(formulas: formulas)
            let explanations = try TrainedModel(path: model).explain(
                rows, className: className, top: top == 0 ? nil : top, members: members,
                threads: jobs.threads)
            try Terminal.result(
                json ? JSONText.encode(explanations) : Explanation.text(explanations))
        }
    }
}
