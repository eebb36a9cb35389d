import CScreening
import Learning
import Materials
import Ternary

/// One triangle on its way through the kernel.
struct SweepPass {
    let section: TernarySection
    let grid: TernaryGrid
    let sweep: TernarySweep
    let program: StripProgram
    let scratch: SweepScratch

    private var gate: ElementGate { sweep.screener.gate }
    private var corners: [Element] { section.system.elements }
    private var fixed: Element? { section.fixed?.element }
    private var divisions: Int { grid.divisions + section.fixedParts }
    private var classCount: Int { program.classCount }

    private func isSettled(_ members: [Element?]) -> Bool {
        members.contains { $0.map(gate.holds) ?? false }
    }

    private func shape(isInterior: Bool) -> StripShape {
        StripShape(divisions: divisions, fixed: section.fixedParts, isInterior: isInterior)
    }

    /// Probabilities at every point, and whether it is out of range.
    func fill() throws {
        try fillInside()
        for (first, second) in [(0, 1), (0, 2), (1, 2)] { try fillEdge(first, second) }
        for corner in 0..<3 { try fillCorner(corner) }
    }

    /// The inside; what it leaves at edges and corners means nothing.
    private func fillInside() throws {
        let shape = shape(isInterior: true)
        if isSettled(corners + [fixed]) {
            for label in 0..<classCount {
                (scratch.probabilities + label * scratch.stride)
                    .update(repeating: label == gate.classIndex ? 1 : 0, count: grid.count)
            }
            scratch.outside.update(repeating: 0, count: grid.count)
            return
        }
        if shape.isEmpty { return }
        try begin(
            shape,
            StripElements(
                row: corners[0], running: corners[1], remaining: corners[2], fixed: fixed))
        try scratch.worker.sums(
            into: scratch.sums, count: grid.count, stride: scratch.stride,
            offsets: scratch.offsets, outside: scratch.outside)
        sweep.combine(
            scratch.sums, into: scratch.probabilities, count: grid.count, stride: scratch.stride)
    }

    private func begin(_ shape: StripShape, _ elements: StripElements) throws {
        try sweep.elementTable.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            try scratch.worker.begin(
                shape, elements: elements, table: table,
                propertyCount: sweep.screener.featurizer.descriptors.properties.count)
        }
    }

    private func fillEdge(_ first: Int, _ second: Int) throws {
        let count = grid.divisions - 1
        if count < 1 { return }
        let result: FringeResults.Result
        if isSettled([corners[first], corners[second], fixed]) {
            result = settled(count)
        } else {
            let key = FringeResults.Key(
                first: corners[first], second: corners[second], fixed: fixed,
                divisions: divisions, fixedParts: section.fixedParts)
            result = try sweep.fringe(key) { try edge(first, second, count) }
        }
        for position in 0..<count {
            var parts = [0, 0]
            // Counts of the first two corners: the third has the rest.
            if first < 2 { parts[first] = position + 1 }
            if second < 2 { parts[second] = count - position }
            place(result, position, of: count, at: grid.index(i: parts[0], j: parts[1]))
        }
    }

    private func edge(_ first: Int, _ second: Int, _ count: Int) throws -> FringeResults.Result {
        try begin(
            shape(isInterior: false),
            StripElements(
                row: nil, running: corners[first], remaining: corners[second], fixed: fixed))
        var sums = [Int64](repeating: 0, count: program.columnCount * count)
        var probabilities = [Double](repeating: 0, count: classCount * count)
        var outside = [UInt8](repeating: 0, count: count)
        try sums.withUnsafeMutableBufferPointer { sums in
            try outside.withUnsafeMutableBufferPointer { outside in
                guard let sums = sums.baseAddress, let outside = outside.baseAddress else { return }
                try scratch.worker.sums(
                    into: sums, count: count, stride: count, offsets: [0], outside: outside)
                sweep.combine(sums, into: &probabilities, count: count, stride: count)
            }
        }
        return FringeResults.Result(probabilities: probabilities, outside: outside)
    }

    private func fillCorner(_ corner: Int) throws {
        var parts = [0, 0, 0]
        parts[corner] = grid.divisions
        let result: FringeResults.Result
        if isSettled([corners[corner], fixed]) {
            result = settled(1)
        } else {
            let key = FringeResults.Key(
                first: corners[corner], second: nil, fixed: fixed, divisions: divisions,
                fixedParts: section.fixedParts)
            result = try sweep.fringe(key) {
                try self.corner(section.composition(counts: parts))
            }
        }
        place(result, 0, of: 1, at: grid.index(i: parts[0], j: parts[1]))
    }

    private func corner(_ composition: Composition) throws -> FringeResults.Result {
        let screener = sweep.screener
        let row = try screener.featurizer.features(of: composition)
        var probabilities = [Double](repeating: 0, count: classCount)
        let isInside = row.withUnsafeBufferPointer { row in
            probabilities.withUnsafeMutableBufferPointer {
                screener.model.evaluate(rows: row, count: 1, probabilities: $0)
            }
            return screener.range.contains(row)
        }
        return FringeResults.Result(probabilities: probabilities, outside: [isInside ? 0 : 1])
    }

    /// What the gate says of points that it closes.
    private func settled(_ count: Int) -> FringeResults.Result {
        FringeResults.Result(
            probabilities: (0..<classCount * count).map {
                $0 / count == gate.classIndex ? 1 : 0
            },
            outside: [UInt8](repeating: 0, count: count))
    }

    private func place(
        _ result: FringeResults.Result, _ position: Int, of count: Int, at point: Int
    ) {
        for label in 0..<classCount {
            scratch.probabilities[label * scratch.stride + point] =
                result.probabilities[label * count + position]
        }
        scratch.outside[point] = result.outside[position]
    }
}
