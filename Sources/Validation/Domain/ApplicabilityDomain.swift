import Basis

/// How far a row stands from the rows that a model was trained on.
public struct Isolation: Sendable, Equatable {
    /// The mean distance to the nearest training rows, in standard deviations of a coordinate.
    public let distance: Double
    /// The share of training rows that are less isolated, 0...1.
    public let percentile: Double
    /// The distance to the nearest training row of each class; infinite where a class has none.
    public let nearestByClass: [Double]

    public init(distance: Double, percentile: Double, nearestByClass: [Double]) {
        self.distance = distance
        self.percentile = percentile
        self.nearestByClass = nearestByClass
    }

    /// Whether the row is more isolated than 95 % of the training rows are.
    public var isBeyondLimit: Bool { percentile > ApplicabilityDomain.limit }
}

/// Where in descriptor space a model has seen anything: the distance to its training rows against
/// the distances that they have among each other.
///
/// Descriptors become whitened principal components (99 % of the variance, 24 at most). The
/// measure of a row is the mean Euclidean distance to its 5 nearest training rows there. The
/// yardstick is the same measure of each training row with its own group left out: rows of one
/// group, such as the compounds of one chemical system, are near-copies that would make every
/// other row look isolated. A row beyond the 95th percentile of the yardstick is out of domain.
///
/// Fewer than 5 rows of other groups are taken as they are; where there is none, only the row
/// itself is left out. Nothing depends on the number of threads.
///
/// Source: distance to the nearest training compounds as a domain measure, Sheridan, Feuston,
/// Maiorov, Kearsley, J. Chem. Inf. Comput. Sci. 44, 1912 (2004), doi:10.1021/ci049782w.
public struct ApplicabilityDomain: Sendable, Equatable {
    /// How many training rows a distance is the mean of.
    public static let neighbours = 5
    /// The percentile beyond which a row is out of domain.
    public static let limit = 0.95
    /// The share of the descriptors' variance that the coordinates hold, unless there would be
    /// more than ``componentLimit`` of them.
    public static let varianceShare = 0.99
    public static let componentLimit = 24

    public let components: PrincipalComponents
    /// The coordinates of the training rows, shape [rows, components].
    public let coordinates: [Float]
    /// The class of each training row.
    public let labels: [Int]
    public let classCount: Int
    /// The measure of each training row with its own group left out.
    public let trainingDistances: [Float]

    /// ``trainingDistances`` in rising order.
    private let yardstick: [Float]
    /// One tree for each class.
    private let trees: [NeighbourTree]

    /// Fits to training rows.
    ///
    /// - Parameters:
    ///   - features: shape [rows, descriptors].
    ///   - labels: the class of each row, 0..<classCount.
    ///   - groups: rows of the same group do not count as each other's neighbours.
    /// - Throws: ``ValidationError`` without rows, for NaN or infinity, and where the counts do
    ///   not fit.
    public init(
        fitting features: Matrix, labels: [Int], classCount: Int, groups: [String], threads: Int
    ) throws {
        guard groups.count == features.rows else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: features.rows)
        }
        let components = try PrincipalComponents(
            fitting: features, share: Self.varianceShare, limit: Self.componentLimit,
            threads: threads)
        let coordinates = try components.coordinates(of: features, threads: threads)
        try Self.check(labels, rows: features.rows, classCount)
        let numbers = Self.numbered(groups)
        let trees = Self.trees(coordinates, components.count, labels, classCount, numbers)
        let search = NeighbourSearch(trees: trees, dimensions: components.count)
        let onlyGroup = numbers.allSatisfy { $0 == numbers.first }
        let distances = try search.map(coordinates, rows: labels.count, threads: threads) {
            queries, rows in
            search.meanDistances(
                queries, withoutGroups: rows.map { onlyGroup ? -1 : numbers[$0] },
                withoutNumbers: rows.map { Int64($0) })
        }
        self.init(
            components: components, coordinates: coordinates, labels: labels,
            classCount: classCount, trainingDistances: distances.map { Float($0) }, trees: trees)
    }

    /// The isolation of each training row, as a share (see ``Isolation/percentile``), with all rows
    /// of its own group left out; `nil` groups are those of the fit.
    ///
    /// - Parameter groups: one for each training row.
    /// - Throws: ``ValidationError`` for groups that do not match.
    public func isolationsOfTraining(
        withoutGroups groups: [String]?, threads: Int
    ) throws -> [Double] {
        guard let groups else { return trainingDistances.map { percentile(of: Double($0)) } }
        guard groups.count == labels.count else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: labels.count)
        }
        let numbers = Self.numbered(groups)
        let search = NeighbourSearch(
            trees: Self.trees(coordinates, components.count, labels, classCount, numbers),
            dimensions: components.count)
        return try search.map(coordinates, rows: labels.count, threads: threads) {
            queries, rows in
            search.meanDistances(
                queries, withoutGroups: rows.map { numbers[$0] },
                withoutNumbers: rows.map { Int64($0) }
            ).map { $0 > 0 ? percentile(of: $0) : 0 }
        }
    }

    /// Takes parts that were stored.
    ///
    /// - Throws: ``ValidationError`` where the shapes do not fit or a number is not finite.
    public init(
        components: PrincipalComponents, coordinates: [Float], labels: [Int], classCount: Int,
        trainingDistances: [Float]
    ) throws {
        try Self.check(labels, rows: trainingDistances.count, classCount)
        guard coordinates.count == labels.count * components.count else {
            throw ValidationError.countMismatch(
                what: "coordinates", found: coordinates.count,
                expected: labels.count * components.count)
        }
        for (what, values) in [
            ("coordinate", coordinates), ("training distance", trainingDistances),
        ] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw ValidationError.notFinite(what: what, index: index)
            }
        }
        self.init(
            components: components, coordinates: coordinates, labels: labels,
            classCount: classCount, trainingDistances: trainingDistances,
            trees: Self.trees(
                coordinates, components.count, labels, classCount,
                [Int32](repeating: 0, count: labels.count)))
    }

    private init(
        components: PrincipalComponents, coordinates: [Float], labels: [Int], classCount: Int,
        trainingDistances: [Float], trees: [NeighbourTree]
    ) {
        self.components = components
        self.coordinates = coordinates
        self.labels = labels
        self.classCount = classCount
        self.trainingDistances = trainingDistances
        self.trees = trees
        yardstick = trainingDistances.sorted()
    }

    /// The measures of the rows of `features` (shape [rows, descriptors]), in order.
    ///
    /// - Throws: ``ValidationError`` for rows of another length, NaN or infinity.
    public func isolations(of features: Matrix, threads: Int) throws -> [Isolation] {
        let queries = try components.coordinates(of: features, threads: threads)
        let search = NeighbourSearch(trees: trees, dimensions: components.count)
        return try search.map(queries, rows: features.rows, threads: threads) { queries, rows in
            search.distances(queries, count: rows.count).map { distance, nearest in
                Isolation(
                    distance: distance, percentile: percentile(of: distance),
                    nearestByClass: nearest)
            }
        }
    }

    /// Whether the rows of `features` are beyond the limit: what ``isolations(of:threads:)`` says,
    /// for less work. Most rows are settled by a few training rows near enough, or by there being
    /// none.
    ///
    /// - Throws: ``ValidationError`` for rows of another length, NaN or infinity.
    public func areBeyondLimit(_ features: Matrix, threads: Int) throws -> [Bool] {
        let queries = try components.coordinates(of: features, threads: threads)
        let search = NeighbourSearch(trees: trees, dimensions: components.count)
        let enough = Double(farthestWithinLimit)
        let settled = try search.map(queries, rows: features.rows, threads: threads) {
            queries, rows in
            // A little farther, so that rounding cannot hide a row.
            search.nearest(
                queries, count: rows.count, within: enough * (1 + 0x1p-14), enough: enough
            ).map { list -> Bool? in
                if list.count == 0 { return true }
                let isFull = list.count == Self.neighbours
                return isFull && NeighbourSearch.mean(list) <= enough ? false : nil
            }
        }
        let width = components.count
        let open = settled.indices.filter { settled[$0] == nil }
        let coordinates = open.flatMap { queries[$0 * width..<($0 + 1) * width] }
        let left = try search.map(coordinates, rows: open.count, threads: threads) {
            queries, rows in
            search.nearest(queries, count: rows.count, enough: enough).map {
                percentile(of: NeighbourSearch.mean($0)) > Self.limit
            }
        }
        var result = settled.map { $0 ?? false }
        for (row, isBeyond) in zip(open, left) { result[row] = isBeyond }
        return result
    }

    /// The largest measure that is not beyond the limit.
    private var farthestWithinLimit: Float {
        var place = Int(Self.limit * Double(yardstick.count))
        func isBeyond(_ place: Int) -> Bool { Double(place) / Double(yardstick.count) > Self.limit }
        while place > 0, isBeyond(place) { place -= 1 }
        while place + 1 < yardstick.count, !isBeyond(place + 1) { place += 1 }
        return yardstick[place]
    }

    /// The share of training rows whose measure is smaller, 0...1.
    public func percentile(of distance: Double) -> Double {
        Double(yardstick.lowerBound(of: Float(distance))) / Double(yardstick.count)
    }

    private static func check(_ labels: [Int], rows: Int, _ classCount: Int) throws {
        guard rows > 0 else { throw ValidationError.noRows("the descriptor space") }
        guard labels.count == rows else {
            throw ValidationError.countMismatch(
                what: "labels", found: labels.count, expected: rows)
        }
        if let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw ValidationError.labelOutOfRange(
                label: labels[row], row: row, classCount: classCount)
        }
    }

    private static func numbered(_ groups: [String]) -> [Int32] {
        var numbers = [Int32](repeating: 0, count: groups.count)
        for (group, rows) in Splits.index(groups).members.enumerated() {
            for row in rows { numbers[row] = Int32(group) }
        }
        return numbers
    }

    private static func trees(
        _ coordinates: [Float], _ dimensions: Int, _ labels: [Int], _ classCount: Int,
        _ groups: [Int32]
    ) -> [NeighbourTree] {
        (0..<classCount).map { label in
            NeighbourTree(
                members: labels.indices.filter { labels[$0] == label }, coordinates: coordinates,
                dimensions: dimensions, groups: groups)
        }
    }
}

/// Distances to the points of one tree for each class.
struct NeighbourSearch: Sendable {
    let trees: [NeighbourTree]
    let dimensions: Int

    /// The results of `body` for each row of coordinates, in order; it gets as many rows as are
    /// searched for together.
    func map<Result: Sendable>(
        _ coordinates: [Float], rows: Int, threads: Int,
        _ body: @Sendable (UnsafeBufferPointer<Float>, Range<Int>) -> [Result]
    ) throws -> [Result] {
        let size = NeighbourTree.queryLimit
        let blocks = try Parallel.map(count: (rows + size - 1) / size, threads: threads) { block in
            coordinates.withUnsafeBufferPointer { coordinates in
                let own = block * size..<min(rows, (block + 1) * size)
                let range = own.lowerBound * dimensions..<own.upperBound * dimensions
                return body(UnsafeBufferPointer(rebasing: coordinates[range]), own)
            }
        }
        return blocks.flatMap { $0 }
    }

    /// For each query the mean distance to the nearest points without those of a group and one
    /// point.
    func meanDistances(
        _ queries: UnsafeBufferPointer<Float>, withoutGroups groups: [Int32],
        withoutNumbers numbers: [Int64]
    ) -> [Double] {
        var nearest = Self.lists(groups.count)
        for tree in smallestFirst {
            tree.search(queries, withoutGroups: groups, withoutNumbers: numbers, &nearest)
        }
        return nearest.map(Self.mean)
    }

    /// For each query the nearest points within a radius; some points where their mean distance is
    /// at most `enough`.
    func nearest(
        _ queries: UnsafeBufferPointer<Float>, count: Int, within radius: Double = .infinity,
        enough: Double
    ) -> [NearestPoints] {
        var nearest = Self.lists(count)
        for tree in smallestFirst {
            tree.search(
                queries, withoutGroups: [Int32](repeating: -1, count: count),
                withoutNumbers: [Int64](repeating: -1, count: count), within: radius,
                enough: enough, &nearest)
        }
        return nearest
    }

    /// For each query the mean distance to the nearest points, and the distance to the nearest of
    /// each tree.
    func distances(
        _ queries: UnsafeBufferPointer<Float>, count: Int
    ) -> [(mean: Double, nearestByTree: [Double])] {
        var all = Self.lists(count)
        var byTree = [[Double]](repeating: [], count: count)
        let groups = [Int32](repeating: -1, count: count)
        let numbers = [Int64](repeating: -1, count: count)
        for tree in trees {
            var nearest = Self.lists(count)
            tree.search(queries, withoutGroups: groups, withoutNumbers: numbers, &nearest)
            for index in 0..<count {
                all[index].merge(nearest[index])
                byTree[index].append(
                    nearest[index].squares.first.map { Double($0).squareRoot() } ?? .infinity)
            }
        }
        return zip(all, byTree).map { (Self.mean($0), $1) }
    }

    private static func lists(_ count: Int) -> [NearestPoints] {
        [NearestPoints](
            repeating: NearestPoints(capacity: ApplicabilityDomain.neighbours), count: count)
    }

    /// Small trees are soon searched and bound the search of the large one.
    private var smallestFirst: [NeighbourTree] {
        trees.indices.sorted { (trees[$0].count, $0) < (trees[$1].count, $1) }.map { trees[$0] }
    }

    static func mean(_ nearest: NearestPoints) -> Double {
        guard !nearest.squares.isEmpty else { return 0 }
        let sum = nearest.squares.reduce(0.0) { $0 + Double($1).squareRoot() }
        return sum / Double(nearest.squares.count)
    }
}
