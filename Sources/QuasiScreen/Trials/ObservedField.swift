import Artifacts
import Basis
import Materials
import Ternary
import Validation

/// The observed extent of a phase in a ternary system: limits of its elements' fractions.
///
/// A row of a table with the columns `system`, `phase_class` and `box`: a box such as
/// `Zn:55-62;Mg:28-36;Y:7.5-11` in at.%, the class ``none`` and no box for a system that is known to
/// hold no stable phase of the wanted class. Other columns are for people.
public struct ObservedField: Sendable, Equatable {
    /// The class of systems that hold none.
    public static let none = "none"

    public var system: ChemicalSystem
    public var className: String
    /// Lower and upper fractions, in the order of the system's elements; empty for ``none``.
    public var limits: [ClosedRange<Double>]

    /// Reads a table of fields.
    public static func read(path: String) throws -> [ObservedField] {
        try read(bytes: readInput(path), file: path)
    }

    static func read(bytes: [UInt8], file: String) throws -> [ObservedField] {
        let table = try DelimitedTable(bytes: bytes, file: TextForm.printable(file))
        let columns = try ["system", "phase_class", "box"].map(table.index)
        return try (0..<table.rowCount).map { row in
            let system = try ChemicalSystem(table.text(row, columns[0]))
            let className = table.text(row, columns[1])
            let box = table.text(row, columns[2])
            let place = "\(table.place(row, columns[2]))"
            guard system.elements.count == 3 else {
                throw QuasiScreenError.wrongSystemSize(system.label, expected: 3)
            }
            guard className != none else {
                return ObservedField(system: system, className: none, limits: [])
            }
            return ObservedField(
                system: system, className: className,
                limits: try limits(box, of: system, place: place))
        }
    }

    private static func limits(
        _ box: String, of system: ChemicalSystem, place: String
    ) throws -> [ClosedRange<Double>] {
        let sides = box.split(separator: ";").map { side in
            side.split(whereSeparator: { $0 == ":" || $0 == "-" }).map(String.init)
        }
        return try system.elements.map { element in
            let side = sides.filter { $0.first == element.symbol }
            guard sides.count == 3, side.count == 1, side[0].count == 3,
                let low = Double(side[0][1]), let high = Double(side[0][2]),
                low >= 0, low <= high, high <= 100
            else {
                throw QuasiScreenError.foreignTable(
                    file: place,
                    detail: "\"\(TextForm.printable(box))\" is no box of \(system.label), "
                        + "such as \(system.elements[0]):55-62;\(system.elements[1]):28-36;"
                        + "\(system.elements[2]):7.5-11")
            }
            return low / 100...high / 100
        }
    }

    /// Whether a composition of the system lies in the box.
    func contains(_ fractions: [Double]) -> Bool {
        // A point on a limit belongs, whatever way it is written.
        zip(limits, fractions).allSatisfy {
            $0.lowerBound * (1 - Composition.spelling) <= $1
                && $1 <= $0.upperBound * (1 + Composition.spelling)
        }
    }
}

/// All boxes of one system as points of a grid of 1 at.%.
struct FieldOfSystem: Sendable {
    let system: ChemicalSystem
    let grid: TernaryGrid
    /// No point is in the field of a system that holds none.
    let observed: [Bool]

    /// How near the field a peak counts as in it: the extents are known to about 2 at.%.
    static let nearness = 0.02

    init(_ system: ChemicalSystem, grid: TernaryGrid, boxes: [ObservedField]) {
        self.system = system
        self.grid = grid
        observed = (0..<grid.count).map { index in
            let point = grid.fractions(index)
            return boxes.contains { $0.contains([point.a, point.b, point.c]) }
        }
    }

    /// One field for each system, in order; a system with boxes and a row "none" has the boxes.
    static func united(_ fields: [ObservedField]) throws -> [FieldOfSystem] {
        let grid = try TernaryGrid(divisions: 100)
        return Set(fields.map(\.system)).sorted().map { system in
            FieldOfSystem(
                system, grid: grid,
                boxes: fields.filter { $0.system == system && !$0.limits.isEmpty })
        }
    }

    /// The field beside what a map on the same grid predicts.
    func compared(_ map: PhaseMap, target: Int) throws -> ComparedField {
        let scores = map.probabilities(class: target)
        let peak = try map.composition(at: map.best(class: target).point)
        let isNear = try observed.indices.contains {
            guard observed[$0] else { return false }
            return try map.composition(at: $0).distance(to: peak) <= Self.nearness + 1e-9
        }
        return ComparedField(
            group: system.label, weights: (0..<grid.count).map(grid.cellWeight),
            observed: observed, predicted: map.predictedClasses.map { $0 == target },
            scores: scores, peakIsNear: isNear)
    }
}
