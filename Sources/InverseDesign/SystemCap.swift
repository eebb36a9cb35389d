import Basis
import Materials

/// The chemical systems among alloys, numbered as they come, with the weight of each.
struct SystemMasses {
    /// The number of each alloy's system.
    private(set) var numbers = [Int]()
    private(set) var masses = [Double]()

    init(_ alloys: [Alloy], _ weights: [Double]) {
        var known = [[Element]: Int]()
        for (alloy, weight) in zip(alloys, weights) {
            let number = known[alloy.elements] ?? masses.count
            if number == masses.count {
                known[alloy.elements] = number
                masses.append(0)
            }
            masses[number] += weight
            numbers.append(number)
        }
    }
}

/// Weighted particles drawn anew so that no chemical system takes them all.
///
/// Systematic resampling by chances that are the weights, lowered for systems beyond their share;
/// what is lowered comes back as a weight of the particles drawn, so that weighted means stay what
/// they were.
///
/// Source of systematic resampling: Kitagawa, J. Comput. Graph. Stat. 5, 1 (1996),
/// doi:10.1080/10618600.1996.10474692.
struct SystemCap {
    /// The largest share of the particles that one chemical system may take.
    let share: Double

    /// - Parameter weights: sum 1.
    /// - Returns: for each new particle the old one, and its weight; sum 1.
    func resample(
        _ alloys: [Alloy], weights: [Double], _ stream: inout RandomStream
    ) -> (chosen: [Int], weights: [Double]) {
        let chances = chances(alloys, weights)
        let count = alloys.count
        let start = stream.unit()
        var chosen = [Int]()
        chosen.reserveCapacity(count)
        var sum = 0.0
        var index = 0
        for place in 0..<count {
            let mark = (Double(place) + start) / Double(count)
            while index < count - 1, sum + chances[index] <= mark {
                sum += chances[index]
                index += 1
            }
            chosen.append(index)
        }
        // Rounding may leave the last mark on a particle without a chance.
        chosen = chosen.map { chances[$0] > 0 ? $0 : chances.firstIndex { $0 > 0 } ?? $0 }
        let raw = chosen.map { weights[$0] / chances[$0] }
        let total = raw.reduce(0, +)
        return (chosen, raw.map { $0 / total })
    }

    /// The weights with those of each system scaled so that none exceeds the share; sum 1.
    func chances(_ alloys: [Alloy], _ weights: [Double]) -> [Double] {
        let systems = SystemMasses(alloys, weights)
        let capped = Self.capped(systems.masses, at: share)
        return alloys.indices.map { index in
            let number = systems.numbers[index]
            let mass = systems.masses[number]
            return mass > 0 ? weights[index] / mass * capped[number] : 0
        }
    }

    /// Masses of sum 1 in which none exceeds `share`, the others raised in proportion; all equal
    /// where there are too few to keep to it.
    static func capped(_ masses: [Double], at share: Double) -> [Double] {
        let filled = masses.indices.filter { masses[$0] > 0 }
        guard Double(filled.count) * share > 1 else {
            return masses.map { $0 > 0 ? 1 / Double(filled.count) : 0 }
        }
        let order = filled.sorted { (masses[$1], $0) < (masses[$0], $1) }
        // What the system and all smaller ones hold, added from the smallest: a difference of
        // large sums would leave nothing of small ones.
        var rests = [Double](repeating: 0, count: order.count + 1)
        for place in order.indices.reversed() {
            rests[place] = rests[place + 1] + masses[order[place]]
        }
        var result = masses
        var capped = 0
        // The largest first: as soon as one keeps to the share when scaled, all that follow do.
        while capped < order.count {
            let room = 1 - Double(capped) * share
            if masses[order[capped]] / rests[capped] * room <= share { break }
            result[order[capped]] = share
            capped += 1
        }
        let room = 1 - Double(capped) * share
        for index in order[capped...] { result[index] = masses[index] / rests[capped] * room }
        return result
    }
}
