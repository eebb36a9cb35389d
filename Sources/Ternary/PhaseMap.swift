import Basis
import Materials

/// Class probabilities at every point of a ternary grid.
///
/// The corners are the elements of `system` in its order; a section of a quaternary holds its fixed
/// element at every point. Areas are shares of the triangle that is shown. `probabilities` has shape
/// [points, classes], row by row; every value lies in [0, 1] and every row adds up to one.
public struct PhaseMap: Sendable {
    /// How far the sum of a point's probabilities may be from one: stored maps are quantised.
    public static let sumTolerance = 1e-3

    public let section: TernarySection
    public let grid: TernaryGrid
    public let classNames: [String]
    public let probabilities: [Double]

    /// The elements of the corners.
    public var system: ChemicalSystem { section.system }

    /// The map of a ternary system.
    ///
    /// - Throws: ``TernaryError`` where the system is not ternary, and as for sections.
    public init(
        system: ChemicalSystem, grid: TernaryGrid, classNames: [String], probabilities: [Double]
    ) throws {
        try self.init(
            section: TernarySection(system), grid: grid, classNames: classNames,
            probabilities: probabilities)
    }

    /// - Parameter grid: that of the triangle, n - d divisions for a section with d parts in n.
    /// - Throws: ``TernaryError`` where the grid is not that of the section, a class has no name
    ///   of its own, the number of values is wrong, or a value is not a probability (NaN
    ///   included).
    public init(
        section: TernarySection, grid: TernaryGrid, classNames: [String], probabilities: [Double]
    ) throws {
        _ = try section.grid(divisions: grid.divisions + section.fixedParts)
        guard !classNames.isEmpty else { throw TernaryError.noClasses }
        for (index, name) in classNames.enumerated() where classNames[..<index].contains(name) {
            throw TernaryError.duplicateClass(name)
        }
        let classes = classNames.count
        guard probabilities.count == grid.count * classes else {
            throw TernaryError.valueCount(
                found: probabilities.count, points: grid.count, perPoint: classes)
        }
        for point in 0..<grid.count {
            var sum = 0.0
            for column in 0..<classes {
                let value = probabilities[point * classes + column]
                guard value >= 0, value <= 1 else {
                    throw TernaryError.notAProbability(
                        value, point: point, className: classNames[column])
                }
                sum += value
            }
            guard abs(sum - 1) <= Self.sumTolerance else {
                throw TernaryError.sumOfProbabilities(sum, point: point)
            }
        }
        self.section = section
        self.grid = grid
        self.classNames = classNames
        self.probabilities = probabilities
    }

    /// A map on a grid that only serves drawing, of values that are known to be right.
    init(
        drawn section: TernarySection, grid: TernaryGrid, classNames: [String],
        probabilities: [Double]
    ) {
        self.section = section
        self.grid = grid
        self.classNames = classNames
        self.probabilities = probabilities
    }

    /// The probability of a class at a point.
    public func probability(at point: Int, class column: Int) -> Double {
        probabilities[point * classNames.count + column]
    }

    /// One class's probability at every point, in grid order.
    public func probabilities(class column: Int) -> [Double] {
        (0..<grid.count).map { probability(at: $0, class: column) }
    }

    /// The most probable class at a point; ties go to the lowest index.
    public func predictedClass(at point: Int) -> Int {
        let start = point * classNames.count
        var best = 0
        for column in 1..<max(1, classNames.count)
        where probabilities[start + column] > probabilities[start + best] {
            best = column
        }
        return best
    }

    /// The most probable class at every point, in grid order.
    public var predictedClasses: [Int] { (0..<grid.count).map { predictedClass(at: $0) } }

    /// The point where a class is most probable; ties go to the lowest index.
    public func best(class column: Int) -> (point: Int, probability: Double) {
        var best = 0
        for point in 1..<grid.count
        where probability(at: point, class: column) > probability(at: best, class: column) {
            best = point
        }
        return (best, probability(at: best, class: column))
    }

    /// The share of the triangle's area where each class is the predicted one; they add up to one.
    public var areaShares: [Double] {
        var weights = [Int](repeating: 0, count: classNames.count)
        grid.forEach { index, i, j, k in
            weights[predictedClass(at: index)] += grid.cellWeight(i: i, j: j, k: k)
        }
        return weights.map { Double($0) / Double(grid.totalWeight) }
    }

    /// The composition at a point; absent elements do not appear in it.
    public func composition(at point: Int) throws -> Composition {
        let (i, j, k) = grid.point(point)
        return try section.composition(counts: [i, j, k])
    }
}
