/// Walks through the lefts of a work item, makes their columns, and hands them to the kernel.
final class ScreeningWalk {
    let space: FeatureSpace
    let block: ScreeningBlock
    private let builder: ColumnBuilder
    private var units: UnitRegistry
    private var masks: [UInt32]
    private let pairColumn: AlignedBuffer<Double>
    private let pieceColumn: AlignedBuffer<Double>
    private let inverseColumn: AlignedBuffer<Double>
    private let thirdColumn: AlignedBuffer<Double>
    private let lastColumn: AlignedBuffer<Double>

    init(
        _ space: FeatureSpace, _ table: ScreeningTable, _ rights: ScreeningRights,
        pool: CandidatePool
    ) {
        self.space = space
        block = ScreeningBlock(space, table, rights, pool: pool)
        builder = table.builder
        units = space.units
        masks = [UInt32](repeating: 0, count: Joining.pairs.count * rights.panels.count)
        pairColumn = AlignedBuffer(table.stride)
        pieceColumn = AlignedBuffer(table.stride)
        inverseColumn = AlignedBuffer(table.stride)
        thirdColumn = AlignedBuffer(table.stride)
        lastColumn = AlignedBuffer(table.stride)
    }

    /// Whether a further operation with a right fits into the limit.
    private func hasRoom(_ left: Left) -> Bool {
        left.baseComplexity + 2 <= space.maximumComplexity
    }

    /// The factors alone and joined with factors.
    func factors(_ range: Range<Int>) {
        for index in range {
            let left = space.left(factor: index)
            let column = builder.factor(Int32(index))
            if left.isCandidate, left.complexity <= space.maximumComplexity {
                block.offerCounting(left.candidate, left.complexity, column)
            }
            if space.rungs > 0 { add(left, column) }
        }
    }

    /// Everything that begins with these pairs and goes on with factors.
    func pairs(_ range: Range<Int>) {
        for index in range {
            for pair in space.pairs(index, &units) {
                builder.fill(pair.candidate.head, into: pairColumn.start)
                guard builder.isFinite(pairColumn.start) else { continue }
                visit(pair, pairColumn.start)
                if let inverse = space.inverse(pair, &units) {
                    offerInverse(inverse, of: pairColumn.start)
                }
                for joining in space.transforms(of: pair, &units) {
                    transform(pair, joining)
                }
            }
        }
    }

    private func transform(_ pair: Left, _ joining: Joining) {
        guard builder.isInDomain(pairColumn.start, joining) else { return }
        builder.transform(pairColumn.start, joining, into: pieceColumn.start)
        guard builder.isFinite(pieceColumn.start) else { return }
        var candidate = pair.candidate
        candidate.joining = joining
        block.offerCounting(candidate, pair.complexity + 1, pieceColumn.start)
        guard let piece = space.transformed(pair, joining, &units) else { return }
        if space.joinsTransforms { visit(piece, pieceColumn.start) }
        if let inverse = space.inverse(piece, &units) {
            offerInverse(inverse, of: pieceColumn.start, isJoined: space.joinsTransforms)
        }
    }

    private func offerInverse(
        _ inverse: Left, of column: UnsafePointer<Double>, isJoined: Bool = true
    ) {
        builder.invert(column, into: inverseColumn.start)
        guard builder.isFinite(inverseColumn.start) else { return }
        if inverse.isCandidate {
            block.offerCounting(inverse.candidate, inverse.complexity, inverseColumn.start)
        }
        if isJoined { visit(inverse, inverseColumn.start) }
    }

    private func add(_ left: Left, _ column: UnsafePointer<Double>) {
        guard hasRoom(left) else { return }
        space.masks.write(left, asCandidates: true, into: &masks)
        block.add(left, column, allowed: masks)
    }

    /// A piece joined with factors and, at rung 3, all that is made from that.
    private func visit(_ left: Left, _ column: UnsafePointer<Double>) {
        add(left, column)
        guard space.rungs > 2, hasRoom(left) else { return }
        space.masks.write(left, asCandidates: false, into: &masks)
        let allowed = masks
        let words = space.masks.words
        for word in 0..<words {
            for (place, joining) in Joining.pairs.enumerated() {
                var bits = allowed[place * words + word]
                while bits != 0 {
                    let right = 32 * word + bits.trailingZeroBitCount
                    bits &= bits - 1
                    if let joined = space.joined(left, joining, right, &units) {
                        extend(joined, column, joining, right)
                    }
                }
            }
        }
    }

    private func extend(
        _ left: Left, _ column: UnsafePointer<Double>, _ joining: Joining, _ right: Int
    ) {
        guard left.complexity < space.maximumComplexity else { return }
        builder.join(column, joining, builder.factor(Int32(right)), into: thirdColumn.start)
        guard builder.isFinite(thirdColumn.start) else { return }
        add(left, thirdColumn.start)
        for transform in space.transforms(of: left, &units)
        where builder.isInDomain(thirdColumn.start, transform) {
            builder.transform(thirdColumn.start, transform, into: lastColumn.start)
            guard builder.isFinite(lastColumn.start) else { continue }
            var candidate = left.candidate
            candidate.joining = transform
            block.offerCounting(candidate, left.complexity + 1, lastColumn.start)
        }
        guard let inverse = space.inverse(left, &units) else { return }
        builder.invert(thirdColumn.start, into: lastColumn.start)
        guard builder.isFinite(lastColumn.start) else { return }
        if inverse.isCandidate {
            block.offerCounting(inverse.candidate, inverse.complexity, lastColumn.start)
        }
        add(inverse, lastColumn.start)
    }

    /// The pieces of these pairs joined with the pieces of a block.
    func cross(_ range: Range<Int>, _ cross: CrossBlock) {
        units = cross.units
        for index in range {
            for pair in space.pairs(index, &units) {
                for piece in space.pieces(pair, &units) where hasRoom(piece) {
                    guard cross.writeMasks(piece, pairIndex: index, space.operators, into: &masks)
                    else { continue }
                    builder.fill(piece.candidate.head, into: pieceColumn.start)
                    guard builder.isFinite(pieceColumn.start) else { continue }
                    block.add(piece, pieceColumn.start, allowed: masks)
                }
            }
        }
    }
}
