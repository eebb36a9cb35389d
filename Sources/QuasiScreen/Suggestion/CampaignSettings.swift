import InverseDesign

public typealias BatchStrategy = InverseDesign.BatchStrategy
public typealias BatchLimits = InverseDesign.BatchLimits

/// What a campaign is after and how it goes about it; fixed when it starts, but for the budget.
public struct CampaignSettings: Sendable, Equatable, Codable {
    /// The wanted classes; a compound of any of them is a hit. The default is quasicrystal.
    public var targets = [PhaseClass.quasicrystal.rawValue]
    /// How many suggestions are open at a time. The default is 10.
    public var batch = 10
    /// How many suggestions there are to be in all. The default is 100.
    public var budget = 100
    /// The default is ``BatchStrategy/improvement``.
    public var strategy = BatchStrategy.improvement
    /// The seed of all that is random. The default is 0.
    public var seed: UInt64 = 0
    /// How many models the committee has: the model itself, and others on reweighted compounds. The
    /// default is 8.
    public var members = 8
    /// What keeps a batch diverse.
    public var limits = BatchLimits()

    public init() {}
}
