import Artifacts
import Foundation

/// A file system in memory that can fail, be killed and lose power at any one call.
///
/// Unchecked because the lock guards all of its state.
final class MemoryFileSystem: FileSystem, @unchecked Sendable {
    enum Fault: Sendable, Equatable {
        /// The call does nothing and reports this error.
        case error(Int32)
        /// The call does its work and reports this error all the same.
        case errorAfterwards(Int32)
        /// A write takes only the first half of the bytes; other calls are not disturbed.
        case shortWrite
        /// The process dies: a write leaves the first half of its bytes, later calls all fail.
        case kill
    }

    private final class Node {
        var bytes = [UInt8]()
        var durableBytes = [UInt8]()
        var lockedBy: Int32?
        let kind: FileStatus.Kind

        init(_ kind: FileStatus.Kind) { self.kind = kind }
    }

    private struct State {
        var entries = [String: Node]()
        /// What a loss of power leaves: the entries when their folder was last synchronised.
        var durableEntries = [String: Node]()
        var open = [Int32: Node]()
        var nextNumber: Int32 = 100
        var calls = 0
        var fault: (call: Int, fault: Fault)?
        var isDead = false
        var inPlaceWrites = Set<String>()
    }

    private let guardian = NSLock()
    private var state: State
    private var offsets = [Int32: Int]()

    init() {
        let root = Node(.folder)
        state = State(entries: ["/": root], durableEntries: ["/": root])
    }

    // MARK: What a test asks for

    /// The same files and folders, closed and unlocked, with no fault to come.
    func copy() -> MemoryFileSystem {
        let other = MemoryFileSystem()
        locked { state in
            var copies = [ObjectIdentifier: Node]()
            func copied(_ node: Node) -> Node {
                if let copy = copies[ObjectIdentifier(node)] { return copy }
                let copy = Node(node.kind)
                copy.bytes = node.bytes
                copy.durableBytes = node.durableBytes
                copies[ObjectIdentifier(node)] = copy
                return copy
            }
            other.state.entries = state.entries.mapValues(copied)
            other.state.durableEntries = state.durableEntries.mapValues(copied)
        }
        return other
    }

    /// Makes the call of this number, counted from here from zero, fail.
    func inject(_ fault: Fault, atCall call: Int) {
        locked { state in
            state.calls = 0
            state.fault = (call, fault)
        }
    }

    func clearFaults() { locked { $0.fault = nil } }

    /// The number of calls since the last ``inject(_:atCall:)`` or the beginning.
    var calls: Int { locked { $0.calls } }

    /// A new process: locks and open files are gone, and without power unsynchronised data too.
    func restart(losingPower: Bool = false) {
        locked { state in
            state.isDead = false
            state.fault = nil
            state.open = [:]
            if losingPower {
                // What was in a folder that is gone cannot be reached any more.
                let lasting = state.durableEntries
                state.entries = lasting.filter { path, _ in
                    var folder = FolderPath.parent(of: path)
                    while folder != "/", lasting[folder]?.kind == .folder {
                        folder = FolderPath.parent(of: folder)
                    }
                    return folder == "/"
                }
                state.durableEntries = state.entries
                for node in state.entries.values { node.bytes = node.durableBytes }
            }
            for node in state.entries.values { node.lockedBy = nil }
        }
    }

    /// The bytes of all files by path.
    var files: [String: [UInt8]] {
        locked { state in
            state.entries.filter { $0.value.kind == .regular }.mapValues(\.bytes)
        }
    }

    var folders: Set<String> {
        locked { state in
            Set(state.entries.filter { $0.value.kind == .folder }.keys)
        }
    }

    var openFiles: Int { locked { $0.open.count } }

    /// The paths under which files were written in place.
    var inPlaceWrites: Set<String> { locked { $0.inPlaceWrites } }

    /// Puts a file there as another program would, with the folders above it.
    func put(_ bytes: [UInt8], at path: String) {
        let node = Node(.regular)
        node.bytes = bytes
        node.durableBytes = bytes
        place(node, at: path)
    }

    func put(_ kind: FileStatus.Kind, at path: String) { place(Node(kind), at: path) }

    private func place(_ node: Node, at path: String) {
        locked { state in
            var folder = FolderPath.parent(of: path)
            while state.entries[folder] == nil {
                let made = Node(.folder)
                state.entries[folder] = made
                state.durableEntries[folder] = made
                folder = FolderPath.parent(of: folder)
            }
            state.entries[path] = node
            state.durableEntries[path] = node
        }
    }

    // MARK: FileSystem

    func open(_ path: String, for purpose: OpenPurpose) throws(FileFault) -> OpenFile {
        let call: FileFault.Call = purpose == .reading ? .openForReading : .openForWriting
        return try perform(call, path) { state throws(FileFault) in
            let found = state.entries[path]
            switch purpose {
            case .reading where found == nil, .folder where found == nil:
                throw FileFault(call, path: path, code: ENOENT)
            case .creating where found != nil:
                throw FileFault(call, path: path, code: EEXIST)
            case .folder where found?.kind != .folder:
                throw FileFault(call, path: path, code: ENOTDIR)
            case .appending where found?.kind == .folder, .locking where found?.kind == .folder:
                throw FileFault(call, path: path, code: EISDIR)
            default:
                break
            }
            if found == nil { try self.requireFolder(above: path, call, state) }
            let node = found ?? Node(.regular)
            state.entries[path] = node
            state.nextNumber += 1
            state.open[state.nextNumber] = node
            return OpenFile(number: state.nextNumber, path: path)
        }
    }

    func read(
        _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileFault) -> Int {
        let position = offset(of: file)
        let result = try perform(.read, file.path) { state throws(FileFault) in
            Array(try self.node(file, .read, state).bytes.dropFirst(position).prefix(buffer.count))
        }
        buffer.copyBytes(from: result)
        advance(file, by: result.count)
        return result.count
    }

    func write(_ file: OpenFile, _ bytes: UnsafeRawBufferPointer) throws(FileFault) -> Int {
        let new = Array(bytes)
        return try perform(.write, file.path, halfway: true) { state throws(FileFault) in
            let half =
                state.isDead || state.fault.map { $0 == (state.calls - 1, .shortWrite) } == true
            let count = half ? new.count / 2 : new.count
            try self.node(file, .write, state).bytes += new.prefix(count)
            state.inPlaceWrites.insert(file.path)
            // A short write of one byte would be none at all, which no file does.
            if count == 0, let first = new.first {
                try self.node(file, .write, state).bytes.append(first)
                return 1
            }
            return count
        }
    }

    func truncate(_ file: OpenFile) throws(FileFault) {
        try perform(.truncate, file.path) { state throws(FileFault) in
            try self.node(file, .truncate, state).bytes = []
        }
    }

    func sync(_ file: OpenFile) throws(FileFault) {
        try perform(.sync, file.path) { state throws(FileFault) in
            let node = try self.node(file, .sync, state)
            node.durableBytes = node.bytes
            guard node.kind == .folder else { return }
            let inside: (String) -> Bool = { $0 != "/" && FolderPath.parent(of: $0) == file.path }
            for path in state.durableEntries.keys.filter(inside) {
                state.durableEntries[path] = nil
            }
            for (path, node) in state.entries where inside(path) {
                state.durableEntries[path] = node
            }
        }
    }

    func close(_ file: OpenFile) throws(FileFault) {
        // A descriptor is released whatever the call reports.
        locked { state in
            if let node = state.open.removeValue(forKey: file.number),
                node.lockedBy == file.number, !state.isDead
            {
                node.lockedBy = nil
            }
        }
        guardian.withLock { offsets[file.number] = nil }
        try perform(.close, file.path) { _ throws(FileFault) in }
    }

    func lock(_ file: OpenFile) throws(FileFault) -> Bool {
        try perform(.lock, file.path) { state throws(FileFault) in
            let node = try self.node(file, .lock, state)
            if let holder = node.lockedBy, holder != file.number { return false }
            node.lockedBy = file.number
            return true
        }
    }

    func status(_ file: OpenFile) throws(FileFault) -> FileStatus {
        try perform(.status, file.path) { state throws(FileFault) in
            self.status(of: try self.node(file, .status, state))
        }
    }

    func status(_ path: String) throws(FileFault) -> FileStatus? {
        try perform(.status, path) { state throws(FileFault) in
            state.entries[path].map(self.status(of:))
        }
    }

    func rename(_ path: String, to newPath: String) throws(FileFault) {
        try perform(.rename, newPath) { state throws(FileFault) in
            guard let node = state.entries[path] else {
                throw FileFault(.rename, path: path, code: ENOENT)
            }
            try self.requireFolder(above: newPath, .rename, state)
            state.entries[newPath] = node
            state.entries[path] = nil
        }
    }

    func removeFile(_ path: String) throws(FileFault) {
        try perform(.remove, path) { state throws(FileFault) in
            guard let node = state.entries[path] else {
                throw FileFault(.remove, path: path, code: ENOENT)
            }
            if node.kind == .folder { throw FileFault(.remove, path: path, code: EISDIR) }
            state.entries[path] = nil
        }
    }

    func createFolder(_ path: String) throws(FileFault) {
        try perform(.createFolder, path) { state throws(FileFault) in
            if state.entries[path] != nil {
                throw FileFault(.createFolder, path: path, code: EEXIST)
            }
            try self.requireFolder(above: path, .createFolder, state)
            state.entries[path] = Node(.folder)
        }
    }

    func removeFolder(_ path: String) throws(FileFault) {
        try perform(.removeFolder, path) { state throws(FileFault) in
            guard let node = state.entries[path] else {
                throw FileFault(.removeFolder, path: path, code: ENOENT)
            }
            if node.kind != .folder { throw FileFault(.removeFolder, path: path, code: ENOTDIR) }
            if state.entries.keys.contains(where: { $0.hasPrefix(path + "/") }) {
                throw FileFault(.removeFolder, path: path, code: ENOTEMPTY)
            }
            state.entries[path] = nil
        }
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        try perform(.list, path) { state throws(FileFault) in
            state.entries.keys.filter { $0 != "/" && FolderPath.parent(of: $0) == path }
                .map(FolderPath.name(of:))
        }
    }

    // MARK: How a call is counted and fails

    private func locked<Value>(_ body: (inout State) -> Value) -> Value {
        guardian.withLock { body(&state) }
    }

    private func offset(of file: OpenFile) -> Int {
        guardian.withLock { offsets[file.number] ?? 0 }
    }

    private func advance(_ file: OpenFile, by count: Int) {
        guardian.withLock { offsets[file.number, default: 0] += count }
    }

    private func perform<Value>(
        _ call: FileFault.Call, _ path: String, halfway: Bool = false,
        _ body: (inout State) throws(FileFault) -> Value
    ) throws(FileFault) -> Value {
        let result: Result<Value, FileFault> = locked { state in
            do throws(FileFault) {
                if state.isDead { throw FileFault(call, path: path, code: EIO) }
                let number = state.calls
                state.calls += 1
                guard let (faulty, fault) = state.fault, faulty == number else {
                    return .success(try body(&state))
                }
                switch fault {
                case .error(let code):
                    throw FileFault(call, path: path, code: code)
                case .errorAfterwards(let code):
                    let value = try body(&state)
                    // The caller never learns the number of a file that could not be opened.
                    if let file = value as? OpenFile { state.open[file.number] = nil }
                    throw FileFault(call, path: path, code: code)
                case .shortWrite:
                    return .success(try body(&state))
                case .kill:
                    state.isDead = true
                    if halfway { _ = try body(&state) }
                    throw FileFault(call, path: path, code: EIO)
                }
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func node(
        _ file: OpenFile, _ call: FileFault.Call, _ state: State
    ) throws(FileFault) -> Node {
        guard let node = state.open[file.number] else {
            throw FileFault(call, path: file.path, code: EBADF)
        }
        return node
    }

    private func requireFolder(
        above path: String, _ call: FileFault.Call, _ state: State
    ) throws(FileFault) {
        guard let folder = state.entries[FolderPath.parent(of: path)] else {
            throw FileFault(call, path: path, code: ENOENT)
        }
        if folder.kind != .folder { throw FileFault(call, path: path, code: ENOTDIR) }
    }

    private func status(of node: Node) -> FileStatus {
        FileStatus(
            kind: node.kind, size: node.bytes.count,
            identity: [UInt64(UInt(bitPattern: ObjectIdentifier(node)))])
    }
}
