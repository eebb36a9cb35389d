import Basis
import Materials
import QuasiScreen
import Screening
import Ternary

/// What the engine leaves behind.
struct Outcome {
    /// For each class: its probability summed over all points of all systems, to compare runs by.
    var sums: [Double]
    /// Probabilities by system, point and class; empty unless they were asked for.
    var probabilities: [Double]
    /// Core seconds of the engine's parts (descriptors, evaluation, summary, output), as far as it
    /// counts them.
    var parts: [String: Double]
}

/// The engine under measurement, ready to screen.
struct Engine {
    private let screener: TernaryScreener
    private let grid: TernaryGrid

    init(_ model: TrainedModel, divisions: Int) throws {
        screener = try model.screener()
        grid = try TernaryGrid(divisions: divisions)
    }

    var pointCount: Int { grid.count }

    /// Screens systems; the one place where this program calls the engine.
    ///
    /// Never inlined: `run instructions` counts between its entry and its return.
    @inline(never)
    func screen(_ systems: [ChemicalSystem], threads: Int, keeping: Bool) throws -> Outcome {
        let classes = screener.classNames.count
        let found = try Parallel.map(count: systems.count, threads: threads) { index in
            let map = try screener.screen(systems[index], grid: grid).map
            var sums = [Double](repeating: 0, count: classes)
            for (position, probability) in map.probabilities.enumerated() {
                sums[position % classes] += probability
            }
            return (sums: sums, probabilities: keeping ? map.probabilities : [])
        }
        var sums = [Double](repeating: 0, count: classes)
        for system in found {
            for label in 0..<classes { sums[label] += system.sums[label] }
        }
        return Outcome(sums: sums, probabilities: found.flatMap(\.probabilities), parts: [:])
    }
}
