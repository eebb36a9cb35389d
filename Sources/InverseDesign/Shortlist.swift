import Materials

/// A short, diverse list of compositions to make first, picked from a ranked one.
///
/// The list is read from the top. A candidate is taken if it differs from everything taken so far
/// by at least `minimumDistance`, and if its chemical system is not used up; neighbouring
/// compositions teach an experimentalist the same thing twice.
public struct Shortlist: Sendable {
    /// The number of picks. The default is 20.
    public var size: Int
    /// The smallest allowed distance between two picks, as a fraction of atoms exchanged (0...1).
    /// The default is 0.05.
    public var minimumDistance: Double
    /// The largest number of picks from one chemical system. The default is 2.
    public var perSystem: Int

    public init(size: Int = 20, minimumDistance: Double = 0.05, perSystem: Int = 2) {
        self.size = size
        self.minimumDistance = minimumDistance
        self.perSystem = perSystem
    }

    /// Positions of the picks in `ranked`, in rank order.
    public func picks(from ranked: [Composition]) -> [Int] {
        var picked = [Int]()
        var room = BatchRoom(BatchLimits(minimumDistance: minimumDistance, perSystem: perSystem))
        for (index, composition) in ranked.enumerated()
        where picked.count < size && room.admits(composition) {
            room.take(composition)
            picked.append(index)
        }
        return picked
    }
}
