import Basis
import Materials

extension ExperimentChooser {
    /// The next suggestions, in the order in which they were chosen.
    ///
    /// They are chosen one after the other; each, and everything pending, counts for the later ones
    /// as an outcome with its expected value, so that its neighbourhood has less to teach. The same
    /// seed gives the same batch at any thread count. Fewer come back where candidates run out or
    /// the limits leave none.
    ///
    /// - Parameters:
    ///   - size: how many are wanted.
    ///   - pending: suggestions made before whose outcome is not known yet.
    ///   - remaining: how many suggestions the budget still allows, these included.
    public func batch(
        size: Int, strategy: BatchStrategy, limits: BatchLimits, pending: [Composition] = [],
        remaining: Int, stream: RandomStream
    ) -> [Pick] {
        guard strategy != .random else {
            return randomBatch(size: size, limits: limits, pending: pending, stream: stream)
        }
        var state = BatchState(self, limits: limits)
        for composition in pending { state.expect(composition) }
        var turns = [Int]()
        var stream = stream.child("members")
        var picks = [Pick]()
        while picks.count < size {
            if turns.isEmpty {
                turns = Array(0..<members.rows)
                stream.shuffle(&turns)
            }
            let left = max(0, remaining - picks.count - 1)
            guard let best = state.best(strategy, member: turns.removeLast(), left: left)
            else { break }
            picks.append(pick(best, chance: state.chance(best)))
            state.take(best)
        }
        return picks
    }

    private func randomBatch(
        size: Int, limits: BatchLimits, pending: [Composition], stream: RandomStream
    ) -> [Pick] {
        var order = Array(candidates.indices)
        var stream = stream.child("random")
        stream.shuffle(&order)
        var room = BatchRoom(limits)
        for composition in pending { room.take(composition) }
        var picks = [Pick]()
        for candidate in order where picks.count < size {
            guard room.admits(candidates[candidate]) else { continue }
            room.take(candidates[candidate])
            picks.append(belief(about: candidate))
        }
        return picks
    }

    private func pick(_ position: Int, chance: Double) -> Pick {
        Pick(
            candidate: live[position], probability: mean[position], spread: spread[position],
            chance: chance)
    }
}

/// A batch while it is being chosen.
private struct BatchState {
    private let chooser: ExperimentChooser
    private var near: [NearbyOutcomes]
    private var room: BatchRoom
    private var isTaken: [Bool]

    init(_ chooser: ExperimentChooser, limits: BatchLimits) {
        self.chooser = chooser
        near = chooser.known
        room = BatchRoom(limits)
        isTaken = [Bool](repeating: false, count: chooser.live.count)
    }

    private func composition(_ position: Int) -> Composition {
        chooser.candidates[chooser.live[position]]
    }

    func chance(_ position: Int) -> Double { chance(position, prior: chooser.mean[position]) }

    private func chance(_ position: Int, prior: Double) -> Double {
        chooser.evidence.chance(
            prior: prior, hits: near[position].hits, count: near[position].count)
    }

    /// Counts a suggestion that is not among the live candidates any more.
    mutating func expect(_ composition: Composition) {
        room.take(composition)
        for position in chooser.live.indices {
            let distance = composition.distance(to: self.composition(position))
            let weight = chooser.evidence.weight(distance)
            if weight > 0 { near[position].add(weight: weight, chance: chance(position)) }
        }
    }

    mutating func take(_ position: Int) {
        let expected = chance(position)
        isTaken[position] = true
        room.take(composition(position))
        for (other, weight) in chooser.neighbours[position] {
            near[other].add(weight: weight, chance: expected)
        }
    }

    /// The best free candidate that the limits admit; the more probable one of equals.
    ///
    /// - Parameters:
    ///   - member: whose eyes Thompson sampling looks through.
    ///   - left: how many suggestions the budget allows after this one.
    func best(_ strategy: BatchStrategy, member: Int, left: Int) -> Int? {
        let free = chooser.live.indices.filter { !isTaken[$0] }
        let scores = self.scores(of: free, strategy, member: member, left: left)
        let order = free.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        return order.first { room.admits(composition(free[$0])) }.map { free[$0] }
    }

    private func scores(
        of free: [Int], _ strategy: BatchStrategy, member: Int, left: Int
    ) -> [Double] {
        switch strategy {
        case .thompson:
            return free.map { chance($0, prior: chooser.members[member, $0]) }
        case .improvement:
            let chances = chooser.live.indices.map { chance($0) }
            let bar = bar(free.map { chances[$0] }, left: left)
            return free.map { chances[$0] + gain($0, chances, bar: bar) }
        case .uncertainty:
            return free.map { position in
                let chance = chance(position)
                return 4 * chance * (1 - chance) + 1e-3 * chooser.spread[position]
            }
        case .greedy, .random:
            return free.map { chooser.mean[$0] }
        }
    }

    /// The chance that a candidate must beat to be among the best that the budget still reaches.
    private func bar(_ chances: [Double], left: Int) -> Double? {
        guard left > 0 else { return nil }
        let sorted = chances.sorted(by: >)
        return left <= sorted.count ? sorted[left - 1] : 0
    }

    /// The hits that the outcome of a candidate is expected to add to the best of the rest: an
    /// outcome moves the chances of its neighbours, and only what ends above the bar will be made.
    private func gain(_ position: Int, _ chances: [Double], bar: Double?) -> Double {
        guard let bar else { return 0 }
        var (ifHit, ifMiss) = (0.0, 0.0)
        for (other, weight) in chooser.neighbours[position] where !isTaken[other] {
            let total = chooser.evidence.strength + near[other].count
            let before = max(chances[other], bar)
            ifHit += max((chances[other] * total + weight) / (total + weight), bar) - before
            ifMiss += max(chances[other] * total / (total + weight), bar) - before
        }
        let chance = chances[position]
        return chance * ifHit + (1 - chance) * ifMiss
    }
}
