import Learning
import Reporting

extension RunReport {
    func modelSection(_ model: TrainedModel) throws -> ReportSection {
        let parameters = model.recipe.canonical
        return ReportSection(
            id: "model", title: "What the model looks at",
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
        blocks += try figure(
            RunFigures.importance, id: "permutation-figure",
            alternative: "Drop of the first clusters of descriptors",
            caption: [
                .text(
                    "The longer the bar, the more the model's ranking suffers on unseen systems "
                        + "when the descriptors of that cluster are shuffled: what it needs, not "
                        + "only what it uses.")
            ])
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
            .table(table),
        ]
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
