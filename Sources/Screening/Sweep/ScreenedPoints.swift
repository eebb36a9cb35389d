import Materials
import Ternary

/// What a sweep found at the points of one triangle, column by column, as long as it is lent.
public struct ScreenedPoints {
    public let section: TernarySection
    public let grid: TernaryGrid
    public let classNames: [String]
    /// The probability of class c at point p is at c * stride + p.
    let probabilities: UnsafePointer<Double>
    let stride: Int
    /// 1 where a point is out of the training compounds' descriptor range, else 0.
    let outside: UnsafePointer<UInt8>

    /// One class's probability at every point, in grid order.
    public func probabilities(class label: Int) -> UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(start: probabilities + label * stride, count: grid.count)
    }

    /// A copy in the form of a map.
    public func system() throws -> ScreenedSystem {
        let classes = classNames.count
        var rows = [Double](repeating: 0, count: grid.count * classes)
        for label in 0..<classes {
            for point in 0..<grid.count {
                rows[point * classes + label] = probabilities[label * stride + point]
            }
        }
        let map = try PhaseMap(
            section: section, grid: grid, classNames: classNames, probabilities: rows)
        return ScreenedSystem(map: map, inDomain: (0..<grid.count).map { outside[$0] == 0 })
    }

    /// Lends a finished map in the form of columns.
    static func lending<Result>(
        _ screened: ScreenedSystem, _ body: (ScreenedPoints) throws -> Result
    ) throws -> Result {
        let map = screened.map
        let classes = map.classNames.count
        let columns = (0..<classes).flatMap { map.probabilities(class: $0) }
        let outside = screened.inDomain.map { UInt8($0 ? 0 : 1) }
        return try columns.withUnsafeBufferPointer { columns in
            try outside.withUnsafeBufferPointer { outside in
                guard let columns = columns.baseAddress, let outside = outside.baseAddress else {
                    preconditionFailure("a grid has points and a model classes")
                }
                return try body(
                    ScreenedPoints(
                        section: map.section, grid: map.grid, classNames: map.classNames,
                        probabilities: columns, stride: map.grid.count, outside: outside))
            }
        }
    }
}
