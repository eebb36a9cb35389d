import Synchronization
import SystemPackage

/// A file that grows line by line; safe to use from several threads.
///
/// A killed process may leave the last line torn, so every line has to carry its own check. Lines
/// survive a kill at once; they are not synchronised, so a power failure may take the latest.
public final class AppendOnlyFile: Sendable {
    private struct State {
        var file: OpenFile?
        var failure: ArtifactsError?
    }

    private let path: String
    private let fileSystem: any FileSystem
    private let state: Mutex<State>

    /// Opens the file at the path, or makes it.
    public init(
        _ path: String, fileSystem: any FileSystem = PosixFileSystem()
    ) throws(ArtifactsError) {
        self.path = path
        self.fileSystem = fileSystem
        let file = try reporting { () throws(FileFault) in
            try fileSystem.patient.open(path, for: .appending)
        }
        state = Mutex(State(file: file))
    }

    deinit { close() }

    /// Adds a line. After a failure no more is written, since the line may be torn: the first
    /// error is thrown again.
    public func append(line: String) throws(ArtifactsError) {
        let result: Result<Void, ArtifactsError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            guard let file = state.file else {
                return .failure(.writeFailed(path: path, code: Errno.badFileDescriptor.rawValue))
            }
            do throws(ArtifactsError) {
                try reporting { () throws(FileFault) in
                    try fileSystem.patient.writeAll(Array("\(line)\n".utf8), to: file)
                }
                return .success(())
            } catch {
                state.failure = error
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Closes the file; more than once does no harm.
    public func close() {
        state.withLock { state in
            // Nothing rests on this: a line that was lost is work that is done again.
            if let file = state.file { try? fileSystem.patient.close(file) }
            state.file = nil
        }
    }
}
