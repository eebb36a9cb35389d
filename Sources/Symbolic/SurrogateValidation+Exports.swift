import Basis

extension SurrogateValidation {
    /// One line for each number of terms and each choice of the front, and the mean as baseline.
    public var csv: String {
        var writer = DelimitedWriter(columns: [
            "choice", "loss", "standard_error", "r_squared", "auc", "average_precision",
            "undefined_rows",
        ])
        writer.append(["mean", "\(baselineLoss)", "", "0.0", "", "", "0"])
        for entry in entries {
            writer.append([
                entry.choice.description, "\(entry.loss)", "\(entry.standardError)",
                "\(entry.rSquared)", ExportText.number(entry.auc),
                ExportText.number(entry.averagePrecision), "\(entry.undefinedRows)",
            ])
        }
        return writer.text
    }
}
