import Basis
import Materials

/// What a search for alloys may cost and how it is steered.
public struct DesignParameters: Sendable, Equatable {
    /// Alloys that are moved together. The default is 2,000.
    public var particles = 2000
    /// Moves of each particle at each temperature. The default is 10.
    public var moves = 10
    /// Moves of each particle at the end, all of whose places are kept. The default is 40.
    public var finalMoves = 40
    /// The share of the effective sample size that one step of the temperature may leave. The
    /// default is 0.6.
    public var effectiveShare = 0.6
    /// The largest share of the particles in one chemical system. The default is 0.02.
    public var systemShare = 0.02
    public var seed: UInt64 = 0

    public init() {}
}

/// One step of a search.
public struct DesignStep: Sendable, Equatable {
    /// How far the way from the even start to the posterior is gone, 0...1.
    public var inverseTemperature: Double
    /// 1 / sum of squared weights, before particles are drawn anew.
    public var effectiveSize: Double
    /// The share of moves that were taken, 0...1.
    public var acceptance: Double
    /// Different chemical systems among the particles.
    public var systems: Int
    /// exp(entropy) of the weights of the chemical systems: how many there are in effect.
    public var effectiveSystems: Double
    /// The weighted mean of the log-likelihood.
    public var meanLogLikelihood: Double
    /// Likelihoods evaluated so far.
    public var evaluations: Int
}

/// What a search found.
public struct DesignSample: Sendable {
    public var alloys: [Alloy]
    /// Sum 1.
    public var weights: [Double]
    public var logLikelihoods: [Double]
    public var steps: [DesignStep]
    /// Every place that a particle stood on during the last moves, with its log-likelihood, in the
    /// order of ``isAhead(_:of:)``.
    public var visited: [(alloy: Alloy, logLikelihood: Double)]
    /// Even draws that were needed to find the first particles.
    public var draws: Int

    /// The order of lists: the most likely first, then ``Alloy/precedes(_:_:)``.
    public static func isAhead(
        _ first: (alloy: Alloy, logLikelihood: Double),
        of second: (alloy: Alloy, logLikelihood: Double)
    ) -> Bool {
        first.logLikelihood == second.logLikelihood
            ? Alloy.precedes(first.alloy, second.alloy)
            : first.logLikelihood > second.logLikelihood
    }
}

/// A search finds nothing to begin with.
public enum DesignError: Diagnosable, Equatable {
    case nothingAllowed(draws: Int, found: Int, needed: Int)

    public var diagnosis: Diagnosis {
        switch self {
        case .nothingAllowed(let draws, let found, let needed):
            return Diagnosis(
                .configuration,
                "of \(draws) alloys drawn evenly \(found) meet the conditions; \(needed) are needed",
                remedy: "widen the windows, allow more elements or a worse domain")
        }
    }
}

/// What a search is for: L, zero where a condition is not met.
public protocol AlloyTarget {
    /// The natural logarithms of L of alloys, in order; minus infinity where it is zero.
    func logLikelihoods(_ alloys: [Alloy]) throws -> [Double]

    /// Whether alloys meet the conditions that cost more than the likelihood to look at; L is zero
    /// where they do not. Asked of those alone that a move would lead to.
    func isAllowed(_ alloys: [Alloy]) throws -> [Bool]
}

extension AlloyTarget {
    public func isAllowed(_ alloys: [Alloy]) -> [Bool] { alloys.map { _ in true } }
}

/// Draws alloys from p(alloy) L(alloy), by sequential Monte Carlo.
///
/// Particles start as even draws and pass through distributions proportional to
/// even^(1 - t) (p L)^t with t from 0 to 1, at each of which they are weighted, drawn anew
/// (``SystemCap``) and moved (``AlloyMoves``). Where L is 0 no particle ever stands, so conditions
/// are part of L. The result depends on the seed alone.
///
/// Source: Del Moral, Doucet, Jasra, J. R. Stat. Soc. B 68, 411 (2006),
/// doi:10.1111/j.1467-9868.2006.00553.x; for molecules: Ikebata, Hongo, Isomura, Maezono, Yoshida,
/// J. Comput. Aided Mol. Des. 31, 379 (2017), doi:10.1007/s10822-016-0008-z.
public struct DesignSampler: Sendable {
    /// Even draws for each particle after which a search gives up.
    static let drawLimit = 5000

    public let prior: AlloyPrior
    public let parameters: DesignParameters
    private let moves: AlloyMoves

    public init(prior: AlloyPrior, similarity: ElementSimilarity, parameters: DesignParameters) {
        self.prior = prior
        self.parameters = parameters
        moves = AlloyMoves(space: prior.space, similarity: similarity)
    }

    /// - Parameter progress: told of the temperature after each step, 0...1.
    /// - Throws: ``DesignError/nothingAllowed(draws:found:needed:)``, and what `target` throws.
    public func run(
        _ target: some AlloyTarget, progress: (Double) -> Void = { _ in }
    ) throws -> DesignSample {
        let root = RandomStream(seed: parameters.seed)
        var cloud = try Cloud.drawn(from: prior, parameters, root.child("start"), target)
        var steps = [DesignStep]()
        var temperature = 0.0
        while temperature < 1 {
            let number = steps.count
            let next = cloud.next(temperature, share: parameters.effectiveShare)
            cloud.reweight(from: temperature, to: next)
            temperature = next
            let effective = cloud.effectiveSize
            var stream = root.child("draw").child(number)
            cloud.resample(SystemCap(share: parameters.systemShare), &stream)
            let taken = try cloud.move(
                moves, count: parameters.moves, temperature, root.child("move").child(number),
                target)
            steps.append(
                cloud.step(temperature, effective, taken, moves: parameters.moves))
            progress(temperature)
        }
        var visited = Dictionary(
            zip(cloud.alloys, cloud.logLikelihoods)
        ) { first, _ in first }
        let taken = try cloud.move(
            moves, count: parameters.finalMoves, 1, root.child("last"), target
        ) { visited[$0] = $1 }
        steps.append(cloud.step(1, cloud.effectiveSize, taken, moves: parameters.finalMoves))
        let ranked = visited.map { (alloy: $0.key, logLikelihood: $0.value) }.sorted {
            DesignSample.isAhead(($0.alloy, $0.logLikelihood), of: ($1.alloy, $1.logLikelihood))
        }
        return DesignSample(
            alloys: cloud.alloys, weights: cloud.weights, logLikelihoods: cloud.logLikelihoods,
            steps: steps, visited: ranked, draws: cloud.draws)
    }
}
