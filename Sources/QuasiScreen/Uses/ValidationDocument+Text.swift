import Validation

extension ValidationDocument {
    /// The document as tables for a terminal.
    public var text: String {
        var blocks = ["protocol \(`protocol`), \(folds) folds, seed \(seed)"]
        blocks.append(confusionTable)
        blocks.append(classTable)
        blocks.append(predictorTable)
        if let ranking = rankingTable { blocks.append(ranking) }
        blocks.append(conformalTable)
        blocks.append(uncertaintyLine)
        if let strata = strataTable { blocks.append(strata) }
        if repeats.seeds.count > 1 { blocks.append(repeatTable) }
        blocks += notes.map { "note: \($0)\n" }
        return blocks.joined(separator: "\n")
    }

    /// The union of the rarer classes, where there is one.
    var union: String? { metrics.compactMap(\.target).first { !classes.contains($0) } }

    private var confusionTable: String {
        var table = TextTable(["truth \\ predicted"] + classes)
        for (name, row) in zip(classes, confusionMatrix) { table.add([name] + row.map { "\($0)" }) }
        return table.text
    }

    private var classTable: String {
        var table = TextTable([
            "class", "precision", "recall", "F1", "average precision", "95 % interval", "support",
        ])
        for name in classes {
            guard let figures = perClass[name] else { continue }
            table.add([
                name, Decimal3.text(figures.precision), Decimal3.text(figures.recall),
                Decimal3.text(figures.f1), averagePrecision[name].map(Decimal3.text) ?? "-",
                Self.interval(metrics.value("average_precision", of: name)), "\(figures.support)",
            ])
        }
        if let union, let figure = metrics.value("average_precision", of: union) {
            table.add([
                union, "", "", "", figure.estimate.map(Decimal3.text) ?? "-",
                Self.interval(figure), "",
            ])
        }
        return table.text
    }

    private var predictorTable: String {
        var table = TextTable(
            ["", "macro-F1", "95 % interval"] + (union == nil ? [] : ["AP of both"])
                + ["MCC", "log-loss", "Brier", "calibration error"])
        func add(_ title: String, _ metrics: [MetricValue], interval: Bool) {
            func text(_ name: String, _ target: String? = nil, digits: Int = 3) -> String {
                metrics.value(name, of: target)?.estimate.map {
                    digits == 3 ? Decimal3.text($0) : Decimal4.text($0)
                } ?? "-"
            }
            table.add(
                [
                    title, text("macro_f1"),
                    interval ? Self.interval(metrics.value("macro_f1")) : "",
                ] + (union.map { [text("average_precision", $0)] } ?? [])
                    + [
                        text("matthews_correlation"), text("log_loss", digits: 4),
                        text("brier", digits: 4), text("calibration_error", digits: 4),
                    ])
        }
        add("model", metrics, interval: true)
        for (name, title) in Self.baselineTitles {
            if let figures = baseline[name] { add(title, figures.metrics, interval: false) }
        }
        return table.text
    }

    private var rankingTable: String? {
        guard `protocol` == ValidationProtocol.family.rawValue, let last = ranking.last else {
            return nil
        }
        var table = TextTable(["left out", "rows", last.target, "average precision", "by chance"])
        for group in last.groups {
            table.add([
                group.name, "\(group.rows)", "\(group.positives)",
                group.averagePrecision.map(Decimal3.text) ?? "-",
                Decimal3.text(group.prevalence),
            ])
        }
        table.add([
            "mean", "", "", last.mean.map(Decimal3.text) ?? "-",
            last.meanPrevalence.map(Decimal3.text) ?? "-",
        ])
        return table.text
    }

    private var conformalTable: String {
        let percent = Int((100 * (1 - conformal.alpha)).rounded())
        var table = TextTable(["\(percent) % sets", "coverage", "95 % interval", "classes a set"])
        for figures in conformal.perClass + [conformal.overall] + shownGroups {
            table.add([
                figures.title,
                figures.coverage.map { Decimal3.text($0.estimate) } ?? "-",
                figures.coverage.map { "\(Decimal3.text($0.lower)) to \(Decimal3.text($0.upper))" }
                    ?? "-",
                figures.meanSize.map(Decimal3.text) ?? "-",
            ])
        }
        guard conformal.untouchedRows > 0 else { return table.text }
        return table.text
            + "\(conformal.untouchedRows) compounds with a non-metal that no rarer class holds take "
            + "no part\n"
    }

    /// Each group, and its classes that have rows.
    private var shownGroups: [ConformalCoverage.Figures] {
        conformal.perGroup.filter { $0.rows > 0 }
    }

    private var strataTable: String? {
        guard let strata else { return nil }
        var table = TextTable(["left out", "domain", "rows", "wrong", "stated", "realised"])
        for stratum in strata {
            table.add([
                stratum.leftOut, stratum.domain, "\(stratum.rows)", "\(stratum.wrong)",
                Decimal3.text(stratum.stated), Decimal3.text(stratum.realised),
            ])
        }
        return table.text
    }

    private var uncertaintyLine: String {
        let own = uncertainty.spearman.map(Decimal3.text) ?? "-"
        let plain = uncertainty.spearmanOfProbability.map(Decimal3.text) ?? "-"
        return "stated uncertainty against realised error: rank correlation \(own) "
            + "(sqrt(p (1 - p)): \(plain)), mean difference "
            + Decimal4.text(uncertainty.calibrationError) + "\n"
    }

    private var repeatTable: String {
        var table = TextTable(["over \(repeats.seeds.count) seeds", "mean", "deviation"])
        for (name, target) in [("macro_f1", nil), ("average_precision", union)] {
            guard let figure = repeats.figure(name, of: target) else { continue }
            table.add([
                name + (target.map { " " + $0 } ?? ""), figure.mean.map(Decimal3.text) ?? "-",
                figure.standardDeviation.map(Decimal3.text) ?? "-",
            ])
        }
        return table.text
    }

    private static func interval(_ value: MetricValue?) -> String {
        guard let lower = value?.lower, let upper = value?.upper else { return "-" }
        return "\(Decimal3.text(lower)) to \(Decimal3.text(upper))"
    }
}

extension ConformalCoverage.Figures {
    /// Which rows the figures are of.
    var title: String {
        switch (group, target) {
        case (let group?, let target?): return "\(group): \(target)"
        case (let name?, nil), (nil, let name?): return name
        case (nil, nil): return "all"
        }
    }
}
