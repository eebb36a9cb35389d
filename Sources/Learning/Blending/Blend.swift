import CElementary

/// Several models whose probabilities are pooled.
///
/// Sources: linear and logarithmic opinion pools, Genest and Zidek, Stat. Sci. 1, 114 (1986),
/// doi:10.1214/ss/1177013825.
public struct Blend: SummedModel, Equatable {
    /// How probabilities are pooled.
    public enum Pooling: String, Codable, Sendable, CaseIterable {
        /// The weighted mean.
        case linear
        /// exp of the weighted mean of logarithms, scaled to sum 1.
        case logarithmic
    }

    public struct Member: Sendable, Equatable {
        public let model: Classifier
        /// Above 0; the weights of all members sum to 1.
        public let weight: Double

        public init(model: Classifier, weight: Double) {
            self.model = model
            self.weight = weight
        }
    }

    public let members: [Member]
    public let pooling: Pooling
    /// Probabilities below it count as it in logarithmic pooling, so that one member that says 0
    /// does not overrule the others.
    public let floor: Double

    public var featureCount: Int { members[0].model.featureCount }
    public var classCount: Int { members[0].model.classCount }

    /// - Throws: ``LearningError/damagedForest(_:)`` without members, for members that differ in
    ///   features or classes, for weights that do not sum to 1 and a floor outside 1e-12 to 0.1.
    public init(members: [Member], pooling: Pooling, floor: Double) throws {
        guard let first = members.first else { throw LearningError.damagedForest("no member") }
        for (index, member) in members.enumerated() {
            guard member.model.featureCount == first.model.featureCount,
                member.model.classCount == first.model.classCount
            else {
                throw LearningError.damagedForest(
                    "member \(index) has \(member.model.featureCount) features and "
                        + "\(member.model.classCount) classes")
            }
            guard member.weight > 0, member.weight <= 1 else {
                throw LearningError.damagedForest("member \(index) has weight \(member.weight)")
            }
        }
        guard abs(members.reduce(0) { $0 + $1.weight } - 1) <= 1e-9 else {
            throw LearningError.damagedForest("member weights that do not sum to 1")
        }
        guard (1e-12...0.1).contains(floor) else {
            throw LearningError.damagedForest("a probability floor of \(floor)")
        }
        self.members = members
        self.pooling = pooling
        self.floor = floor
    }

    public var ensembles: [any AdditiveTrees] { members.flatMap(\.model.ensembles) }

    public func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int
    ) {
        let width = classCount
        guard count > 0 else { return }
        let parts = members.map { (member: $0, columns: $0.model.ensembleCount * width) }
        let room = (width - 1) * stride + min(count, Columns.block)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: room) { shares in
            guard let shares = shares.baseAddress else { return }
            Columns.forEachBlock(count) { start, length in
                let pooled = probabilities + start
                for label in 0..<width {
                    (pooled + label * stride).update(repeating: 0, count: length)
                }
                var own = sums + start
                for (member, columns) in parts {
                    member.model.combine(
                        sums: own, probabilities: shares, count: length, stride: stride)
                    own += columns * stride
                    for label in 0..<width {
                        let place = label * stride
                        add(shares + place, member.weight, length, to: pooled + place)
                    }
                }
                finish(pooled, count: length, stride: stride)
            }
        }
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        let size = count * classCount
        var mean = [Double](repeating: 0, count: size)
        var square = mean
        var variance = mean
        for index in 0..<size { probabilities[index] = 0 }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { shares in
            shares.initialize(repeating: 0)
            for member in members {
                member.model.evaluate(
                    rows: rows, count: count, probabilities: shares, spread: spread)
                add(shares, member.weight, to: probabilities)
                for index in 0..<size {
                    mean[index] += member.weight * shares[index]
                    square[index] += member.weight * shares[index] * shares[index]
                    variance[index] += member.weight * spread[index] * spread[index]
                }
            }
        }
        for index in 0..<size {
            let between = max(0, square[index] - mean[index] * mean[index])
            spread[index] = (variance[index] + between).squareRoot()
        }
        finish(rows: count, probabilities)
    }

    /// Adds what one member says to the pool; in which order it stands does not matter.
    private func add(
        _ shares: UnsafeMutableBufferPointer<Double>, _ weight: Double,
        to pooled: UnsafeMutableBufferPointer<Double>
    ) {
        guard let source = shares.baseAddress, let target = pooled.baseAddress else { return }
        add(source, weight, shares.count, to: target)
    }

    private func add(
        _ shares: UnsafePointer<Double>, _ weight: Double, _ count: Int,
        to pooled: UnsafeMutablePointer<Double>
    ) {
        switch pooling {
        case .linear: qs_add_weighted(shares, weight, count, pooled)
        case .logarithmic: qs_add_weighted_logarithms(shares, weight, floor, count, pooled)
        }
    }

    /// Turns the pooled numbers of each point into shares that sum to 1.
    private func finish(_ pooled: UnsafeMutablePointer<Double>, count: Int, stride: Int) {
        if pooling == .logarithmic {
            for label in 0..<classCount { qs_exp(pooled + label * stride, count) }
        }
        qs_normalise(pooled, classCount, count, stride)
    }

    /// The same for numbers that stand row by row.
    private func finish(rows count: Int, _ pooled: UnsafeMutableBufferPointer<Double>) {
        let size = count * classCount
        guard size > 0, let target = pooled.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { columns in
            guard let columns = columns.baseAddress else { return }
            Columns.transpose(target, rows: count, columns: classCount, into: columns)
            finish(columns, count: count, stride: count)
            Columns.transpose(columns, rows: classCount, columns: count, into: target)
        }
    }
}
