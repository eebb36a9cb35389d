import CScreening
import Descriptors
import Learning
import Materials
import Synchronization
import Ternary

/// Screens ternary systems and sections of quaternaries, many of them, fast.
///
/// The result is that of ``TernaryScreener``, bit for bit: the same descriptors meet the same
/// thresholds, and sums over trees are whole numbers, whose order does not matter. What makes it
/// fast is that inside one triangle most questions of a tree have one answer, and the others split
/// the rows of the grid into a few intervals; see CScreening.
public final class TernarySweep: Sendable {
    public let screener: TernaryScreener
    /// `nil` where the kernel does not serve the model.
    private let program: StripProgram?
    private let model: (any SummedModel)?
    private let fringe = FringeResults()
    private let idle = Mutex([SweepScratch]())

    public init(_ screener: TernaryScreener) {
        self.screener = screener
        let model = screener.model as? any SummedModel
        self.model = model
        program = model.flatMap {
            StripProgram(
                ensembles: $0.ensembles, featurizer: screener.featurizer,
                range: screener.range)
        }
    }

    /// Whether the kernel serves the model; where not, screening is plain and slow.
    public var isFast: Bool { program != nil }

    /// Screens one triangle on the calling thread and lends what it found, which is valid only
    /// inside `body`.
    ///
    /// - Parameter grid: that of the section.
    /// - Throws: `TernaryError` where the grid is another, `DescriptorError` where an element lacks
    ///   a property, ``SweepFailure``.
    public func screen<Result>(
        _ section: TernarySection, grid: TernaryGrid, _ body: (ScreenedPoints) throws -> Result
    ) throws -> Result {
        let result = try withPass(section, grid: grid) { pass in
            try pass.fill()
            return try body(pass.points)
        }
        if let result { return result }
        return try ScreenedPoints.lending(try screener.screen(section, grid: grid), body)
    }

    /// A bound that the probability of a class exceeds at no point of a triangle, found without
    /// looking at any point; 1 where the kernel does not serve the model.
    ///
    /// It takes the leaves that each tree by itself could reach, and is seldom attained.
    ///
    /// - Throws: as for ``screen(_:grid:_:)``.
    public func upperBound(
        ofClass label: Int, _ section: TernarySection, grid: TernaryGrid
    ) throws -> Double {
        try withPass(section, grid: grid) { try $0.upperBound(ofClass: label) } ?? 1
    }

    /// Readies a thread's scratch for a triangle; `nil` where the kernel does not serve it.
    private func withPass<Result>(
        _ section: TernarySection, grid: TernaryGrid, _ body: (SweepPass) throws -> Result
    ) throws -> Result? {
        _ = try section.grid(divisions: grid.divisions + section.fixedParts)
        guard let program, let model, section.elements.allSatisfy(screener.featurizer.isComplete)
        else { return nil }
        let scratch = try idle.withLock { $0.popLast() } ?? SweepScratch(program: program)
        defer { idle.withLock { $0.append(scratch) } }
        scratch.reserve(grid, columns: program.columnCount, classes: model.classCount)
        return try body(
            SweepPass(
                section: section, grid: grid, screener: screener, model: model, fringe: fringe,
                program: program, scratch: scratch))
    }

    /// What the plain screener gives, by the fast path.
    public func screen(_ section: TernarySection, grid: TernaryGrid) throws -> ScreenedSystem {
        try screen(section, grid: grid) { try $0.system() }
    }
}

/// The arrays of one thread. Unchecked: whoever takes it from the idle ones has it alone.
final class SweepScratch: @unchecked Sendable {
    let worker: SweepWorker
    private(set) var stride = 0
    private(set) var sums = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    private(set) var probabilities = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    private(set) var outside = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    /// Where the positions of the inside begin in a column, row by row.
    private(set) var offsets = [UInt32]()
    private var divisions = 0

    init(program: StripProgram) throws {
        worker = try SweepWorker(program: program)
    }

    func reserve(_ grid: TernaryGrid, columns: Int, classes: Int) {
        guard grid.divisions != divisions else { return }
        release()
        divisions = grid.divisions
        // Columns begin at multiples of a cache line.
        stride = (grid.count + 7) / 8 * 8
        sums = .allocate(capacity: columns * stride)
        sums.initialize(repeating: 0, count: columns * stride)
        probabilities = .allocate(capacity: classes * stride)
        probabilities.initialize(repeating: 0, count: classes * stride)
        outside = .allocate(capacity: stride)
        outside.initialize(repeating: 0, count: stride)
        offsets = (1..<max(2, grid.divisions)).map { UInt32(grid.index(i: $0, j: 0) + 1) }
    }

    private func release() {
        sums.deallocate()
        probabilities.deallocate()
        outside.deallocate()
    }

    deinit { release() }
}
