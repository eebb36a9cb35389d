import Basis

extension SurrogateValidation {
    /// One line for each number of terms and each choice of the front, and the mean as baseline.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "choice", "loss", "standard_error",
            (entries.first?.figures.kind ?? .squared).explainedColumn, "auc", "average_precision",
            "undefined_rows",
        ])
        writer.append(["mean", "\(baselineLoss)", "", "0.0", "", "", "0"])
        for entry in entries {
            writer.append([
                entry.choice.description, "\(entry.figures.loss)",
                "\(entry.figures.standardError)", "\(entry.figures.rSquared)",
                ExportText.number(entry.figures.auc),
                ExportText.number(entry.figures.averagePrecision),
                "\(entry.figures.undefinedRows)",
            ])
        }
        return writer.text
    }
}
