import Artifacts

/// `sweep/index.h5`: for each system the file that holds it, its row there and that of its map.
struct SweepIndex: Sendable {
    /// The files, in order, relative to the folder of the sweep.
    private var files = [String]()
    private var systems = [String]()
    private var blocks = [Int32]()
    private var rows = [Int32]()
    private var mapRows = [Int32]()
    private var fixedParts = [Int32]()

    mutating func append(_ block: SweepBlock, file: String) {
        for (row, summary) in block.summaries.enumerated() {
            systems.append(summary.section.description)
            blocks.append(Int32(files.count))
            rows.append(Int32(row))
            mapRows.append(Int32(block.mapRows[row] ?? -1))
            fixedParts.append(Int32(summary.section.fixedParts))
        }
        files.append(file)
    }

    func encoded(configuration: [String: String]) throws -> [UInt8] {
        var file = ArtifactSchema.sweepIndex.file(configuration)
        file.addDimension("system", labels: systems, "chemical system or section")
        file.addDimension("block_file", labels: files, "file in the folder of the sweep")
        file.add(
            "block", ["system"], .int32(blocks),
            "position in block_file of the file that holds the system")
        file.add(
            "row", ["system"], .int32(rows), "position along the dimension system of that file")
        file.add(
            "map_row", ["system"], .int32(mapRows),
            "position along the dimension map (map_fixed_d for a section with fixed_parts d) of "
                + "that file; -1 where no map is stored")
        file.add(
            "fixed_parts", ["system"], .int32(fixedParts),
            "grid steps of the constant element of a section, 0 in a ternary system")
        return try file.encoded()
    }
}
