import Materials
import Screening
import Synchronization

/// Assesses points of triangles and remembers those at edges and corners: a binary or an element
/// is the best point of many systems, and looking for its neighbours is most of the work.
final class FringeJudge: Sendable {
    private let judge: DomainJudge
    private let known = Mutex([Composition: DomainAssessment]())

    /// Assessments beyond which all are forgotten, so that memory stays bounded.
    private static let limit = 100_000

    init(_ judge: DomainJudge) {
        self.judge = judge
    }

    /// What the judge says of compositions, in order.
    ///
    /// - Parameter elements: the elements of a point inside the triangle.
    func assess(_ compositions: [Composition], elements: Int) throws -> [DomainAssessment] {
        var found = known.withLock { known in
            compositions.map { $0.elements.count < elements ? known[$0] : nil }
        }
        let open = compositions.indices.filter { found[$0] == nil }
        let fresh = try judge.assess(open.map { compositions[$0] }, threads: 1)
        for (index, assessment) in zip(open, fresh) { found[index] = assessment }
        let kept = open.filter { compositions[$0].elements.count < elements }
        if !kept.isEmpty {
            known.withLock { known in
                if known.count > Self.limit { known.removeAll() }
                for index in kept { known[compositions[index]] = found[index] }
            }
        }
        return found.compactMap { $0 }
    }
}
