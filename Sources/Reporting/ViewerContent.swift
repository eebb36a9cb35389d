import Artifacts
import Foundation

/// What a viewer's script is told, checked and packed.
struct ViewerContent {
    let classes: [TernaryViewer.Look]
    let quantum: Double
    let target: Int
    let ramp: [String]
    let rules: [String]
    let uncertaintyQuantum: Double
    let compounds: [TernaryViewer.Compound]
    let systems: [TernaryViewer.System]

    /// The sum of a point's counts where nothing is rounded.
    private var total: Int { Int((1 / quantum).rounded()) }

    func packed() throws -> [[UInt8]] {
        let summary = Summary(
            classes: classes, quantum: quantum, total: total, target: target, ramp: ramp,
            rules: rules, uncertaintyQuantum: uncertaintyQuantum, systems: systems.map(Entry.init))
        var parts = [
            try ZlibStream(packing: ViewerContent.json(summary)).bytes,
            try ZlibStream(packing: ViewerContent.json(Columns(compounds))).bytes,
        ]
        for system in systems {
            let map = PackedMap(system, classCount: classes.count, total: total)
            parts.append(try map.bytes())
        }
        return parts
    }

    /// Keys are sorted, so that the same content gives the same bytes.
    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    private struct Summary: Encodable {
        let classes: [TernaryViewer.Look]
        let quantum: Double
        let total: Int
        let target: Int
        let ramp: [String]
        let rules: [String]
        let uncertaintyQuantum: Double
        let systems: [Entry]
    }

    private struct Entry: Encodable {
        let label: String
        let corners: [String]
        let fixedElement: String?
        let fixedFraction: Double?
        let divisions: Int
        let hasRules: Bool
        let hasDomain: Bool
        let hasUncertainty: Bool

        init(_ system: TernaryViewer.System) {
            label = system.label
            corners = system.corners
            fixedElement = system.fixed?.element
            fixedFraction = system.fixed?.fraction
            divisions = system.divisions
            hasRules = system.rulesMet != nil
            hasDomain = system.domain != nil
            hasUncertainty = system.uncertainty != nil
        }
    }

    /// Compounds column by column, which packs better than one object each.
    private struct Columns: Encodable {
        var elements = [String]()
        var formulas = [String]()
        var classes = [Int]()
        /// The number of elements of each compound.
        var lengths = [Int]()
        /// Positions in `elements`, compound after compound.
        var parts = [Int]()
        /// Fractions in millionths.
        var amounts = [Int]()

        init(_ compounds: [TernaryViewer.Compound]) {
            var position = [String: Int]()
            for compound in compounds {
                formulas.append(compound.formula)
                classes.append(compound.classIndex)
                lengths.append(compound.parts.count)
                for part in compound.parts {
                    let known = position[part.element]
                    if known == nil {
                        position[part.element] = elements.count
                        elements.append(part.element)
                    }
                    parts.append(known ?? elements.count - 1)
                    amounts.append(Int((part.fraction * 1e6).rounded()))
                }
            }
        }
    }
}
