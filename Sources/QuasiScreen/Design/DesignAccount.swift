import InverseDesign
import Learning
import Materials
import Screening

/// What a search says of itself.
struct DesignAccount: Codable, Sendable, Equatable {
    /// Even draws until enough alloys met the conditions, and how many those were.
    var draws: Int
    var particles: Int
    var evaluations: Int
    /// Different alloys visited at the end.
    var visited: Int
    /// Known compounds with one element replaced that were looked at too.
    var relatives: Int
    var candidates: Int
    /// The weighted mean of the probability over the posterior.
    var meanProbability: Double
    /// Weighted shares of the posterior by domain grade, in the order of ``DomainGrade``.
    var domainShares: [String: Double]
    var systems: Int
    var effectiveSystems: Double
    /// Chemical systems that could be chosen.
    var possibleSystems: Double

    enum CodingKeys: String, CodingKey {
        case draws, particles, evaluations, visited, relatives, candidates, systems
        case meanProbability = "mean_probability"
        case domainShares = "domain_shares"
        case effectiveSystems = "effective_systems"
        case possibleSystems = "possible_systems"
    }

    init(
        _ sample: DesignSample, relatives: Int, candidates: Int, of space: AlloySpace,
        for target: DesignTarget
    ) throws {
        self.relatives = relatives
        draws = sample.draws
        particles = sample.alloys.count
        evaluations = sample.steps.last?.evaluations ?? 0
        visited = sample.visited.count
        self.candidates = candidates
        meanProbability = zip(sample.weights, sample.logLikelihoods).reduce(0) {
            $0 + $1.0 * Elementary.exp($1.1 / target.section.sharpness)
        }
        let grades = try target.judge.assess(
            sample.alloys.map(\.composition), threads: target.threads
        ).map(\.grade)
        domainShares = [:]
        for grade in DomainGrade.allCases {
            domainShares[grade.name] = zip(grades, sample.weights).reduce(0) {
                $1.0 == grade ? $0 + $1.1 : $0
            }
        }
        systems = sample.steps.last?.systems ?? 0
        effectiveSystems = sample.steps.last?.effectiveSystems ?? 0
        possibleSystems = space.systemCount
    }

    /// What a reader has to know before the list is used; empty where nothing speaks against it.
    var warnings: [String] {
        var warnings = [String]()
        let outside = domainShares[DomainGrade.outside.name] ?? 0
        if outside > 0.5 {
            warnings.append(
                "\(Percent.text(outside)) of the posterior lies outside the model's domain: the "
                    + "search has run off into extrapolation, where no probability is measured")
        }
        // Few of few is what was asked for.
        if effectiveSystems < min(10, possibleSystems / 4) {
            warnings.append(
                "the posterior holds \(Decimal2.text(effectiveSystems)) chemical systems in effect")
        }
        if meanProbability < 0.1 {
            warnings.append(
                "the mean probability is \(Decimal3.text(meanProbability)): little of what may be "
                    + "chosen is likely; raise the sharpness or widen the conditions")
        }
        return warnings
    }
}
