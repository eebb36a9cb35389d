import Artifacts
import Basis

/// Stages that read each other's results, run in order and only where something has changed.
public struct Workflow: Sendable {
    /// Every stage after those that it reads; otherwise in the order given.
    public let stages: [Stage]
    let fileSystem: any FileSystem

    /// - Throws: ``WorkflowError`` where names repeat or are not valid, an input does not exist or
    ///   stages wait for each other.
    public init(
        stages: [Stage], fileSystem: any FileSystem = PosixFileSystem()
    ) throws(WorkflowError) {
        let known = stages.map(\.id)
        for (index, stage) in stages.enumerated() {
            guard Workflow.isValid(stage.id) else { throw .invalidStageName(stage.id) }
            // Some file systems do not tell letter cases apart.
            if known[..<index].contains(where: { $0.lowercased() == stage.id.lowercased() }) {
                throw .duplicateStage(stage.id)
            }
            try Workflow.checkInputs(of: stage, known: known)
        }
        self.stages = try Workflow.ordered(stages)
        self.fileSystem = fileSystem
    }

    /// The stage of this name.
    func stage(_ id: String) throws(WorkflowError) -> Stage {
        guard let stage = stages.first(where: { $0.id == id }) else {
            throw .unknownStage(id, known: stages.map(\.id))
        }
        return stage
    }

    /// A stage and all that it needs; every stage where none is named.
    func needed(until id: String?) throws(WorkflowError) -> Set<String> {
        guard let id else { return Set(stages.map(\.id)) }
        var needed: Set = [try stage(id).id]
        for stage in stages.reversed() where needed.contains(stage.id) {
            needed.formUnion(stage.upstream)
        }
        return needed
    }

    private static func isValid(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 100 && id != RunFolder.sumsName
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default:
                    false
                }
            }
    }

    private static func checkInputs(of stage: Stage, known: [String]) throws(WorkflowError) {
        for names in [stage.upstream, stage.files.map(\.name)] {
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                throw .duplicateInput(stage: stage.id, input: name)
            }
        }
        for input in stage.upstream where !known.contains(input) {
            throw .unknownInput(stage: stage.id, input: input, known: known)
        }
    }

    /// The stages in topological order; among those that could come next, the first one given.
    private static func ordered(_ stages: [Stage]) throws(WorkflowError) -> [Stage] {
        var ordered = [Stage]()
        var placed = Set<String>()
        var rest = stages
        while !rest.isEmpty {
            guard
                let next = rest.firstIndex(where: { placed.isSuperset(of: $0.upstream) })
            else { throw .cycle(cycle(in: rest, placed)) }
            placed.insert(rest[next].id)
            ordered.append(rest.remove(at: next))
        }
        return ordered
    }

    /// A circle among stages each of which waits for another of them.
    private static func cycle(in stages: [Stage], _ placed: Set<String>) -> [String] {
        var path = [String]()
        var next = stages.first?.id
        while let id = next {
            if let start = path.firstIndex(of: id) { return path[start...] + [id] }
            path.append(id)
            next = stages.first { $0.id == id }?.upstream.first { !placed.contains($0) }
        }
        return path
    }
}
