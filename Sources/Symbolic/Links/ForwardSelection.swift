import Foundation

extension LinkScoring {
    /// Grows sums one part at a time, keeping what is left of every part.
    struct ForwardSelection {
        struct Step {
            var members: [Int] = []
            /// The criterion of the sum.
            var criterion = Double.infinity
        }

        private let scoring: LinkScoring
        private let target: [Double]
        private let weights: [Double]
        private let unit: Int?
        private let total: Double
        private let spread: Double
        private let centredSpread: Double
        private var sums: [Double] = []
        private var squares: [Double] = []
        private var products: [Double] = []

        init(_ scoring: LinkScoring, target: [Double], weights: [Double], unit: Int?) {
            self.scoring = scoring
            self.target = target
            self.weights = weights
            self.unit = unit
            total = weights.reduce(0, +)
            var mean = 0.0
            var square = 0.0
            for row in target.indices {
                mean += weights[row] * target[row]
                square += weights[row] * target[row] * target[row]
            }
            spread = square
            centredSpread = square - mean * mean / max(total, .leastNormalMagnitude)
            measure(mean: mean)
        }

        private mutating func measure(mean: Double) {
            let parts = scoring.parts
            let count = parts.parts.count
            sums = [Double](repeating: 0, count: count)
            squares = sums
            products = sums
            let weighted = zip(weights, target).map { $0 * $1 }
            for index in 0..<count where allows(index) {
                let found = scoring.moments(of: index, weights, weighted)
                sums[index] = found.sum
                let centres = scoring.centres(index)
                squares[index] =
                    found.square - (centres ? found.sum * found.sum / total : 0)
                products[index] = found.product - (centres ? found.sum * mean / total : 0)
                if !(squares[index] > LinkScoring.smallestRest * found.square) {
                    squares[index] = 0
                }
            }
        }

        private func allows(_ index: Int) -> Bool {
            unit == nil || scoring.unitNumbers[index] == unit
        }

        /// The best sums that have one part more, each set of parts once.
        func extended(_ steps: [Step], width: Int) -> [Step] {
            var found = [Step]()
            var seen = Set<[Int]>()
            for step in steps {
                for next in extended(step, width: width)
                where seen.insert(next.members).inserted { found.append(next) }
            }
            return Array(found.ordered(by: \.criterion).prefix(width))
        }

        /// The best of all sums of one, two ... up to three of some parts.
        func all(_ chosen: [Int], terms: Int, width: Int) -> [[Step]] {
            let usable = chosen.filter { squares[$0] > 0 }
            let count = usable.count
            let spread = usable.first.map { scoring.centres($0) } ?? false ? centredSpread : spread
            var gram = [Double](repeating: 0, count: count * count)
            for (i, first) in usable.enumerated() {
                let column = scoring.column(first, centre: sums[first] / total)
                let weighted = zip(weights, column).map { $0 * $1 }
                for (j, second) in usable.enumerated() where j >= i {
                    let product =
                        i == j
                        ? squares[first] : scoring.product(of: second, weighted)
                    gram[i * count + j] = product
                    gram[j * count + i] = product
                }
            }
            var best = [[Step]](repeating: [], count: terms)
            func offer(_ places: [Int], _ left: Double) {
                Self.insert(
                    step(places.map { usable[$0] }, leaves: left, of: spread),
                    into: &best[places.count - 1], width: width)
            }
            for i in 0..<count {
                let square = gram[i * count + i]
                let share = products[usable[i]]
                let first = spread - share * share / square
                offer([i], first)
                guard terms > 1 else { continue }
                for j in i + 1..<max(count, i + 1) {
                    let ratio = gram[i * count + j] / square
                    let own = gram[j * count + j] - ratio * gram[i * count + j]
                    guard own > LinkScoring.smallestRest * gram[j * count + j] else { continue }
                    let product = products[usable[j]] - ratio * share
                    let second = first - product * product / own
                    offer([i, j], second)
                    guard terms > 2 else { continue }
                    var least = Double.infinity
                    if best[2].count == width { least = best[2][width - 1].criterion }
                    let lowest = exp(least)
                    for k in j + 1..<max(count, j + 1) {
                        let a = gram[i * count + k] / square
                        let cross = gram[j * count + k] - a * gram[i * count + j]
                        let b = cross / own
                        let rest = gram[k * count + k] - a * gram[i * count + k] - b * cross
                        guard rest > LinkScoring.smallestRest * gram[k * count + k] else {
                            continue
                        }
                        let product3 = products[usable[k]] - a * share - b * product
                        let third = second - product3 * product3 / rest
                        // Nodes only add to the criterion.
                        if third < lowest { offer([i, j, k], third) }
                    }
                }
            }
            return best
        }

        /// The sums with single parts exchanged as long as that improves the best.
        func exchanged(_ steps: [Step], width: Int) -> [Step] {
            var best = steps
            var open = Array(steps.prefix(max(3, width / 2)))
            var seen = Set(steps.map(\.members))
            while !open.isEmpty {
                var fresh = [Step]()
                for step in open {
                    for place in step.members.indices {
                        var rest = step
                        rest.members.remove(at: place)
                        for next in extended(rest, width: 2)
                        where next.criterion < step.criterion
                            && seen.insert(next.members).inserted
                        { fresh.append(next) }
                    }
                }
                open = Array(fresh.ordered(by: \.criterion).prefix(2))
                best = Array((best + open).ordered(by: \.criterion).prefix(width))
            }
            return best
        }

        /// Puts a sum among the best where it belongs, of which no more than `width` stay.
        private static func insert(_ step: Step, into best: inout [Step], width: Int) {
            if best.count == width, step.criterion >= best[width - 1].criterion { return }
            best.insert(
                step, at: best.firstIndex { step.criterion < $0.criterion } ?? best.count)
            if best.count > width { best.removeLast() }
        }

        private func step(_ members: [Int], leaves left: Double, of all: Double) -> Step {
            Step(
                members: members,
                criterion: log(max(left, 0) + FormulaGrowth.exactShare * all)
                    + scoring.penalty * Double(scoring.nodes(members)))
        }

        private func extended(_ step: Step, width: Int) -> [Step] {
            var squares = squares
            var products = products
            var explained = 0.0
            var basis = [[Double]]()
            let own = step.members.first.map { scoring.unitNumbers[$0] }
            for member in step.members {
                var column = scoring.column(member, centre: sums[member] / total)
                for other in basis {
                    var share = 0.0
                    for row in column.indices { share += weights[row] * column[row] * other[row] }
                    for row in column.indices { column[row] -= share * other[row] }
                }
                var square = 0.0
                for row in column.indices { square += weights[row] * column[row] * column[row] }
                guard square > 0 else { return [] }
                let scale = 1 / square.squareRoot()
                for row in column.indices { column[row] *= scale }
                basis.append(column)
                let weighted = zip(weights, column).map { $0 * $1 }
                var share = 0.0
                for row in column.indices { share += weighted[row] * target[row] }
                explained += share * share
                for index in squares.indices
                where squares[index] > 0 && scoring.unitNumbers[index] == own {
                    let product = scoring.product(of: index, weighted)
                    squares[index] -= product * product
                    products[index] -= product * share
                }
            }
            var best = [Step]()
            for index in squares.indices {
                guard squares[index] > LinkScoring.smallestRest * self.squares[index],
                    squares[index] > 0, own == nil || scoring.unitNumbers[index] == own
                else { continue }
                let all = scoring.centres(index) ? centredSpread : spread
                let left = all - explained - products[index] * products[index] / squares[index]
                let members = (step.members + [index]).sorted()
                Self.insert(
                    self.step(members, leaves: left, of: all), into: &best, width: width)
            }
            return best
        }
    }
}
