import Artifacts
import Synchronization

/// What a stage sees of the world while it runs; safe to use from several threads.
public final class StageContext: Sendable {
    private struct State {
        /// Names that this run has begun to write.
        var begun = Set<String>()
        var outputs = [String: Artifact]()
        /// A mistake of the stage that its caller could not be told of at once.
        var mistake: WorkflowError?
        var isFinished = false
    }

    /// How many threads the stage may use.
    public let threads: Int

    private let stage: Stage
    private let folder: RunFolder
    private let journal: StageJournal
    private let log: AppendOnlyFile
    private let upstream: [String: StageRecord]
    private let inputDigests: [String: Digest]
    private let observer: @Sendable (WorkflowEvent) -> Void
    private let state = Mutex(State())

    init(
        stage: Stage, folder: RunFolder, journal: StageJournal, log: AppendOnlyFile,
        upstream: [String: StageRecord], inputDigests: [String: Digest], threads: Int,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) {
        self.stage = stage
        self.folder = folder
        self.journal = journal
        self.log = log
        self.upstream = upstream
        self.inputDigests = inputDigests
        self.threads = threads
        self.observer = observer
    }

    /// Writes a result of this stage, complete or not at all.
    ///
    /// - Parameter name: may contain folders ("maps/Al-Cu-Fe.svg") and stays inside the stage's
    ///   folder. Each name is written once.
    /// - Throws: ``ArtifactsError/invalidName(_:)``, ``WorkflowError/writtenTwice(stage:name:)``
    ///   and the errors of writing.
    public func write(_ bytes: [UInt8], as name: String) throws {
        try begin(name)
        try publish(bytes, as: name)
    }

    /// Makes a result that survives an interruption of the stage.
    ///
    /// A part of this name that was finished under the same stage key, in an earlier run that did
    /// not end or whose other results were damaged, is kept if its digest is right. Else it is
    /// made, written and recorded. The order in which parts are made does not matter.
    ///
    /// - Returns: whether the part was made now.
    /// - Throws: as ``write(_:as:)``, and whatever `make` throws.
    @discardableResult
    public func part(_ name: String, make: () throws -> [UInt8]) throws -> Bool {
        try begin(name)
        if let part = journal.parts[name], try folder.defect(of: part, stage: stage.id) == nil {
            state.withLock { $0.outputs[name] = part }
            return false
        }
        let artifact = try publish(try make(), as: name)
        try log.append(line: StageJournal.line(part: artifact, key: journal.key))
        return true
    }

    /// Keeps a part that an earlier run has finished, as ``part(_:make:)`` would: its bytes, or
    /// `nil` where it has to be made.
    public func keepPart(_ name: String) throws -> [UInt8]? {
        guard let part = journal.parts[name], try folder.defect(of: part, stage: stage.id) == nil
        else { return nil }
        try begin(name)
        state.withLock { $0.outputs[name] = part }
        return try folder.read(part, of: stage.id)
    }

    /// Whether ``part(_:make:)`` would keep the part of this name instead of making it.
    public func hasPart(_ name: String) throws -> Bool {
        guard let part = journal.parts[name] else { return false }
        return try folder.defect(of: part, stage: stage.id) == nil
    }

    /// A result that this stage has written or kept in this run.
    public func read(_ name: String) throws -> [UInt8] {
        let outputs = state.withLock { $0.outputs }
        guard let artifact = outputs[name] else {
            throw WorkflowError.noSuchResult(
                stage: stage.id, name: name, known: outputs.keys.sorted())
        }
        return try folder.read(artifact, of: stage.id)
    }

    /// A result of another stage; its digest is checked before it is returned.
    ///
    /// - Throws: ``WorkflowError/undeclaredInput(stage:input:)`` for a stage that is not an input
    ///   of this one, ``ArtifactsError/damaged(path:_:)``.
    public func read(_ name: String, from other: String) throws -> [UInt8] {
        guard let record = upstream[other] else {
            throw WorkflowError.undeclaredInput(stage: stage.id, input: other)
        }
        guard let artifact = record.output(name) else {
            throw WorkflowError.noSuchResult(
                stage: other, name: name, known: record.outputs.map(\.name))
        }
        return try folder.read(artifact, of: other)
    }

    /// The names of the results of another stage, sorted by their bytes.
    ///
    /// A stage that is not an input of this one has none here, and asking for them makes this
    /// stage fail when it returns.
    public func names(of other: String) -> [String] {
        if let record = upstream[other] { return record.outputs.map(\.name) }
        note(undeclared: other)
        return []
    }

    /// What another stage was made from; it has to be a ``StageInput/account(of:)`` of this one.
    ///
    /// There is none for another stage, and asking for it makes this stage fail when it returns.
    public func account(of other: String) -> StageAccount? {
        if stage.accounts.contains(other), let record = upstream[other] {
            return StageAccount(record)
        }
        note(undeclared: other)
        return nil
    }

    private func note(undeclared other: String) {
        state.withLock { state in
            state.mistake =
                state.mistake ?? WorkflowError.undeclaredInput(stage: stage.id, input: other)
        }
    }

    /// The bytes of an external file, the same that the stage key was computed from.
    ///
    /// - Throws: ``WorkflowError/inputChangedDuringRun(path:)`` where they have changed since.
    public func input(_ name: String) throws -> [UInt8] {
        guard let file = stage.files.first(where: { $0.name == name }) else {
            throw WorkflowError.undeclaredInput(stage: stage.id, input: name)
        }
        let bytes = try readInput(file.path, fileSystem: folder.fileSystem)
        guard Digest(of: bytes) == inputDigests[file.path] else {
            throw WorkflowError.inputChangedDuringRun(path: file.path)
        }
        return bytes
    }

    /// Tells the observer how far the stage is; `fraction` is put into [0, 1], NaN becomes 0.
    public func report(fraction: Double, _ note: String) {
        let shown = fraction > 0 ? min(fraction, 1) : 0
        observer(.progress(id: stage.id, fraction: shown, note: note))
    }

    /// The names that the stage has begun to write, whether or not they became results.
    var begunNames: Set<String> { state.withLock { $0.begun } }

    /// Ends the stage; its results, sorted by the bytes of their names.
    func finish() throws -> [Artifact] {
        log.close()
        let (outputs, mistake) = state.withLock { state in
            state.isFinished = true
            return (state.outputs, state.mistake)
        }
        if let mistake { throw mistake }
        return outputs.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Claims a name: from here on a file of this name is known to be the stage's own.
    private func begin(_ name: String) throws {
        try ArtifactName.check(name)
        try state.withLock { state in
            if state.isFinished { throw WorkflowError.alreadyFinished(stage: stage.id) }
            guard state.begun.insert(name).inserted else {
                throw WorkflowError.writtenTwice(stage: stage.id, name: name)
            }
            try makeRoom(for: name, begun: state.begun)
        }
        if !journal.owned.contains(name) {
            try log.append(line: StageJournal.line(owns: name, key: journal.key))
        }
    }

    @discardableResult
    private func publish(_ bytes: [UInt8], as name: String) throws -> Artifact {
        let path = folder.result(name, of: stage.id)
        try folder.fileSystem.createFolders(FolderPath.parent(of: path))
        try AtomicFile.write(bytes, to: path, fileSystem: folder.fileSystem)
        let artifact = Artifact(name: name, size: bytes.count, digest: Digest(of: bytes))
        state.withLock { $0.outputs[name] = artifact }
        return artifact
    }

    /// Removes what stands where the file, or a folder above it, is to be: results of an earlier
    /// layout and things that are no files.
    private func makeRoom(for name: String, begun: Set<String>) throws {
        var above = FolderPath.parent(of: name)
        while above != "." {
            if journal.owned.contains(above), !begun.contains(above) {
                try folder.remove([above], of: stage.id)
            }
            above = FolderPath.parent(of: above)
        }
        let path = folder.result(name, of: stage.id)
        if try folder.fileSystem.look(at: path)?.kind == .folder {
            let inside = journal.owned.filter { $0.hasPrefix(name + "/") }
            try folder.remove(inside.subtracting(begun), of: stage.id)
        }
        try folder.fileSystem.makeWay(at: path)
    }
}
