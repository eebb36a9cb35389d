import Validation

extension ScreeningDocument {
    /// The document as tables for a terminal.
    public var text: String {
        var blocks = [
            "protocol screening for \(target): \(systems) ternaries at "
                + "\(Decimal2.text(100 / Double(divisions))) at.%, \(hidden.count) of them hidden in "
                + "\(folds) parts" + (repeats > 1 ? ", \(repeats) times" : "") + ", seed \(seed)\n",
            rankingTable(model, baselines), shareTable, shortlistText, hiddenTable,
        ]
        if model.fields != nil { blocks.append(fieldTable) }
        for year in years.keys.sorted() {
            guard let found = years[year] else { continue }
            blocks.append(
                "known before \(year), \(found.hidden.count) systems later\n"
                    + rankingTable(found.model, found.baselines))
        }
        blocks.append(notes.map { $0 + "\n" }.joined())
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func rankingTable(
        _ model: ScreeningFigures, _ baselines: [String: ScreeningFigures]
    ) -> String {
        let keys = ScreeningFigures.shares.map(ScreeningFigures.key)
        var table = TextTable(
            ["hidden among the first"] + ScreeningFigures.shares.map { Self.percent($0) }
                + ["enrichment 1 %", "BEDROC 20", "BEDROC 100", "median place"])
        func add(_ title: String, _ figures: ScreeningFigures) {
            func text(_ value: Double?) -> String { value.map(Decimal3.text) ?? "-" }
            table.add(
                [title] + keys.map { text(figures.recall[$0]) } + [
                    figures.enrichment["0.01"].map(Decimal2.text) ?? "-",
                    text(figures.bedroc["20"]), text(figures.bedroc["100"]),
                    figures.medianPlace.map { Self.percent($0) } ?? "-",
                ])
        }
        add("model", model)
        let bounds = model.intervals["recall"] ?? [:]
        func bound(_ end: Int) -> [String] { keys.map { Decimal3.text(bounds[$0]?[end] ?? 0) } }
        table.add(["  lower end, 95 %"] + bound(0) + ["", "", "", ""])
        table.add(["  upper end"] + bound(1) + ["", "", "", ""])
        for (name, title) in Self.titles {
            if let figures = baselines[name] { add(title, figures) }
        }
        return table.text
    }

    private var shareTable: String {
        let keys = ScreeningFigures.thresholds.map(ScreeningFigures.key)
        var table = TextTable(
            ["peak of at least"] + keys.map { "all, \($0)" } + keys.map { "hidden, \($0)" })
        func add(_ title: String, _ figures: ScreeningFigures?) {
            guard let all = figures?.shareAbove, let hidden = figures?.hiddenAbove else { return }
            table.add(
                [title] + keys.map { Self.percent(all[$0] ?? 0) }
                    + keys.map { Self.percent(hidden[$0] ?? 0) })
        }
        add("model", model)
        for (name, title) in Self.titles { add(title, baselines[name]) }
        return table.text
    }

    private var shortlistText: String {
        guard let list = model.shortlist, let inside = model.inside else { return "" }
        var text = "short list: \(Self.percent(list.compounds)) of \(list.picks) picks are hidden "
        text += "compounds [\(list.interval.map { Self.percent($0) }.joined(separator: ", "))], "
        text += "\(Self.percent(list.systems)) lie in hidden systems; a lower bound, since what "
        text += "nobody has made yet counts as a miss\n"
        text += "inside hidden systems: peak \(Self.percent(inside.distanceToPeak)) of atoms from "
        text += "the compound (median), predicted in \(Self.percent(inside.predicted)) of them"
        if let distance = inside.distanceToField {
            text += ", nearest predicted point \(Self.percent(distance))"
        }
        return text + ", area \(Self.percent(inside.area))\n"
    }

    private var hiddenTable: String {
        var table = TextTable(["hidden, last places", "place", "share", "peak", "at"])
        for found in hidden.suffix(10) {
            table.add([
                found.system, "\(Int(found.place.rounded()))", Self.percent(found.share),
                Decimal3.text(found.peak), found.peakFormula,
            ])
        }
        return table.text
    }

    private var fieldTable: String {
        var table = TextTable([
            "observed fields", "IoU", "95 % interval", "precision", "recall", "grid AP",
            "peak inside", "area, observed", "predicted", "where there is none",
        ])
        func add(_ title: String, _ figures: FieldFigures?) {
            guard let figures else { return }
            func text(_ value: Double?) -> String { value.map(Decimal3.text) ?? "-" }
            func share(_ value: Double?) -> String { value.map { Self.percent($0) } ?? "-" }
            let bounds = figures.intervals["iou"]?.map(Decimal3.text).joined(separator: ", ")
            table.add([
                title, text(figures.iou), bounds ?? "", text(figures.precision),
                text(figures.recall), text(figures.averagePrecision), text(figures.peakInside),
                share(figures.areaObserved), share(figures.areaPredicted), share(figures.area),
            ])
        }
        add("model, system hidden", model.fields)
        add("model, in sample", model.fields?.inSample?.figures)
        let forest = baselines["reference_forest"]?.fields
        add("forest of Liu et al., hidden", forest)
        add("forest of Liu et al., in sample", forest?.inSample?.figures)
        return table.text + (model.fields.map { "\($0.note)\n" } ?? "")
    }

    private static func percent(_ share: Double) -> String {
        let text = Decimal2.text(100 * share)
        // Whole numbers and tenths without needless zeros.
        let short = text.hasSuffix("00") ? String(text.dropLast(3)) : text
        return (short.contains(".") && short.hasSuffix("0") ? String(short.dropLast()) : short)
            + " %"
    }
}
