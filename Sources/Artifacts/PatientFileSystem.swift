import SystemPackage

/// A file system whose calls are repeated when a signal interrupts them.
struct PatientFileSystem: FileSystem {
    let base: any FileSystem

    func open(_ path: String, for purpose: OpenPurpose) throws(FileFault) -> OpenFile {
        try patiently { () throws(FileFault) in try base.open(path, for: purpose) }
    }

    func read(
        _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileFault) -> Int {
        try patiently { () throws(FileFault) in try base.read(file, into: buffer) }
    }

    func write(_ file: OpenFile, _ bytes: UnsafeRawBufferPointer) throws(FileFault) -> Int {
        try patiently { () throws(FileFault) in try base.write(file, bytes) }
    }

    func truncate(_ file: OpenFile) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.truncate(file) }
    }

    func sync(_ file: OpenFile) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.sync(file) }
    }

    func close(_ file: OpenFile) throws(FileFault) {
        do throws(FileFault) {
            try base.close(file)
        } catch  where error.errno == .interrupted {
            // The descriptor is released before the interruption is reported; a second close
            // could hit a file that another thread has just opened.
        }
    }

    func lock(_ file: OpenFile) throws(FileFault) -> Bool {
        try patiently { () throws(FileFault) in try base.lock(file) }
    }

    func status(_ file: OpenFile) throws(FileFault) -> FileStatus {
        try patiently { () throws(FileFault) in try base.status(file) }
    }

    func status(_ path: String) throws(FileFault) -> FileStatus? {
        try patiently { () throws(FileFault) in try base.status(path) }
    }

    func rename(_ path: String, to newPath: String) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.rename(path, to: newPath) }
    }

    func removeFile(_ path: String) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.removeFile(path) }
    }

    func createFolder(_ path: String) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.createFolder(path) }
    }

    func removeFolder(_ path: String) throws(FileFault) {
        try patiently { () throws(FileFault) in try base.removeFolder(path) }
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        try patiently { () throws(FileFault) in try base.list(path) }
    }

    private func patiently<Result>(
        _ body: () throws(FileFault) -> Result
    ) throws(FileFault) -> Result {
        while true {
            do throws(FileFault) {
                return try body()
            } catch  where error.errno == .interrupted {
                continue
            }
        }
    }
}

extension FileSystem {
    /// The same file system, where signals interrupt nothing.
    var patient: PatientFileSystem { PatientFileSystem(base: self) }
}
