import Artifacts
import Basis

/// The kinds of HDF5 files that QuasiScreen writes, with the version of their layout.
enum ArtifactSchema: String {
    case compounds = "quasiscreen.compounds"
    case features = "quasiscreen.features"
    case model = "quasiscreen.model"
    case validation = "quasiscreen.validation"
    case sweep = "quasiscreen.sweep"
    case sweepIndex = "quasiscreen.sweep_index"
    case candidates = "quasiscreen.candidates"
    case rules = "quasiscreen.rules"
    case atlas = "quasiscreen.atlas"
    case design = "quasiscreen.design"

    /// Version 2 of compounds and models: stability and flag of each compound; models also hold the
    /// compounds that were kept out of training, and another calibration. Version 2 of candidates:
    /// both distances to the nearest known compound. Version 2 of features: values without what
    /// rounding left. Version 3 of models: errors of left-out families by ground.
    var version: Int {
        switch self {
        case .model: return 3
        case .compounds, .features, .candidates: return 2
        case .validation, .sweep, .sweepIndex, .rules, .atlas, .design: return 1
        }
    }

    /// An empty file of this kind.
    ///
    /// - Parameter configuration: the settings that led to the content; their digest goes into the
    ///   file.
    func file(_ configuration: [String: String]) -> LabelledFile {
        LabelledFile(
            schema: rawValue, schemaVersion: version, software: QuasiScreenVersion.software,
            configurationDigest: Digest(of: configuration.map { (name: $0.key, value: $0.value) })
                .hex)
    }

    /// - Parameter omitted: variables that are not read.
    func decode(
        _ bytes: [UInt8], name: String, omitting omitted: Set<String> = []
    ) throws -> LabelledFile {
        try LabelledFile(
            decoding: bytes, expecting: rawValue, upToVersion: version, omitting: omitted,
            name: name)
    }

    /// Reads a file of this kind; whatever is wrong with its contents is told with its name.
    func read<Result>(
        _ bytes: [UInt8], name: String, omitting omitted: Set<String> = [],
        _ body: (LabelledFile) throws -> Result
    ) throws -> Result {
        let file = try decode(bytes, name: name, omitting: omitted)
        do {
            return try body(file)
        } catch let error as QuasiScreenError where error.diagnosis.place == name {
            throw error
        } catch let error as any Diagnosable {
            let diagnosis = error.diagnosis
            let detail = (diagnosis.place.map { "\($0): " } ?? "") + diagnosis.what
            throw self == .model
                ? QuasiScreenError.modelMismatch(file: name, detail: detail)
                : QuasiScreenError.foreignTable(file: name, detail: detail)
        }
    }
}
