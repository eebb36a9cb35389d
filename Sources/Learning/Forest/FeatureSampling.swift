/// How many features a node may look at.
///
/// In text and in files: `sqrt`, `log2`, `all` or a number.
public enum FeatureSampling: Sendable, Equatable, CustomStringConvertible {
    /// The integer part of the square root of the number of features.
    case sqrt
    /// The integer part of the binary logarithm of the number of features, at least 1.
    case log2
    case all
    case count(Int)

    /// Reads `sqrt`, `log2`, `all` or a positive number; anything else is `nil`.
    public init?(_ text: String) {
        switch text {
        case "sqrt": self = .sqrt
        case "log2": self = .log2
        case "all": self = .all
        default:
            guard let count = Int(text), count > 0 else { return nil }
            self = .count(count)
        }
    }

    public var description: String {
        switch self {
        case .sqrt: "sqrt"
        case .log2: "log2"
        case .all: "all"
        case .count(let count): "\(count)"
        }
    }

    /// The number of features drawn at each node out of `features`.
    ///
    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` for a number that is not
    ///   within `1...features`.
    public func count(of features: Int) throws -> Int {
        switch self {
        case .sqrt:
            var root = Int(Double(features).squareRoot())
            while root * root > features { root -= 1 }
            return max(1, root)
        case .log2:
            return max(1, Int.bitWidth - 1 - features.leadingZeroBitCount)
        case .all:
            return features
        case .count(let count):
            guard (1...features).contains(count) else {
                throw LearningError.badParameter(
                    name: "maxFeatures", value: "\(count)", allowed: "1 to \(features)")
            }
            return count
        }
    }
}

extension FeatureSampling: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .count(count)
            return
        }
        let text = try container.decode(String.self)
        guard let sampling = FeatureSampling(text) else {
            throw LearningError.badParameter(
                name: "maxFeatures", value: "\"\(text)\"",
                allowed: "sqrt, log2, all or a positive number")
        }
        self = sampling
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .count(let count) = self {
            try container.encode(count)
        } else {
            try container.encode(description)
        }
    }
}
