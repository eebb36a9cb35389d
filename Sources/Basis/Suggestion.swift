/// Nearest known name to a misspelt one.
public enum Suggestion {
    /// The candidate nearest to `word` (optimal string alignment distance, letter case ignored),
    /// or `nil` where none is near: at most one edit for every three letters, at least one; a letter
    /// of each must be left, so that of single letters none is near another.
    ///
    /// Ties go to the candidate that comes first.
    ///
    /// - Parameter edits: the number of edits allowed; `nil` takes that share.
    public static func nearest(
        to word: String, among candidates: [String], edits: Int? = nil
    ) -> String? {
        let allowed = edits ?? max(1, word.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates where abs(candidate.count - word.count) <= allowed {
            let distance = editDistance(word.lowercased(), candidate.lowercased())
            if distance <= allowed, distance < best?.distance ?? .max,
                distance < min(word.count, candidate.count)
            {
                best = (distance, candidate)
            }
        }
        return best?.name
    }

    /// `did you mean "x"?`, or `nil` where no candidate is near.
    public static func question(for word: String, among candidates: [String]) -> String? {
        nearest(to: word, among: candidates).map { "did you mean \"\($0)\"?" }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that lead from one to the other.
    static func editDistance(_ first: String, _ second: String) -> Int {
        let a = Array(first)
        let b = Array(second)
        var rows = [[Int]](
            repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in 0..<a.count {
            for j in 0..<b.count {
                let substituted = rows[i][j] + (a[i] == b[j] ? 0 : 1)
                var best = min(rows[i][j + 1] + 1, rows[i + 1][j] + 1, substituted)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                rows[i + 1][j + 1] = best
            }
        }
        return rows[a.count][b.count]
    }
}
