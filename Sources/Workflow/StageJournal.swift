import Artifacts

/// What a stage that has not ended has made so far.
///
/// A text file of lines: the key first, then `owns NAME` before a file is written and
/// `part SIZE SHA256 NAME` after a part is in place. Each line carries a check made with the key;
/// a torn or changed line is ignored, which costs work and nothing else.
struct StageJournal: Sendable, Equatable {
    var key: StageKey
    /// Parts that can be kept, by name.
    var parts: [String: Artifact]
    /// Names of files that this stage may have made, in this run or before.
    var owned: Set<String>

    static func line(owns name: String, key: StageKey) -> String { checked("owns \(name)", key) }

    static func line(part: Artifact, key: StageKey) -> String {
        checked("part \(part.size) \(part.digest.hex) \(part.name)", key)
    }

    /// The journal as a whole, in a fixed order.
    var bytes: [UInt8] {
        var lines = [StageJournal.checked("key \(key.digest.hex)", key)]
        let byBytes: (String, String) -> Bool = { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in owned.sorted(by: byBytes) {
            lines.append(StageJournal.line(owns: name, key: key))
        }
        for part in parts.values.sorted(by: { byBytes($0.name, $1.name) }) {
            lines.append(StageJournal.line(part: part, key: key))
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    init(key: StageKey, parts: [String: Artifact], owned: Set<String>) {
        self.key = key
        self.parts = parts
        self.owned = owned
    }

    /// Reads a journal; `nil` where its first line is not whole.
    init?(bytes: [UInt8]) {
        // The piece after the last line end is empty, or the torn line of a killed process.
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .dropLast().map { String(decoding: $0, as: UTF8.self) }
        guard let first = lines.first else { return nil }
        let words = first.split(separator: " ")
        guard words.count == 3, let digest = Digest(hex: String(words[1])) else { return nil }
        let key = StageKey(digest: digest)
        guard StageJournal.body(of: first, key) == "key \(digest.hex)" else { return nil }
        self.init(key: key, parts: [:], owned: [])
        for line in lines.dropFirst() {
            if let body = StageJournal.body(of: line, key) { read(body) }
        }
    }

    private mutating func read(_ body: String) {
        if body.hasPrefix("owns ") {
            let name = String(body.dropFirst(5))
            if ArtifactName.isValid(name) { owned.insert(name) }
            return
        }
        let words = body.split(separator: " ", maxSplits: 3)
        guard words.count == 4, words[0] == "part", let size = Int(words[1]),
            let digest = Digest(hex: String(words[2])), ArtifactName.isValid(String(words[3]))
        else { return }
        let name = String(words[3])
        parts[name] = Artifact(name: name, size: size, digest: digest)
        owned.insert(name)
    }

    private static func checked(_ body: String, _ key: StageKey) -> String {
        "\(body) \(check(body, key))"
    }

    /// The line without its check; `nil` where the check is wrong.
    private static func body(of line: String, _ key: StageKey) -> String? {
        guard let space = line.lastIndex(of: " ") else { return nil }
        let body = String(line[..<space])
        return line[line.index(after: space)...] == check(body, key) ? body : nil
    }

    private static func check(_ body: String, _ key: StageKey) -> String {
        String(Digest(of: [("key", key.digest.hex), ("line", body)]).hex.prefix(16))
    }
}
