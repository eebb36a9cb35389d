import CMoments

/// The right sides of candidates in single precision, in panels that the kernel reads.
final class ScreeningRights: @unchecked Sendable {
    static let lanes = qs_panel_rights

    let descriptions: [Description]
    private(set) var panels: [qs_panel] = []
    /// A bit for each right that has a value in all rows.
    let usable: [UInt32]

    private let scaled: AlignedBuffer<Float>
    private let squared: AlignedBuffer<Float>
    private let plain: AlignedBuffer<Float>
    private let columns: UnsafeMutablePointer<qs_column>

    /// What the kernel must know of a right beside its column.
    struct Description {
        var piece: Piece
        var baseComplexity: Int
        var inverted: Bool

        var complexity: Int { baseComplexity + (inverted ? 1 : 0) }
    }

    init(_ table: ScreeningTable, _ descriptions: [Description]) {
        self.descriptions = descriptions
        let lanes = ScreeningRights.lanes
        let count = (descriptions.count + lanes - 1) / lanes
        let size = lanes * table.stride
        let scaled = AlignedBuffer<Float>(count * size)
        let squared = AlignedBuffer<Float>(count * size)
        let plain = AlignedBuffer<Float>(count * size)
        let columns = UnsafeMutablePointer<qs_column>.allocate(capacity: max(1, count * lanes))
        columns.initialize(repeating: qs_column(), count: max(1, count * lanes))
        let scratch = AlignedBuffer<Double>(table.stride)
        var usable = [UInt32](repeating: 0, count: count)
        withUnsafePointer(to: table.table) { pointer in
            for (index, description) in descriptions.enumerated() {
                table.builder.fill(description.piece, into: scratch.start)
                guard table.builder.isFinite(scratch.start) else { continue }
                usable[index / lanes] |= 1 << UInt32(index % lanes)
                let offset = index / lanes * size
                qs_pack_right(
                    pointer, scratch.start, index % lanes, scaled.start + offset,
                    squared.start + offset, plain.start + offset, columns + index)
            }
        }
        (self.scaled, self.squared, self.plain, self.columns) = (scaled, squared, plain, columns)
        self.usable = usable
        for number in 0..<count {
            var panel = qs_panel()
            panel.scaled = UnsafePointer(scaled.start + number * size)
            panel.squared = UnsafePointer(squared.start + number * size)
            panel.plain = UnsafePointer(plain.start + number * size)
            panel.columns = UnsafePointer(columns + number * lanes)
            let own = descriptions[number * lanes..<min(descriptions.count, (number + 1) * lanes)]
            ScreeningRights.fill(&panel.base, own.map(\.baseComplexity))
            ScreeningRights.fill(&panel.inverse, own.map { $0.inverted ? 1 : 0 })
            ScreeningRights.fill(&panel.sum, own.map(\.complexity))
            panels.append(panel)
        }
    }

    deinit { columns.deallocate() }

    /// C's arrays of fixed length are tuples here.
    private static func fill<Tuple>(_ tuple: inout Tuple, _ values: [Int]) {
        withUnsafeMutableBytes(of: &tuple) { bytes in
            let numbers = bytes.assumingMemoryBound(to: Int32.self)
            for (index, value) in values.enumerated() { numbers[index] = Int32(value) }
        }
    }
}

extension FeatureSpace {
    /// The factors as rights.
    func factorRights(_ table: ScreeningTable) -> ScreeningRights {
        ScreeningRights(
            table,
            factors.enumerated().map { index, factor in
                .init(
                    piece: Piece(factor: index), baseComplexity: factor.baseComplexity,
                    inverted: factor.inverted)
            })
    }
}
