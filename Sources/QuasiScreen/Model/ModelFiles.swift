import Artifacts
import Materials

extension TrainedModel {
    /// The model of the quickstart run, seen from the repository's folder.
    public static let defaultPath = "reports/quickstart/model/model.h5"

    /// Reads a model file.
    public init(path: String) throws {
        self = try ModelStore.decode(Self.bytes(path: path), name: path)
    }

    /// The bytes of a model file; a default one that is missing is told by how to make it.
    static func bytes(path: String) throws -> [UInt8] {
        do {
            return try readInput(path)
        } catch ArtifactsError.missingInput where path == Self.defaultPath {
            throw QuasiScreenError.noDefaultModel(path: path)
        }
    }

    /// Writes a model file, complete or not at all.
    public func write(to path: String) throws {
        try ResultFile.write(ModelStore.encode(self), to: path)
    }

    /// One line on what the model is and what it was trained on.
    public var summary: String {
        let counts = zip(known.classCounts, classNames).map { "\($0) \($1)" }
        return "\(classifier.treeCount) trees on \(known.compounds.count) compounds ("
            + counts.joined(separator: ", ") + "), \(featurizer.names.count) descriptors"
    }

    /// What a model of few compounds cannot state, and what to do; `nil` where it can.
    public var shortcoming: String? {
        guard calibration == nil else { return nil }
        return "fewer than \(Validating.defaultFolds) chemical systems, so nothing could be left "
            + "out: uncertainties are the spread inside the model and there are no sets of classes; "
            + "add compounds of other chemical systems"
    }
}

extension Prediction {
    /// Predictions as a table for a terminal.
    ///
    /// - Parameter meaning: a line on what the classes are; none where empty.
    public static func table(_ predictions: [Prediction], meaning: String = "") -> String {
        guard let first = predictions.first else { return "" }
        let classes = PhaseClass.ordered(Set(first.probabilities.keys))
        var table = TextTable(
            ["formula"] + classes + [
                "uncertainty", "says", "domain", "isolated", "nearest known", "distance",
                "chemical",
            ])
        for prediction in predictions {
            let nearest = prediction.nearestKnown.first
            table.add(
                [prediction.formula]
                    + classes.map { Decimal3.text(prediction.probabilities[$0] ?? 0) }
                    + [
                        prediction.uncertainty.map(Decimal3.text)
                            ?? (prediction.isByRule ? "by rule" : "-"), prediction.verdict,
                        prediction.domain.grade,
                        prediction.domain.isolation.map(Decimal3.text) ?? "-",
                        nearest.map { "\($0.formula) (\($0.standing))" } ?? "-",
                        nearest.map { Decimal3.text($0.distance) } ?? "-",
                        nearest.map { Decimal3.text($0.chemicalDistance) } ?? "-",
                    ])
        }
        let notes = predictions.compactMap { prediction in
            let all = prediction.domainNotes + [prediction.otherNeighbour].compactMap { $0 }
            return all.isEmpty
                ? nil : "\(prediction.formula): \(all.joined(separator: "; "))\n"
        }
        let caution =
            first.isCalibrated
            ? "" : "not calibrated: the uncertainty is the spread inside the model\n"
        let footer = notes.joined() + caution + (meaning.isEmpty ? "" : meaning + "\n")
        return table.text + (footer.isEmpty ? "" : "\n" + footer)
    }

    /// The compound from which fewest atoms have to be exchanged, where that is not the chemically
    /// nearest.
    private var otherNeighbour: String? {
        guard let likeness = nearestKnown.first, let atoms = nearestByAtoms.first,
            atoms.distance < likeness.distance
        else { return nil }
        return "nearest by at.% is \(atoms.formula) (\(atoms.standing)), "
            + "\(AtPercent.rounded(atoms.distance)) at.% away"
    }

    /// The predicted class, or that the model cannot know.
    public var verdict: String { canSay ? predictedClass : "cannot say" }
}

extension Finding {
    /// One line for each kind of finding, with its count.
    public static func summary(_ findings: [Finding]) -> [String] {
        Kind.allCases.compactMap { kind in
            let members = findings.filter { $0.kind == kind }
            guard let first = members.first else { return nil }
            return "\(members.count) \(kind.rawValue) "
                + (members.count == 1 ? "finding" : "findings")
                + ", such as \(first.formula) at \(first.place): \(first.detail); \(first.action)"
        }
    }
}

extension FormulaInput {
    /// The formulas of the arguments followed by those of a file.
    public static func gather(
        _ formulas: [String], input: String?, column: String
    ) throws -> [(text: String, composition: Composition)] {
        var rows = try TrainedModel.parse(formulas: formulas)
        if let input { rows += try read(path: input, column: column) }
        guard !rows.isEmpty else {
            throw QuasiScreenError.nothingToDo(
                "no formula given",
                remedy: "name formulas such as Al63Cu25Fe12 or a file with --input")
        }
        return rows
    }
}
