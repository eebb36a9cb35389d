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
    }

    static func read(
        _ file: LabelledFile, dimension: String, name: String
    ) throws -> CompoundTable {
        let formulas = try file.labels(of: dimension)
        let classNames = try file.labels(of: "class")
        guard !classNames.isEmpty, Set(classNames).count == classNames.count else {
            throw QuasiScreenError.modelMismatch(
                file: name, detail: "class names that are absent or stand twice")
        }
        try file.require("exact_formula", "class_index", "place", "exclusion", over: [dimension])
        let exact = try file.texts("exact_formula")
        let classes = try file.int32s("class_index")
        let places = try file.texts("place")
        let exclusions = try file.texts("exclusion")
        let compounds = try formulas.indices.map { row in
            let classIndex = Int(classes[row])
            guard classNames.indices.contains(classIndex) else {
                throw QuasiScreenError.modelMismatch(
                    file: name, detail: "class number \(classIndex) in row \(row + 1)")
            }
            return Compound(
                formula: formulas[row], composition: try Composition(exact[row]),
                classIndex: classIndex, place: places[row],
                exclusion: exclusions[row].isEmpty ? nil : exclusions[row])
        }
        return CompoundTable(classNames: classNames, compounds: compounds)
    }
}
