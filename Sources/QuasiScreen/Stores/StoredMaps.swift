import Artifacts
import Ternary

/// A map that a sweep has stored.
struct StoredMap: Sendable {
    let section: TernarySection
    /// Whole numbers of quanta, shape [point, class].
    let counts: [UInt16]
    /// One step of a stored probability.
    let quantum: Double
}

/// The maps in the blocks of a sweep.
enum StoredMaps {
    /// Where a map lies.
    struct Place {
        let section: TernarySection
        /// Relative to the folder of the sweep.
        let file: String
        let row: Int
    }

    /// Where the stored maps of the best systems lie, best first; no map is read.
    ///
    /// - Parameters:
    ///   - ranked: systems and sections, best first.
    ///   - limit: how many maps are wanted at most.
    /// - Returns: the places, and how many maps are stored in all.
    static func places(
        of ranked: [TernarySection], in results: RunResults, limit: Int
    ) throws -> (wanted: [Place], stored: Int) {
        let index = try ArtifactSchema.sweepIndex.decode(
            results.read("index.h5", SweepStage.id), name: "\(SweepStage.id)/index.h5")
        let files = try index.labels(of: "block_file")
        let blocks = try index.int32s("block").map(Int.init)
        let rows = try index.int32s("map_row").map(Int.init)
        var stored = [String: Int]()
        for (position, system) in try index.labels(of: "system").enumerated()
        where rows[position] >= 0 {
            stored[system] = position
        }
        let wanted = ranked.lazy.compactMap { section in
            stored[section.label].map {
                Place(section: section, file: files[blocks[$0]], row: rows[$0])
            }
        }
        return (Array(wanted.prefix(limit)), stored.count)
    }

    /// The stored maps of the best systems, best first, and how many are stored in all.
    ///
    /// Only blocks that hold one of them are read, one after the other.
    static func read(
        _ results: RunResults, ranked: [TernarySection], limit: Int
    ) throws -> (maps: [StoredMap], stored: Int) {
        let (wanted, stored) = try places(of: ranked, in: results, limit: limit)
        var maps = [StoredMap?](repeating: nil, count: wanted.count)
        for name in Set(wanted.map(\.file)).sorted() {
            let file = try ArtifactSchema.sweep.decode(
                results.read(name, SweepStage.id), name: "\(SweepStage.id)/\(name)")
            for (position, place) in wanted.enumerated() where place.file == name {
                maps[position] = try map(of: place.section, row: place.row, in: file)
            }
        }
        return (maps.compactMap(\.self), stored)
    }

    private static func map(
        of section: TernarySection, row: Int, in file: LabelledFile
    ) throws -> StoredMap {
        let name = SweepStore.mapVariable(fixedParts: section.fixedParts)
        let variable = try file.variable(name)
        let shape = try file.shape(of: variable)
        let size = shape[1] * shape[2]
        let counts: [UInt16]
        switch variable.values {
        case .uint8(let values): counts = values[row * size..<(row + 1) * size].map(UInt16.init)
        case .uint16(let values): counts = Array(values[row * size..<(row + 1) * size])
        default:
            throw QuasiScreenError.foreignTable(
                file: file.schema, detail: "\"\(name)\" is not quantised")
        }
        guard
            case .number(let quantum)? = variable.attributes.first(where: {
                $0.name == "scale_factor"
            })?.value
        else {
            throw QuasiScreenError.foreignTable(
                file: file.schema, detail: "\"\(name)\" has no scale_factor")
        }
        return StoredMap(section: section, counts: counts, quantum: quantum)
    }
}
