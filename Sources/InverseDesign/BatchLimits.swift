import Materials

/// What keeps a batch diverse: no two suggestions that teach the same.
public struct BatchLimits: Sendable, Equatable, Codable {
    /// The smallest distance between two suggestions of a batch, as a fraction of atoms exchanged,
    /// 0...1. The default is 0.02.
    public var minimumDistance: Double
    /// The largest number of suggestions from one chemical system in a batch; at least 1. The
    /// default is 3.
    public var perSystem: Int

    public init(minimumDistance: Double = 0.02, perSystem: Int = 3) {
        self.minimumDistance = minimumDistance
        self.perSystem = perSystem
    }
}

/// The suggestions of a batch so far, and whether another one still fits.
struct BatchRoom {
    private let limits: BatchLimits
    private var taken: [Composition] = []
    private var used: [ChemicalSystem: Int] = [:]

    init(_ limits: BatchLimits) {
        self.limits = limits
    }

    func admits(_ composition: Composition) -> Bool {
        used[composition.system, default: 0] < limits.perSystem
            && taken.allSatisfy { $0.distance(to: composition) >= limits.minimumDistance }
    }

    mutating func take(_ composition: Composition) {
        taken.append(composition)
        used[composition.system, default: 0] += 1
    }
}
