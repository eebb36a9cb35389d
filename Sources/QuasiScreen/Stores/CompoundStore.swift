import Artifacts
import Materials

/// Compounds as HDF5: one sample a row, fractions by element.
enum CompoundStore {
    /// - Parameter configuration: the settings that led to the table.
    static func encode(
        _ table: CompoundTable, configuration: [String: String]
    ) throws -> [UInt8] {
        var file = ArtifactSchema.compounds.file(configuration)
        write(table, to: &file, dimension: "sample")
        return try file.encoded()
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> CompoundTable {
        try ArtifactSchema.compounds.read(bytes, name: name) {
            try read($0, dimension: "sample", name: name)
        }
    }

    /// Adds the compounds to a file under a dimension of their own.
    static func write(_ table: CompoundTable, to file: inout LabelledFile, dimension: String) {
        let elements = Set(table.compositions.flatMap(\.elements)).sorted()
        let position = Dictionary(
            uniqueKeysWithValues: elements.enumerated().map { ($1, $0) })
        var fractions = [Double](repeating: 0, count: table.compounds.count * elements.count)
        for (row, compound) in table.compounds.enumerated() {
            let composition = compound.composition
            for (element, fraction) in zip(composition.elements, composition.fractions) {
                if let column = position[element] {
                    fractions[row * elements.count + column] = fraction
                }
            }
        }
        file.addDimension(dimension, labels: table.compounds.map(\.formula), "formula as given")
        file.addDimension("element", labels: elements.map(\.symbol), "element symbol")
        file.addDimension("class", labels: table.classNames, "phase class")
        file.add(
            "fraction", [dimension, "element"], .float64(fractions), "atomic fraction", unit: "1")
        file.add(
            "exact_formula", [dimension], .text(table.compositions.map(\.formula)),
            "normalised composition, exact")
        file.add(
            "class_index", [dimension], .int32(table.labels.map { Int32($0) }),
            "position in the class dimension")
        file.add(
            "place", [dimension], .text(table.compounds.map(\.place)), "place in the source table")
        file.add(
            "exclusion", [dimension], .text(table.compounds.map { $0.exclusion ?? "" }),
            "why the row takes no part in training; empty where it does")
        addMarks(of: table.compounds, to: &file, dimension: dimension, prefix: "")
    }

    static func read(
        _ file: LabelledFile, dimension: String, name: String
    ) throws -> CompoundTable {
        let classNames = try file.labels(of: "class")
        guard !classNames.isEmpty, Set(classNames).count == classNames.count else {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "class names that are absent or stand twice")
        }
        return CompoundTable(
            classNames: classNames,
            compounds: try compounds(
                file, dimension: dimension, prefix: "", classCount: classNames.count, name: name))
    }

    /// Adds compounds beside a table that is in the file: those that take no part in training.
    static func writeUntrained(_ compounds: [Compound], to file: inout LabelledFile) {
        let dimension = untrainedPrefix + "compound"
        file.addDimension(dimension, labels: compounds.map(\.formula), "formula as given")
        file.add(
            untrainedPrefix + "exact_formula", [dimension],
            .text(compounds.map(\.composition.formula)), "normalised composition, exact")
        file.add(
            untrainedPrefix + "class_index", [dimension],
            .int32(compounds.map { Int32($0.classIndex) }), "position in the class dimension")
        file.add(
            untrainedPrefix + "place", [dimension], .text(compounds.map(\.place)),
            "place in the source table")
        file.add(
            untrainedPrefix + "exclusion", [dimension],
            .text(compounds.map { $0.exclusion ?? "" }), "why the row took no part in training")
        addMarks(of: compounds, to: &file, dimension: dimension, prefix: untrainedPrefix)
    }

    static func readUntrained(
        _ file: LabelledFile, classCount: Int, name: String
    ) throws -> [Compound] {
        try compounds(
            file, dimension: untrainedPrefix + "compound", prefix: untrainedPrefix,
            classCount: classCount, name: name)
    }

    private static let untrainedPrefix = "untrained_"

    private static func addMarks(
        of compounds: [Compound], to file: inout LabelledFile, dimension: String, prefix: String
    ) {
        file.add(
            prefix + "stability", [dimension], .text(compounds.map(\.stability)),
            "what the table's column stability says; empty where nothing")
        file.add(
            prefix + "flag", [dimension], .text(compounds.map(\.flag)),
            "what the table's column ac_flag says; empty where nothing")
    }

    private static func compounds(
        _ file: LabelledFile, dimension: String, prefix: String, classCount: Int, name: String
    ) throws -> [Compound] {
        let formulas = try file.labels(of: dimension)
        let names = ["exact_formula", "place", "exclusion", "stability", "flag"].map { prefix + $0 }
        try file.require(names + [prefix + "class_index"], over: [dimension])
        let texts = try names.map { try file.texts($0) }
        let classes = try file.int32s(prefix + "class_index")
        return try formulas.indices.map { row in
            let classIndex = Int(classes[row])
            guard (0..<classCount).contains(classIndex) else {
                throw QuasiScreenError.modelMismatch(
                    file: name, detail: "class number \(classIndex) in row \(row + 1)")
            }
            return Compound(
                formula: formulas[row], composition: try Composition(texts[0][row]),
                classIndex: classIndex, place: texts[1][row], stability: texts[3][row],
                flag: texts[4][row], exclusion: texts[2][row].isEmpty ? nil : texts[2][row])
        }
    }
}
