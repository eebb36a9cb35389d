import Artifacts
import Ternary

/// A map that a sweep has stored.
struct StoredMap: Sendable {
    let section: TernarySection
    /// Whole numbers of quanta, shape [point, class].
    let counts: [UInt16]
    /// One step of a stored probability.
    let quantum: Double
    let classes: Int

    func grid(divisions: Int) throws -> TernaryGrid { try section.grid(divisions: divisions) }
}

/// The maps in the blocks of a sweep.
enum StoredMaps {
    /// The stored maps of the best systems, best first.
    ///
    /// Only blocks that hold one of them are read, one after the other.
    ///
    /// - Parameters:
    ///   - ranked: systems and sections, best first.
    ///   - limit: how many maps to read at most.
    /// - Returns: the maps, and how many are stored in all.
    static func read(
        _ results: RunResults, ranked: [TernarySection], limit: Int
    ) throws -> (maps: [StoredMap], stored: Int) {
        let name = "\(SweepStage.id)/index.h5"
        let index = try ArtifactSchema.sweepIndex.decode(
            results.read("index.h5", SweepStage.id), name: name)
        let systems = try index.labels(of: "system")
        let files = try index.labels(of: "block_file")
        let blocks = try index.int32s("block").map(Int.init)
        let rows = try index.int32s("map_row").map(Int.init)
        var places = [String: (block: Int, row: Int)]()
        for (position, system) in systems.enumerated() where rows[position] >= 0 {
            places[system] = (blocks[position], rows[position])
        }
        let wanted = ranked.filter { places[$0.label] != nil }.prefix(limit)
        var maps = [StoredMap?](repeating: nil, count: wanted.count)
        for block in files.indices {
            let own = wanted.indices.filter { places[wanted[$0].label]?.block == block }
            guard !own.isEmpty else { continue }
            let file = try ArtifactSchema.sweep.decode(
                results.read(files[block], SweepStage.id), name: "\(SweepStage.id)/\(files[block])")
            for position in own {
                let section = wanted[position]
                guard let row = places[section.label]?.row else { continue }
                maps[position] = try map(of: section, row: row, in: file)
            }
        }
        return (maps.compactMap(\.self), places.count)
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
        return StoredMap(section: section, counts: counts, quantum: quantum, classes: shape[2])
    }
}
