import Basis
import Materials

@testable import Ternary

/// Maps made up for the tests.
enum Samples {
    static func system() throws -> ChemicalSystem {
        try ChemicalSystem("Al-Cu-Fe")
    }

    /// Independent random probabilities at every point.
    static func noise(divisions: Int, classes: Int, seed: UInt64) throws -> PhaseMap {
        let grid = try TernaryGrid(divisions: divisions)
        var stream = RandomStream(seed: seed)
        var values = [Double]()
        for _ in 0..<grid.count {
            let row = (0..<classes).map { _ in stream.unit() + 1e-9 }
            let sum = row.reduce(0, +)
            values += row.map { $0 / sum }
        }
        return try PhaseMap(
            system: system(), grid: grid, classNames: (0..<classes).map { "class \($0)" },
            probabilities: values)
    }

    /// A random scalar field; rounded ones have many ties with round levels.
    static func field(on grid: TernaryGrid, seed: UInt64, rounded: Bool) -> [Double] {
        var stream = RandomStream(seed: seed)
        return (0..<grid.count).map { _ in
            let value = stream.unit()
            return rounded ? (value * 4).rounded() / 4 : value
        }
    }

    /// The signed area of a loop as a share of the whole triangle; counterclockwise is positive.
    static func areaShare(_ loop: [TernaryPoint]) -> Double {
        var sum = 0.0
        for index in loop.indices {
            let p = GibbsProjection.plane(loop[index])
            let q = GibbsProjection.plane(loop[(index + 1) % loop.count])
            sum += p.x * q.y - q.x * p.y
        }
        return sum / GibbsProjection.height
    }
}
