import Basis

@testable import Validation

/// Predictions made up for tests.
enum Fixture {
    static let names = ["ordinary", "quasicrystal", "approximant"]

    /// An outcome with these probabilities, row by row; row i is tested in fold `folds[i]`.
    static func outcome(
        _ shares: [[Double]], truth: [Int], folds: [Int], names: [String] = names,
        protocol: ValidationProtocol = .family
    ) throws -> ValidationOutcome {
        let numbers = Set(folds).sorted()
        return try CrossValidation.run(
            folds: numbers.map { number in
                Fold(
                    name: "fold \(number)", train: folds.indices.filter { folds[$0] != number },
                    test: folds.indices.filter { folds[$0] == number })
            }, labels: truth, classNames: names, protocol: `protocol`, seed: 9
        ) { fold in
            Matrix(
                rows: fold.test.count, columns: names.count,
                values: fold.test.flatMap { shares[$0] })
        }
    }

    /// Three classes of which the last two are rare; scores carry some signal and tie often.
    static func random(rows: Int, folds: Int = 4, seed: UInt64 = 1) throws -> ValidationOutcome {
        var stream = RandomStream(seed: seed)
        let truth = (0..<rows).map { _ in max(0, stream.below(20) - 17) }
        let shares = truth.map { label in
            var counts = [0.0, 0, 0]
            for _ in 0..<16 {
                counts[stream.below(3) == 0 ? label : max(0, stream.below(8) - 5)] += 1
            }
            return counts.map { $0 / 16 }
        }
        return try outcome(shares, truth: truth, folds: (0..<rows).map { $0 % folds })
    }
}
