import Learning
import Materials
import Synchronization

/// Probabilities at the edges and corners of triangles: a binary belongs to many ternaries, and is worked
/// out once.
final class FringeResults: Sendable {
    struct Key: Hashable {
        let first: Element
        /// `nil` at a corner.
        let second: Element?
        let fixed: Element?
        let divisions: Int
        let fixedParts: Int
    }

    struct Result: Sendable {
        /// Shape [classes, positions]; along an edge the first element has 1, 2, ... parts.
        let probabilities: [Double]
        /// Whether each position is out of the descriptors' range, as 1 or 0.
        let outside: [UInt8]
    }

    /// Bytes beyond which what was kept is forgotten, so that memory stays bounded: as much as
    /// all binaries of the periodic table need at 1 at.%.
    private static let limit = 256 << 20

    private struct State {
        var kept = [Key: Result]()
        var bytes = 0
    }

    private let state = Mutex(State())

    func result(_ key: Key, make: () throws -> Result) rethrows -> Result {
        if let known = state.withLock({ $0.kept[key] }) { return known }
        // Two threads may work out the same edge: both get the same numbers.
        let fresh = try make()
        state.withLock { state in
            if state.bytes > Self.limit { state = State() }
            state.kept[key] = fresh
            state.bytes += 8 * fresh.probabilities.count + fresh.outside.count
        }
        return fresh
    }
}
