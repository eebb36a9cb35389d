import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file system of the operating system.
public struct PosixFileSystem: FileSystem {
    public init() {}

    public func open(_ path: String, for purpose: OpenPurpose) throws(FileFault) -> OpenFile {
        let call: FileFault.Call = purpose == .reading ? .openForReading : .openForWriting
        let mode: FileDescriptor.AccessMode
        var options: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
        switch purpose {
        case .reading:
            mode = .readOnly
        case .creating:
            mode = .writeOnly
            options.formUnion([.create, .exclusiveCreate, .noFollow])
        case .appending:
            mode = .writeOnly
            options.formUnion([.create, .append])
        case .locking:
            mode = .readWrite
            options.insert(.create)
        case .folder:
            mode = .readOnly
            options.insert(.directory)
        }
        try refuseNull(in: path, call)
        do {
            let file = try FileDescriptor.open(
                FilePath(path), mode, options: options,
                permissions: options.contains(.create)
                    ? [.ownerReadWrite, .groupReadWrite, .otherReadWrite] : nil,
                retryOnInterrupt: false)
            return OpenFile(number: file.rawValue, path: path)
        } catch {
            throw fault(call, path, error)
        }
    }

    public func read(
        _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileFault) -> Int {
        do {
            return try file.descriptor.read(into: buffer, retryOnInterrupt: false)
        } catch {
            throw fault(.read, file.path, error)
        }
    }

    public func write(
        _ file: OpenFile, _ bytes: UnsafeRawBufferPointer
    ) throws(FileFault) -> Int {
        do {
            return try file.descriptor.write(bytes, retryOnInterrupt: false)
        } catch {
            throw fault(.write, file.path, error)
        }
    }

    public func truncate(_ file: OpenFile) throws(FileFault) {
        try check(ftruncate(file.number, 0), .truncate, file.path)
    }

    public func sync(_ file: OpenFile) throws(FileFault) {
        try check(fsync(file.number), .sync, file.path)
    }

    public func close(_ file: OpenFile) throws(FileFault) {
        do {
            try file.descriptor.close()
        } catch {
            throw fault(.close, file.path, error)
        }
    }

    public func lock(_ file: OpenFile) throws(FileFault) -> Bool {
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return true }
        let code = errno
        if code == EWOULDBLOCK { return false }
        throw FileFault(.lock, path: file.path, code: code)
    }

    public func status(_ file: OpenFile) throws(FileFault) -> FileStatus {
        var info = stat()
        try check(fstat(file.number, &info), .status, file.path)
        return FileStatus(info)
    }

    public func status(_ path: String) throws(FileFault) -> FileStatus? {
        try refuseNull(in: path, .status)
        var info = stat()
        if stat(path, &info) == 0 { return FileStatus(info) }
        let code = errno
        if code == ENOENT || code == ENOTDIR { return nil }
        // The link itself is there, and can be removed where a result is to be.
        if code == ELOOP, lstat(path, &info) == 0 { return FileStatus(info) }
        throw FileFault(.status, path: path, code: code)
    }

    public func rename(_ path: String, to newPath: String) throws(FileFault) {
        try refuseNull(in: newPath, .rename)
        #if canImport(Glibc)
            let result = Glibc.rename(path, newPath)
        #elseif canImport(Musl)
            let result = Musl.rename(path, newPath)
        #else
            let result = Darwin.rename(path, newPath)
        #endif
        try check(result, .rename, newPath)
    }

    public func removeFile(_ path: String) throws(FileFault) {
        try refuseNull(in: path, .remove)
        try check(unlink(path), .remove, path)
    }

    public func createFolder(_ path: String) throws(FileFault) {
        try refuseNull(in: path, .createFolder)
        try check(mkdir(path, 0o777), .createFolder, path)
    }

    public func removeFolder(_ path: String) throws(FileFault) {
        try refuseNull(in: path, .removeFolder)
        try check(rmdir(path), .removeFolder, path)
    }

    public func list(_ path: String) throws(FileFault) -> [String] {
        try refuseNull(in: path, .list)
        guard let folder = opendir(path) else {
            throw FileFault(.list, path: path, code: errno)
        }
        defer { closedir(folder) }
        var names = [String]()
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(validating: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            // This project writes no name that is not UTF-8, so such a file is somebody else's.
            if let name, name != ".", name != ".." { names.append(name) }
        }
        if errno != 0 { throw FileFault(.list, path: path, code: errno) }
        return names
    }

    private func check(
        _ result: Int32, _ call: FileFault.Call, _ path: String
    ) throws(FileFault) {
        if result != 0 { throw FileFault(call, path: path, code: errno) }
    }

    /// A path with a null character would reach the system cut short, as another path.
    private func refuseNull(in path: String, _ call: FileFault.Call) throws(FileFault) {
        if path.utf8.contains(0) { throw FileFault(call, path: path, code: EINVAL) }
    }

    private func fault(_ call: FileFault.Call, _ path: String, _ error: any Error) -> FileFault {
        FileFault(call, path: path, code: (error as? Errno)?.rawValue ?? EIO)
    }
}

extension OpenFile {
    fileprivate var descriptor: FileDescriptor { FileDescriptor(rawValue: number) }
}

extension FileStatus {
    fileprivate init(_ info: stat) {
        let kind: Kind
        switch info.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFIFO: kind = .pipe
        case S_IFLNK: kind = .endlessLink
        default: kind = .other
        }
        self.init(
            kind: kind, size: Int(info.st_size),
            identity: [UInt64(truncatingIfNeeded: info.st_dev), UInt64(info.st_ino)])
    }
}
