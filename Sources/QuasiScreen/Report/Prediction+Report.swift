import Reporting

extension Prediction {
    /// The columns of a table of compositions to try; ``reportCells(probability:)`` fills them.
    static let reportColumns = [
        ReportColumn("Composition", .formula), ReportColumn("Probability", .number(decimals: 3)),
        ReportColumn(
            "Uncertainty", .number(decimals: 3),
            summary: "The error to expect of the probability."),
        ReportColumn("Says", .text), ReportColumn("Domain", .text),
        ReportColumn("What speaks against it", .text),
        ReportColumn("Nearest known", .formula), ReportColumn("Its class", .text),
        ReportColumn("Distance (at.%)", .number(decimals: 1)),
        ReportColumn(
            "Chemical distance", .number(decimals: 2),
            summary: "Places that the atoms move on the scale of Glawe et al."),
    ]

    /// - Parameter probability: of what is wanted, which may be several classes.
    func reportCells(probability: Double) -> [ReportCell] {
        let nearest = nearestKnown.first
        return [
            .text(formula), .number(probability), ReportCell(uncertainty), .text(verdict),
            .text(domain.grade),
            .text(domainNotes.joined(separator: "; ")),
            nearest.map { .text($0.formula) } ?? .missing,
            nearest.map { .text($0.standing) } ?? .missing,
            nearest.map { .number(100 * $0.distance) } ?? .missing,
            nearest.map { .number($0.chemicalDistance) } ?? .missing,
        ]
    }
}
