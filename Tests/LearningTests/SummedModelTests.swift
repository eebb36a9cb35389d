import Basis
import Foundation
import Testing

@testable import Learning

/// What every model promises about the way from sums to probabilities.
@Suite struct SummedModelTests {
    /// Sums such as trees could have, shape [columns, count]: far apart, close and equal ones.
    private func sums(_ model: Classifier, _ count: Int, _ stream: inout RandomStream) -> [Int64] {
        var columns = [[Int64]]()
        for ensemble in model.ensembles {
            var own = [[Int64]](
                repeating: [Int64](repeating: 0, count: count), count: ensemble.classCount)
            for point in 0..<count {
                if let forest = ensemble as? RandomForest {
                    let first = Int64(stream.unit() * Double(forest.fullSum))
                    let second = Int64(stream.unit() * Double(forest.fullSum - first))
                    let shares = [first, second, forest.fullSum - first - second]
                    let turn = stream.below(3)
                    for label in 0..<3 { own[label][point] = shares[(label + turn) % 3] }
                } else {
                    let width = [0, 1, 20, 2000][stream.below(4)] as Double
                    for label in own.indices {
                        own[label][point] = Int64((stream.unit() - 0.5) * width * 0x1p20)
                    }
                }
            }
            columns += own
        }
        return columns.flatMap { $0 }
    }

    private func combined(
        _ model: Classifier, _ sums: [Int64], count: Int, stride: Int
    ) -> [[Double]] {
        let columns = sums.count / count
        var spaced = [Int64](repeating: .max, count: columns * stride)
        for column in 0..<columns {
            for point in 0..<count {
                spaced[column * stride + point] = sums[column * count + point]
            }
        }
        var shares = [Double](repeating: -1, count: model.classCount * stride)
        shares.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            model.combine(sums: spaced, probabilities: start, count: count, stride: stride)
        }
        for label in 0..<model.classCount {
            #expect(shares[(label * stride + count)..<(label + 1) * stride].allSatisfy { $0 == -1 })
        }
        return (0..<count).map { point in
            (0..<model.classCount).map { shares[$0 * stride + point] }
        }
    }

    /// The definition, with the system's exp and log; `sums` of one point.
    private func plain(_ model: Classifier, _ sums: [Int64]) -> [Double] {
        switch model {
        case .forest(let forest): return sums.map { Double($0) / Double(forest.fullSum) }
        case .boosted(let boosted):
            let scores = zip(sums, boosted.base).map { Double($0 + Int64($1)) * BoostedTrees.unit }
            let largest = scores.max() ?? 0
            let powers = scores.map { exp($0 - largest) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        case .blend(let blend):
            var pooled = [Double](repeating: 0, count: blend.classCount)
            var start = 0
            for member in blend.members {
                let width = member.model.ensembles.count * blend.classCount
                let shares = plain(member.model, Array(sums[start..<start + width]))
                start += width
                for (label, share) in shares.enumerated() {
                    pooled[label] +=
                        member.weight
                        * (blend.pooling == .linear ? share : log(max(share, blend.floor)))
                }
            }
            if blend.pooling == .logarithmic { pooled = pooled.map { exp($0) } }
            let total = pooled.reduce(0, +)
            return pooled.map { $0 / total }
        }
    }

    /// A pool within a pool: slices of columns must not be mixed up.
    private static let nested = LearnerParameters.blend(
        BlendParameters(
            members: [
                .init(ContractTests.kinds[ContractTests.kinds.count - 2], weight: 2),
                .init(ContractTests.kinds[0]),
                .init(ContractTests.kinds[ContractTests.kinds.count - 1]),
            ], pooling: .logarithmic))

    @Test(arguments: ContractTests.kinds + [nested])
    func columnsHaveTheBitsOfSinglePoints(parameters: LearnerParameters) throws {
        let model = try Fixture.model(Fixture.coarse(rows: 60, columns: 4), parameters)
        var stream = RandomStream(seed: 61)
        for (count, stride) in [(1, 1), (1, 5), (7, 7), (64, 64), (129, 200), (1100, 1103)] {
            let sums = sums(model, count, &stream)
            let columns = sums.count / count
            let all = combined(model, sums, count: count, stride: stride)
            for point in 0..<count {
                let own = (0..<columns).map { sums[$0 * count + point] }
                let alone = combined(model, own, count: 1, stride: 1)[0]
                #expect(all[point] == alone)
                #expect(abs(alone.reduce(0, +) - 1) <= 1e-15 * 4)
                for (share, expected) in zip(alone, plain(model, own)) {
                    #expect(share >= 0 && share <= 1 + 1e-15)
                    #expect(abs(share - expected) <= 1e-14)
                }
            }
        }
    }

    @Test(arguments: ContractTests.kinds + [nested])
    func rowsAreJudgedByTheirSums(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 70, columns: 4)
        let model = try Fixture.model(set, parameters)
        let rows = set.features
        var columns = [Int64]()
        for ensemble in model.ensembles {
            for label in 0..<3 {
                columns += (0..<70).map { row in
                    ensemble.trees.enumerated().reduce(Int64(0)) { sum, tree in
                        let place = label - ensemble.firstClass(ofTree: tree.offset)
                        let values = tree.element
                        guard (0..<values.outputCount).contains(place) else { return sum }
                        let start = Int(values.leafStart[values.leaf(of: rows.row(row))])
                        return sum + Int64(values.leafValues[start + place])
                    }
                }
            }
        }
        let expected = combined(model, columns, count: 70, stride: 70).flatMap { $0 }
        #expect(try model.probabilities(of: rows, threads: 2).values == expected)
        #expect(try model.predictions(of: rows, threads: 2).probabilities.values == expected)
    }
}
