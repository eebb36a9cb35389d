import Basis

extension LabelAudit {
    /// The list for people.
    public var text: String {
        guard !rows.isEmpty else { return summary }
        var table = TextTable(
            [
                "formula", "label", "predicted", "p", "p(label)", "nearest kin", "at.%",
                "nearest of the predicted class", "at.%", "place",
            ], alignsRight: false)
        for row in rows {
            table.add(
                [
                    row.formula, row.className, row.predictedClass,
                    Decimal3.text(row.probability),
                    Decimal3.text(row.probabilities[row.className] ?? 0),
                ] + Self.cells(row.kin.first, named: true)
                    + Self.cells(row.predictedKin, named: false) + [row.place])
        }
        return table.text + "\n" + summary
    }

    private static func cells(_ kin: Kin?, named: Bool) -> [String] {
        guard let kin else { return ["none", ""] }
        return [
            kin.formula + (named ? " (\(kin.className))" : "")
                + (kin.replaced.map { ", \($0)" } ?? ""),
            "\(AtPercent.rounded(kin.distance))",
        ]
    }

    private var summary: String {
        let settled =
            confirmed == 0
            ? ""
            : "; \(confirmed) more \(confirmed == 1 ? "label has" : "labels have") "
                + "been confirmed by a decision"
        return """
            \(rows.count) of \(audited) rows contradict what the rest of the table says of them \
            (\(folds) folds, chemical systems left out, seed \(seed))\(settled).
            A contradiction is a reason to look, not a verdict. Decide in the column "decision" of \
            the table: keep, exclude, or a class.

            """
    }

    /// The list as comma-separated text, with an empty column for decisions; it can be read as a
    /// compound table.
    public var csv: [UInt8] {
        var writer = DelimitedWriter(
            columns: [
                "formula", "phase_class", "decision", "predicted_class", "probability",
            ] + classes.map { "p_\($0)" }
                + (1...Self.kinCount).flatMap {
                    ["kin_\($0)", "kin_\($0)_class", "kin_\($0)_distance"]
                } + [
                    "predicted_kin", "predicted_kin_replaced", "predicted_kin_distance", "place",
                ])
        for row in rows {
            let kin = (0..<Self.kinCount).flatMap { number in
                row.kin.indices.contains(number)
                    ? [
                        row.kin[number].formula, row.kin[number].className,
                        "\(row.kin[number].distance)",
                    ] : ["", "", ""]
            }
            writer.append(
                [
                    row.formula, row.className, "", row.predictedClass, "\(row.probability)",
                ] + classes.map { "\(row.probabilities[$0] ?? 0)" } + kin
                    + [
                        row.predictedKin?.formula ?? "", row.predictedKin?.replaced ?? "",
                        row.predictedKin.map { "\($0.distance)" } ?? "", row.place,
                    ])
        }
        return writer.bytes
    }

    /// Writes ``csv``.
    public func write(to path: String) throws {
        try Self.check(output: path)
        try ResultFile.write(csv, to: path)
    }

    /// Refuses a file name that the list cannot be written under, before any work is done.
    public static func check(output path: String) throws {
        guard path.lowercased().hasSuffix(".csv") else {
            throw QuasiScreenError.unknownOutputFormat(path: path, known: [".csv"])
        }
    }
}
