import Basis
import Materials

/// A family of systems: parts joined by hyphens, each an element or a group.
///
/// `Al-TM-TM` stands for Al with every pair of two different transition metals, `Al-TM-TM-Si` for
/// the quaternaries of those with Si; see ``ElementGroups`` for the groups.
public struct SystemPattern: Sendable {
    /// The number of elements of a system.
    public let size: Int
    private let parts: [[Element]]
    private let text: String

    /// The pattern of ternary systems with the built-in groups.
    public init(_ text: String, table: ElementTable) throws {
        try self.init(text, size: 3, groups: ElementGroups(table: table))
    }

    /// - Throws: ``QuasiScreenError`` where there are not `size` parts, and for an unknown name.
    public init(_ text: String, size: Int, groups: ElementGroups) throws {
        self.text = text
        self.size = size
        let names = text.split(separator: "-", omittingEmptySubsequences: false).map {
            $0.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
        }
        guard names.count == size else {
            throw QuasiScreenError.wrongSystemSize(text, expected: size)
        }
        parts = try names.map { try groups.members(of: String($0)) }
    }

    /// The systems of the family, each once, sorted by label.
    ///
    /// - Throws: ``QuasiScreenError/noSystems(_:size:)`` where the parts have too few elements.
    public func systems() throws -> [ChemicalSystem] {
        // Equal parts stand side by side, so that of two transition metals each pair is met once:
        // the families of all elements would be met 24 times otherwise.
        let parts = self.parts.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
        var found = Set<ChemicalSystem>()
        var chosen = [Element]()
        func extend(from start: Int) throws {
            let depth = chosen.count
            if depth == size {
                found.insert(try ChemicalSystem(chosen))
                return
            }
            for place in start..<parts[depth].count where !chosen.contains(parts[depth][place]) {
                chosen.append(parts[depth][place])
                let repeats = depth + 1 < size && parts[depth + 1] == parts[depth]
                try extend(from: repeats ? place + 1 : 0)
                chosen.removeLast()
            }
        }
        try extend(from: 0)
        guard !found.isEmpty else { throw QuasiScreenError.noSystems(text, size: size) }
        return found.sorted()
    }

    /// As ``systems()``, for patterns of three parts.
    public func ternarySystems() throws -> [ChemicalSystem] { try systems() }
}
