import Basis
import Figures
import InverseDesign

/// How a search went, for people and programs.
struct DesignTrace: Sendable {
    let steps: [DesignStep]

    var csv: [UInt8] {
        var writer = DelimitedWriter(columns: [
            "step", "inverse_temperature", "effective_sample_size", "acceptance", "systems",
            "effective_systems", "mean_log_likelihood", "evaluations",
        ])
        for (number, step) in steps.enumerated() {
            writer.append([
                "\(number + 1)", "\(step.inverseTemperature)", "\(step.effectiveSize)",
                "\(step.acceptance)", "\(step.systems)", "\(step.effectiveSystems)",
                "\(step.meanLogLikelihood)", "\(step.evaluations)",
            ])
        }
        return Array(writer.text.utf8)
    }

    /// Inverse temperature, acceptance and diversity against the step; `nil` for a single step.
    var figure: ProgressFigure? {
        guard steps.count >= 2 else { return nil }
        return ProgressFigure(
            panels: [
                ProgressFigure.Panel(
                    title: "Inverse temperature", values: steps.map(\.inverseTemperature)),
                ProgressFigure.Panel(title: "Acceptance", values: steps.map(\.acceptance)),
                ProgressFigure.Panel(
                    title: "Systems in effect", values: steps.map(\.effectiveSystems)),
            ], style: FigureStyle(width: 120))
    }
}
