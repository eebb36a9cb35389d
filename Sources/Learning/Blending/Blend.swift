import Foundation

/// Several models whose probabilities are pooled.
///
/// Sources: linear and logarithmic opinion pools, Genest and Zidek, Stat. Sci. 1, 114 (1986),
/// doi:10.1214/ss/1177013825.
public struct Blend: Model, Equatable {
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

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        let size = count * classCount
        withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { shares in
            shares.initialize(repeating: 0)
            for index in 0..<size { probabilities[index] = 0 }
            for member in members {
                member.model.evaluate(rows: rows, count: count, probabilities: shares)
                add(shares, member.weight, size, to: probabilities)
            }
        }
        finish(count, probabilities)
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
                add(shares, member.weight, size, to: probabilities)
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
        finish(count, probabilities)
    }

    private func add(
        _ shares: UnsafeMutableBufferPointer<Double>, _ weight: Double, _ size: Int,
        to probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        switch pooling {
        case .linear:
            for index in 0..<size { probabilities[index] += weight * shares[index] }
        case .logarithmic:
            for index in 0..<size {
                probabilities[index] += weight * log(max(shares[index], floor))
            }
        }
    }

    /// Turns the pooled numbers of each row into shares that sum to 1.
    private func finish(_ count: Int, _ probabilities: UnsafeMutableBufferPointer<Double>) {
        for row in 0..<count {
            let own = row * classCount..<(row + 1) * classCount
            if pooling == .logarithmic {
                for index in own { probabilities[index] = exp(probabilities[index]) }
            }
            var total = 0.0
            for index in own { total += probabilities[index] }
            for index in own { probabilities[index] /= total }
        }
    }
}
