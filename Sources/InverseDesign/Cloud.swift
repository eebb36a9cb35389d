import Basis
import Learning
import Materials

/// The particles of a search with their weights.
struct Cloud {
    let prior: AlloyPrior
    private(set) var alloys: [Alloy]
    private(set) var logLikelihoods: [Double]
    /// Logarithms of (p L) / even, by which the temperature weighs.
    private var gains: [Double]
    /// Sum 1.
    private(set) var weights: [Double]
    private(set) var draws: Int
    private var evaluations: Int

    /// Even draws that meet the conditions.
    static func drawn(
        from prior: AlloyPrior, _ parameters: DesignParameters, _ root: RandomStream,
        _ target: some AlloyTarget
    ) throws -> Cloud {
        var alloys = [Alloy]()
        var values = [Double]()
        var draws = 0
        let limit = DesignSampler.drawLimit * parameters.particles
        while alloys.count < parameters.particles {
            guard draws < limit, draws < 1_000_000 || !alloys.isEmpty else {
                throw DesignError.nothingAllowed(
                    draws: draws, found: alloys.count, needed: parameters.particles)
            }
            let batch = (0..<4096).map { place in
                var stream = root.child(draws + place)
                return prior.space.draw(&stream)
            }
            draws += batch.count
            let found = try target.logLikelihoods(batch)
            let likely = batch.indices.filter { found[$0] > -.infinity }
            let isAllowed = try target.isAllowed(likely.map { batch[$0] })
            for (index, isAllowed) in zip(likely, isAllowed)
            where isAllowed && alloys.count < parameters.particles {
                alloys.append(batch[index])
                values.append(found[index])
            }
        }
        return Cloud(
            prior: prior, alloys: alloys, logLikelihoods: values,
            gains: zip(alloys, values).map { prior.gain(of: $0, $1) },
            weights: [Double](repeating: 1 / Double(alloys.count), count: alloys.count),
            draws: draws, evaluations: draws)
    }

    var effectiveSize: Double { Self.effectiveSize(weights) }

    static func effectiveSize(_ weights: [Double]) -> Double {
        let squares = weights.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? 1 / squares : 0
    }

    /// The highest temperature that leaves this share of the effective size; 1 at most.
    func next(_ temperature: Double, share: Double) -> Double {
        let wanted = share * effectiveSize
        func size(at other: Double) -> Double {
            Self.effectiveSize(reweighted(by: other - temperature))
        }
        if size(at: 1) >= wanted { return 1 }
        var low = temperature
        var high = 1.0
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if size(at: middle) >= wanted { low = middle } else { high = middle }
        }
        // A step too small to be told from none would never end.
        return low > temperature ? low : high
    }

    mutating func reweight(from temperature: Double, to next: Double) {
        weights = reweighted(by: next - temperature)
    }

    private func reweighted(by step: Double) -> [Double] {
        let highest = gains.max() ?? 0
        let raw = zip(weights, gains).map { $0 * Elementary.exp(step * ($1 - highest)) }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }

    mutating func resample(_ cap: SystemCap, _ stream: inout RandomStream) {
        let (chosen, weights) = cap.resample(alloys, weights: weights, &stream)
        alloys = chosen.map { alloys[$0] }
        logLikelihoods = chosen.map { logLikelihoods[$0] }
        gains = chosen.map { gains[$0] }
        self.weights = weights
    }

    /// Moves every particle several times; likelihoods of one round are evaluated together.
    ///
    /// - Parameter visit: told of every place that a particle stands on after a move.
    /// - Returns: how many moves were taken.
    mutating func move(
        _ moves: AlloyMoves, count: Int, _ temperature: Double, _ root: RandomStream,
        _ target: some AlloyTarget, visit: (Alloy, Double) -> Void = { _, _ in }
    ) throws -> Int {
        var streams = alloys.indices.map { root.child($0) }
        var taken = 0
        for _ in 0..<count {
            var tried = [(particle: Int, logRatio: Double)]()
            var places = [Alloy]()
            for particle in alloys.indices {
                guard let step = moves.step(from: alloys[particle], &streams[particle]) else {
                    continue
                }
                tried.append((particle, step.logRatio))
                places.append(step.alloy)
            }
            let values = try target.logLikelihoods(places)
            evaluations += places.count
            var accepted = [(index: Int, gain: Double)]()
            for (index, (particle, logRatio)) in tried.enumerated() {
                let chance = streams[particle].unit()
                let value = values[index]
                guard value > -.infinity else { continue }
                let place = places[index]
                let gain = prior.gain(of: place, value)
                let even =
                    prior.space.logDrawProbability(ofSize: place.size)
                    - prior.space.logDrawProbability(ofSize: alloys[particle].size)
                let change = even + temperature * (gain - gains[particle]) + logRatio
                if Elementary.log(chance) < change { accepted.append((index, gain)) }
            }
            // Asked last, as it costs most: of what is rejected anyway it does not matter.
            let isAllowed = try target.isAllowed(accepted.map { places[$0.index] })
            for ((index, gain), isAllowed) in zip(accepted, isAllowed) where isAllowed {
                let particle = tried[index].particle
                alloys[particle] = places[index]
                logLikelihoods[particle] = values[index]
                gains[particle] = gain
                taken += 1
            }
            for particle in alloys.indices { visit(alloys[particle], logLikelihoods[particle]) }
        }
        return taken
    }

    func step(_ temperature: Double, _ effective: Double, _ taken: Int, moves: Int) -> DesignStep {
        let masses = SystemMasses(alloys, weights).masses
        let entropy = masses.reduce(0) { $1 > 0 ? $0 - $1 * Elementary.log($1) : $0 }
        return DesignStep(
            inverseTemperature: temperature, effectiveSize: effective,
            acceptance: Double(taken) / Double(max(1, moves * alloys.count)), systems: masses.count,
            effectiveSystems: Elementary.exp(entropy),
            meanLogLikelihood: zip(weights, logLikelihoods).reduce(0) { $0 + $1.0 * $1.1 },
            evaluations: evaluations)
    }
}

extension AlloyPrior {
    /// The logarithm of p L over the chance of an even draw.
    func gain(of alloy: Alloy, _ logLikelihood: Double) -> Double {
        logProbability(of: alloy) + logLikelihood
            - space.logDrawProbability(ofSize: alloy.size)
    }
}
