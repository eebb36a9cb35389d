import CHDF5

/// The one gate to libhdf5: its lock, and the check of every status it returns.
enum Library {
    /// libhdf5 works on global state, so one thread at a time talks to it. The lock is recursive,
    /// so an operation may hold it across the calls it is made of.
    private static let gate = Gate()

    private struct Gate: @unchecked Sendable {
        let lock = qs_lock_create()

        init() {
            // Every object is closed by its owner. At the end of a process that has met a damaged
            // image the library would find some of its own half open and complain on standard
            // error.
            H5dont_atexit()
            qs_refuse_plugins()
        }
    }

    /// Runs `body` while no other thread is inside libhdf5.
    static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        qs_lock(gate.lock)
        defer { qs_unlock(gate.lock) }
        return try body()
    }

    /// Runs one C call; a negative status becomes an error that carries the whole error stack.
    @discardableResult
    static func check<Status: SignedInteger>(
        _ call: String, _ path: String, _ body: () -> Status
    ) throws -> Status {
        try locked {
            qs_silence_errors()
            let status = body()
            guard status < 0 else { return status }
            throw HDF5Error(.callFailed, call: call, path: path, stack: takeStack())
        }
    }

    /// Moves the error stack of this thread into Swift.
    private static func takeStack() -> [HDF5Error.StackEntry] {
        // Asking for message texts may clear the current stack, so a copy is walked.
        let stack = H5Eget_current_stack()
        guard stack >= 0 else { return [] }
        defer { H5Eclose_stack(stack) }
        var entries: [HDF5Error.StackEntry] = []
        withUnsafeMutablePointer(to: &entries) { entries in
            _ = H5Ewalk2(
                stack, H5E_WALK_DOWNWARD,
                { _, entry, entries in
                    guard let entry = entry?.pointee, let entries else { return 0 }
                    entries.assumingMemoryBound(to: [HDF5Error.StackEntry].self).pointee.append(
                        HDF5Error.StackEntry(
                            function: Library.text(entry.func_name),
                            summary: Library.text(entry.desc),
                            major: Library.message(entry.maj_num),
                            minor: Library.message(entry.min_num)))
                    return 0
                }, entries)
        }
        return entries
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    private static func message(_ identifier: hid_t) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress,
                H5Eget_msg(identifier, nil, start, buffer.count) >= 0
            else { return "" }
            return String(cString: start)
        }
    }

    /// Asks twice for a text of unknown length: for the length, then for the text.
    static func name(
        _ call: String, _ path: String, _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
    ) throws -> String {
        try locked {
            let length = try check(call, path) { body(nil, 0) }
            // A name cannot be longer than an object header message.
            guard length < 1 << 16 else {
                throw HDF5Error(.unsupported("a name of \(length) bytes"), call: call, path: path)
            }
            var bytes = [CChar](repeating: 0, count: length + 1)
            try check(call, path) {
                bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
            }
            let text = bytes.prefix(length).map { UInt8(bitPattern: $0) }
            guard let name = String(validating: text, as: UTF8.self) else {
                throw HDF5Error(
                    .invalidText(index: 0, "is not UTF-8"), call: call, path: path)
            }
            return name
        }
    }
}
