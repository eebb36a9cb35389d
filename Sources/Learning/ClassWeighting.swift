/// How much a row of each class counts, on top of its own weight.
///
/// In files: `uniform`, `balanced`, `square_root` or a list of numbers.
public enum ClassWeighting: Sendable, Equatable {
    /// Every class counts 1.
    case uniform
    /// Class c counts W / (k W_c): W the weight of all rows, k the number of classes, W_c the
    /// weight of the rows of class c. Taken from the rows that are trained on.
    case balanced
    /// Between the two: class c counts in proportion to (W / W_c)^(1/2), scaled such that the weight
    /// of all rows stays W.
    case squareRoot
    /// One factor for each class; 0 means that its rows are absent.
    case explicit([Double])

    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` for a factor out of range.
    func validate() throws {
        guard case .explicit(let factors) = self,
            let factor = factors.first(where: { !TrainingSet.isUsableWeight($0) })
        else { return }
        throw LearningError.badParameter(
            name: "classWeights", value: "\(factor)", allowed: "0 or 1e-12 to 1e12")
    }

    /// The factor of each class, given the summed row weights of each class.
    func factors(classTotals: [Double]) throws -> [Double] {
        switch self {
        case .uniform:
            return [Double](repeating: 1, count: classTotals.count)
        case .balanced:
            let total = classTotals.reduce(0, +)
            return classTotals.map { $0 > 0 ? total / (Double(classTotals.count) * $0) : 1 }
        case .squareRoot:
            let total = classTotals.reduce(0, +)
            let raw = classTotals.map { $0 > 0 ? (total / $0).squareRoot() : 1 }
            let weighted = zip(raw, classTotals).reduce(0) { $0 + $1.0 * $1.1 }
            return raw.map { $0 * total / weighted }
        case .explicit(let factors):
            guard factors.count == classTotals.count else {
                throw LearningError.countMismatch(
                    what: "class weights", found: factors.count, expected: classTotals.count)
            }
            return factors
        }
    }
}

extension ClassWeighting: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let factors = try? container.decode([Double].self) {
            self = .explicit(factors)
            return
        }
        let text = try container.decode(String.self)
        switch text {
        case "uniform": self = .uniform
        case "balanced": self = .balanced
        case "square_root": self = .squareRoot
        default:
            throw LearningError.badParameter(
                name: "classWeights", value: "\"\(text)\"",
                allowed: "uniform, balanced, square_root or a list of numbers")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .uniform: try container.encode("uniform")
        case .balanced: try container.encode("balanced")
        case .squareRoot: try container.encode("square_root")
        case .explicit(let factors): try container.encode(factors)
        }
    }
}
