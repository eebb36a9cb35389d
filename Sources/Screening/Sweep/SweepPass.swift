import CScreening
import Learning
import Materials
import Ternary

/// One triangle on its way through the kernel.
struct SweepPass {
    let section: TernarySection
    let grid: TernaryGrid
    let screener: TernaryScreener
    let model: any SummedModel
    let fringe: FringeResults
    let program: StripProgram
    let scratch: SweepScratch

    private var gate: ElementGate { screener.gate }
    private var corners: [Element] { section.system.elements }
    private var fixed: Element? { section.fixed?.element }
    private var divisions: Int { grid.divisions + section.fixedParts }
    private var classCount: Int { program.classCount }

    private var insideElements: StripElements {
        StripElements(row: corners[0], running: corners[1], remaining: corners[2], fixed: fixed)
    }

    private func isSettled(_ members: [Element?]) -> Bool {
        members.contains { $0.map(gate.holds) ?? false }
    }

    private func shape(isInterior: Bool) -> StripShape {
        StripShape(divisions: divisions, fixed: section.fixedParts, isInterior: isInterior)
    }

    /// What ``fill()`` has left in the scratch.
    var points: ScreenedPoints {
        ScreenedPoints(
            section: section, grid: grid, classNames: screener.classNames,
            probabilities: UnsafePointer(scratch.probabilities), stride: scratch.stride,
            outside: UnsafePointer(scratch.outside))
    }

    /// Probabilities at every point, and whether it is out of range.
    func fill() throws {
        try fillInside()
        for (first, second) in [(0, 1), (0, 2), (1, 2)] { try fillEdge(first, second) }
        for corner in 0..<3 { try fillCorner(corner) }
    }

    /// The inside. Where the gate settles it, all points get the gate's class, and stay so at edges
    /// and corners that are settled too; else what it leaves there means nothing.
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
        try scratch.worker.begin(shape, elements: insideElements)
        try scratch.worker.sums(
            into: scratch.sums, count: grid.count, stride: scratch.stride,
            offsets: scratch.offsets, outside: scratch.outside)
        model.combine(
            sums: scratch.sums, probabilities: scratch.probabilities, count: grid.count,
            stride: scratch.stride)
    }

    /// The largest probability of a class that the inside could have, and that edges and corners
    /// do have.
    func upperBound(ofClass label: Int) throws -> Double {
        var bound = 0.0
        let inside = shape(isInterior: true)
        if isSettled(corners + [fixed]) {
            bound = label == gate.classIndex ? 1 : 0
        } else if !inside.isEmpty {
            try scratch.worker.begin(inside, elements: insideElements)
            let sums = scratch.worker.bounds()
            bound = model.bounds(lowest: sums.lowest[...], highest: sums.highest[...]).upper[label]
        }
        let count = grid.divisions - 1
        for (first, second) in [(0, 1), (0, 2), (1, 2)] where count > 0 && bound < 1 {
            guard let result = try edgeResult(first, second, count) else { continue }
            bound = result.probabilities[label * count..<(label + 1) * count]
                .reduce(bound, max)
        }
        for corner in 0..<3 {
            guard let result = try cornerResult(corner) else { continue }
            bound = max(bound, result.probabilities[label])
        }
        return bound
    }

    private func fillEdge(_ first: Int, _ second: Int) throws {
        let count = grid.divisions - 1
        if count < 1 { return }
        guard let result = try edgeResult(first, second, count) else { return }
        for position in 0..<count {
            var parts = [0, 0]
            // Counts of the first two corners: the third has the rest.
            if first < 2 { parts[first] = position + 1 }
            if second < 2 { parts[second] = count - position }
            place(result, position, of: count, at: grid.index(i: parts[0], j: parts[1]))
        }
    }

    /// `nil` where the gate settles the edge, and so the inside.
    private func edgeResult(
        _ first: Int, _ second: Int, _ count: Int
    ) throws -> FringeResults.Result? {
        if isSettled([corners[first], corners[second], fixed]) { return nil }
        let key = FringeResults.Key(
            first: corners[first], second: corners[second], fixed: fixed, divisions: divisions,
            fixedParts: section.fixedParts)
        return try fringe.result(key) { try edge(first, second, count) }
    }

    private func edge(_ first: Int, _ second: Int, _ count: Int) throws -> FringeResults.Result {
        try scratch.worker.begin(
            shape(isInterior: false),
            elements: StripElements(
                row: nil, running: corners[first], remaining: corners[second], fixed: fixed))
        var sums = [Int64](repeating: 0, count: program.columnCount * count)
        var probabilities = [Double](repeating: 0, count: classCount * count)
        var outside = [UInt8](repeating: 0, count: count)
        try sums.withUnsafeMutableBufferPointer { sums in
            try outside.withUnsafeMutableBufferPointer { outside in
                guard let sums = sums.baseAddress, let outside = outside.baseAddress else { return }
                try scratch.worker.sums(
                    into: sums, count: count, stride: count, offsets: [0], outside: outside)
                model.combine(
                    sums: sums, probabilities: &probabilities, count: count, stride: count)
            }
        }
        return FringeResults.Result(probabilities: probabilities, outside: outside)
    }

    private func fillCorner(_ corner: Int) throws {
        guard let result = try cornerResult(corner) else { return }
        let parts = counts(ofCorner: corner)
        place(result, 0, of: 1, at: grid.index(i: parts[0], j: parts[1]))
    }

    private func counts(ofCorner corner: Int) -> [Int] {
        (0..<3).map { $0 == corner ? grid.divisions : 0 }
    }

    /// `nil` where the gate settles the corner, and so the inside.
    private func cornerResult(_ corner: Int) throws -> FringeResults.Result? {
        if isSettled([corners[corner], fixed]) { return nil }
        let key = FringeResults.Key(
            first: corners[corner], second: nil, fixed: fixed, divisions: divisions,
            fixedParts: section.fixedParts)
        return try fringe.result(key) {
            try self.corner(section.composition(counts: counts(ofCorner: corner)))
        }
    }

    private func corner(_ composition: Composition) throws -> FringeResults.Result {
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
