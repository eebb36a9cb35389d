import CScreening
import Descriptors
import Materials

/// The scratch of one thread of a sweep.
final class SweepWorker {
    private let program: StripProgram
    private let stoichiometry: [StoichiometryDescriptor]
    private let worker: OpaquePointer
    private var strips = [StripGeometry: PreparedStrip]()

    /// - Throws: ``SweepFailure`` where memory is lacking.
    init(program: StripProgram, descriptors: DescriptorSet) throws {
        guard let worker = qs_worker_create(program.pointer) else {
            throw SweepFailure.outOfMemory
        }
        self.program = program
        self.worker = worker
        stoichiometry = descriptors.stoichiometry
    }

    deinit { qs_worker_destroy(worker) }

    /// What was done so far.
    var counters: qs_counters { qs_worker_counters(worker) }

    /// Readies the worker for a strip.
    ///
    /// - Parameters:
    ///   - elements: by role: row (where there is one), running, remaining, fixed (likewise).
    ///   - table: the values of all elements, by atomic number.
    func begin(
        _ shape: StripShape, elements: StripElements, table: UnsafePointer<Double>,
        propertyCount: Int
    ) throws {
        let (roles, order) = elements.summation
        let geometry = StripGeometry(shape: shape, roles: roles)
        let strip = try strips[geometry] ?? make(geometry)
        withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: 4) { rows in
            for (place, element) in order.enumerated() {
                rows[place] = table + element.atomicNumber * propertyCount
            }
            strip.rows = (0..<4).map { $0 < order.count ? rows[$0] : nil }
        }
        strip.rows.withUnsafeBufferPointer {
            qs_worker_begin(worker, strip.pointer, $0.baseAddress)
        }
        current = strip
    }
    private var current: PreparedStrip?

    private func make(_ geometry: StripGeometry) throws -> PreparedStrip {
        let strip = try PreparedStrip(geometry, program: program, stoichiometry: stoichiometry)
        strips[geometry] = strip
        return strip
    }

    /// Sums of the strip that was begun last; see `qs_worker_sums`.
    ///
    /// - Parameter count: the length of a column.
    func sums(
        into columns: UnsafeMutablePointer<Int64>, count: Int, stride: Int, offsets: [UInt32],
        outside: UnsafeMutablePointer<UInt8>
    ) throws {
        guard qs_worker_sums(worker, columns, stride, offsets, outside) == 0 else {
            throw SweepFailure.outOfMemory
        }
        for rest in program.remainders {
            qs_remainder(
                columns, stride, rest.others.lowerBound, rest.others.count, rest.total, count)
        }
    }

    /// Bounds on the sums of the strip that was begun last, by column.
    func bounds() -> (lowest: [Int64], highest: [Int64]) {
        var lowest = [Int64](repeating: 0, count: program.columnCount)
        var highest = lowest
        qs_worker_bounds(worker, &lowest, &highest)
        for remainder in program.remainders {
            lowest[remainder.column] =
                max(0, remainder.total - highest[remainder.others].reduce(0, +))
            highest[remainder.column] =
                remainder.total - lowest[remainder.others].reduce(0, +)
        }
        return (lowest, highest)
    }
}

/// How many parts the elements of a strip have.
struct StripShape: Hashable {
    /// Parts of a whole composition.
    let divisions: Int
    /// Parts of the fixed element.
    let fixed: Int
    /// Whether there is a row element, and so a triangle's inside; else a triangle's edge.
    let isInterior: Bool

    /// Parts that are shared among the elements of the triangle.
    var shared: Int { divisions - fixed }
    var rows: Int { isInterior ? shared - 2 : 1 }
    /// Whether there is any composition with all elements.
    var isEmpty: Bool { isInterior ? shared < 3 : shared < 2 }
}

/// The elements of a strip by role.
struct StripElements {
    let row: Element?
    let running: Element
    let remaining: Element
    let fixed: Element?

    /// Roles and elements in the order of summation, by atomic number.
    var summation: (roles: [Int32], elements: [Element]) {
        var members: [(role: Int32, element: Element)] = [(1, running), (2, remaining)]
        if let row { members.append((0, row)) }
        if let fixed { members.append((3, fixed)) }
        members.sort { $0.element < $1.element }
        return (members.map(\.role), members.map(\.element))
    }
}

struct StripGeometry: Hashable {
    let shape: StripShape
    let roles: [Int32]
}

/// A strip of the kernel with what it refers to.
private final class PreparedStrip {
    let pointer: OpaquePointer
    /// The properties of the elements at hand.
    var rows = [UnsafePointer<Double>?]()
    private let memory: FixedArrays

    init(
        _ geometry: StripGeometry, program: StripProgram, stoichiometry: [StoichiometryDescriptor]
    ) throws {
        let memory = FixedArrays()
        let shape = geometry.shape
        var own = qs_geometry()
        own.divisions = Int32(shape.divisions)
        own.rows = Int32(shape.rows)
        own.first_count = shape.isInterior ? 1 : 0
        own.fixed = Int32(shape.fixed)
        own.elements = Int32(geometry.roles.count)
        withUnsafeMutableBytes(of: &own.roles) { target in
            for (place, role) in geometry.roles.enumerated() {
                target.storeBytes(of: role, toByteOffset: 4 * place, as: Int32.self)
            }
        }
        let count = program.pointer.pointee.feature_count
        var planes = [UnsafePointer<Double>?](repeating: nil, count: count)
        let weights = Self.fractions(geometry)
        for (position, descriptor) in stoichiometry.enumerated() {
            let values = weights.map { $0.withUnsafeBufferPointer { descriptor.value($0) } }
            planes[count - stoichiometry.count + position] = memory.keep(values)
        }
        own.planes = memory.keep(planes)
        guard let pointer = qs_strip_create(program.pointer, &own) else {
            throw SweepFailure.outOfMemory
        }
        self.pointer = pointer
        self.memory = memory
    }

    deinit { qs_strip_destroy(pointer) }

    /// The fractions at every position, in the order of summation.
    private static func fractions(_ geometry: StripGeometry) -> [[Double]] {
        let shape = geometry.shape
        var result = [[Double]]()
        for row in 0..<shape.rows {
            let first = shape.isInterior ? row + 1 : 0
            for running in 1..<max(1, shape.shared - first) {
                let parts = [first, running, shape.shared - first - running, shape.fixed]
                result.append(
                    geometry.roles.map { Double(parts[Int($0)]) / Double(shape.divisions) })
            }
        }
        return result
    }
}
