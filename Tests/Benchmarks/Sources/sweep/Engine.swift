import Basis
import Foundation
import Materials
import QuasiScreen
import Screening
import Ternary

/// What the engine leaves behind.
struct Outcome {
    /// For each class: the largest probability of each system, summed, to compare runs by.
    var sums: [Double]
    /// Probabilities by system, point and class; empty unless they were asked for.
    var probabilities: [Double]
}

/// The engine under measurement, ready to screen.
struct Engine {
    private let sweep: TernarySweep
    private let grid: TernaryGrid

    init(_ model: TrainedModel, divisions: Int) throws {
        sweep = TernarySweep(try model.screener())
        grid = try TernaryGrid(divisions: divisions)
    }

    var pointCount: Int { grid.count }

    /// Screens systems and summarises them; the one place where this program calls the engine.
    ///
    /// Never inlined: `run instructions` counts between its entry and its return.
    @inline(never)
    func screen(_ systems: [ChemicalSystem], threads: Int, keeping: Bool) throws -> Outcome {
        let found = try Parallel.map(count: systems.count, threads: threads) { index in
            try sweep.screen(TernarySection(systems[index]), grid: grid) { points in
                let summary = try points.summary(target: 0, assess: assume)
                let map = keeping ? try points.system().map.probabilities : []
                return (best: summary.bestProbability, probabilities: map)
            }
        }
        var sums = [Double](repeating: 0, count: sweep.screener.classNames.count)
        for system in found {
            for label in sums.indices { sums[label] += system.best[label] }
        }
        return Outcome(sums: sums, probabilities: found.flatMap(\.probabilities))
    }

    /// Core seconds of the parts of a sweep over `systems`, on one thread: the trees cut down to
    /// each system, what follows up to the probabilities, and the summary.
    func parts(_ systems: [ChemicalSystem]) throws -> [String: Double] {
        let sections = try systems.map { try TernarySection($0) }
        func seconds(_ body: (TernarySection) throws -> Void) rethrows -> Double {
            let start = clock()
            for section in sections { try body(section) }
            return Double(clock() - start) / Double(CLOCKS_PER_SEC)
        }
        let cutting = try seconds { _ = try sweep.upperBound(ofClass: 0, $0, grid: grid) }
        let screening = try seconds { try sweep.screen($0, grid: grid) { _ in } }
        let all = try seconds {
            try sweep.screen($0, grid: grid) { _ = try $0.summary(target: 0, assess: assume) }
        }
        return [
            "specialisation": cutting, "evaluation": max(0, screening - cutting),
            "summary": max(0, all - screening),
        ]
    }

    /// Stands in for the assessment of the domain, which is no part of the engine.
    private func assume(_ compositions: [Composition]) -> [DomainAssessment] {
        compositions.map { _ in
            DomainAssessment(isolation: 0, distance: 0, positiveDistance: nil)
        }
    }
}
