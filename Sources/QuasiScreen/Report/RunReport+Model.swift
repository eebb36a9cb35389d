import Figures
import Learning
import Reporting

extension RunReport {
    func modelSection(_ model: TrainedModel) throws -> ReportSection {
        let parameters = model.recipe.canonical
        return ReportSection(
            id: "model", title: "Model",
            blocks: [
                .paragraph([.text(model.summary + ".")]),
                .details(
                    "All settings",
                    [
                        .keyValues(
                            parameters.keys.sorted().map { ($0, [.code(parameters[$0] ?? "")]) })
                    ]),
            ] + (try clusterBlocks()) + (try importanceBlocks(model)))
    }

    // MARK: - Out of sample

    private func clusterBlocks() throws -> [ReportBlock] {
        let name = ValidationStage.importanceFile
        guard results.names(ValidationStage.id).contains(name),
            let importance = try ClusterImportance(csv: table(name, of: ValidationStage.id))
        else { return [] }
        let baseline = NumberText.fixed(importance.baseline, decimals: 3)
        let first = importance.clusters.prefix(15).filter { $0.drop > 0 }
        var blocks: [ReportBlock] = [
            .heading("What the model loses without a descriptor"),
            .paragraph([
                .text(
                    "Descriptors with a correlation of |r| > "
                        + "\(NumberText.exact(ClusterImportance.correlation)) stand in for each "
                        + "other, so each such cluster is shuffled among the compounds as one. "
                        + "The drop is what the model then loses (\(importance.metric); "
                        + "\(baseline) before) on compounds whose chemical system it has not "
                        + "seen, mean of the folds. Compounds that the gate settles take no "
                        + "part, and of the commonest class at most "
                        + "\(ClusterImportance.commonRows) a fold, so the figure before "
                        + "shuffling is not that of the validation. A drop of about 0 or below "
                        + "is none.")
            ]),
        ]
        if !first.isEmpty {
            blocks.append(
                .figure(
                    ReportFigure(
                        id: "permutation-figure",
                        alternative: "Drop of the first clusters of descriptors",
                        caption: [
                            .text("The clusters whose loss costs the model most, out of sample.")
                        ],
                        image: .svg(
                            try BarFigure(
                                bars: first.map {
                                    BarFigure.Bar(label: $0.label, value: $0.drop)
                                }, valueTitle: "Drop of the \(importance.metric)", decimals: 3
                            ).rendered(as: .svg)))))
        }
        blocks.append(.table(try clusterTable(importance)))
        return blocks
    }

    private func clusterTable(_ importance: ClusterImportance) throws -> ReportTable {
        try ReportTable(
            id: "permutation", caption: "Clusters of descriptors by what the model loses",
            columns: [
                ReportColumn("Descriptor", .text),
                ReportColumn("Together with", .text),
                ReportColumn(
                    "Mean drop", .number(decimals: 4),
                    summary: "Of the metric named above, mean of the folds of the system "
                        + "protocol."),
                ReportColumn(
                    "Standard deviation", .number(decimals: 4),
                    summary: "Between the folds."),
            ],
            rows: importance.clusters.map {
                [
                    .text($0.representative), .text($0.members.dropFirst().joined(separator: ", ")),
                    .number($0.drop), ReportCell($0.standardDeviation),
                ]
            }, visibleRows: 15)
    }

    // MARK: - In training

    private func importanceBlocks(_ model: TrainedModel) throws -> [ReportBlock] {
        let importances = model.importances
        let names = model.featurizer.names
        let order = importances.indices.sorted { (importances[$1], $0) < (importances[$0], $1) }
        let table = try ReportTable(
            id: "importances", caption: "The descriptors that the model uses most",
            columns: [
                ReportColumn("Descriptor", .text), ReportColumn("Unit", .text),
                ReportColumn(
                    "Importance", .number(decimals: 4),
                    summary: model.classifier.importanceMeaning
                        + "; correlated descriptors split it."),
            ],
            rows: order.prefix(40).map {
                [
                    .text(names[$0]), .text(model.featurizer.units[$0]),
                    .number(importances[$0]),
                ]
            }, visibleRows: 15)
        return [
            .heading("What the model was built from"),
            .paragraph([
                .text(
                    model.classifier.importanceMeaning
                        + ". It is counted on the training compounds and says what was used, not "
                        + "what it was good for.")
            ]),
            .figure(
                ReportFigure(
                    id: "importance-figure", alternative: "Importance of the first descriptors",
                    caption: [.text("The fifteen descriptors that the model uses most.")],
                    image: .svg(
                        try BarFigure(
                            bars: order.prefix(15).map {
                                BarFigure.Bar(label: names[$0], value: importances[$0])
                            }, valueTitle: "Share in what was learnt", decimals: 3
                        ).rendered(as: .svg)))),
            .table(table),
        ]
    }
}

extension ClusterImportance.Cluster {
    /// The first member, and how many stand behind it.
    fileprivate var label: String {
        members.count > 1 ? "\(representative) (+\(members.count - 1))" : representative
    }
}

extension Classifier {
    /// What a descriptor's importance is a share of.
    fileprivate var importanceMeaning: String {
        switch self {
        case .forest: "Share of a descriptor in the fall of impurity over all splits of all trees"
        case .boosted: "Share of a descriptor in the gain of all splits of all trees"
        case .blend:
            "Share of a descriptor in what the splits of the members gained, weighted mean"
        }
    }
}
