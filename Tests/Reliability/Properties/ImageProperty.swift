import Artifacts
import Basis
import Foundation
import Materials
import Screening
import Ternary
import Validation

@testable import QuasiScreen

private let file = "image.h5"

/// A file image is opened as what it says that it is and used, or refused with the file's name.
package func checkImage(_ bytes: [UInt8]) -> String? {
    do {
        let opened = try LabelledFile(decoding: bytes, name: file)
        return try use(opened, bytes)
    } catch {
        return complaint(about: error, kinds: [.badData]) { $0?.contains(file) == true }
    }
}

private func use(_ opened: LabelledFile, _ bytes: [UInt8]) throws -> String? {
    guard let schema = ArtifactSchema(rawValue: opened.schema) else { return nil }
    switch schema {
    case .model: return try use(ModelStore.decode(bytes, name: file))
    case .compounds:
        let table = try CompoundStore.decode(bytes, name: file)
        return table.classCounts.reduce(0, +) == table.compounds.count ? nil : "lost compounds"
    case .features:
        let features = try FeatureStore.decode(bytes, name: file)
        return features.names.count == features.matrix.columns
            && features.units.count == features.names.count
            && features.samples.count == features.matrix.rows ? nil : "features of several shapes"
    case .validation:
        return complaint(about: try ValidationStore.decode(bytes, name: file).outcome)
    case .sweep: return try useSweep(bytes)
    case .atlas:
        for (label, entry) in try AtlasStore.decode(bytes, name: file) {
            let counts = [entry.rulesMet?.count, entry.uncertainty?.count].compactMap(\.self)
            guard counts.allSatisfy({ $0 == entry.domain.count }) else {
                return "the parts of \(label) differ in length"
            }
        }
        return nil
    case .sweepIndex, .candidates, .design, .rules: return nil
    }
}

/// What the command does with a model: predicts, explains, screens, exports.
private func use(_ model: TrainedModel) throws -> String? {
    let formulas = try TrainedModel.parse(formulas: ["Al63Cu25Fe12", "NaCl", "Al", "Zn6Mg3Y"])
    for prediction in try model.predict(formulas, threads: 1) {
        let shares = prediction.probabilities.values
        let sum = shares.reduce(0, +)
        guard shares.count == model.classNames.count,
            shares.allSatisfy({ $0.isFinite && $0 >= 0 && $0 <= 1 }), abs(sum - 1) <= 1e-9
        else { return "\(prediction.formula): probabilities \(prediction.probabilities)" }
        let domain = prediction.domain
        let numbers = [prediction.uncertainty, domain.isolation, domain.distance]
        guard numbers.allSatisfy({ $0.map { $0.isFinite && $0 >= 0 } ?? prediction.isByRule })
        else {
            return "\(prediction.formula): uncertainty, isolation and distance \(numbers)"
        }
    }
    for explanation in try model.explain(formulas, threads: 1) {
        guard explanation.whole.map({ $0.sum.isFinite }) ?? true else {
            return "\(explanation.formula): a sum of contributions that is not finite"
        }
    }
    let section = try TernarySection("Al-Cu-Fe")
    let grid = try TernaryGrid(divisions: 4)
    let shares = try model.sweep().screen(section, grid: grid) { points in
        model.classNames.indices.map { Array(points.probabilities(class: $0)) }
    }
    let plain = try model.screener().screen(section, grid: grid).map.probabilities
    for point in 0..<grid.count {
        for (label, column) in shares.enumerated() {
            let other = plain[point * shares.count + label]
            guard column[point] == other, other.isFinite else {
                return "\(column[point]) on the fast path, \(other) on the plain one"
            }
        }
    }
    _ = try model.onnx()
    return model.summary.isEmpty ? "no summary" : nil
}

private func complaint(about outcome: ValidationOutcome) -> String? {
    let figures = [outcome.logLoss, outcome.confusionMatrix.macroF1]
    guard figures.allSatisfy(\.isFinite) else { return "figures \(figures)" }
    return nil
}

private func useSweep(_ bytes: [UInt8]) throws -> String? {
    let reader = try SweepReader(bytes: bytes, name: file)
    let store = SweepStore(
        grid: try TernaryGrid(divisions: 6), classNames: reader.classNames, target: 0,
        keptMaps: .all, configuration: [:])
    let block = try store.contents(of: bytes, name: file)
    guard block.mapRows.count == block.summaries.count else {
        return "\(block.mapRows.count) places of maps for \(block.summaries.count) systems"
    }
    return nil
}
